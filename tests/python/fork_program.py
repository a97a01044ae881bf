# SPDX-License-Identifier: LGPL-2.1-or-later
"""Forks a process whose other threads are inside calls of every kind; run by test_fork.

python fork_program.py FUNCTION [ARGUMENT…]

In a child, locks that other threads of the parent held stay locked for ever, including CPython's
own: that of `warnings`, and those of objects that threads modify. So filters are set before threads
start, and the parent reads what the child needs and passes it on.
"""

from __future__ import annotations

import contextlib
import errno
import faulthandler
import gc
import os
import sys
import threading
import warnings
from collections.abc import Callable
from functools import partial
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value
from support import CLOSED
from threads import LIMIT, Task

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)
OTHERS = (gpiod.LineSettings(bias=gpiod.line.Bias.PULL_UP), OUTPUT)

DRIVEN, EVENTS, HELD, TRANSIENT, CHILDS = (0, 1), 2, 3, 4, 5


class Crowd:
    """A chip, requests, and threads: some wait, one is inside locked(), some are always busy."""

    def __init__(self) -> None:
        self.sim = gpiosim.Chip(num_lines=8, line_names={1: "foo"})
        self.chip = gpiod.Chip(self.sim.dev_path)
        self.driven = self.chip.request_lines({(0, "foo"): OUTPUT})
        self.events = self.chip.request_lines({EVENTS: EDGES})
        self.held = self.chip.request_lines({HELD: OUTPUT})
        self.passing_request: Any = self.driven
        self.passing_chip: Any = self.chip
        self.stop = threading.Event()
        self.calls = 0
        self.waiting = self._wait()
        self.busy = [self._repeat(call) for call in self._storms()]

    def _wait(self) -> list[Task[object]]:
        """Threads that sleep: waiting for events, inside locked(), waiting for the end of that."""
        entered = threading.Event()

        def hold() -> None:
            with self.held.locked():
                entered.set()
                self.stop.wait()

        holder: Task[object] = Task(hold)
        if not entered.wait(LIMIT):
            raise AssertionError("locked() was not entered")
        sleepers: list[Task[object]] = [
            Task(self.events.wait_edge_events),
            Task(self.events.read_edge_events),
            Task(self.chip.wait_info_event),
            Task(self.chip.read_info_event),
        ]
        for sleeper in sleepers:
            sleeper.until_waiting()
        return [*sleepers, holder, Task(self.held.get_values)]

    def _storms(self) -> list[Callable[[], object]]:
        return [
            self.driven.get_values,
            partial(self.driven.set_values, dict.fromkeys(DRIVEN, Value.ACTIVE)),
            partial(self.chip.get_line_info, "foo"),
            partial(self.driven.wait_edge_events, 0.0005),
            self._request_and_release,
            self._open_and_close,
            self._own,
        ]

    def _request_and_release(self) -> None:
        try:
            self.passing_request = self.chip.request_lines({TRANSIENT: EDGES})
        except OSError as error:  # a child inherited it and has not closed it yet
            if error.errno != errno.EBUSY:
                raise
        else:
            self.passing_request.release()

    def _open_and_close(self) -> None:
        self.passing_chip = gpiod.Chip(self.sim.dev_path)
        self.passing_chip.close()

    def _own(self) -> None:
        with self.driven.locked():
            self.driven.set_value("foo", self.driven.get_value(0))

    def _repeat(self, call: Callable[[], object]) -> Task[None]:
        """A thread that repeats a call; return when it has made it once."""
        begun = threading.Event()

        def loop() -> None:
            while not self.stop.is_set():
                call()
                begun.set()

        task = Task(loop)
        if not begun.wait(LIMIT):
            raise AssertionError("a thread did not begin")
        return task

    def handles(self) -> list[Any]:
        """The handles that every child inherits, unlike those that threads open and close."""
        return [self.driven, self.events, self.held, self.chip]

    def end(self) -> None:
        """Check that the threads were not affected by the forks, and end them."""
        asleep = self.waiting[:4]
        if any(task.finished for task in self.waiting):
            raise AssertionError("a thread did not go on waiting")
        self.stop.set()
        for storm in self.busy:
            storm.result()
        for task in self.waiting[4:]:
            task.result()
        for request in (self.driven, self.events, self.held):
            request.release()
        used = [line for line in range(8) if self.chip.get_line_info(line).used]
        if used:
            raise AssertionError(f"lines {used} are still in use")
        self.chip.close()
        for task in asleep:
            with contextlib.suppress(*CLOSED):
                raise AssertionError(f"a wait ended with {task.result()!r}")
        self.sim.close()


