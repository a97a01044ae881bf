# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chips, requests and the rest, for the generated tests, made on a simulated chip."""

from __future__ import annotations

import errno
import threading
from collections import Counter
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any

import gpiod
import gpiosim
from api import BATCH, Call, Fixtures, Operation
from gpiod import _ext
from gpiod.line import Bias, Clock, Direction, Drive, Edge, Value

# The lines of the simulated chip, and what they are for.
# Of requests, two outputs and then two inputs with edge detection each.
REQUESTED, SIBLINGS = (0, 1, 2, 3), (4, 5, 6, 7)
WITH_EDGES = (*REQUESTED[2:], *SIBLINGS[2:])
SPARE = (8, 9)  # requested while a test runs
CHANGING = 10  # reconfigured to make info events for those who watch it
WATCHED = 11  # watched and unwatched while a test runs
ADDED = (12, 13)  # added to line configs while a test runs
NUM_LINES = 16

INPUT = gpiod.LineSettings(direction=Direction.INPUT)
OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)
UP, DOWN = gpiosim.Chip.Pull.UP, gpiosim.Chip.Pull.DOWN

PERIODS = (0, 1000)
CONSUMERS = ("someone", None)

Config = dict["Iterable[int | str] | int | str", "gpiod.LineSettings | None"]


def name_of(line: int) -> str:
    return f"line{line}"


def config_of(lines: tuple[int, ...]) -> Config:
    first, second, third, fourth = lines
    return {(name_of(first), second): OUTPUT, (third, name_of(fourth)): EDGES}


def line_config(*settings: tuple[tuple[int, ...], Direction, Edge]) -> _ext.LineConfig:
    config = _ext.LineConfig()
    for lines, direction, edge in settings:
        native = _ext.LineSettings()
        native.set_direction(direction)
        native.set_edge_detection(edge)
        config.add_line_settings(lines, native)
    return config


def alternate(*values: Any) -> Callable[[Call], Any]:
    """A different value in each round, and in each of the two threads."""
    return lambda call: values[(call.number + call.side) % len(values)]


class Device:
    """A simulated chip, and the means to make events on it."""

    def __init__(self) -> None:
        names = {line: name_of(line) for line in range(NUM_LINES)}
        self._sim = gpiosim.Chip(num_lines=NUM_LINES, line_names=names)
        self.path = self._sim.dev_path
        self.chip = gpiod.Chip(self.path)
        self._changing = self.chip.request_lines({CHANGING: INPUT})
        self._pulls = Counter[int]()

    def make_info_event(self) -> None:
        self._changing.reconfigure_lines({CHANGING: INPUT})

    def make_edge_event(self, lines: Iterable[int]) -> None:
        """On the line that was pulled less often: two quick pulls of one may be seen as one."""
        line = min(lines, key=lambda line: self._pulls[line])
        self._pulls[line] += 1
        self._sim.set_pull(line, UP if self._pulls[line] % 2 else DOWN)


