# SPDX-License-Identifier: LGPL-2.1-or-later
"""Watching lines, and the events that tell how their info changes."""

from __future__ import annotations

import os
import time

from gpiosim import Chip as Sim

from ..behaviour import behaviour, result_of, show, show_each
from ..board import Board
from ..objects import Chip
from ..values import EDGES, INPUT, OUTPUT, Clock, Direction, Edge, Settings


def watched(board: Board, lines: int) -> Chip:
    """A handle of its own that watches the first lines."""
    chip = board.open()
    for line in range(lines):
        chip.watch(line)
    return chip


@behaviour
def watch_and_unwatch() -> None:
    board = Board(2, names={1: "name"})
    board.chip.request((0, EDGES), consumer=b"me")
    for line in (0, 1):
        show(f"watch {line}", board.chip.watch(line))
    show("again", result_of(board.chip.watch, 0))
    show("unwatch", result_of(board.chip.unwatch, 0))
    show("again", result_of(board.chip.unwatch, 0))
    show("watch", result_of(board.chip.watch, 0))
    show(
        "a line that is not there", result_of(board.chip.watch, 3), result_of(board.chip.unwatch, 3)
    )


@behaviour
def each_handle_watches_for_itself() -> None:
    board = Board(2)
    one, other = board.open(), board.open()
    one.watch(0)
    show("the other", result_of(other.unwatch, 0), result_of(other.watch, 0))
    one.unwatch(0)
    other.watch(1)
    board.chip.request(([0, 1], INPUT))
    show_each("one", board.infos(one))
    show_each("other", board.infos(other))


@behaviour
def life_of_a_line() -> None:
    board = Board(2)
    chip = watched(board, 2)
    request = board.chip.request(([1, 0], INPUT), consumer=b"me")
    request.reconfigure(([1, 0], OUTPUT))
    request.reconfigure(([1, 0], Settings(active_low=True)))
    request.reconfigure((1, EDGES), (0, Settings(Direction.INPUT, debounce_us=77)))
    request.reconfigure(([1, 0], Settings(Direction.INPUT, Edge.BOTH, clock=Clock.REALTIME)))
    request.release()
    show_each("events", board.infos(chip))


@behaviour
def info_is_that_of_the_moment() -> None:
    """An event that is read late tells how things were when it came."""
    board = Board()
    chip = watched(board, 1)
    for consumer in (b"one", b"two"):
        board.chip.request((0, INPUT), consumer=consumer).release()
    board.settle_info()
    board.chip.request((0, OUTPUT), consumer=b"three")
    show_each("events", board.infos(chip))


@behaviour
def one_who_requests_may_watch_as_well() -> None:
    board = Board()
    board.chip.watch(0)
    request = board.chip.request((0, OUTPUT))
    request.release()
    show_each("events", board.infos(board.chip))


@behaviour
def values_and_edges_are_no_changes() -> None:
    board = Board(2)
    request = board.chip.request((0, OUTPUT), (1, EDGES))
    chip = watched(board, 2)
    request.set_values_of({0: 1})
    board.pull(1, 1)
    show_each("events", board.infos(chip))


@behaviour
def unwatched_line_is_not_told_of() -> None:
    board = Board(2)
    chip = watched(board, 2)
    chip.unwatch(0)
    board.chip.request(([0, 1], INPUT)).release()
    show_each("events", board.infos(chip))


@behaviour
def what_was_queued_stays_when_unwatched() -> None:
    board = Board()
    chip = watched(board, 1)
    board.chip.request((0, INPUT)).release()
    board.settle_info()
    chip.unwatch(0)
    show_each("events", board.infos(chip))


@behaviour
def failed_requests_are_seen() -> None:
    """The kernel takes line by line, and lets go of them all when one is refused."""
    board = Board(3)
    chip = watched(board, 3)
    board.chip.request((1, INPUT))
    show_each("request", board.infos(chip))
    for what, call in (
        ("busy", lambda: board.chip.request(([0, 1, 2], OUTPUT))),
        ("offset", lambda: board.chip.request(([0, 9], OUTPUT))),
        ("settings", lambda: board.chip.request((0, INPUT), (2, Settings(clock=Clock.HTE)))),
        ("buffer", lambda: board.chip.request((2, INPUT), (0, EDGES), buffer_size=1)),
    ):
        show(what, result_of(call))
        show_each("  events", board.infos(chip))


@behaviour
def failed_reconfigurations_are_not() -> None:
    board = Board(2)
    request = board.chip.request(([0, 1], INPUT))
    chip = watched(board, 2)
    both_ways = Settings(Direction.OUTPUT, Edge.BOTH)
    show("refused", result_of(request.reconfigure, (0, OUTPUT), (1, both_ways)))
    show_each("events", board.infos(chip))


@behaviour
def thirty_two_events_are_kept() -> None:
    """What comes when they are queued is lost."""
    board = Board()
    chip = watched(board, 1)
    request = board.chip.request((0, INPUT))
    for number in range(40):
        request.reconfigure((0, Settings(Direction.INPUT, debounce_us=number + 1)))
    events = board.infos(chip)
    show("events", len(events))
    show("first", events[0])
    show("last", events[-1])
    request.release()
    show_each("later", board.infos(chip))


@behaviour
def times() -> None:
    board = Board()
    chip = watched(board, 1)
    before = time.monotonic_ns()
    request = board.chip.request((0, INPUT))
    between = time.monotonic_ns()
    request.release()
    first, second = board.infos(chip)
    after = time.monotonic_ns()
    show("monotonic", before <= first.timestamp_ns <= between <= second.timestamp_ns <= after)


@behaviour
def nothing_to_read() -> None:
    board = Board()
    os.set_blocking(board.chip.fd, False)
    show("not watching", result_of(board.chip.read_event), board.chip.wait(0))
    board.chip.watch(0)
    show("watching", result_of(board.chip.read_event), board.chip.wait(0))


@behaviour
def hogs_are_watched_like_others() -> None:
    board = Board(1, hogs={0: ("hog", Sim.Direction.OUTPUT_HIGH)})
    show("watch", board.chip.watch(0))
    show("busy", result_of(board.chip.request, (0, INPUT)))
    show_each("events", board.infos(board.chip))
