# SPDX-License-Identifier: LGPL-2.1-or-later
"""Requesting lines: what is refused, with which errno, and what is left of it."""

from __future__ import annotations

from collections.abc import Iterator

from ..behaviour import behaviour, outcome_of, result_of, show, show_each, show_what_null_does
from ..board import Board
from ..libgpiod import call, uints
from ..objects import LineConfig, Request
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

SETTABLE_BIAS = (Bias.AS_IS, Bias.DISABLED, Bias.PULL_UP, Bias.PULL_DOWN)


def all_settings() -> Iterator[Settings]:
    """Each direction with each other setting."""
    for direction in Direction:
        for edges in Edge:
            yield Settings(direction, edges)
        for bias in SETTABLE_BIAS:
            yield Settings(direction, bias=bias)
        for drive in Drive:
            yield Settings(direction, drive=drive)
        for clock in Clock:
            yield Settings(direction, clock=clock)
        for period in (1, 2**32, 2**32 + 5):
            yield Settings(direction, debounce_us=period)
        yield Settings(direction, active_low=True, value=1)


@behaviour
def settings_that_do_not_go_together() -> None:
    board = Board()
    for settings in all_settings():
        result = result_of(board.chip.request, (0, settings))
        said = board.chip.line_info(0) if isinstance(result, Request) else result
        show(settings, said)
        if isinstance(result, Request):
            result.release()


@behaviour
def settings_that_do_not_go_together_later() -> None:
    board = Board()
    for settings in all_settings():
        request = board.chip.request((0, INPUT))
        show(settings, result_of(request.reconfigure, (0, settings)), board.chip.line_info(0))
        request.release()


@behaviour
def which_of_two_faults_is_told() -> None:
    chip = Board(2).chip
    hardware_clock = Settings(Direction.INPUT, clock=Clock.HTE)
    both_ways = Settings(Direction.OUTPUT, Edge.RISING)
    show("clock, direction", result_of(chip.request, (0, hardware_clock), (1, both_ways)))
    show("direction, clock", result_of(chip.request, (0, both_ways), (1, hardware_clock)))
    show("clock, offset", result_of(chip.request, (0, hardware_clock), (9, INPUT)))
    show("offset, direction", result_of(chip.request, (9, INPUT), (0, both_ways)))
    everything = Settings(
        Direction.OUTPUT, Edge.RISING, drive=Drive.OPEN_DRAIN, clock=Clock.HTE, debounce_us=2**32
    )
    show("all in one", result_of(chip.request, (0, everything)))
    show("the buffer's size, offset", result_of(chip.request, ([0, 9], EDGES), buffer_size=1))
    chip.request((1, INPUT))
    show("busy, offset", result_of(chip.request, ([1, 9], INPUT)))
    show("offset, busy", result_of(chip.request, ([9, 1], INPUT)))
    show("busy, direction", result_of(chip.request, (1, INPUT), (0, both_ways)))


@behaviour
def lines_that_are_not_there() -> None:
    chip = Board(2).chip
    for lines in ([3], [2**32 - 1], [0, 3], [3, 0], [0, 1, 9]):
        show(lines, result_of(chip.request, (lines, OUTPUT_ACTIVE)), chip.line_info(0))


@behaviour
def no_lines() -> None:
    chip = Board().chip
    show("empty config", result_of(chip.request))
    show("no config", result_of(call, "chip_request_lines", chip.address, None, None))


@behaviour
def line_without_settings_or_request_config() -> None:
    board = Board()
    config = LineConfig((0, None))
    request = Request(call("chip_request_lines", board.chip.address, None, config.address))
    show("the line", board.chip.line_info(0), request.value(0))


@behaviour
def sixty_four_lines() -> None:
    board = Board(70)
    request = board.chip.request((range(64), INPUT))
    show("lines", request.offsets())
    for line in (0, 33, 63):
        board.set_pull(line, 1)
    show("values", request.values())
    request.reconfigure((range(64), OUTPUT))
    request.set_values([line % 3 % 2 for line in range(64)])
    show("levels", board.levels(66))
    show("in pieces", outcome_of(board.chip.request, (range(64, 69), INPUT), (69, OUTPUT)))


@behaviour
def busy_lines() -> None:
    board = Board(4)
    first = board.chip.request(([1, 3], INPUT), consumer=b"first")
    other = board.open()
    for lines in ([1], [3], [0, 1], [1, 0], [0, 2, 3]):
        show(lines, result_of(other.request, (lines, OUTPUT)))
    show_each("lines", (board.chip.line_info(line) for line in range(4)))
    first.release()
    show("released", outcome_of(other.request, ([1, 3, 0, 2], OUTPUT)))


