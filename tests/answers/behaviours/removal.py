# SPDX-License-Identifier: LGPL-2.1-or-later
"""A chip that goes while it is open and its lines are requested."""

from __future__ import annotations

import os
import select

from ..behaviour import behaviour, done, say, tried
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
        say(f"info of {line}", tried(chip.line_info, line))
        say("  watch", tried(chip.watch, line))
        say("  unwatch", tried(chip.unwatch, line))
    say("info", tried(chip.info))
    say("name", tried(chip.line_named, b"x"), tried(chip.line_named, b""))
    say("no name", tried(chip.line_named, None))
    say("request", tried(chip.request, (0, INPUT)))
    say("request of no lines", tried(chip.request))
    say("request of another line", tried(chip.request, (9, INPUT)))
    say("contradicting request", tried(chip.request, (0, Settings(debounce_us=1))))
    say("read", tried(chip.read_event))
    say("its path", chip.path() == board.path.encode())
    say("close", tried(chip.close))


@behaviour
def path_that_is_gone() -> None:
    board = Board()
    board.sim.close()
    say("opens", done(board.open))
    say("is a chip", call("is_gpiochip_device", board.path.encode()))


@behaviour
def request_that_is_gone() -> None:
    board = Board(2)
    inputs, output = board.chip.request((0, EDGES)), board.chip.request((1, OUTPUT_ACTIVE))
    board.sim.close()
    say("input", tried(inputs.value, 0), tried(inputs.value, 1), tried(inputs.set_value, 0, 1))
    say("output", tried(output.value, 1), tried(output.set_value, 1, 0))
    say("all", tried(output.values), tried(output.set_values, [1]))
    for name in ("get", "set"):
        function = f"line_request_{name}_values_subset"
        say(f"{name} none", tried(call, function, output.address, 0, None, None))
    say("reconfigure", tried(output.reconfigure, (1, INPUT)))
    say("reconfigure another", tried(output.reconfigure, (0, INPUT)))
    say("lines", output.offsets())
    say("release", tried(inputs.release), tried(output.release))


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
    say("waits", request.wait(-1), request.wait(0), watcher.wait(-1), watcher.wait(0))
    say("edge events", tried(request.read, buffer, 1))
    say("no buffer", tried(call, "line_request_read_edge_events", request.address, None, 1))
    say("info events", tried(watcher.read_event))
    for fd in (request.fd, watcher.fd):
        os.set_blocking(fd, False)
    say("not blocking", tried(request.read, buffer, 1), tried(watcher.read_event))


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
        say(what, [flag_names(flags) for _, flags in poll.poll(0)])


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
        say(what, woken(calls[what], board.sim.close))


@behaviour
def other_chips_stay() -> None:
    gone, stays = Board(), Board()
    request = stays.chip.request((0, OUTPUT))
    gone.sim.close()
    say("value", tried(request.set_value, 0, 1), stays.level(0))
    say("line", stays.chip.line_info(0))


@behaviour
def debouncing_ends_with_the_chip() -> None:
    board = Board()
    settings = Settings(edges=EDGES.edges, debounce_us=10**9)
    request = board.chip.request((0, settings))
    board.pull(0, 1)
    board.let_go()
    board.sim.close()
    say("read", tried(request.read, EventBuffer(), 1), request.wait(0))
    say("release", tried(request.release))
