# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is said of lines: names, consumers, hogs, offsets."""

from __future__ import annotations

from gpiosim import Chip as Sim

from ..behaviour import behaviour, outcome_of, result_of, show, show_each
from ..board import Board, simulate
from ..libgpiod import call
from ..objects import Chip
from ..values import EDGES, INPUT, OUTPUT, Bias, Clock, Direction, Drive, Edge, LineInfo, Settings

NAMES = {0: "a", 1: "b c", 2: " blank ", 3: "a", 4: "y" * 40, 5: "\u00e9" * 20, 7: "\udce9t\udce9"}


@behaviour
def names() -> None:
    board = Board(8, names=NAMES)
    show_each("lines", (board.chip.line_info(line) for line in range(8)))


@behaviour
def lines_by_name() -> None:
    chip = Board(8, names=NAMES).chip
    for name in (
        b"a",
        b"\xe9t\xe9",
        b"b c",
        b"blank",
        b" blank ",
        b"",
        b"y" * 40,
        b"y" * 31,
        b"A",
        b"none",
        None,
    ):
        show(f"{name!r}", result_of(chip.line_named, name))


@behaviour
def empty_name_where_every_line_has_one() -> None:
    sim = simulate(2, names={0: "a", 1: "b"})
    show("is", result_of(Chip(sim.dev_path).line_named, b""))


@behaviour
def offsets_that_are_not_there() -> None:
    board = Board(2)
    for line in (3, 4, 64, 2**31, 2**32 - 1):
        show(line, result_of(board.chip.line_info, line))


@behaviour
def hogs() -> None:
    board = Board(
        4,
        names={1: "named"},
        hogs={
            0: ("high", Sim.Direction.OUTPUT_HIGH),
            1: ("low", Sim.Direction.OUTPUT_LOW),
            2: ("h" * 40, Sim.Direction.INPUT),
        },
    )
    show_each("lines", (board.chip.line_info(line) for line in range(4)))
    show("levels", board.levels(4))
    for line in range(4):
        board.set_pull(line, 1)
    show("levels, pulled up", board.levels(4))
    for line in range(4):
        show(f"line {line} requested", outcome_of(board.chip.request, (line, Settings())))


@behaviour
def lines_as_they_are_requested() -> None:
    board = Board()
    for settings in (
        Settings(),
        INPUT,
        OUTPUT,
        EDGES,
        Settings(Direction.INPUT, Edge.RISING),
        Settings(Direction.INPUT, Edge.FALLING, active_low=True),
        Settings(Direction.INPUT, bias=Bias.PULL_UP),
        Settings(Direction.INPUT, bias=Bias.PULL_DOWN),
        Settings(Direction.INPUT, bias=Bias.DISABLED),
        Settings(Direction.OUTPUT, drive=Drive.OPEN_DRAIN),
        Settings(Direction.OUTPUT, drive=Drive.OPEN_SOURCE, active_low=True),
        Settings(Direction.INPUT, Edge.BOTH, clock=Clock.REALTIME),
        Settings(Direction.INPUT, debounce_us=1),
        Settings(Direction.INPUT, Edge.BOTH, debounce_us=4294967),
    ):
        request = board.chip.request((0, settings))
        show(settings, board.chip.line_info(0))
        request.release()
        show("  released", board.chip.line_info(0))


@behaviour
def event_clock_outlives_the_request() -> None:
    board = Board()
    board.chip.request((0, Settings(edges=Edge.BOTH, clock=Clock.REALTIME))).release()
    show("released", board.chip.line_info(0))
    board.chip.request((0, Settings())).release()
    show("requested as it is", board.chip.line_info(0))
    board.chip.request((0, INPUT)).release()
    show("requested as input", board.chip.line_info(0))


@behaviour
def consumers() -> None:
    board = Board()
    for consumer in (
        None,
        b"",
        b" ",
        b"a b",
        b"\t",
        b"z" * 31,
        b"z" * 32,
        "\u00e9".encode() * 20,
        b"\xff" * 32,
    ):
        request = board.chip.request((0, Settings()), consumer=consumer)
        show(f"{consumer!r}", board.chip.line_info(0))
        request.release()


@behaviour
def copies_are_the_same() -> None:
    board = Board(names={0: "name"})
    board.chip.request((0, EDGES), consumer=b"me")
    original = call("chip_get_line_info", board.chip.address, 0)
    copy = call("line_info_copy", original)
    call("line_info_free", original)
    show("copy", LineInfo.of(copy))
