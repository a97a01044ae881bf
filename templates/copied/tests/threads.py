# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""Threads for tests: they start together, have a result, and never outlive a test unnoticed."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import platform
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Generic, NoReturn, TypeVar, cast

T = TypeVar("T")

SLOWNESS = 10 if "thread-sanitizer" in (sysconfig.get_config_var("CONFIG_ARGS") or "") else 1
"""How much longer everything takes on a Python that is instrumented by ThreadSanitizer."""

LIMIT = 60.0 * SLOWNESS
"""Seconds that no thread of a test may take: far more than any does, however busy the machine."""

SPINS = 50

# System call numbers of read, poll, select, epoll_wait and their variants. Most machines have those
# of Linux's include/uapi/asm-generic/unistd.h.
_WAITS = {"x86_64": {0, 7, 23, 232, 270, 271, 281}}.get(platform.machine(), {22, 63, 72, 73})


class HungError(AssertionError):
    """A thread has not ended in time. It still runs, and may hold anything."""


class Task(threading.Thread, Generic[T]):
    """A thread with a result, started at once."""

    _value: T

    def __init__(self, call: Callable[[], T], barrier: threading.Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self._call = call
        self._barrier = barrier
        self.error: BaseException | None = None
        self.finished = 0.0
        """When the call ended, by time.monotonic()."""
        self.start()

    def run(self) -> None:
        try:
            if self._barrier is not None:
                self._barrier.wait(LIMIT)
            self._value = self._call()
        except BaseException as error:
            self.error = error
        self.finished = time.monotonic()
        del self._call  # and with it its references to the objects under test

    def result(self, timeout: float = LIMIT) -> T:
        """What the call returned or raised."""
        wait_for([self], timeout)
        if self.error is not None:
            raise self.error
        return self._value

    def until_waiting(self) -> None:
        """Return once the thread sleeps in a system call that waits for a file."""
        assert self.native_id is not None
        until_waiting(self.native_id, self._assert_alive)

    def until_asleep(self) -> None:
        """Return once the thread has ended, or is blocked."""
        until_asleep(self)

    def _assert_alive(self) -> None:
        if not self.is_alive():
            self.result()
            raise AssertionError("the call returned without waiting")


def wait_for(tasks: Sequence[Task[Any]], timeout: float = LIMIT) -> None:
    """Wait until all have ended. If they do not in time, show all threads and fail."""
    deadline = time.monotonic() + timeout
    for task in tasks:
        task.join(max(0.0, deadline - time.monotonic()))
    if any(task.is_alive() for task in tasks):
        faulthandler.dump_traceback(all_threads=True)
        raise HungError(f"threads are still running after {timeout} s")


def run_concurrently(calls: Sequence[Callable[[], Any]], timeout: float = LIMIT) -> list[Any]:
    """
    Make the calls at the same moment, each in a thread of its own, and wait for all of them. Return
    their results, or raise the first exception that any of them raised.
    """
    barrier = threading.Barrier(len(calls))
    tasks = [Task(call, barrier) for call in calls]
    wait_for(tasks, timeout)
    for task in sorted(tasks, key=lambda task: task.finished):
        if task.error is not None:
            raise task.error
    return [task.result() for task in tasks]


def is_waiting(thread: int) -> bool:
    """Whether the thread sleeps in a system call that waits for a file, not for a lock."""
    folder = Path(f"/proc/self/task/{thread}")
    try:
        number = (folder / "syscall").read_text().split()[0]
    except FileNotFoundError:  # the kernel does not have this file, or the thread has ended
        try:
            return any(word in (folder / "wchan").read_text() for word in ("poll", "read"))
        except FileNotFoundError:
            return False
    return number.isdigit() and int(number) in _WAITS


def until_waiting(thread: int, check: Callable[[], None] = lambda: None) -> None:
    """Return once the thread waits for a file; fail if it never does, or if the check fails."""
    deadline = time.monotonic() + LIMIT
    while not is_waiting(thread):
        check()
        if time.monotonic() > deadline:
            raise AssertionError("the call never began to wait")
        time.sleep(0.0005)  # the kernel does not notify anyone when a thread falls asleep


def until_asleep(thread: threading.Thread) -> None:
    """
    Return once a thread has ended, or is blocked. Waiting for the GIL does not count: a thread that
    is found asleep ten times in a row, a millisecond apart, could have had it.
    """
    asleep = 0
    deadline = time.monotonic() + LIMIT
    while thread.is_alive() and asleep < 10:
        try:
            stat = Path(f"/proc/self/task/{thread.native_id}/stat").read_text()
        except (FileNotFoundError, ProcessLookupError):
            return
        asleep = asleep + 1 if stat.rpartition(")")[2].split()[0] == "S" else 0
        if time.monotonic() > deadline:
            raise AssertionError("the thread never blocked")
        time.sleep(0.001)  # the kernel does not notify anyone when a thread falls asleep


def exit_hung() -> NoReturn:
    """A call of this very thread may hang: show where all threads are, and end the process."""
    print(f"a call has not ended after {LIMIT} s", file=sys.stderr, flush=True)
    faulthandler.dump_traceback(all_threads=True)
    os._exit(1)


def spin_until(ready: Callable[[], bool]) -> None:
    """
    Wait without sleeping. A thread that sleeps at a barrier wakes long after the last to arrive
    has done its microsecond of work, and then nothing races.
    """
    deadline = time.monotonic() + LIMIT
    while True:
        for _ in range(SPINS):
            if ready():
                return
        os.sched_yield()
        if time.monotonic() > deadline:
            exit_hung()


def has_gil() -> bool:
    return not hasattr(sys, "_is_gil_enabled") or cast(Any, sys)._is_gil_enabled()


@contextlib.contextmanager
def pinned_to_processor(number: int) -> Iterator[None]:
    """
    Keep the thread on one processor, if the threads of this Python can run in parallel. A busy
    scheduler would otherwise put two of them on one processor, where they never race.
    """
    before = os.sched_getaffinity(0)
    if not has_gil():
        os.sched_setaffinity(0, {sorted(before)[number % len(before)]})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


class _Race:
    def __init__(self, *calls: Sequence[Callable[[], object]]) -> None:
        self._calls = calls
        self._begun = [0] * len(calls)
        self._in_place = threading.Barrier(len(calls))
        self._errors: list[BaseException] = []

    def run(self) -> None:
        other = threading.Thread(target=self._side, args=(1,), daemon=True)
        other.start()
        self._side(0)
        other.join(LIMIT)
        if other.is_alive():
            exit_hung()
        if self._errors:
            raise self._errors[0]

    def _side(self, side: int) -> None:
        with pinned_to_processor(side):
            self._in_place.wait(2 * LIMIT)  # asleep: a busy processor may take long to get here
            for number, call in enumerate(self._calls[side], 1):
                self._begun[side] = number
                spin_until(lambda n=number: self._begun[1 - side] >= n)  # type: ignore[misc]
                try:
                    call()
                except BaseException as error:
                    self._errors.append(error)


def race(mine: Sequence[Callable[[], object]], theirs: Sequence[Callable[[], object]]) -> None:
    """
    Make calls in this thread and as many in another, each at the same moment as its counterpart.
    Make all of them, then raise the first exception that any of them raised.
    """
    _Race(mine, theirs).run()