@behaviour
def line_twice_in_a_config_is_one() -> None:
    board = Board(2)
    request = board.chip.request(([0, 1, 0], INPUT), (0, OUTPUT))
    show("lines", request.offsets(), board.chip.line_info(0))


@behaviour
def refused_request_leaves_direction_behind() -> None:
    """The kernel goes from line to line, and lets go of them all at the first that it refuses."""
    board = Board(3)
    show("offset", result_of(board.chip.request, ([0, 9], OUTPUT_ACTIVE)))
    show("line 0", board.chip.line_info(0), board.level(0))
    show("buffer", result_of(board.chip.request, (1, OUTPUT), (2, EDGES), buffer_size=1))
    show("line 1", board.chip.line_info(1))
    show("line 2", board.chip.line_info(2))
    show("settings", result_of(board.chip.request, (0, INPUT), (1, Settings(clock=Clock.HTE))))
    show("line 0", board.chip.line_info(0))


@behaviour
def room_for_ten_attributes() -> None:
    """One for all output values, one per debounce period, one per set of flags but the first."""
    board = Board(14)

    def periods(count: int) -> list[tuple[int, Settings]]:
        return [(line, Settings(Direction.INPUT, debounce_us=line + 1)) for line in range(count)]

    for count in (9, 10, 11, 12):
        show(f"{count} periods", done_and_released(board, *periods(count)))
        show("  and an output", done_and_released(board, (13, OUTPUT), *periods(count)))
        show("  and an output last", done_and_released(board, *periods(count), (13, OUTPUT)))
        same = [(line, Settings(Direction.INPUT, debounce_us=9)) for line in range(count)]
        show(f"{count} lines with one period", done_and_released(board, *same))


@behaviour
def room_for_flags() -> None:
    board = Board(14)
    kinds = [
        Settings(direction, bias=bias, active_low=active_low)
        for direction in (Direction.INPUT, Direction.OUTPUT)
        for bias in SETTABLE_BIAS
        for active_low in (False, True)
    ]
    for count in range(8, 14):
        each = list(enumerate(kinds[:count]))
        show(f"{count} kinds of lines", done_and_released(board, *each))
    request = board.chip.request(([0, 1, 2], INPUT))
    mixed = [(line, kinds[line]) for line in range(3)]
    show("reconfigured to three kinds", result_of(request.reconfigure, *mixed))


def done_and_released(board: Board, *lines: tuple[int, Settings]) -> object:
    result = result_of(board.chip.request, *lines)
    if isinstance(result, Request):
        result.release()
        return "done"
    return result


@behaviour
def requested_lines_in_order() -> None:
    board = Board(6)
    request = board.chip.request(([4, 1], INPUT), (0, OUTPUT), (3, INPUT))
    show("number", call("line_request_get_num_requested_lines", request.address))
    for most in (0, 1, 3, 4, 10):
        show(f"at most {most}", request.offsets(most))
    name = "line_request_get_requested_offsets"
    show("no room at all", call(name, request.address, None, 4))
    name = call("line_request_get_chip_name", request.address)
    show("has its chip's name", name == board.sim.name.encode())


@behaviour
def release_makes_room_at_once() -> None:
    board = Board()
    for _ in range(3):
        request = board.chip.request((0, EDGES))
        show("taken", result_of(board.chip.request, (0, INPUT)))
        request.release()
        show("free", board.chip.line_info(0))


@behaviour
def null_for_a_request_ends_the_program() -> None:
    show_what_null_does(
        {
            "line_request_get_chip_name": (),
            "line_request_get_num_requested_lines": (),
            "line_request_get_requested_offsets": (
                uints([0]),
                1,
            ),
            "line_request_get_value": (0,),
            "line_request_set_value": (
                0,
                0,
            ),
            "line_request_reconfigure_lines": (None,),
            "line_request_get_fd": (),
            "line_request_wait_edge_events": (0,),
            "line_request_read_edge_events": (
                None,
                1,
            ),
            "line_request_release": (),
            "edge_event_get_event_type": (),
            "edge_event_copy": (),
            "edge_event_free": (),
            "edge_event_buffer_get_capacity": (),
            "edge_event_buffer_free": (),
        }
    )
