# SPDX-License-Identifier: LGPL-2.1-or-later
"""GPIO chips."""

from __future__ import annotations

from ._ext import Chip
from ._overlay import description, method_of
from .exception import ChipClosedError

__all__ = ["Chip"]


@method_of(Chip)
def line_offset_from_id(self: Chip, id: str | int) -> int:
    """
    Map a line's name, its offset as a string, or its offset to the offset.

    Args:
      id: name (tried first), decimal offset in a string, or offset

    Returns: the offset
    Raises:
      FileNotFoundError: no line has that name, and it is not a number
      ValueError: the chip has no such offset
      ChipClosedError: the chip is closed
    Threads: shared; any number of threads may call it at once, but it is not a single step
    Blocks: while the call into the C library runs, or another thread holds a guard that it needs
    Calls: gpiod_chip_get_info(), gpiod_chip_get_line_offset_from_name()
    """
    info = self.get_info()
    if isinstance(id, int):
        offset = id
    else:
        try:
            return self._line_offset_from_name(id)
        except FileNotFoundError as unknown:
            try:
                offset = int(id)
            except ValueError:
                raise unknown from None
    if offset >= info.num_lines:
        raise ValueError("line offset of out range")
    return offset


def info_or_error(chip: Chip) -> str:
    """The chip's info, or the error if it cannot be read, as after the chip was unplugged."""
    try:
        return str(chip.get_info())
    except ChipClosedError:
        raise
    except Exception as error:
        return f"<{type(error).__name__}>"


def expression(chip: Chip) -> str:
    return f'gpiod.Chip("{chip.path}")'


def attributes(chip: Chip) -> str:
    return f'<Chip path="{chip.path}" fd={chip.fd} info={info_or_error(chip)}>'


@method_of(Chip)
def __repr__(self: Chip) -> str:
    return description(self, expression, ChipClosedError, "<Chip CLOSED>")


@method_of(Chip)
def __str__(self: Chip) -> str:
    return description(self, attributes, ChipClosedError, "<Chip CLOSED>")
