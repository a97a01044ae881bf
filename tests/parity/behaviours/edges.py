# SPDX-License-Identifier: LGPL-2.1-or-later
"""Edge events: which come, in which order, how they are numbered and timed."""

from __future__ import annotations

import time
from itertools import product

from ..behaviour import behaviour, result_of, show, show_each
from ..board import Board
from ..libgpiod import call
from ..objects import EventBuffer
from ..values import EDGES, INPUT, OUTPUT, Bias, Clock, Direction, Edge, EdgeEvent, Settings

ACTIVE_LOW = Settings(Direction.INPUT, Edge.BOTH, active_low=True)


@behaviour
def which_edges_are_told() -> None:
    for edges, active_low in product(Edge, (False, True)):
        board = Board()
        settings = Settings(Direction.INPUT, edges, active_low=active_low)
        request = board.chip.request((0, settings))
        for up in (1, 1, 0, 0, 1):
            board.pull(0, up)
        show_each(settings, board.edges(request))


@behaviour
def line_that_is_up_already() -> None:
    for edges in (Edge.RISING, Edge.FALLING, Edge.BOTH):
        board = Board()
        board.pull(0, 1)
        request = board.chip.request((0, Settings(edges=edges)))
        show_each(f"{edges.name.lower()}, at first", board.edges(request))
        board.pull(0, 0)
        board.pull(0, 1)
        show_each("  later", board.edges(request))


@behaviour
def order_and_numbers_of_several_lines() -> None:
    board = Board(4)
    request = board.chip.request(([3, 0, 1], EDGES), (2, INPUT))
    for line, up in ((1, 1), (3, 1), (2, 1), (1, 0), (0, 1), (3, 0), (1, 1)):
        board.pull(line, up)
    show_each("events", board.edges(request))


@behaviour
def numbers_of_two_requests() -> None:
    board = Board(3)
    one, two = board.chip.request((0, EDGES)), board.chip.request(([1, 2], EDGES))
    for line, up in ((0, 1), (1, 1), (0, 0), (2, 1)):
        board.pull(line, up)
    show_each("one line", board.edges(one))
    show_each("two lines", board.edges(two))


@behaviour
def numbers_start_anew_with_each_request() -> None:
    board = Board()
    for _ in range(2):
        request = board.chip.request((0, EDGES))
        board.pull(0, 1)
        board.pull(0, 0)
        show_each("events", board.edges(request))
        request.release()


@behaviour
def outputs_have_no_edges() -> None:
    board = Board(2)
    request = board.chip.request((0, EDGES), (1, OUTPUT))
    request.set_value(1, 1)
    request.set_value(1, 0)
    board.pull(1, 1)
    board.pull(0, 1)
    show_each("events", board.edges(request))


@behaviour
def bias_of_the_request_is_no_edge() -> None:
    board = Board()
    request = board.chip.request((0, Settings(Direction.INPUT, Edge.BOTH, Bias.PULL_UP)))
    show_each("requested", board.edges(request))
    request.reconfigure((0, Settings(Direction.INPUT, Edge.BOTH, Bias.PULL_DOWN)))
    show_each("but that of a reconfiguration is", board.edges(request))


@behaviour
def edges_are_turned_off_and_on() -> None:
    """The numbers go on; what is queued stays."""
    board = Board()
    request = board.chip.request((0, EDGES))
    board.pull(0, 1)
    request.reconfigure((0, INPUT))
    board.pull(0, 0)
    request.reconfigure((0, EDGES))
    board.pull(0, 1)
    request.reconfigure((0, OUTPUT))
    board.pull(0, 0)
    request.reconfigure((0, Settings(Direction.INPUT, Edge.FALLING)))
    board.pull(0, 1)
    board.pull(0, 0)
    show_each("events", board.edges(request))


@behaviour
def active_low_is_turned_on_and_off() -> None:
    for edges in (Edge.RISING, Edge.FALLING, Edge.BOTH):
        board = Board()
        request = board.chip.request((0, Settings(Direction.INPUT, edges)))
        for active_low in (True, False):
            request.reconfigure((0, Settings(Direction.INPUT, edges, active_low=active_low)))
            board.pull(0, 1)
            board.pull(0, 0)
        show_each(edges, board.edges(request))


@behaviour
def reconfigured_without_direction_keeps_its_edges() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    request.reconfigure((0, Settings()))
    board.pull(0, 1)
    show("line", board.chip.line_info(0))
    show_each("events", board.edges(request))


@behaviour
def reconfigured_to_the_same_keeps_what_is_queued() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    board.pull(0, 1)
    request.reconfigure((0, EDGES))
    board.pull(0, 0)
    show_each("events", board.edges(request))


@behaviour
def times() -> None:
    """Between the change and the moment when its event has come, on the clock asked for."""
    for clock, now in (
        (Clock.MONOTONIC, time.monotonic_ns),
        (Clock.REALTIME, time.time_ns),
    ):
        board = Board(2)
        request = board.chip.request(([0, 1], Settings(Direction.INPUT, Edge.BOTH, clock=clock)))
        before = now()
        board.pull(0, 1)
        between = now()
        board.pull(1, 1)
        first, second = board.edges(request)
        show(clock, before <= first.timestamp_ns <= between <= second.timestamp_ns <= now())


@behaviour
def clock_is_changed() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    request.reconfigure((0, Settings(Direction.INPUT, Edge.BOTH, clock=Clock.REALTIME)))
    before = time.time_ns()
    board.pull(0, 1)
    (event,) = board.edges(request)
    show("realtime", before <= event.timestamp_ns <= time.time_ns(), event)


@behaviour
def active_low_levels() -> None:
    board = Board()
    request = board.chip.request((0, ACTIVE_LOW))
    board.pull(0, 1)
    show("up", request.value(0), board.edges(request))
    board.pull(0, 0)
    show("down", request.value(0), board.edges(request))


@behaviour
def copies_of_events() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    buffer = EventBuffer(1)
    board.pull(0, 1)
    request.read(buffer, 1)
    copy = call("edge_event_copy", call("edge_event_buffer_get_event", buffer.address, 0))
    board.pull(0, 0)
    request.read(buffer, 1)
    show("copy", EdgeEvent.of(copy))
    call("edge_event_free", copy)
    show("the buffer's", buffer.events())


@behaviour
def buffers() -> None:
    for capacity in (0, 1, 7, 1024, 1025, 5000):
        buffer = EventBuffer(capacity)
        show(capacity, buffer.capacity(), buffer.count(), result_of(buffer.event, 0))
