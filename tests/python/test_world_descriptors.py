# SPDX-License-Identifier: LGPL-2.1-or-later
"""Descriptors that run out: who needs one is told so, and nothing else changes."""

from __future__ import annotations

import contextlib
import errno
import os
import resource
import unittest
from collections.abc import Iterator
from functools import partial
from typing import Any

import gpiod
from gpiod.line import Edge, Value
from operations import FREE, OPERATIONS, Board, Operation
from support import GpioTest, Task, ThreadTest, attempt, open_descriptors, unlike_official

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


def errno_of(error: BaseException | None) -> int | None:
    return error.errno if isinstance(error, OSError) else None


@unlike_official("its waits make no descriptor")
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

    def test_a_read_that_would_wait(self) -> None:
        """It says so, and what comes then is there to be read."""
        read = Operation(lambda board: board.edges.read_edge_events())
        self.board.edges.release()
        self.board.edges = self.board.chip.request_lines({"bar": EDGES})
        self.assertEqual(errno_of(self.outcome(read)), errno.EMFILE)
        self.board.one_edge()
        self.assertIsNone(self.outcome(read))

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
        """All at once for one descriptor: they wait, or are told; a close ends it for all."""
        for _ in range(20):
            request: Any = self.board.chip.request_lines({FREE: EDGES})
            errors = (gpiod.RequestReleasedError, OSError)
            with exhausted(1):
                waiters = [
                    Task(partial(attempt, request.wait_edge_events, *errors)) for _ in range(4)
                ]
                request.get_value(FREE)
                request.release()
                told = {waiter.result() for waiter in waiters}
            self.assertLessEqual(told, {"RequestReleasedError", "OSError"})
        self.board.check()
        self.assertEqual(self.board.outputs.get_value(0), Value.ACTIVE)


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