def refusal(call: Callable[[], object]) -> str:
    try:
        call()
    except CLOSED as error:
        return type(error).__name__
    except RuntimeError as error:
        return "forked" if "fork" in str(error) else str(error)
    return "it works"


def uses(handle: Any) -> list[Callable[[], object]]:
    if isinstance(handle, gpiod.Chip):
        return [
            handle.get_info,
            partial(handle.get_line_info, "foo"),
            partial(handle.request_lines, {TRANSIENT: None}),
            handle.wait_info_event,
            handle.read_info_event,
            handle.locked().__enter__,
        ]
    return [
        partial(handle.get_value, 0),
        partial(handle.set_value, 0, Value.ACTIVE),
        handle.get_values,
        partial(handle.reconfigure_lines, {0: None}),
        handle.wait_edge_events,
        handle.read_edge_events,
        handle.locked().__enter__,
    ]


def use_inherited(handles: list[Any], passing: tuple[Any, ...]) -> None:
    """Check that inherited handles raise from everything except close, which may be repeated."""
    for handle in handles:
        closed = "ChipClosedError" if isinstance(handle, gpiod.Chip) else "RequestReleasedError"
        close = handle.close if isinstance(handle, gpiod.Chip) else handle.release
        expected = {"forked", closed} if handle in passing else {"forked"}
        answers = {refusal(use) for use in uses(handle)}
        if not answers <= expected:
            raise AssertionError(f"an inherited {handle} answers {answers}")
        name = type(handle).__name__
        known = {f"<{name} of another process>"}
        if handle in passing:
            known |= {"<Chip CLOSED>", "<LineRequest RELEASED>"}
        texts = {str(handle), repr(handle) if name == "Chip" else str(handle)}
        if not texts <= known:
            raise AssertionError(f"an inherited {handle} is described as {texts}")
        close()
        close()
        answers = {refusal(use) for use in uses(handle)}
        if answers != {closed}:
            raise AssertionError(f"closed by a child, {handle} answers {answers}")


def use_own(path: str) -> None:
    with gpiod.Chip(path) as chip, chip.request_lines({CHILDS: OUTPUT}) as request:
        request.set_value(CHILDS, Value.ACTIVE)
        if request.get_values() != [Value.ACTIVE]:
            raise AssertionError("a value is not what was set")
        if request.wait_edge_events(0) or request.wait_edge_events(0.001):
            raise AssertionError("an output has events")
        with chip.locked(), request.locked():
            chip.get_line_info(CHILDS)
        waiter = Task(chip.read_info_event)
        waiter.until_waiting()
    with contextlib.suppress(gpiod.ChipClosedError):
        raise AssertionError(f"a child's wait ended with {waiter.result()!r}")


def live(handles: list[Any], passing: tuple[Any, ...], path: str) -> None:
    """What a child does."""
    use_inherited(handles, passing)
    use_own(path)


def fork(child: Callable[[], None]) -> int:
    """Fork a child that does this and exits, with status 0 on success; return its id."""
    faulthandler.cancel_dump_traceback_later()  # a grandchild would wait for its thread
    pid = os.fork()
    if pid:
        return pid
    status = 1
    try:
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        child()
        status = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
        sys.stderr.flush()
    os._exit(status)


