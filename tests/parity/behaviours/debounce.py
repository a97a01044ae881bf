# SPDX-License-Identifier: LGPL-2.1-or-later
"""Debounced lines, with periods that are either over soon or not in this test's time.

How long a period takes to the microsecond is not asked: the kernel counts ticks of its clock.
"""

from __future__ import annotations

from ..behaviour import behaviour, result_of, show, show_each
from ..board import Board
from ..values import EDGES, INPUT, OUTPUT, Bias, Direction, Drive, Edge, Settings

SOON = 2000
NEVER = 10**9


def debounced(period_us: int, edges: Edge = Edge.NONE, active_low: bool = False) -> Settings:
    return Settings(Direction.INPUT, edges, active_low=active_low, debounce_us=period_us)


@behaviour
def value_and_edge_wait_for_the_period() -> None:
    board = Board()
    request = board.chip.request((0, debounced(NEVER, Edge.BOTH)))
    board.pull(0, 1)
    show("within the period", request.value(0), board.level(0), board.edges(request))
    request.reconfigure((0, EDGES))
    show("not debounced any more", request.value(0), board.edges(request))


@behaviour
def value_and_edge_after_the_period() -> None:
    for edges in Edge:
        for active_low in (False, True):
            board = Board()
            request = board.chip.request((0, debounced(SOON, edges, active_low)))
            told = []
            for up in (1, 0):
                board.set_pull(0, up)
                board.settle_debounced(SOON)
                told.append(request.value(0))
            show_each(f"{edges.name.lower()}, active low {active_low}", request.events())
            show("  values", told)


@behaviour
def changes_within_the_period_are_one_or_none() -> None:
    """The last change starts the period anew, which is why only that one has a short one."""
    for changes in ((1, 0, 1, 0), (1, 0, 1)):
        board = Board()
        request = board.chip.request((0, debounced(NEVER, Edge.BOTH)))
        for up in changes[:-1]:
            board.pull(0, up)
        request.reconfigure((0, debounced(SOON, Edge.BOTH)))
        board.set_pull(0, changes[-1])
        board.settle_debounced(SOON)
        show(changes, request.value(0), request.events())


@behaviour
def without_edges_the_value_is_debounced() -> None:
    board = Board()
    request = board.chip.request((0, debounced(NEVER)))
    board.pull(0, 1)
    show("within the period", request.value(0), board.level(0))
    request.reconfigure((0, debounced(SOON)))
    show("with a shorter period, at first", request.value(0))
    board.pull(0, 0)
    board.pull(0, 1)
    board.settle_debounced(SOON)
    show("when that is over", request.value(0), board.chip.line_info(0))


@behaviour
def each_line_has_its_own_period() -> None:
    board = Board(3)
    request = board.chip.request(
        (0, debounced(NEVER, Edge.BOTH)), (1, debounced(SOON, Edge.BOTH)), (2, EDGES)
    )
    for line in (0, 2, 1):
        board.pull(line, 1)
    board.settle_debounced(SOON)
    show("values", request.values())
    show_each("events", request.events())


@behaviour
def numbers_go_on_when_debouncing_starts() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    board.pull(0, 1)
    request.reconfigure((0, debounced(SOON, Edge.BOTH)))
    board.set_pull(0, 0)
    board.settle_debounced(SOON)
    request.reconfigure((0, EDGES))
    board.pull(0, 1)
    show_each("events", board.edges(request))


@behaviour
def debounced_line_becomes_something_else() -> None:
    for settings in (INPUT, OUTPUT, EDGES, Settings(), Settings(Direction.INPUT, active_low=True)):
        board = Board()
        request = board.chip.request((0, debounced(NEVER, Edge.BOTH)))
        board.pull(0, 1)
        request.reconfigure((0, settings))
        show(settings, request.value(0), board.level(0), board.chip.line_info(0))


@behaviour
def edges_change_while_debounced() -> None:
    board = Board()
    request = board.chip.request((0, debounced(SOON)))
    for edges, active_low in ((Edge.RISING, False), (Edge.RISING, True), (Edge.FALLING, True)):
        request.reconfigure((0, debounced(SOON, edges, active_low)))
        for up in (1, 0):
            board.set_pull(0, up)
            board.settle_debounced(SOON)
        show_each(f"{edges.name.lower()}, active low {active_low}", request.events())
        show("  line", board.chip.line_info(0), request.value(0))


@behaviour
def period_of_a_request_is_forgotten() -> None:
    board = Board()
    board.chip.request((0, debounced(NEVER, Edge.BOTH))).release()
    show("released", board.chip.line_info(0))
    request = board.chip.request((0, EDGES))
    board.pull(0, 1)
    show("requested again", request.value(0), board.edges(request))


@behaviour
def line_that_changed_before_it_was_debounced() -> None:
    board = Board()
    board.set_pull(0, 1)
    request = board.chip.request((0, debounced(NEVER, Edge.BOTH)))
    show("value", request.value(0), board.edges(request))


@behaviour
def periods_out_of_range() -> None:
    """The kernel takes 32 bits of microseconds."""
    for period in (2**32 - 1, 2**32, 2**32 + 5):
        board = Board()
        result = result_of(board.chip.request, (0, debounced(period)))
        show(period, result if isinstance(result, str) else board.chip.line_info(0))


@behaviour
def only_inputs_are_debounced() -> None:
    for settings in (
        Settings(Direction.OUTPUT, debounce_us=SOON),
        Settings(debounce_us=SOON),
        Settings(edges=Edge.BOTH, debounce_us=SOON),
        Settings(Direction.OUTPUT, drive=Drive.OPEN_DRAIN, debounce_us=SOON),
        Settings(Direction.INPUT, bias=Bias.PULL_UP, debounce_us=SOON),
    ):
        board = Board()
        result = result_of(board.chip.request, (0, settings))
        show(settings, result if isinstance(result, str) else board.chip.line_info(0))
