# SPDX-License-Identifier: LGPL-2.1-or-later
"""Drive and bias of lines.  The simulated chip drives push-pull only; gpiolib plays the others."""

from __future__ import annotations

from itertools import product

from ..behaviour import behaviour, result_of, show
from ..board import Board
from ..values import INPUT, OUTPUT, Bias, Direction, Drive, Settings, words

BIASES = (Bias.AS_IS, Bias.DISABLED, Bias.PULL_UP, Bias.PULL_DOWN)


def pulled_both_ways(board: Board) -> tuple[int, int]:
    """The level when pulled up, and then down."""
    board.set_pull(0, 1)
    up = board.level(0)
    board.set_pull(0, 0)
    return up, board.level(0)


def drive(kind: Drive) -> None:
    """Requested with each value under each pull, then set to and fro."""
    for active_low, pull, value in product((False, True), (0, 1), (0, 1)):
        board = Board()
        board.set_pull(0, pull)
        settings = Settings(Direction.OUTPUT, drive=kind, active_low=active_low, value=value)
        request = board.chip.request((0, settings))
        level = board.level(0)
        show(f"pull {pull}, {settings}", level, request.value(0), pulled_both_ways(board))
        for new in (1 - value, value, 1 - value, 1 - value):
            request.set_value(0, new)
            level = board.level(0)
            show(f"  set {new}", level, request.value(0), pulled_both_ways(board))


@behaviour
def open_drain() -> None:
    drive(Drive.OPEN_DRAIN)


@behaviour
def open_source() -> None:
    drive(Drive.OPEN_SOURCE)


@behaviour
def push_pull() -> None:
    drive(Drive.PUSH_PULL)


@behaviour
def released_while_not_driven() -> None:
    """A line that was let go of to play its drive is an input for whoever comes next."""
    for kind, value in product((Drive.OPEN_DRAIN, Drive.OPEN_SOURCE), (0, 1)):
        board = Board()
        settings = Settings(Direction.OUTPUT, drive=kind, value=value)
        board.chip.request((0, settings)).release()
        show(settings, board.chip.line_info(0))
        board.chip.request((0, Settings())).release()
        show("  requested as it is", board.chip.line_info(0))


@behaviour
def lines_of_several_drives_together() -> None:
    board = Board(3)
    request = board.chip.request(
        (0, Settings(Direction.OUTPUT, drive=Drive.OPEN_SOURCE)),
        (1, OUTPUT),
        (2, Settings(Direction.OUTPUT, drive=Drive.OPEN_DRAIN)),
    )
    for values in ([1, 1, 1], [0, 0, 0], [1, 0, 1], [0, 1, 0]):
        request.set_values(values)
        show(f"set {values}", board.levels(3), request.values())


@behaviour
def input_among_lines_of_several_drives() -> None:
    """Lines that are not push-pull are set one by one before the others: up to the input."""
    for order in ([0, 1, 2], [2, 1, 0], [1, 2, 0]):
        board = Board(3)
        request = board.chip.request(
            (0, Settings(Direction.OUTPUT, drive=Drive.OPEN_SOURCE)), (1, OUTPUT), (2, INPUT)
        )
        show(f"set {order}", result_of(request.set_each, order, [1, 1, 1]), board.levels(3))


@behaviour
def bias_sets_the_pull() -> None:
    for direction, bias, value in product((Direction.INPUT, Direction.OUTPUT), BIASES, (0, 1)):
        board = Board()
        settings = Settings(direction, bias=bias, value=value)
        request = board.chip.request((0, settings))
        show(settings, board.level(0), request.value(0), board.chip.line_info(0))
        show("  pulled", pulled_both_ways(board))
        request.release()
        show("  released", board.level(0))


@behaviour
def bias_outlives_the_request() -> None:
    for bias in BIASES:
        board = Board()
        board.set_pull(0, 1)
        board.chip.request((0, Settings(Direction.INPUT, bias=bias))).release()
        show(words(bias), board.level(0), board.chip.line_info(0))
        board.chip.request((0, INPUT))
        show("  requested again", board.level(0), board.chip.line_info(0))


@behaviour
def bias_of_active_low_lines() -> None:
    for bias in BIASES:
        board = Board()
        request = board.chip.request((0, Settings(Direction.INPUT, bias=bias, active_low=True)))
        show(words(bias), board.level(0), request.value(0))


@behaviour
def bias_of_an_open_drain() -> None:
    board = Board()
    settings = Settings(Direction.OUTPUT, bias=Bias.PULL_UP, drive=Drive.OPEN_DRAIN, value=1)
    request = board.chip.request((0, settings))
    show("let go", board.level(0), request.value(0))
    request.set_value(0, 0)
    show("driven", board.level(0), request.value(0))
    request.set_value(0, 1)
    show("let go again", board.level(0), request.value(0))
    request.release()
    show("released", board.level(0))
