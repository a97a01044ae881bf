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
from gpiod import _ext
from gpiod.line import Bias, Clock, Direction, Drive, Edge, Value
from model import APART, Call, Operation, Provider

# The lines of the simulated chip, and what they are for.
OURS, SIBLINGS = (0, 1, 2, 3), (4, 5, 6, 7)  # of requests: two outputs, then two with edges
EDGY = (*OURS[2:], *SIBLINGS[2:])
SPARE = (8, 9)  # requested while a test runs
STAGE = 10  # watched by everyone; changes to make info events
UNSEEN = 11  # watched and unwatched while a test runs
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
    """Other values in each round, and different ones in two threads."""
    return lambda call: values[(call.turn + call.side) % len(values)]


class Board:
    """A simulated chip, with something on it that makes events."""

    def __init__(self) -> None:
        names = {line: name_of(line) for line in range(NUM_LINES)}
        self._sim = gpiosim.Chip(num_lines=NUM_LINES, line_names=names)
        self.path = self._sim.dev_path
        self.chip = gpiod.Chip(self.path)
        self._stage = self.chip.request_lines({STAGE: INPUT})
        self._pulls = Counter[int]()

    def make_info_event(self) -> None:
        self._stage.reconfigure_lines({STAGE: INPUT})

    def make_edge_event(self, lines: Iterable[int]) -> None:
        """On whichever line was pulled less often: a kernel may see two quick pulls as one."""
        line = min(lines, key=lambda line: self._pulls[line])
        self._pulls[line] += 1
        self._sim.set_pull(line, UP if self._pulls[line] % 2 else DOWN)


class GpiodProvider(Provider):
    """On simulated chips, which live as long as the process."""

    def __init__(self) -> None:
        boards = [Board() for _ in range(APART)]
        self._boards = boards
        self._by_chip = {board.chip.get_info().name: board for board in boards}
        self._stimulating = threading.Lock()

    # Objects.

    def make(self, cls: str, turn: int, readable: bool) -> Any:
        return getattr(self, f"_make_{cls}")(self._boards[turn % APART], readable)

    def _make_Chip(self, board: Board, readable: bool) -> gpiod.Chip:
        chip = gpiod.Chip(board.path)
        if readable:
            chip.watch_line_info(STAGE)
        return chip

    def _make_ChipInfo(self, board: Board, readable: bool) -> gpiod.ChipInfo:
        with self._make_Chip(board, readable) as chip:
            return chip.get_info()

    def _make_LineInfo(self, board: Board, readable: bool) -> gpiod.LineInfo:
        return board.chip.get_line_info(STAGE)

    def _make_LineSettings(self, board: Board, readable: bool) -> _ext.LineSettings:
        return _ext.LineSettings()

    def _make_LineConfig(self, board: Board, readable: bool) -> _ext.LineConfig:
        return line_config((OURS, Direction.OUTPUT, Edge.NONE))

    def _make_RequestConfig(self, board: Board, readable: bool) -> _ext.RequestConfig:
        return _ext.RequestConfig()

    def _make_LineRequest(self, board: Board, readable: bool) -> gpiod.LineRequest:
        return board.chip.request_lines(config_of(OURS))

    def _make_InfoEvent(self, board: Board, readable: bool) -> gpiod.InfoEvent:
        with self._make_Chip(board, True) as chip:
            board.make_info_event()
            return chip.read_info_event()

    def _make_EdgeEvent(self, board: Board, readable: bool) -> gpiod.EdgeEvent:
        with self._make_LineRequest(board, True) as request:
            board.make_edge_event(OURS[2:])
            return request.read_edge_events(1)[0]

    def make_family(
        self, owner: str, child: str, turn: int, readable: bool
    ) -> tuple[Any, list[Any]]:
        if (owner, child) != ("Chip", "LineRequest"):
            raise NotImplementedError(f"the provider knows of no {owner} that makes a {child}")
        chip = self.make(owner, turn, readable)
        return chip, [chip.request_lines(config_of(lines)) for lines in (OURS, SIBLINGS)]

    # Arguments: by "method parameter", or by parameter for whatever method has it.

    def argument(self, call: Call, parameter: str) -> object:
        named = ARGUMENTS.get(f"{call.operation.name} {parameter}") or ARGUMENTS.get(parameter)
        if named is None:
            raise NotImplementedError(f"the provider has no {parameter} for {call.operation}")
        return named(call)

    # Answers.

    def expected(self, call: Call, result: Any) -> bool:
        expects = EXPECTED.get(str(call.operation))
        return expects is None or bool(expects(call, result))

    def may_raise(self, operation: Operation, beside: Operation | None, error: Exception) -> bool:
        other = beside.name if beside else None
        if operation.name in ("watch_line_info", "unwatch_line_info"):
            return is_busy(error)  # watched already, or not watched any more
        if operation.name == "request_lines" and other in ("request_lines", None):
            return is_busy(error)
        if str(operation) == "LineConfig.get_line_settings":
            return other in ("reset", None) and isinstance(error, FileNotFoundError)
        if operation.name == "_reconfigure_lines":
            # With a config that lacks its lines, or has too many.
            return other in ("reset", "add_line_settings") and isinstance(error, ValueError)
        return False

    def stimulate(self, subject: Any, times: int) -> None:
        with self._stimulating:
            for _ in range(times):
                if isinstance(subject, gpiod.Chip):
                    self._by_chip[subject.get_info().name].make_info_event()
                else:
                    self._by_chip[subject.chip_name].make_edge_event(subject.offsets[2:])