class GpiodFixtures(Fixtures):
    """Fixtures on simulated chips that live as long as the process."""

    def __init__(self) -> None:
        devices = [Device() for _ in range(BATCH)]
        self._devices = devices
        self._by_chip = {device.chip.get_info().name: device for device in devices}
        self._stimulating = threading.Lock()

    # Objects.

    def make(self, cls: str, number: int, readable: bool) -> Any:
        return getattr(self, f"_make_{cls}")(self._devices[number % BATCH], readable)

    def _make_Chip(self, device: Device, readable: bool) -> gpiod.Chip:
        chip = gpiod.Chip(device.path)
        if readable:
            chip.watch_line_info(CHANGING)
        return chip

    def _make_ChipInfo(self, device: Device, readable: bool) -> gpiod.ChipInfo:
        with self._make_Chip(device, readable) as chip:
            return chip.get_info()

    def _make_LineInfo(self, device: Device, readable: bool) -> gpiod.LineInfo:
        return device.chip.get_line_info(CHANGING)

    def _make_LineSettings(self, device: Device, readable: bool) -> _ext.LineSettings:
        return _ext.LineSettings()

    def _make_LineConfig(self, device: Device, readable: bool) -> _ext.LineConfig:
        return line_config((REQUESTED, Direction.OUTPUT, Edge.NONE))

    def _make_RequestConfig(self, device: Device, readable: bool) -> _ext.RequestConfig:
        return _ext.RequestConfig()

    def _make_LineRequest(self, device: Device, readable: bool) -> gpiod.LineRequest:
        return device.chip.request_lines(config_of(REQUESTED))

    def _make_InfoEvent(self, device: Device, readable: bool) -> gpiod.InfoEvent:
        with self._make_Chip(device, True) as chip:
            device.make_info_event()
            return chip.read_info_event()

    def _make_EdgeEvent(self, device: Device, readable: bool) -> gpiod.EdgeEvent:
        with self._make_LineRequest(device, True) as request:
            device.make_edge_event(REQUESTED[2:])
            return request.read_edge_events(1)[0]

    def make_family(
        self, owner: str, child: str, number: int, readable: bool
    ) -> tuple[Any, list[Any]]:
        if (owner, child) != ("Chip", "LineRequest"):
            raise NotImplementedError(f"no fixture for a {owner} that makes a {child}")
        chip = self.make(owner, number, readable)
        return chip, [chip.request_lines(config_of(lines)) for lines in (REQUESTED, SIBLINGS)]

    # Arguments: by "method parameter", or by parameter for whatever method has it.

    def argument(self, call: Call, parameter: str) -> object:
        named = ARGUMENTS.get(f"{call.operation.name} {parameter}") or ARGUMENTS.get(parameter)
        if named is None:
            raise NotImplementedError(f"no fixture for {parameter} of {call.operation}")
        return named(call)

    # Results.

    def expected(self, call: Call, result: Any) -> bool:
        expects = EXPECTED.get(str(call.operation))
        return expects is None or bool(expects(call, result))

    def may_raise(self, operation: Operation, beside: Operation | None, error: Exception) -> bool:
        other = beside.name if beside else None
        if operation.name in ("watch_line_info", "unwatch_line_info"):
            return is_busy(error)  # already watched, or no longer
        if operation.name == "request_lines" and other in ("request_lines", None):
            return is_busy(error)
        if str(operation) == "LineConfig.get_line_settings":
            return other in ("reset", None) and isinstance(error, FileNotFoundError)
        if operation.name == "_reconfigure_lines":
            # The config lacks some of the request's lines, or has others.
            return other in ("reset", "add_line_settings") and isinstance(error, ValueError)
        return False

    def stimulate(self, target: Any, times: int) -> None:
        with self._stimulating:
            for _ in range(times):
                if isinstance(target, gpiod.Chip):
                    self._by_chip[target.get_info().name].make_info_event()
                else:
                    self._by_chip[target.chip_name].make_edge_event(target.offsets[2:])


