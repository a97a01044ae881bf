# SPDX-License-Identifier: LGPL-2.1-or-later
"""GPIO chips: what they say of themselves, their lines, and requests for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import _ext
from ._ext import Chip
from ._overlay import method_of, settings_by_lines
from .exception import ChipClosedError
from .line import Value

if TYPE_CHECKING:
    from ._ext import LineRequest
    from ._overlay import Config

__all__ = ["Chip"]

# libgpiod's limits for the room that edge events are read into.
_DEFAULT_EVENTS = 64
_MOST_EVENTS = 1024


@method_of(Chip)
def line_offset_from_id(self: Chip, id: str | int) -> int:
    """
    Map a line's name, its offset as a string, or its offset to the offset.

    Args:
      id: name (tried first), decimal offset in a string, or offset

    Returns: the offset
    Raises:
      FileNotFoundError: no line has that name, and it is no number
      ValueError: the chip has no such offset
      ChipClosedError: the chip is closed
    Threads: internally synchronized
    Blocks: as long as the device takes, with other threads running
    Source: gpiod_chip_get_line_offset_from_name()
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
        raise ValueError(f"line offset {offset} is out of range: there are {info.num_lines}")
    return offset


@method_of(Chip)
def request_lines(
    self: Chip,
    config: Config,
    consumer: str | None = None,
    event_buffer_size: int | None = None,
    output_values: dict[int | str, Value] | None = None,
) -> LineRequest:
    """
    Request lines for exclusive use.

    Args:
      config: settings for offsets or names, or for tuples of them; None is LineSettings()
      consumer: who uses the lines; the kernel keeps the first 31 bytes
      event_buffer_size: how many edge events the kernel keeps; None or 0 leaves it to the kernel
      output_values: values for outputs to start with, over those in their settings

    Returns: the request
    Raises:
      ValueError: a line is said twice or the chip has none such, or settings contradict each other
      FileNotFoundError: no line has that name
      OSError: the kernel refuses; EBUSY when a line is in use
      ChipClosedError: the chip is closed
    Threads: internally synchronized; config is read once, at the start
    Blocks: as long as the device takes, with other threads running
    Source: gpiod_chip_request_lines()
    """
    num_lines = self.get_info().num_lines
    values = None
    if output_values:
        values = {
            self.line_offset_from_id(line): value for line, value in list(output_values.items())
        }
    line_config = _ext.LineConfig()
    lines: list[int | str] = []
    offsets: dict[int, None] = {}
    names: dict[str, int] = {}

    for keys, settings in settings_by_lines(config):
        added = []
        for line in keys:
            if type(line) is int and 0 <= line < num_lines:
                offset = line  # what the call below would give, at once
            else:
                offset = self.line_offset_from_id(line)
            if offset in offsets:
                raise ValueError(f"line {line!r} is offset {offset}, which is configured already")
            offsets[offset] = None
            added.append(offset)
            lines.append(line)
            if isinstance(line, str):
                names[line] = offset
            elif name := self.get_line_info(offset).name:
                # Of several lines with one name, the first is found by it; one asked for by
                # its name always is.
                names.setdefault(name, offset)
        if added:
            line_config.add_line_settings(added, settings)
    if values and offsets:
        line_config.set_output_values([values.get(offset, Value.INACTIVE) for offset in offsets])

    request_config = _ext.RequestConfig()
    if consumer is not None:
        request_config.set_consumer(consumer)
    if event_buffer_size is not None:
        request_config.set_event_buffer_size(event_buffer_size)
    capacity = min(event_buffer_size or _DEFAULT_EVENTS, _MOST_EVENTS)
    return self._request_lines(request_config, line_config, lines, names, capacity)


@method_of(Chip)
def __repr__(self: Chip) -> str:
    try:
        return f'gpiod.Chip("{self.path}")'
    except ChipClosedError:
        return "<Chip CLOSED>"


@method_of(Chip)
def __str__(self: Chip) -> str:
    try:
        return f'<Chip path="{self.path}" fd={self.fd} info={self.get_info()}>'
    except ChipClosedError:
        return "<Chip CLOSED>"
