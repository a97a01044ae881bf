# SPDX-License-Identifier: LGPL-2.1-or-later
"""A chip that goes while it is open and its lines are requested."""

from __future__ import annotations

import os
import select

from ..behaviour import behaviour, outcome_of, result_of, show
from ..board import Board
from ..libgpiod import call
from ..objects import EventBuffer
from ..values import EDGES, INPUT, OUTPUT, OUTPUT_ACTIVE, Settings
from .waiting import flag_names, woken


@behaviour
def chip_that_is_gone() -> None:
    board = Board(2)
    chip = board.chip
    chip.watch(1)
    board.sim.close()
    for line in (0, 1, 9):
        show(f"info of {line}", result_of(chip.line_info, line))
        show("  watch", result_of(chip.watch, line))
        show("  unwatch", result_of(chip.unwatch, line))
    show("info", result_of(chip.info))
    show("name", result_of(chip.line_named, b"x"), result_of(chip.line_named, b""))
    show("no name", result_of(chip.line_named, None))
    show("request", result_of(chip.request, (0, INPUT)))
    show("request of no lines", result_of(chip.request))
    show("request of another line", result_of(chip.request, (9, INPUT)))
    show("contradicting request", result_of(chip.request, (0, Settings(debounce_us=1))))
    show("read", result_of(chip.read_event))
    show("its path", chip.path() == board.path.encode())
    show("close", result_of(chip.close))


@behaviour
def path_that_is_gone() -> None:
    board = Board()
    board.sim.close()
    show("opens", outcome_of(board.open))
    show("is a chip", call("is_gpiochip_device", board.path.encode()))


@behaviour
def request_that_is_gone() -> None:
    board = Board(2)
    inputs, output = board.chip.request((0, EDGES)), board.chip.request((1, OUTPUT_ACTIVE))
    board.sim.close()
    show(
        "input",
        result_of(inputs.value, 0),
        result_of(inputs.value, 1),
        result_of(inputs.set_value, 0, 1),
    )
    show("output", result_of(output.value, 1), result_of(output.set_value, 1, 0))
    show("all", result_of(output.values), result_of(output.set_values, [1]))
    for name in ("get", "set"):
        function = f"line_request_{name}_values_subset"
        show(f"{name} none", result_of(call, function, output.address, 0, None, None))
    show("reconfigure", result_of(output.reconfigure, (1, INPUT)))
    show("reconfigure another", result_of(output.reconfigure, (0, INPUT)))
    show("lines", output.offsets())
    show("release", result_of(inputs.release), result_of(output.release))


@behaviour
def events_that_are_gone() -> None:
    """What was queued cannot be read any more."""
    board = Board(2)
    request = board.chip.request((0, EDGES))
    watcher = board.open()
    watcher.watch(1)
    board.chip.request((1, INPUT)).release()
    board.pull(0, 1)
    board.settle_info()
    board.let_go()
    board.sim.close()
    buffer = EventBuffer()
    show("waits", request.wait(-1), request.wait(0), watcher.wait(-1), watcher.wait(0))
    show("edge events", result_of(request.read, buffer, 1))
    show("no buffer", result_of(call, "line_request_read_edge_events", request.address, None, 1))
    show("info events", result_of(watcher.read_event))
    for fd in (request.fd, watcher.fd):
        os.set_blocking(fd, False)
    show("not blocking", result_of(request.read, buffer, 1), result_of(watcher.read_event))


@behaviour
def descriptors_report_the_hangup() -> None:
    board = Board(2)
    board.chip.watch(0)
    descriptors = {
        "chip": board.chip.fd,
        "chip without watches": board.open().fd,
        "request": board.chip.request((0, EDGES)).fd,
        "request without edges": board.chip.request((1, OUTPUT)).fd,
    }
    board.settle_info()
    board.chip.events()
    board.let_go()
    board.sim.close()
    for what, fd in descriptors.items():
        poll = select.poll()
        poll.register(fd, select.POLLIN | select.POLLPRI)
        show(what, [flag_names(flags) for _, flags in poll.poll(0)])


@behaviour
def waiters_are_woken() -> None:
    for what in ("wait for edges", "wait for info", "poll", "epoll"):
        board = Board()
        request = board.chip.request((0, EDGES))
        poll, epoll = select.poll(), select.epoll()
        poll.register(request.fd, select.POLLIN)
        epoll.register(request.fd, select.EPOLLIN)
        calls = {
            "wait for edges": lambda request=request: request.wait(-1),
            "wait for info": lambda board=board: board.chip.wait(-1),
            "poll": lambda poll=poll: len(poll.poll()),
            "epoll": lambda epoll=epoll: len(epoll.poll()),
        }
        show(what, woken(calls[what], board.sim.close))


@behaviour
def other_chips_stay() -> None:
    gone, stays = Board(), Board()
    request = stays.chip.request((0, OUTPUT))
    gone.sim.close()
    show("value", result_of(request.set_value, 0, 1), stays.level(0))
    show("line", stays.chip.line_info(0))


@behaviour
def debouncing_ends_with_the_chip() -> None:
    board = Board()
    settings = Settings(edges=EDGES.edges, debounce_us=10**9)
    request = board.chip.request((0, settings))
    board.pull(0, 1)
    board.let_go()
    board.sim.close()
    show("read", result_of(request.read, EventBuffer(), 1), request.wait(0))
    show("release", result_of(request.release))
