# SPDX-License-Identifier: LGPL-2.1-or-later
"""Threads that do things at the same moment, and never outlive a test unnoticed."""

from __future__ import annotations

import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Any, Generic, NoReturn, TypeVar, cast

T = TypeVar("T")

LIMIT = 20.0
"""Seconds that no call may take. Far more than any takes, however busy the machine."""

SPINS = 50


def hang() -> NoReturn:
    """A thread does not come back: tell where all are, and end the process, which is of no use."""
    print(f"a call has not ended after {LIMIT} s", file=sys.stderr, flush=True)
    faulthandler.dump_traceback(all_threads=True)
    os._exit(1)


def spin_until(ready: Callable[[], bool]) -> None:
    """
    Wait, but not asleep: a thread that sleeps at a barrier is woken long after the one that came
    last has done its microsecond of work, and then nothing races.
    """
    deadline = time.monotonic() + LIMIT
    while True:
        for _ in range(SPINS):
            if ready():
                return
        os.sched_yield()
        if time.monotonic() > deadline:
            hang()


def has_gil() -> bool:
    return not hasattr(sys, "_is_gil_enabled") or cast(Any, sys)._is_gil_enabled()


class Rival(threading.Thread):
    """A thread that makes one call after another at the same moment as the thread that tells it."""

    def __init__(self, processors: set[int]) -> None:
        super().__init__(daemon=True)
        self._processors = processors
        self._told = 0
        self._here = 0
        self._done = 0
        self._ended = False
        self._call: Callable[[], object] = int
        self._error: BaseException | None = None
        self.start()

    def begin(self, call: Callable[[], object]) -> None:
        """Return at the moment when the rival begins with its call."""
        self._call = call
        self._told += 1
        spin_until(lambda: self._here == self._told)

    def end(self) -> None:
        """Wait for its call, and raise what it raised."""
        spin_until(lambda: self._done == self._told)
        if self._error is not None:
            raise self._error

    def stop(self) -> None:
        self._ended = True
        self.join()

    def run(self) -> None:
        os.sched_setaffinity(0, self._processors)
        while True:
            spin_until(lambda: self._ended or self._here < self._told)
            if self._ended:
                return
            self._here = self._told
            try:
                self._call()
            except BaseException as error:
                self._error = error
            self._call = int  # forget the objects of the last call
            self._done = self._here


class Duel:
    """
    The calling thread and a rival, who race each other again and again. Where there is no GIL each
    has a processor of its own meanwhile: a scheduler with other work to do would put them on one.
    """

    def __enter__(self) -> Duel:
        self._processors = os.sched_getaffinity(0)
        mine = theirs = self._processors
        if not has_gil() and len(self._processors) > 1:
            first, second = sorted(self._processors)[:2]
            mine, theirs = {first}, {second}
        os.sched_setaffinity(0, mine)
        self._rival = Rival(theirs)
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._rival.stop()
        os.sched_setaffinity(0, self._processors)

    def race(self, mine: Callable[[], object], theirs: Callable[[], object]) -> None:
        """Make both calls at the same moment, and raise what either raises."""
        self._rival.begin(theirs)
        try:
            mine()
        finally:
            self._rival.end()


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
        del self._call  # and with it the objects it knows

    def until_done(self) -> None:
        """Wait for the end of the call."""
        self.join(LIMIT)
        if self.is_alive():
            hang()

    def result(self) -> T:
        """What the call returned or raised."""
        self.until_done()
        if self._error is not None:
            raise self._error
        return self._value


def run_concurrently(calls: Sequence[Callable[[], T]]) -> list[T]:
    """
    Start all calls at the same moment, each in a thread of its own, and wait for all of them. What
    they returned, or what the first that failed has raised.
    """
    barrier = threading.Barrier(len(calls))

    def after_barrier(call: Callable[[], T]) -> Callable[[], T]:
        def run() -> T:
            barrier.wait(LIMIT)
            return call()

        return run

    tasks = [Task(after_barrier(call)) for call in calls]
    for task in tasks:
        task.until_done()
    return [task.result() for task in tasks]
