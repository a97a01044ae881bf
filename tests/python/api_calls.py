# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every call of the package's API, as a table for tests that make each of them fail.

Each is prepared, then called. It leaves everything as the next one needs it, whether or not it
succeeds.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any, NamedTuple

import gpiod
import gpiosim
from gpiod import _ext
from gpiod.line import Bias, Clock, Direction, Edge, Value
from threads import LIMIT

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)
FULL = gpiod.LineSettings(
    direction=Direction.INPUT,
    edge_detection=Edge.RISING,
    bias=Bias.PULL_UP,
    debounce_period=timedelta(milliseconds=1),
    event_clock=Clock.REALTIME,
)

OUTPUTS = (0, 1)  # the latter is foo
EVENTS = 2  # bar
WATCHED = 3
FREE = 4  # baz; requested and released by single calls


class Board:
    """A simulated chip with open handles."""

    def __init__(self) -> None:
        self.sim = gpiosim.Chip(num_lines=8, line_names={1: "foo", EVENTS: "bar", FREE: "baz"})
        self.path = self.sim.dev_path
        self.chip = gpiod.Chip(self.path)
        self.outputs = self.chip.request_lines({(0, "foo"): OUTPUT}, consumer="me")
        self.edges = self.chip.request_lines({"bar": EDGES})
        self.settings: Any = _ext.LineSettings()
        self.info = self.chip.get_line_info(0)
        self._high = False
        for _ in range(2):  # the second probe creates the epoll descriptor, which stays open
            self.chip.wait_info_event(0)
            self.edges.wait_edge_events(0)
        self.spare: Any = None
        """What a call closes, or is the first to use."""

    def new_chip(self) -> None:
        self.spare = gpiod.Chip(self.path)

    def new_request(self) -> None:
        self.spare = self.chip.request_lines({FREE: None})

    def new_edges(self) -> None:
        self.spare = self.chip.request_lines({FREE: EDGES})

    def one_edge(self) -> None:
        """Leave exactly one edge event to read."""
        while self.edges.wait_edge_events(0):
            self.edges.read_edge_events()
        self._high = not self._high
        self.sim.set_pull(EVENTS, gpiosim.Chip.Pull(int(self._high)))
        if not self.edges.wait_edge_events(LIMIT):
            raise AssertionError("no edge event came")

    def no_watch(self) -> None:
        """Leave no line watched, and no info event to read."""
        with contextlib.suppress(OSError):  # EBUSY: it is not watched
            self.chip.unwatch_line_info(WATCHED)
        while self.chip.wait_info_event(0):
            self.chip.read_info_event()

    def watch(self) -> None:
        self.no_watch()
        self.chip.watch_line_info(WATCHED)

    def one_change(self) -> None:
        """Leave at least one info event to read."""
        self.watch()
        self.chip.request_lines({WATCHED: None}).release()
        if not self.chip.wait_info_event(LIMIT):
            raise AssertionError("no info event came")

    def check(self) -> None:
        """Check that every handle works."""
        if self.spare is not None:
            (self.spare.close if isinstance(self.spare, gpiod.Chip) else self.spare.release)()
            self.spare = None
        self.outputs.set_values({0: Value.ACTIVE, "foo": Value.INACTIVE})
        if self.outputs.get_values() != [Value.ACTIVE, Value.INACTIVE]:
            raise AssertionError("the request does not hold what it was given")
        self.edges.wait_edge_events(0)
        if self.chip.get_line_info(FREE).used:
            raise AssertionError("a line is in use, but not requested")

    def close(self) -> None:
        self.settings = None
        self.outputs.release()
        self.edges.release()
        self.chip.close()
        self.sim.close()


class ApiCall(NamedTuple):
    call: Callable[[Board], object]
    prepare: Callable[[Board], None] = lambda board: None
    opens: bool = False
    """Needs a descriptor."""


class Items:
    """A mapping that is not a dict."""

    def items(self) -> list[tuple[int | str, Value]]:
        return [(0, Value.ACTIVE), ("foo", Value.ACTIVE)]


def fill(settings: _ext.LineSettings) -> _ext.LineSettings:
    settings.set_bias(Bias.PULL_UP)
    settings.set_debounce_period_us(settings.get_debounce_period_us() + 1000)
    return settings.copy()


def enter_locked(handle: Any) -> None:
    with handle.locked(), handle.locked():
        pass


def first_wait(board: Board) -> object:
    return board.spare.wait_edge_events(0.001)


ITEMS: Any = Items()

