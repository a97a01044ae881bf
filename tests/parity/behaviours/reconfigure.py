# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reconfiguring requested lines."""

from __future__ import annotations

from ..behaviour import behaviour, result_of, show, show_each
from ..board import Board
from ..libgpiod import call
from ..objects import LineConfig
from ..values import (
    EDGES,
    INPUT,
    OUTPUT,
    OUTPUT_ACTIVE,
    Bias,
    Clock,
    Direction,
    Drive,
    Edge,
    Settings,
)


@behaviour
def wants_the_same_lines_in_order() -> None:
    board = Board(4)
    request = board.chip.request(([2, 1], INPUT))
    for lines in ([1, 2], [2], [1], [2, 1, 0], [2, 3], [9, 1], []):
        config = LineConfig(*[(lines, OUTPUT)] if lines else [])
        show(lines, result_of(request.reconfigure_as, config), board.chip.line_info(2))
    show("no config", result_of(call, "line_request_reconfigure_lines", request.address, None))
    show([2, 1], result_of(request.reconfigure, ([2, 1], OUTPUT_ACTIVE)), board.levels(3))


@behaviour
def refused_changes_nothing() -> None:
    board = Board(2)
    request = board.chip.request((0, OUTPUT_ACTIVE), (1, INPUT))
    both_ways = Settings(Direction.OUTPUT, Edge.BOTH)
    show("refused", result_of(request.reconfigure, (0, INPUT), (1, both_ways)))
    show_each("lines", (board.chip.line_info(line) for line in range(2)))
    show("level", board.level(0))


@behaviour
def line_without_direction_is_left_as_it_is() -> None:
    board = Board(2)
    request = board.chip.request(([0, 1], OUTPUT_ACTIVE))
    change = Settings(active_low=True, drive=Drive.PUSH_PULL, clock=Clock.REALTIME)
    show("done", result_of(request.reconfigure, (0, change), (1, INPUT)))
    show_each("lines", (board.chip.line_info(line) for line in range(2)))
    show("levels", board.levels(2), request.values())
    show("all of them", result_of(request.reconfigure, ([0, 1], Settings())))
    show_each("lines", (board.chip.line_info(line) for line in range(2)))


@behaviour
def to_and_fro() -> None:
    board = Board()
    request = board.chip.request((0, INPUT))
    for settings in (
        OUTPUT,
        OUTPUT_ACTIVE,
        INPUT,
        Settings(Direction.OUTPUT, active_low=True),
        Settings(Direction.INPUT, active_low=True),
        Settings(Direction.OUTPUT, drive=Drive.OPEN_DRAIN, value=1),
        Settings(Direction.OUTPUT, drive=Drive.OPEN_SOURCE, value=0),
        EDGES,
        Settings(Direction.INPUT, Edge.RISING, clock=Clock.REALTIME),
        Settings(Direction.INPUT, Edge.FALLING, debounce_us=100),
        Settings(Direction.INPUT, debounce_us=200),
        OUTPUT,
    ):
        show(
            settings,
            result_of(request.reconfigure, (0, settings)),
            board.level(0),
            request.value(0),
        )
        show("  line", board.chip.line_info(0))


@behaviour
def output_turned_to_input_keeps_its_level_until_pulled() -> None:
    board = Board()
    request = board.chip.request((0, OUTPUT_ACTIVE))
    request.reconfigure((0, INPUT))
    show("level", board.level(0), request.value(0))
    board.set_pull(0, 0)
    show("pulled down", board.level(0), request.value(0))
    request.release()
    show("released", board.level(0))


@behaviour
def bias_is_changed() -> None:
    board = Board()
    request = board.chip.request((0, Settings(Direction.INPUT, bias=Bias.PULL_UP)))
    for bias in (Bias.PULL_DOWN, Bias.AS_IS, Bias.PULL_UP, Bias.DISABLED):
        request.reconfigure((0, Settings(Direction.INPUT, bias=bias)))
        show(bias, board.level(0), board.chip.line_info(0))
    settings = Settings(Direction.OUTPUT, bias=Bias.PULL_DOWN, value=1)
    request.reconfigure((0, settings))
    show("output", board.level(0), board.chip.line_info(0))
    request.release()
    show("released", board.level(0))


@behaviour
def output_values_of_the_config() -> None:
    board = Board(3)
    request = board.chip.request(([2, 0, 1], INPUT))
    config = LineConfig(([2, 0, 1], OUTPUT))
    config.set_output_values([1, 0, 1])
    show("done", result_of(request.reconfigure_as, config), board.levels(3), request.values())


@behaviour
def consumer_stays() -> None:
    board = Board()
    request = board.chip.request((0, INPUT), consumer=b"me")
    request.reconfigure((0, OUTPUT))
    show("line", board.chip.line_info(0))


@behaviour
def buffer_of_one_event_is_refused_once_there_are_edges() -> None:
    """Not before: a request without edges has no buffer."""
    board = Board()
    show("with edges", result_of(board.chip.request, (0, EDGES), buffer_size=1))
    request = board.chip.request((0, INPUT), buffer_size=1)
    show("later", result_of(request.reconfigure, (0, EDGES)), board.chip.line_info(0))
    show("the value", result_of(request.value, 0))
    board.pull(0, 1)
    show("events", board.edges(request))
