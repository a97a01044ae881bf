# SPDX-License-Identifier: LGPL-2.1-or-later
"""How the generated types get the rest of their methods, before they are frozen."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from .line_settings import LineSettings

    Config = dict[Iterable[int | str] | int | str, LineSettings | None]

Function = TypeVar("Function", bound="Callable[..., object]")


def method_of(cls: type) -> Callable[[Function], Function]:
    """Make a function a method of cls."""

    def add(function: Function) -> Function:
        function.__qualname__ = f"{cls.__name__}.{function.__name__}"
        setattr(cls, function.__name__, function)
        return function

    return add


def describe_as_dataclass(cls: type, **fields: object) -> None:
    """Let the functions of dataclasses read a snapshot as the frozen dataclass it stands for."""
    described = dataclasses.make_dataclass(
        cls.__name__, list(fields.items()), frozen=True, repr=False
    )
    for name in ("__dataclass_fields__", "__dataclass_params__"):
        setattr(cls, name, getattr(described, name))


def settings_by_lines(
    config: Config,
) -> list[tuple[tuple[int | str, ...], LineSettings | None]]:
    """The entries of a config, each with all its lines; a copy, so that it may change meanwhile."""
    return [
        ((key,) if isinstance(key, (int, str)) else tuple(key), settings)
        for key, settings in [*config.items()]
    ]