API_CALLS: dict[str, ApiCall] = {
    "Chip": ApiCall(lambda b: gpiod.Chip(b.path), opens=True),
    "gpiod.request_lines": ApiCall(lambda b: gpiod.request_lines(b.path, {FREE: None}), opens=True),
    "is_gpiochip_device": ApiCall(lambda b: gpiod.is_gpiochip_device(b.path)),
    "get_info, the first": ApiCall(lambda b: b.spare.get_info(), Board.new_chip),
    "get_info": ApiCall(lambda b: b.chip.get_info()),
    "get_line_info": ApiCall(lambda b: b.chip.get_line_info(0)),
    "get_line_info, by name": ApiCall(lambda b: b.chip.get_line_info("foo")),
    "line_offset_from_id": ApiCall(lambda b: b.chip.line_offset_from_id("foo")),
    "line_offset_from_id, a number": ApiCall(lambda b: b.chip.line_offset_from_id("3")),
    "watch_line_info": ApiCall(lambda b: b.chip.watch_line_info(WATCHED), Board.no_watch),
    "unwatch_line_info": ApiCall(lambda b: b.chip.unwatch_line_info(WATCHED), Board.watch),
    "wait_info_event": ApiCall(lambda b: b.chip.wait_info_event(0), Board.watch),
    "wait_info_event, some time": ApiCall(
        lambda b: b.spare.wait_info_event(timedelta(milliseconds=1)), Board.new_chip
    ),
    "read_info_event": ApiCall(lambda b: b.chip.read_info_event(), Board.one_change),
    "request_lines": ApiCall(lambda b: b.chip.request_lines({FREE: None}), opens=True),
    "request_lines, all arguments": ApiCall(
        lambda b: b.chip.request_lines(
            {("baz", 5): OUTPUT, 6: FULL}, "me", 16, {"baz": Value.ACTIVE}
        ),
        opens=True,
    ),
    "LineSettings, of C": ApiCall(lambda b: fill(_ext.LineSettings())),
    "LineConfig": ApiCall(lambda b: _ext.LineConfig().add_line_settings([0, 1], b.settings)),
    "RequestConfig": ApiCall(lambda b: _ext.RequestConfig().set_consumer("me")),
    "close": ApiCall(lambda b: b.spare.close(), Board.new_chip),
    "with chip": ApiCall(lambda b: b.spare.__exit__(None, None, None), Board.new_chip),
    "locked chip": ApiCall(lambda b: enter_locked(b.chip)),
    "chip.path": ApiCall(lambda b: (b.chip.path, b.chip.fd, b.chip.fileno(), bool(b.chip))),
    "repr(chip)": ApiCall(lambda b: (repr(b.chip), str(b.chip))),
    "get_value": ApiCall(lambda b: b.outputs.get_value(0)),
    "get_value, by name": ApiCall(lambda b: b.outputs.get_value("foo")),
    "get_values": ApiCall(lambda b: b.outputs.get_values()),
    "get_values, some": ApiCall(lambda b: b.outputs.get_values(["foo", 0])),
    "set_value": ApiCall(lambda b: b.outputs.set_value("foo", Value.ACTIVE)),
    "set_values": ApiCall(lambda b: b.outputs.set_values({0: Value.ACTIVE, "foo": Value.ACTIVE})),
    "set_values, no dict": ApiCall(lambda b: b.outputs.set_values(ITEMS)),
    "reconfigure_lines": ApiCall(
        lambda b: b.outputs.reconfigure_lines({(0, "foo"): OUTPUT}),
    ),
    "wait_edge_events": ApiCall(lambda b: b.edges.wait_edge_events(0), Board.one_edge),
    "wait_edge_events, some time": ApiCall(first_wait, Board.new_edges),
    "wait_edge_events, no time limit": ApiCall(
        lambda b: b.edges.wait_edge_events(), Board.one_edge
    ),
    "read_edge_events": ApiCall(lambda b: b.edges.read_edge_events(), Board.one_edge),
    "read_edge_events, one": ApiCall(lambda b: b.edges.read_edge_events(1), Board.one_edge),
    "release": ApiCall(lambda b: b.spare.release(), Board.new_request),
    "with request": ApiCall(lambda b: b.spare.__exit__(None, None, None), Board.new_request),
    "locked request": ApiCall(lambda b: enter_locked(b.outputs)),
    "request.lines": ApiCall(
        lambda b: (b.outputs.chip_name, b.outputs.num_lines, b.outputs.offsets, b.outputs.lines)
    ),
    "repr(request)": ApiCall(lambda b: (repr(b.outputs), str(b.outputs))),
    "LineSettings": ApiCall(lambda b: gpiod.LineSettings(bias=Bias.PULL_UP)),
    "repr(LineSettings)": ApiCall(lambda b: (repr(OUTPUT), str(OUTPUT))),
    "repr(info)": ApiCall(lambda b: (repr(b.info), str(b.info), hash(b.info))),
    "info == info": ApiCall(lambda b: b.info == b.chip.get_line_info(0)),
    "ChipInfo": ApiCall(lambda b: gpiod.ChipInfo("gpiochip9", "label", 1000)),
}

IN_PYTHON = {
    "generators": {"repr(LineSettings)"},
    "closures": {"gpiod.request_lines"},
}
"""Operations in Python whose code has what some CPythons do not survive when memory runs out."""
