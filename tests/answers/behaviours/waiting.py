# SPDX-License-Identifier: LGPL-2.1-or-later
"""Descriptors and blocking calls: poll, select, epoll, time-outs, signals."""

from __future__ import annotations

import os
import select
import signal
import threading
from collections.abc import Callable
from pathlib import Path

from ..behaviour import behaviour, say, tried
from ..board import LIMIT, Board
from ..objects import EventBuffer
from ..values import EDGES, INPUT

# Numbers of read, poll, ppoll and epoll_wait on x86-64, of read, ppoll and epoll_pwait elsewhere.
SLEEPING = {0, 7, 271, 232} if os.uname().machine == "x86_64" else {63, 73, 22}


def until_asleep(thread: int) -> None:
    """Return once a thread of this process waits in a system call; nothing but /proc tells."""
    file = Path(f"/proc/self/task/{thread}/syscall")
    while True:
        number = file.read_text().split()[0]
        if number.isdigit() and int(number) in SLEEPING:
            return
        os.sched_yield()


def woken(call: Callable[[], object], wake: Callable[[], None]) -> object:
    """What a call answers that sleeps until something is done."""
    answers: list[object] = []
    thread = threading.Thread(target=lambda: answers.append(tried(call)), daemon=True)
    thread.start()
    assert thread.native_id is not None
    until_asleep(thread.native_id)
    wake()
    thread.join(LIMIT)
    return answers or "still waits"


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
    say("at first", readiness(request.fd), request.wait(0))
    board.pull(0, 1)
    board.pull(0, 0)
    say("two events", readiness(request.fd), request.wait(0), request.wait(-1))
    request.read(EventBuffer(), 1)
    say("one event", readiness(request.fd), request.wait(0))
    request.read(EventBuffer(), 1)
    say("none", readiness(request.fd), request.wait(0))
    say("without edges", readiness(board.chip.request((1, INPUT)).fd))


@behaviour
def chip_is_readable_while_there_are_info_events() -> None:
    board = Board()
    chip = board.open()
    say("at first", readiness(chip.fd), chip.wait(0))
    chip.watch(0)
    say("watching", readiness(chip.fd), chip.wait(0))
    board.chip.request((0, INPUT))
    board.settle_info()
    say("one event", readiness(chip.fd), chip.wait(0), chip.wait(-1))
    chip.read_event()
    say("none", readiness(chip.fd), chip.wait(0))


@behaviour
def waits_time_out() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    for seconds in (0, 0.000_000_001, 0.001):
        say(seconds, request.wait(seconds), board.chip.wait(seconds))


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
        say(what, woken(call, lambda: board.set_pull(0, 1)))
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
        say(what, woken(call, lambda: board.chip.request((0, INPUT)).release()))
        board.infos(chip)


@behaviour
def signals_interrupt() -> None:
    """A handler without SA_RESTART, as Python installs them, in the thread that waits."""
    board = Board()
    request = board.chip.request((0, EDGES))
    board.chip.watch(0)
    buffer = EventBuffer()
    signal.signal(signal.SIGUSR1, lambda number, frame: None)
    main, task = threading.get_ident(), threading.get_native_id()
    for what, call in (
        ("wait for edges", lambda: request.wait(-1)),
        ("wait for info", lambda: board.chip.wait(-1)),
        ("read edges", lambda: request.read(buffer, 1)),
        ("read info", lambda: board.chip.read_event()),
    ):

        def interrupt() -> None:
            until_asleep(task)
            signal.pthread_kill(main, signal.SIGUSR1)

        thread = threading.Thread(target=interrupt)
        thread.start()
        say(what, tried(call))
        thread.join()


@behaviour
def event_that_is_there_is_read_without_blocking() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    buffer = EventBuffer()
    for blocking in (True, False):
        os.set_blocking(request.fd, blocking)
        board.pull(0, int(blocking))
        say(f"blocking {blocking}", request.read(buffer, 1), buffer.events())


@behaviour
def copied_descriptor_shares_its_readiness() -> None:
    board = Board()
    request = board.chip.request((0, EDGES))
    copy = os.dup(request.fd)
    board.pull(0, 1)
    say("one event", readiness(copy))
    request.events()
    say("none", readiness(copy))
