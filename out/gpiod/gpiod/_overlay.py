# SPDX-License-Identifier: LGPL-2.1-or-later
"""Helpers that complete the generated types, before they are frozen."""

from __future__ import annotations

import dataclasses
from collections.abc import Sized
from typing import TYPE_CHECKING, TypeVar

from ._ext import _contents, _printable

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from .line_settings import LineSettings

    Config = dict[Iterable[int | str] | int | str, LineSettings | None]

MOST_LINES = 64
"""The maximum number of lines in a request: GPIO_V2_LINES_MAX of the kernel."""

Handle = TypeVar("Handle")
Item = TypeVar("Item")
Function = TypeVar("Function", bound="Callable[..., object]")


def method_of(cls: type) -> Callable[[Function], Function]:
    """Decorator that makes a function a method of cls."""

    def add(function: Function) -> Function:
        function.__qualname__ = f"{cls.__name__}.{function.__name__}"
        setattr(cls, function.__name__, function)
        return function

    return add


def describe_as_dataclass(cls: type, **fields: object) -> None:
    """Let the functions of the dataclasses module treat a snapshot as a frozen dataclass."""
    described = dataclasses.make_dataclass(
        cls.__name__, list(fields.items()), frozen=True, repr=False
    )
    for name in ("__dataclass_fields__", "__dataclass_params__"):
        setattr(cls, name, getattr(described, name))


def description(
    handle: Handle, text: Callable[[Handle], str], closed: type[Exception], as_closed: str
) -> str:
    """
    The text of repr() or str() of a handle, or a substitute; never an error.

    Bytes that are not UTF-8 are shown with backslashes, so that any stream can print them.
    """
    try:
        return _printable(text(handle))
    except closed:
        return as_closed
    except RuntimeError:  # the only other error of its attributes, unless a subclass has its own
        return f"<{type(handle).__name__} of another process>"
    except Exception:
        return object.__repr__(handle)


def contents(iterable: Iterable[Item]) -> Iterator[Item]:
    """
    The items of a container as they are at one moment, or those of any other iterable.

    An iterable without a length may be endless, so no more items are read from it than a request
    can have lines.
    """
    items = _contents(iterable)
    most = len(items) if isinstance(items, Sized) else 0
    for count, item in enumerate(items):
        if count >= max(most, MOST_LINES):
            raise ValueError(f"more than {MOST_LINES} items")
        yield item


def settings_of_lines(config: Config) -> Iterator[tuple[int | str, LineSettings | None]]:
    """Every line that a config names, with its settings."""
    for key, settings in contents(config.items()):
        for line in (key,) if isinstance(key, (int, str)) else contents(key):
            yield line, settings
