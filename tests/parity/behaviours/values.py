# SPDX-License-Identifier: LGPL-2.1-or-later
"""Values of requested lines, and the levels behind them."""

from __future__ import annotations

from ..behaviour import behaviour, result_of, show
from ..board import Board
from ..libgpiod import call, ints, uints
from ..objects import LineConfig
from ..values import INPUT, OUTPUT, OUTPUT_ACTIVE, Direction, Settings

LOW_INPUT = Settings(Direction.INPUT, active_low=True)
LOW_OUTPUT = Settings(Direction.OUTPUT, active_low=True)


@behaviour
def inputs_follow_their_pull() -> None:
    board = Board(3)
    request = board.chip.request(([2, 0], INPUT), (1, LOW_INPUT))
    for line, up in ((0, 1), (1, 1), (2, 1), (0, 0), (0, 0), (1, 0)):
        board.set_pull(line, up)
        show(f"{line} pulled {'up' if up else 'down'}", request.values(), board.levels(3))


@behaviour
def pull_before_the_request() -> None:
    board = Board(2)
    board.set_pull(0, 1)
    board.set_pull(1, 1)
    show("values", board.chip.request((0, INPUT), (1, LOW_INPUT)).values())


@behaviour
def inputs_cannot_be_set() -> None:
    board = Board(2)
    request = board.chip.request((0, INPUT), (1, Settings()))
    show("input", result_of(request.set_value, 0, 1), board.level(0))
    show("as it is", result_of(request.set_value, 1, 1), board.level(1))
    show("both", result_of(request.set_values, [1, 1]), board.levels(2))


@behaviour
def lines_of_others() -> None:
    board = Board(3)
    request = board.chip.request(([0, 2], OUTPUT))
    board.chip.request((1, OUTPUT))
    for line in (1, 3, 9, 2**32 - 1):
        show(f"line {line}", result_of(request.value, line), result_of(request.set_value, line, 1))
        show("  with a good one", result_of(request.values_of, [0, line]))
        show("  set", result_of(request.set_values_of, {0: 1, line: 1}), board.levels(3))


@behaviour
def outputs_drive_their_level() -> None:
    board = Board(2)
    request = board.chip.request((0, OUTPUT), (1, LOW_OUTPUT))
    show("at first", request.values(), board.levels(2))
    for values in ([1, 0], [1, 1], [0, 0], [0, 1]):
        request.set_values(values)
        show(f"set {values}", request.values(), board.levels(2))
    for up in (1, 0):
        board.set_pull(0, up)
        board.set_pull(1, up)
        show(f"pulled {'up' if up else 'down'}", request.values(), board.levels(2))


@behaviour
def values_other_than_one_and_zero() -> None:
    board = Board(2)
    request = board.chip.request(([0, 1], OUTPUT))
    for value in (5, 0, -1, 2):
        show(value, result_of(request.set_value, 0, value), board.level(0))
        show("  among others", result_of(request.set_values, [0, value]), board.levels(2))


@behaviour
def some_of_the_lines() -> None:
    board = Board(4)
    request = board.chip.request(([3, 1, 2], OUTPUT))
    request.set_values_of({1: 1, 3: 0})
    show("set", request.values(), board.levels(4))
    show("read", request.values_of([2, 1]), request.values_of([1, 1, 3]))
    request.set_each([2, 2, 1, 1], [0, 1, 1, 0])
    show("set twice", request.values(), board.levels(4))


@behaviour
def none_of_the_lines() -> None:
    request = Board().chip.request((0, OUTPUT))
    some, values = uints([0]), ints([1])
    for what in ("get", "set"):
        name = f"line_request_{what}_values_subset"
        show(f"{what} none", result_of(call, name, request.address, 0, some, values))
        show("  no offsets", result_of(call, name, request.address, 1, None, values))
        show("  no values", result_of(call, name, request.address, 1, some, None))
        show("  neither of none", result_of(call, name, request.address, 0, None, None))
        show(
            "  all, no values",
            result_of(call, f"line_request_{what}_values", request.address, None),
        )


@behaviour
def refused_read_leaves_the_values_alone() -> None:
    request = Board(2).chip.request((0, INPUT))
    array = ints([7, 7])
    name = "line_request_get_values_subset"
    show("refused", result_of(call, name, request.address, 2, uints([0, 1]), array), list(array))


@behaviour
def inputs_and_outputs_together() -> None:
    """An input among the lines stops the others from being set: they are set together."""
    board = Board(3)
    request = board.chip.request(([0, 2], OUTPUT), (1, INPUT))
    board.set_pull(1, 1)
    show("read", request.values())
    show("set all", result_of(request.set_values, [1, 1, 1]), board.levels(3))
    show("set the outputs", result_of(request.set_values_of, {0: 1, 2: 1}), board.levels(3))


@behaviour
def output_values_of_a_config() -> None:
    board = Board(4)
    config = LineConfig(([2, 0], OUTPUT_ACTIVE), (1, INPUT), (3, LOW_OUTPUT))
    config.set_output_values([0, 1, 1, 1])
    show("four", board.chip.request_as(config).values(), board.levels(4))
    board = Board(3)
    config = LineConfig(([0, 1, 2], OUTPUT_ACTIVE))
    config.set_output_values([0])
    show("one of three", board.chip.request_as(config).values(), board.levels(3))


@behaviour
def output_value_of_lines_that_are_no_outputs() -> None:
    board = Board(2)
    board.chip.request((0, Settings(Direction.INPUT, value=1)), (1, Settings(value=1)))
    show("levels", board.levels(2))


@behaviour
def released_line_falls_back_to_its_pull() -> None:
    for pull in (0, 1):
        for value in (0, 1):
            board = Board()
            board.set_pull(0, pull)
            request = board.chip.request((0, Settings(Direction.OUTPUT, value=value)))
            driven = board.level(0)
            request.release()
            show(f"pull {pull}, value {value}", driven, board.level(0), board.chip.line_info(0))


@behaviour
def output_requested_as_it_is_stays_one() -> None:
    board = Board()
    board.chip.request((0, OUTPUT_ACTIVE)).release()
    request = board.chip.request((0, Settings()))
    show("as it is", request.value(0), board.level(0), board.chip.line_info(0))
    for up in (1, 0):
        board.set_pull(0, up)
        show(f"pulled {'up' if up else 'down'}", request.value(0), board.level(0))
    show("is set", result_of(request.set_value, 0, 1), request.value(0), board.level(0))
    request.release()
    show("released", board.level(0), board.chip.line_info(0))
    request = board.chip.request((0, Settings(active_low=True)))
    show("active low, as it is", request.value(0), board.level(0), board.chip.line_info(0))
    show("is set", result_of(request.set_value, 0, 1), request.value(0), board.level(0))
