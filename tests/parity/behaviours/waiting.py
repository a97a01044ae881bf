# SPDX-License-Identifier: LGPL-2.1-or-later
"""Descriptors and blocking calls: poll, select, epoll, time-outs, signals."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable

from threads import HungError, Task, until_waiting

from ..behaviour import behaviour, result_of, show
from ..board import LIMIT, Board
from ..objects import EventBuffer
from ..values import EDGES, INPUT


def woken(call: Callable[[], object], wake: Callable[[], None]) -> object:
    """The result of a call that sleeps until it is woken."""
    task = Task(lambda: result_of(call))
    task.until_waiting()
    wake()
    try:
        return [task.result(LIMIT)]
    except HungError:
        return "still waits"


def readiness(fd: int) -> list[str]:
    """What poll, select and epoll say of a descriptor."""
    poll = select.poll()
    poll.register(fd, select.POLLIN | select.POLLPRI)
    told = [flag_names(flags) for _, flags in poll.poll(0)] or ["poll: nothing"]
    ready, _, urgent = select.select([fd], [], [fd], 0)
    told.append(f"select: {len(ready)} {len(urgent)}")
    with select.epoll() as epoll:
        epoll.register(fd, select.EPOLLIN)
        told.append(f"epoll: {len(epoll.poll(0))}")
    return told


def flag_names(flags: int) -> str:
    kinds = ("IN", "PRI", "ERR", "HUP", "NVAL")
    return "poll:" + "".join(f" {kind}" for kind in kinds if flags & getattr(select, f"POLL{kind}"))


@behaviour
def request_is_readable_while_there_are_events() -> None:
    board = Board(2)
    request = board.chip.request((0, EDGES))
    show("at first", readiness(request.fd), request.wait(0))
    board.pull(0, 1)
    board.pull(0, 0)
    show("two events", readiness(request.fd), request.wait(0), request.wait(-1))
    request.read(EventBuffer(), 1)
    show("one event", readiness(request.fd), request.wait(0))
    request.read(EventBuffer(), 1)
    show("none", readiness(request.fd), request.wait(0))
    show("without edges", readiness(board.chip.request((1, INPUT)).fd))


@behaviour
def chip_is_readable_while_there_are_info_events() -> None:
    board = Board()
    chip = board.open()
    show("at first", readiness(chip.fd), chip.wait(0))
    chip.watch(0)
    show("watching", readiness(chip.fd), chip.wait(0))
    board.chip.request((0, INPUT))
    board.settle_info()
    show("one event", readiness(chip.fd), chip.wait(0), chip.wait(-1))
    chip.read_event()
    show("none", readiness(chip.fd), chip.wait(0))


@behaviour
def waits_time_out() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    for seconds in (0, 0.000_000_001, 0.001):
        show(seconds, request.wait(seconds), board.chip.wait(seconds))


@behaviour
def waiters_are_woken_by_an_edge() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    board.settle()
    poll, epoll = select.poll(), select.epoll()
    poll.register(request.fd, select.POLLIN)
    epoll.register(request.fd, select.EPOLLIN)
    buffer = EventBuffer()
    for what, call in (
        ("wait", lambda: request.wait(-1)),
        ("wait with a limit", lambda: request.wait(LIMIT)),
        ("poll", lambda: len(poll.poll())),
        ("epoll", lambda: len(epoll.poll())),
        ("read", lambda: request.read(buffer, 8)),
    ):
        show(what, woken(call, lambda: board.set_pull(0, 1)))
        board.pull(0, 0)
        request.events()


@behaviour
def waiters_are_woken_by_an_info_event() -> None:
    board = Board()
    chip = board.open()
    chip.watch(0)
    epoll = select.epoll()
    epoll.register(chip.fd, select.EPOLLIN)
    for what, call in (
        ("wait", lambda: chip.wait(-1)),
        ("epoll", lambda: len(epoll.poll())),
        ("read", lambda: chip.read_event()),
    ):
        show(what, woken(call, lambda: board.chip.request((0, INPUT)).release()))
        board.infos(chip)


@behaviour
def signals_interrupt() -> None:
    """A handler without SA_RESTART, as Python installs them, in the thread that waits."""
    board = Board()
    request = board.chip.request((0, EDGES))
    board.chip.watch(0)
    buffer = EventBuffer()
    signal.signal(signal.SIGUSR1, lambda number, frame: None)
    main, native_id = threading.get_ident(), threading.get_native_id()
    for what, call in (
        ("wait for edges", lambda: request.wait(-1)),
        ("wait for info", lambda: board.chip.wait(-1)),
        ("read edges", lambda: request.read(buffer, 1)),
        ("read info", lambda: board.chip.read_event()),
    ):

        def interrupt() -> None:
            until_waiting(native_id)
            signal.pthread_kill(main, signal.SIGUSR1)

        interrupter = Task(interrupt)
        show(what, result_of(call))
        interrupter.result()


@behaviour
def event_that_is_there_is_read_without_blocking() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    buffer = EventBuffer()
    for blocking in (True, False):
        os.set_blocking(request.fd, blocking)
        board.pull(0, int(blocking))
        show(f"blocking {blocking}", request.read(buffer, 1), buffer.events())


@behaviour
def copied_descriptor_shares_its_readiness() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    copy = os.dup(request.fd)
    board.pull(0, 1)
    show("one event", readiness(copy))
    request.events()
    show("none", readiness(copy))
