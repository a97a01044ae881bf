# SPDX-License-Identifier: LGPL-2.1-or-later
"""libgpiod's objects as Python ones: chips, configurations, requests, buffers of events."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from .libgpiod import call, ints, uints
from .values import EdgeEvent, InfoEvent, LineInfo, Settings

Lines = int | Sequence[int]
Values = list[int]


@dataclass(frozen=True)
class ChipInfo:
    """What a gpiod_chip_info says."""

    name: bytes
    label: bytes
    num_lines: int


@contextlib.contextmanager
def settings_object(settings: Settings) -> Iterator[int]:
    """The gpiod_line_settings that say so, for as long as the block runs."""
    address: int = call("line_settings_new")
    for what, value in (
        ("direction", settings.direction),
        ("edge_detection", settings.edges),
        ("bias", settings.bias),
        ("drive", settings.drive),
        ("event_clock", settings.clock),
        ("active_low", settings.active_low),
        ("debounce_period_us", settings.debounce_us),
        ("output_value", settings.value),
    ):
        call(f"line_settings_set_{what}", address, value)
    yield address
    call("line_settings_free", address)


class LineConfig:
    """A gpiod_line_config: LineConfig((0, INPUT), ([2, 1], OUTPUT))."""

    def __init__(self, *lines: tuple[Lines, Settings | None]) -> None:
        self.address: int = call("line_config_new")
        for offsets, settings in lines:
            self.add(offsets, settings)

    def add(self, lines: Lines, settings: Settings | None = None) -> None:
        offsets = [lines] if isinstance(lines, int) else list(lines)
        name, array = "line_config_add_line_settings", uints(offsets)
        if settings is None:
            call(name, self.address, array, len(array), None)
            return
        with settings_object(settings) as address:
            call(name, self.address, array, len(array), address)

    def settings(self, line: int) -> Settings:
        address = call("line_config_get_line_settings", self.address, line)
        settings = Settings.of(address)
        call("line_settings_free", address)
        return settings

    def set_output_values(self, values: Values) -> None:
        call("line_config_set_output_values", self.address, ints(values), len(values))

    def offsets(self, most: int = 100) -> list[int]:
        array = uints([0] * most)
        found = call("line_config_get_configured_offsets", self.address, array, most)
        return list(array)[:found]

    def count(self) -> int:
        count: int = call("line_config_get_num_configured_offsets", self.address)
        return count


class EventBuffer:
    """A gpiod_edge_event_buffer."""

    def __init__(self, capacity: int = 0) -> None:
        self.address: int = call("edge_event_buffer_new", capacity)

    def capacity(self) -> int:
        capacity: int = call("edge_event_buffer_get_capacity", self.address)
        return capacity

    def count(self) -> int:
        count: int = call("edge_event_buffer_get_num_events", self.address)
        return count

    def event(self, index: int) -> EdgeEvent:
        return EdgeEvent.of(call("edge_event_buffer_get_event", self.address, index))

    def events(self) -> list[EdgeEvent]:
        return [self.event(index) for index in range(self.count())]


class Request:
    """A gpiod_line_request."""

    def __init__(self, address: int) -> None:
        self.address = address
        self.fd: int = call("line_request_get_fd", address)

    def release(self) -> None:
        call("line_request_release", self.address)

    def offsets(self, most: int = 64) -> list[int]:
        array = uints([0] * most)
        found = call("line_request_get_requested_offsets", self.address, array, most)
        return list(array)[:found]

    def value(self, line: int) -> int:
        value: int = call("line_request_get_value", self.address, line)
        return value

    def set_value(self, line: int, value: int) -> None:
        call("line_request_set_value", self.address, line, value)

    def values(self) -> Values:
        """Of all lines, in the order of the request."""
        array = ints([9] * call("line_request_get_num_requested_lines", self.address))
        call("line_request_get_values", self.address, array)
        return list(array)

    def set_values(self, values: Values) -> None:
        call("line_request_set_values", self.address, ints(values))

    def values_of(self, lines: list[int]) -> Values:
        array = ints([9] * len(lines))
        name = "line_request_get_values_subset"
        call(name, self.address, len(lines), uints(lines), array)
        return list(array)

    def set_values_of(self, values: dict[int, int]) -> None:
        self.set_each(list(values), list(values.values()))

    def set_each(self, lines: list[int], values: Values) -> None:
        """The same, for lines that may come twice."""
        name = "line_request_set_values_subset"
        call(name, self.address, len(lines), uints(lines), ints(values))

    def reconfigure(self, *lines: tuple[Lines, Settings | None]) -> None:
        self.reconfigure_as(LineConfig(*lines))

    def reconfigure_as(self, config: LineConfig) -> None:
        call("line_request_reconfigure_lines", self.address, config.address)

    def wait(self, seconds: float) -> int:
        """Whether there are events, after so long at most; endlessly if negative."""
        waited: int = call("line_request_wait_edge_events", self.address, int(seconds * 1e9))
        return waited

    def read(self, buffer: EventBuffer, most: int) -> int:
        count: int = call("line_request_read_edge_events", self.address, buffer.address, most)
        return count

    def events(self) -> list[EdgeEvent]:
        """All that are queued."""
        buffer = EventBuffer(1024)
        found = []
        while self.wait(0):
            self.read(buffer, 1024)
            found += buffer.events()
        call("edge_event_buffer_free", buffer.address)
        return found


class Chip:
    """A gpiod_chip."""

    def __init__(self, path: str | bytes | Path) -> None:
        raw = path if isinstance(path, bytes) else str(path).encode()
        self.address: int = call("chip_open", raw)
        self.fd: int = call("chip_get_fd", self.address)

    def close(self) -> None:
        call("chip_close", self.address)

    def path(self) -> bytes:
        path: bytes = call("chip_get_path", self.address)
        return path

    def info(self) -> ChipInfo:
        address = call("chip_get_info", self.address)
        what = ("name", "label", "num_lines")
        info = ChipInfo(*(call(f"chip_info_get_{part}", address) for part in what))
        call("chip_info_free", address)
        return info

    def _line_info(self, function: str, line: int) -> LineInfo:
        address = call(function, self.address, line)
        info = LineInfo.of(address)
        call("line_info_free", address)
        return info

    def line_info(self, line: int) -> LineInfo:
        return self._line_info("chip_get_line_info", line)

    def watch(self, line: int) -> LineInfo:
        return self._line_info("chip_watch_line_info", line)

    def unwatch(self, line: int) -> None:
        call("chip_unwatch_line_info", self.address, line)

    def line_named(self, name: bytes | None) -> int:
        line: int = call("chip_get_line_offset_from_name", self.address, name)
        return line

    def request(
        self,
        *lines: tuple[Lines, Settings | None],
        buffer_size: int | None = None,
        consumer: bytes | None = None,
    ) -> Request:
        return self.request_as(LineConfig(*lines), buffer_size, consumer)

    def request_as(
        self, config: LineConfig, buffer_size: int | None = None, consumer: bytes | None = None
    ) -> Request:
        how = call("request_config_new")
        if buffer_size is not None:
            call("request_config_set_event_buffer_size", how, buffer_size)
        if consumer is not None:
            call("request_config_set_consumer", how, consumer)
        try:
            return Request(call("chip_request_lines", self.address, how, config.address))
        finally:
            call("request_config_free", how)

    def wait(self, seconds: float) -> int:
        """Whether there are info events, after so long at most; endlessly if negative."""
        waited: int = call("chip_wait_info_event", self.address, int(seconds * 1e9))
        return waited

    def read_event(self) -> InfoEvent:
        address = call("chip_read_info_event", self.address)
        event = InfoEvent.of(address)
        call("info_event_free", address)
        return event

    def events(self) -> list[InfoEvent]:
        """All info events that are queued."""
        found = []
        while self.wait(0):
            found.append(self.read_event())
        return found
