# SPDX-License-Identifier: LGPL-2.1-or-later
"""The kernel's buffer of a request's edge events: reading it, and its overflow."""

from __future__ import annotations

import os

from ..behaviour import behaviour, changed_in, result_of, show, show_each
from ..board import Board
from ..libgpiod import call
from ..objects import EventBuffer, Request
from ..values import EDGES, INPUT

SIZES = (2, 3, 17, 2**32, 2**32 + 2)


def queue(board: Board, count: int) -> None:
    """So many edges on the first line."""
    for number in range(count):
        board.pull(0, 1 - number % 2)


@behaviour
def reading_in_pieces() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    queue(board, 7)
    buffer = EventBuffer(4)
    for most in (1, 3, 9):
        show(f"at most {most}", request.read(buffer, most), buffer.events())
    show("none is left", request.wait(0))


@behaviour
def buffer_has_only_the_last_read() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    queue(board, 4)
    buffer = EventBuffer(8)
    show("three", request.read(buffer, 3))
    show("one", request.read(buffer, 1), buffer.count(), buffer.event(0))
    for index in (1, 2, 8, 2**64 - 1):
        show(f"event {index}", result_of(buffer.event, index))


@behaviour
def nothing_to_read() -> None:
    """A descriptor that does not block says so, whether or not the request has edges at all."""
    board = Board(2)
    buffer = EventBuffer()
    for request in (board.chip.request((0, EDGES)), board.chip.request((1, INPUT))):
        os.set_blocking(request.fd, False)
        show("nothing", result_of(request.read, buffer, 1), buffer.count())


@behaviour
def failed_read_keeps_the_count() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    os.set_blocking(request.fd, False)
    queue(board, 2)
    buffer = EventBuffer()
    show("two", request.read(buffer, 2))
    show("then", result_of(request.read, buffer, 2), buffer.count())


@behaviour
def no_buffer() -> None:
    request = Board().chip.request((0, EDGES))
    show("none", result_of(call, "line_request_read_edge_events", request.address, None, 1))


@changed_in("2.3")
def reading_no_events() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    buffer = EventBuffer()
    show("none queued", result_of(request.read, buffer, 0), buffer.count())
    queue(board, 1)
    show("one queued", result_of(request.read, buffer, 0), buffer.count())


@behaviour
def full_buffer_drops_the_oldest() -> None:
    """It holds a power of two: 16 for each line if nobody asks for another size."""
    for num_lines in (1, 2, 3, 5):
        board = Board(num_lines)
        request = board.chip.request((range(num_lines), EDGES))
        overflow(board, request, f"{num_lines} lines", 130)
    for size in SIZES:
        board = Board()
        request = board.chip.request((0, EDGES), buffer_size=size)
        overflow(board, request, f"size {size}", 40)


def overflow(board: Board, request: Request, what: str, count: int) -> None:
    queue(board, count)
    events = board.edges(request)
    show(what, len(events), "of them", events[0], "to", events[-1])


@behaviour
def largest_buffer() -> None:
    board = Board()
    request = board.chip.request((0, EDGES), buffer_size=5000)
    overflow(board, request, "size 5000", 1026)


@behaviour
def buffers_that_would_hold_one_event() -> None:
    board = Board(3)
    for lines in (1, 3):
        show(f"{lines} lines", result_of(board.chip.request, (range(lines), EDGES), buffer_size=1))
    show("without edges", board.chip.request((0, INPUT), buffer_size=1).offsets())


@behaviour
def full_buffer_that_was_read_takes_more() -> None:
    board = Board()
    request = board.chip.request((0, EDGES), buffer_size=4)
    buffer = EventBuffer()
    queue(board, 6)
    show("first two", request.read(buffer, 2), buffer.events())
    queue(board, 2)
    show_each("the rest", board.edges(request))


@behaviour
def overflow_counts_for_all_lines_of_the_request() -> None:
    board = Board(2)
    request = board.chip.request(([0, 1], EDGES), buffer_size=4)
    board.pull(1, 1)
    queue(board, 3)
    board.pull(1, 0)
    queue(board, 1)
    show_each("events", board.edges(request))
