# SPDX-License-Identifier: LGPL-2.1-or-later
"""Descriptors that run out: who needs one is told so, and waits, which can do without, go on."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import signal
import time
import unittest
from collections.abc import Iterator
from functools import partial
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Edge, Value
from operations import FREE, OPERATIONS, Board, Operation
from support import (
    WAKE_LIMIT,
    GpioTest,
    Task,
    ThreadTest,
    assert_within,
    attempt,
    open_descriptors,
    unlike_official,
)

EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)


@contextlib.contextmanager
def exhausted(left: int = 0) -> Iterator[None]:
    """Every descriptor that this process may have is in use, but so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    highest = max(map(int, open_descriptors()))
    resource.setrlimit(resource.RLIMIT_NOFILE, (highest + 16, hard))
    taken: list[int] = []
    try:
        with contextlib.suppress(OSError):
            while True:
                taken.append(os.open("/dev/null", os.O_RDONLY | os.O_CLOEXEC))
        for _ in range(left):
            os.close(taken.pop())
        yield
    finally:
        for descriptor in taken:
            os.close(descriptor)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


def sleep_through_some_slices() -> None:
    """Nothing can be opened, so nothing can be asked whether a thread waits, which it does soon."""
    time.sleep(0.1)


def errno_of(error: BaseException | None) -> int | None:
    return error.errno if isinstance(error, OSError) else None


@unlike_official("it has no locked()")
class NoDescriptors(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.board = Board()
        self.addCleanup(self.board.close)

    def outcome(self, operation: Operation, left: int = 0) -> BaseException | None:
        """What the operation raised, if anything, when so many descriptors are left."""
        operation.prepare(self.board)
        result: object = None
        error: BaseException | None = None
        with exhausted(left):
            try:
                result = operation.call(self.board)
            except Exception as raised:
                error = raised.with_traceback(None)
        del result
        return error

    def test_every_operation(self) -> None:
        for name, operation in OPERATIONS.items():
            with self.subTest(name):
                error = self.outcome(operation)
                if operation.opens:
                    self.assertEqual(errno_of(error), errno.EMFILE, repr(error))
                else:
                    self.assertIsNone(error)
                self.board.check()
                self.assertIsNone(self.outcome(operation, 2))
                self.board.check()

    def test_one_descriptor_for_two(self) -> None:
        """The chip is opened, its line is not: the chip does not stay open."""
        operation = OPERATIONS["gpiod.request_lines"]
        before = open_descriptors()
        self.assertEqual(errno_of(self.outcome(operation, 1)), errno.EMFILE)
        self.assertEqual(open_descriptors(), before)
        self.board.check()

    def test_a_wait_takes_as_long_as_it_was_told(self) -> None:
        """To the end of the time, and no moment less, however it is divided."""
        self.board.new_edges()
        for seconds in (0.01, 0.07):
            with exhausted():
                start = time.monotonic()
                self.assertIs(self.board.spare.wait_edge_events(seconds), False)
                taken = time.monotonic() - start
            self.assertGreaterEqual(taken, seconds)
        self.board.spare.release()

    def test_a_handle_that_has_waited_can_wait(self) -> None:
        self.board.new_edges()
        self.assertIs(self.board.spare.wait_edge_events(0.001), False)
        with exhausted():
            self.assertIs(self.board.spare.wait_edge_events(0.001), False)
            self.board.spare.release()
        self.board.check()


@unlike_official("one thread at a time may use a handle")
class Shared(ThreadTest):
    def setUp(self) -> None:
        super().setUp()
        self.board = Board()
        self.addCleanup(self.board.close)

    def test_who_waits_later_needs_none(self) -> None:
        """The first one to wait has made what all need to be woken."""
        request = self.board.chip.request_lines({FREE: EDGES})
        waiters = [Task(request.wait_edge_events)]
        waiters[0].until_waiting()
        with exhausted(1):  # for whoever looks whether they wait
            for _ in range(2):
                waiters.append(Task(request.wait_edge_events))
                waiters[-1].until_waiting()
            request.release()
            for waiter in waiters:
                with self.assertRaises(gpiod.RequestReleasedError):
                    waiter.result()

    def test_those_who_come_too_late(self) -> None:
        """All at once for one descriptor: they wait; a close ends it for all."""
        for _ in range(20):
            request: Any = self.board.chip.request_lines({FREE: EDGES})
            with exhausted(1):
                waiters = [
                    Task(partial(attempt, request.wait_edge_events, gpiod.RequestReleasedError))
                    for _ in range(4)
                ]
                request.get_value(FREE)
                request.release()
                told = {waiter.result() for waiter in waiters}
            self.assertEqual(told, {"RequestReleasedError"})
        self.board.check()
        self.assertEqual(self.board.outputs.get_value(0), Value.ACTIVE)

    def test_what_they_wait_for_comes(self) -> None:
        for pull, name in enumerate(("read_edge_events", "wait_edge_events")):
            request: Any = self.board.chip.request_lines({FREE: EDGES})
            with exhausted():
                waiter = Task(getattr(request, name))
                sleep_through_some_slices()
            self.board.sim.set_pull(FREE, gpiosim.Chip.Pull(not pull))
            self.assertTrue(waiter.result())
            request.release()

    def test_a_close_ends_the_waits(self) -> None:
        def once() -> float:
            request: Any = self.board.chip.request_lines({FREE: EDGES})
            with exhausted():
                waits = (request.wait_edge_events, request.read_edge_events)
                waiters = [Task(wait) for wait in waits]
                sleep_through_some_slices()
                since = time.monotonic()
                request.release()
                return max(
                    self.woken(waiter, since, gpiod.RequestReleasedError) for waiter in waiters
                )

        assert_within(WAKE_LIMIT, once)

    def test_a_signal_ends_a_wait(self) -> None:
        before = signal.signal(signal.SIGALRM, signal.default_int_handler)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        request: Any = self.board.chip.request_lines({FREE: EDGES})
        for wait in (request.wait_edge_events, request.read_edge_events):
            with exhausted(), self.assertRaises(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, 0.05)
                wait()
        request.release()


class NegativeControl(unittest.TestCase):
    def test_nothing_can_be_opened(self) -> None:
        with exhausted(), self.assertRaises(OSError) as caught:
            os.open("/dev/null", os.O_RDONLY)
        self.assertEqual(caught.exception.errno, errno.EMFILE)
        os.close(os.open("/dev/null", os.O_RDONLY))

    def test_a_descriptor_left_open_is_noticed(self) -> None:
        class Leak(GpioTest):
            def runTest(self) -> None:
                kept.append(os.open("/dev/null", os.O_RDONLY))

        kept: list[int] = []
        result = unittest.TestResult()
        Leak().run(result)
        os.close(kept.pop())
        self.assertIn("descriptors differ", result.failures[0][1])


if __name__ == "__main__":
    unittest.main()