def is_busy(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EBUSY


def offsets_of(call: Call) -> tuple[int, ...]:
    return tuple(call.target.offsets)


def first_line(call: Call) -> int | str:
    """A line of a request, by name or offset."""
    line = offsets_of(call)[0]
    return name_of(line) if call.number % 2 else line


def some_lines(call: Call) -> list[int | str] | None:
    lines = offsets_of(call)
    return [lines[2], name_of(lines[0])] if call.number % 2 else None


def new_values(call: Call) -> dict[int | str, Value]:
    first, second = offsets_of(call)[:2]
    value = Value.ACTIVE if (call.number + call.side) % 2 else Value.INACTIVE
    return {first: value, name_of(second): value}


def new_config(call: Call) -> _ext.LineConfig:
    lines = offsets_of(call)
    return line_config(
        (lines[:2], Direction.OUTPUT, Edge.NONE), (lines[2:], Direction.INPUT, Edge.BOTH)
    )


ARGUMENTS: dict[str, Callable[[Call], object]] = {
    # Chip
    "line": alternate(CHANGING, name_of(CHANGING)),
    "watch_line_info line": alternate(WATCHED, name_of(WATCHED)),
    "unwatch_line_info line": alternate(WATCHED, name_of(WATCHED)),
    "name": alternate(name_of(CHANGING)),
    "id": alternate(CHANGING, name_of(CHANGING), str(CHANGING)),
    "config": lambda call: {SPARE: OUTPUT},
    "consumer": alternate(*CONSUMERS),
    "event_buffer_size": alternate(16, 32),
    "output_values": alternate(None, {SPARE[0]: Value.ACTIVE}),
    # LineRequest
    "get_value line": first_line,
    "set_value line": first_line,
    "lines": some_lines,
    "values": new_values,
    "reconfigure_lines config": lambda call: config_of(offsets_of(call)),
    "_reconfigure_lines config": new_config,
    "max_events": alternate(1),
    # Both
    "timeout": lambda call: None if call.ended_by_close else (0, 0.0001)[call.number % 2],
    # LineSettings
    "direction": alternate(Direction.INPUT, Direction.OUTPUT),
    "edge": alternate(Edge.NONE, Edge.BOTH),
    "bias": alternate(Bias.PULL_UP, Bias.DISABLED),
    "drive": alternate(Drive.PUSH_PULL, Drive.OPEN_DRAIN),
    "active_low": alternate(True, False),
    "period": alternate(*PERIODS),
    "event_clock": alternate(Clock.MONOTONIC, Clock.REALTIME),
    "value": alternate(Value.ACTIVE, Value.INACTIVE),
    # LineConfig
    "offsets": alternate(ADDED),
    "offset": lambda call: [*call.target.get_configured_offsets(), REQUESTED[0]][0],
    "settings": lambda call: _ext.LineSettings(),
    "set_output_values values": alternate([Value.ACTIVE] * 4, [Value.INACTIVE] * 4),
}

# What the offsets of a line config may be at any time, depending on what was reset and added.
CONFIGURED = [
    [],
    *([*REQUESTED], [*REQUESTED, *ADDED]),
    [*ADDED],
]

EXPECTED: dict[str, Callable[[Call, Any], bool]] = {
    "Chip.get_info": lambda call, info: info.num_lines == NUM_LINES,
    "Chip.get_line_info": lambda call, info: info.offset == CHANGING and info.used,
    "Chip.watch_line_info": lambda call, info: info.offset == WATCHED and not info.used,
    "Chip.wait_info_event": lambda call, readable: readable or not call.ended_by_close,
    "Chip.read_info_event": lambda call, event: event.line_info.offset == CHANGING,
    "Chip.line_offset_from_id": lambda call, offset: offset == CHANGING,
    "Chip._line_offset_from_name": lambda call, offset: offset == CHANGING,
    "Chip.request_lines": lambda call, request: request.offsets == [*SPARE],
    "LineRequest.get_values": lambda call, values: len(values) in (2, 4),
    "LineRequest.wait_edge_events": lambda call, readable: readable or not call.ended_by_close,
    "LineRequest.read_edge_events": lambda call, events: (
        [event.line_offset in WITH_EDGES for event in events] == [True]
    ),
    "LineRequest.offsets": lambda call, offsets: offsets in ([*REQUESTED], [*SIBLINGS]),
    "LineRequest.num_lines": lambda call, number: number == len(REQUESTED),
    "LineRequest.chip_name": lambda call, name: name.startswith("gpiochip"),
    "LineSettings.get_debounce_period_us": lambda call, period: period in PERIODS,
    "LineConfig.get_num_configured_offsets": lambda call, n: n in map(len, CONFIGURED),
    "LineConfig.get_configured_offsets": lambda call, offsets: offsets in CONFIGURED,
    "RequestConfig.get_consumer": lambda call, consumer: consumer in CONSUMERS,
    "RequestConfig.get_event_buffer_size": lambda call, size: size in (0, 16, 32),
    "LineInfo.debounce_period": lambda call, period: period == timedelta(),
}


def make_fixtures() -> Fixtures:
    return GpiodFixtures()