def is_busy(error: Exception) -> bool:
    return isinstance(error, OSError) and error.errno == errno.EBUSY


def offsets_of(call: Call) -> tuple[int, ...]:
    return tuple(call.subject.offsets)


def first_line(call: Call) -> int | str:
    """A line of a request, by name or offset."""
    line = offsets_of(call)[0]
    return name_of(line) if call.turn % 2 else line


def some_lines(call: Call) -> list[int | str] | None:
    lines = offsets_of(call)
    return [lines[2], name_of(lines[0])] if call.turn % 2 else None


def new_values(call: Call) -> dict[int | str, Value]:
    first, second = offsets_of(call)[:2]
    value = Value.ACTIVE if (call.turn + call.side) % 2 else Value.INACTIVE
    return {first: value, name_of(second): value}


def new_config(call: Call) -> _ext.LineConfig:
    lines = offsets_of(call)
    return line_config(
        (lines[:2], Direction.OUTPUT, Edge.NONE), (lines[2:], Direction.INPUT, Edge.BOTH)
    )


ARGUMENTS: dict[str, Callable[[Call], object]] = {
    # Chip
    "line": alternate(STAGE, name_of(STAGE)),
    "watch_line_info line": alternate(UNSEEN, name_of(UNSEEN)),
    "unwatch_line_info line": alternate(UNSEEN, name_of(UNSEEN)),
    "name": alternate(name_of(STAGE)),
    "id": alternate(STAGE, name_of(STAGE), str(STAGE)),
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
    "timeout": lambda call: None if call.ended_by_close else (0, 0.0001)[call.turn % 2],
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
    "offset": lambda call: [*call.subject.get_configured_offsets(), OURS[0]][0],
    "settings": lambda call: _ext.LineSettings(),
    "set_output_values values": alternate([Value.ACTIVE] * 4, [Value.INACTIVE] * 4),
}

# All the offsets that a line config has at any time: those it is made with, and those added to it.
CONFIGURED = [
    [],
    *([*OURS], [*OURS, *ADDED]),
    [*ADDED],
]

EXPECTED: dict[str, Callable[[Call, Any], bool]] = {
    "Chip.get_info": lambda call, info: info.num_lines == NUM_LINES,
    "Chip.get_line_info": lambda call, info: info.offset == STAGE and info.used,
    "Chip.watch_line_info": lambda call, info: info.offset == UNSEEN and not info.used,
    "Chip.wait_info_event": lambda call, readable: readable or not call.ended_by_close,
    "Chip.read_info_event": lambda call, event: event.line_info.offset == STAGE,
    "Chip.line_offset_from_id": lambda call, offset: offset == STAGE,
    "Chip._line_offset_from_name": lambda call, offset: offset == STAGE,
    "Chip.request_lines": lambda call, request: request.offsets == [*SPARE],
    "LineRequest.get_values": lambda call, values: len(values) in (2, 4),
    "LineRequest.wait_edge_events": lambda call, readable: readable or not call.ended_by_close,
    "LineRequest.read_edge_events": lambda call, events: (
        [event.line_offset in EDGY for event in events] == [True]
    ),
    "LineRequest.offsets": lambda call, offsets: offsets in ([*OURS], [*SIBLINGS]),
    "LineRequest.num_lines": lambda call, number: number == len(OURS),
    "LineRequest.chip_name": lambda call, name: name.startswith("gpiochip"),
    "LineSettings.get_debounce_period_us": lambda call, period: period in PERIODS,
    "LineConfig.get_num_configured_offsets": lambda call, n: n in map(len, CONFIGURED),
    "LineConfig.get_configured_offsets": lambda call, offsets: offsets in CONFIGURED,
    "RequestConfig.get_consumer": lambda call, consumer: consumer in CONSUMERS,
    "RequestConfig.get_event_buffer_size": lambda call, size: size in (0, 16, 32),
    "LineInfo.debounce_period": lambda call, period: period == timedelta(),
}


def make_provider() -> Provider:
    return GpiodProvider()
