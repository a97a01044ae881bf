# SPDX-License-Identifier: LGPL-2.1-or-later
"""The interface of the two back ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Protocol


@dataclass(frozen=True)
class Plan:
    """A chip to be created.  Directions of hogs are spelled as in gpio-sim's configfs."""

    label: str = ""
    num_lines: int = 1
    line_names: dict[int, str] = field(default_factory=dict)
    hogs: dict[int, tuple[str, str]] = field(default_factory=dict)


class Device(Protocol):
    """A chip that exists.  Every method may be called from any thread."""

    @property
    def name(self) -> str: ...

    @property
    def outlives_process(self) -> bool:
        """Whether it must be removed when the interpreter exits."""

    def set_pull(self, offset: int, up: bool) -> None: ...

    def get_value(self, offset: int) -> bool: ...

    def remove(self) -> None:
        """Remove the chip; later calls of the other methods raise ValueError."""


def encoded(text: str) -> bytes:
    """As UTF-8; surrogates stand for bytes that are not UTF-8, as in file names."""
    return text.encode(errors="surrogateescape")


def closed_error() -> ValueError:
    return ValueError("the simulated chip is closed")
