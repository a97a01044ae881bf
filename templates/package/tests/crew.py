# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""Threads that do things at the same moment, and never outlive a test unnoticed."""

from __future__ import annotations

import contextlib
import faulthandler
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from typing import Any, Generic, NoReturn, TypeVar, cast

T = TypeVar("T")

LIMIT = 60.0
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


@contextlib.contextmanager
def processor(number: int) -> Iterator[None]:
    """
    Keep the thread on one of the processors, if threads of this Python can run on several at once:
    a scheduler with other work to do would put two on one, where they take turns and do not race.
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
        rival = threading.Thread(target=self._side, args=(1,), daemon=True)
        rival.start()
        self._side(0)
        rival.join(LIMIT)
        if rival.is_alive():
            hang()
        if self._errors:
            raise self._errors[0]

    def _side(self, side: int) -> None:
        with processor(side):
            self._in_place.wait(2 * LIMIT)  # asleep: a busy processor may be long in coming
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
    All are made; then the first exception that any raised is raised.
    """
    _Race(mine, theirs).run()


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