def wait_for(pid: int) -> None:
    _, status = os.waitpid(pid, 0)
    if status:
        raise AssertionError(f"a child ended with wait status {status}")


def storm(times: str) -> None:
    """Fork a number of children while the other threads are busy."""
    crowd = Crowd()
    for _ in range(int(times)):
        passing = (crowd.passing_request, crowd.passing_chip)
        handles = [*crowd.handles(), *passing]
        wait_for(fork(partial(live, handles, passing, crowd.sim.dev_path)))
    crowd.end()
    print("done")


def from_threads(times: str) -> None:
    """Two threads fork, and neither is the main one."""
    crowd = Crowd()

    def fork_often() -> None:
        for _ in range(int(times)):
            wait_for(fork(partial(use_inherited, crowd.handles()[:3], ())))

    for task in [Task(fork_often) for _ in range(2)]:
        task.result(2 * LIMIT)
    crowd.end()
    print("done")


def inside_locked() -> None:
    """The forking thread is inside locked() and with blocks, and leaves them in both processes."""
    crowd = Crowd()
    ours = crowd.chip.request_lines({6: OUTPUT})

    chip = crowd.chip

    def leave() -> None:
        stack.close()
        use_inherited([chip], ())

    with contextlib.ExitStack() as stack:
        stack.enter_context(ours)
        for handle in (chip, ours):
            stack.enter_context(handle.locked())
        child = fork(leave)
        ours.set_value(6, Value.ACTIVE)
        if ours.get_values() != [Value.ACTIVE]:
            raise AssertionError("the parent's value is not what was set")
        wait_for(child)
        ours.get_values()
    crowd.end()
    print("done")


def dropped() -> None:
    """A child that drops all inherited handles without closing them."""
    crowd = Crowd()

    def drop() -> None:
        ours.clear()
        gc.collect()
        for descriptor in descriptors:
            with contextlib.suppress(OSError):
                os.fstat(descriptor)
                raise AssertionError("a descriptor is still open")
        use_own(path)

    path = crowd.sim.dev_path
    chip = gpiod.Chip(path)
    ours: list[Any] = [chip.request_lines({6: OUTPUT}), chip]
    del chip
    descriptors = [handle.fd for handle in ours]
    wait_for(fork(drop))
    ours[0].set_value(6, Value.ACTIVE)
    for handle in ours:
        handle.__exit__(None, None, None)
    crowd.end()
    print("done")


def grandchild() -> None:
    """A child's child can use neither its grandparent's handles nor its parent's."""
    crowd = Crowd()
    path, inherited = crowd.sim.dev_path, [crowd.chip, crowd.driven]

    def bear() -> None:
        chip = gpiod.Chip(path)
        wait_for(fork(partial(use_inherited, [chip, *inherited], ())))
        chip.get_line_info(0)
        use_inherited(inherited[:1], ())

    wait_for(fork(bear))
    crowd.end()
    print("done")


def opened_by_a_child() -> None:
    """A chip that was made before the fork is opened after it, in both processes."""
    crowd = Crowd()
    path = crowd.sim.dev_path
    chip: Any = gpiod.Chip.__new__(gpiod.Chip)

    def open_and_use() -> None:
        chip.__init__(path)
        with chip, chip.locked():
            chip.get_line_info(0)
            chip.wait_info_event(0.001)

    wait_for(fork(open_and_use))
    open_and_use()
    crowd.end()
    print("done")


def natural_end() -> None:
    """A child that exits normally with open handles."""
    crowd = Crowd()
    path = crowd.sim.dev_path
    pid = os.fork()
    if not pid:
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        use_own(path)
        globals()["kept"] = crowd
        return
    wait_for(pid)
    crowd.end()
    print("done")


if __name__ == "__main__":
    warnings.simplefilter("ignore", DeprecationWarning)  # about forks of processes with threads
    globals()[sys.argv[1]](*sys.argv[2:])
