# SPDX-License-Identifier: LGPL-2.1-or-later
"""Threads that do things at the same moment, and never outlive a test unnoticed."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
from collections.abc import Callable, Sequence
from typing import Generic, NoReturn, TypeVar

T = TypeVar("T")

LIMIT = 20.0
"""Seconds that no call may take. Far more than any takes, however busy the machine."""

SPINS = 2000


def hang() -> NoReturn:
    """A thread does not come back: tell where all are, and end the process, which is of no use."""
    print(f"a call has not ended after {LIMIT} s", file=sys.stderr, flush=True)
    faulthandler.dump_traceback(all_threads=True)
    os._exit(1)


class Meeting:
    """
    Where threads wait for each other before they go on together.

    They spin, because a thread that sleeps at a barrier is woken long after the one that came last
    has done its few microseconds of work. If the others do not come, they have no processor: then
    to go on is the race that this machine can give.
    """

    def __init__(self, size: int) -> None:
        self._size = size
        self._here: list[None] = []

    def arrive(self) -> None:
        self._here.append(None)
        for _ in range(SPINS):
            if len(self._here) >= self._size:
                return


class Helper(threading.Thread):
    """A thread that makes one call after another, as it is told."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self._told = threading.Semaphore(0)
        self._done = threading.Semaphore(0)
        self._error: BaseException | None = None
        self.start()

    def begin(self, meeting: Meeting, call: Callable[[], object]) -> None:
        self._meeting = meeting
        self._call: Callable[[], object] | None = call
        self._told.release()

    def run(self) -> None:
        while self._told.acquire():
            assert self._call is not None
            try:
                self._meeting.arrive()
                self._call()
            except BaseException as error:
                self._error = error
            self._call = None  # a reference to what it worked on
            self._done.release()

    def end(self) -> BaseException | None:
        """Wait for the call; what it raised."""
        if not self._done.acquire(timeout=LIMIT):
            hang()
        error, self._error = self._error, None
        return error


class Crew:
    """The calling thread and helpers, who race each other again and again."""

    def __init__(self) -> None:
        self._helpers: list[Helper] = []

    def race(self, calls: Sequence[Callable[[], object]]) -> None:
        """Make all calls at the same moment, the first in this thread."""
        while len(self._helpers) < len(calls) - 1:
            self._helpers.append(Helper())
        meeting = Meeting(len(calls))
        helpers = self._helpers[: len(calls) - 1]
        for helper, call in zip(helpers, calls[1:], strict=True):
            helper.begin(meeting, call)
        meeting.arrive()
        calls[0]()
        errors = [helper.end() for helper in helpers]
        for error in errors:
            if error is not None:
                raise error


class Task(threading.Thread, Generic[T]):
    """A thread with a result, started at once."""

    _value: T

    def __init__(self, call: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self._error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._value = self._call()
        except BaseException as error:
            self._error = error
        del self._call  # a reference to what it worked on

    def result(self) -> T:
        """What the call returned or raised."""
        self.join(LIMIT)
        if self.is_alive():
            hang()
        if self._error is not None:
            raise self._error
        return self._value


def run_concurrently(calls: Sequence[Callable[[], T]]) -> list[T]:
    """Start all calls at the same moment, each in a thread of its own; their results."""
    barrier = threading.Barrier(len(calls))

    def after_barrier(call: Callable[[], T]) -> Callable[[], T]:
        def run() -> T:
            barrier.wait(LIMIT)
            return call()

        return run

    tasks = [Task(after_barrier(call)) for call in calls]
    return [task.result() for task in tasks]
