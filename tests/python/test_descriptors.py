# SPDX-License-Identifier: LGPL-2.1-or-later
"""No file descriptors left: calls that need one raise, and waits go on without one."""

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
from api_calls import API_CALLS, FREE, ApiCall, Board
from gpiod.line import Edge, Value
from support import (
    WAKE_LIMIT,
    GpioTest,
    ThreadTest,
    assert_within,
    attempt,
    open_descriptors,
    unlike_official,
)
from threads import Task

EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)


@contextlib.contextmanager
def exhausted(left: int = 0) -> Iterator[None]:
    """Use up all file descriptors of this process except for a number of them."""
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
    """Give threads time to wait: without a descriptor, /proc cannot show whether they do."""
    time.sleep(0.1)


def errno_of(error: BaseException | None) -> int | None:
    return error.errno if isinstance(error, OSError) else None


@unlike_official("it has no locked()")
class NoDescriptors(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.board = Board()
        self.addCleanup(self.board.close)

    def outcome(self, api_call: ApiCall, left: int = 0) -> BaseException | None:
        """The exception that the call raises with so many descriptors left, if any."""
        api_call.prepare(self.board)
        result: object = None
        error: BaseException | None = None
        with exhausted(left):
            try:
                result = api_call.call(self.board)
            except Exception as raised:
                error = raised.with_traceback(None)
        del result
        return error

    def test_every_api_call_fails_cleanly(self) -> None:
        for name, api_call in API_CALLS.items():
            with self.subTest(name):
                error = self.outcome(api_call)
                if api_call.opens:
                    self.assertEqual(errno_of(error), errno.EMFILE, repr(error))
                else:
                    self.assertIsNone(error)
                self.board.check()
                self.assertIsNone(self.outcome(api_call, 2))
                self.board.check()

    def test_only_one_of_two_descriptors(self) -> None:
        """The chip can be opened, but its line cannot be requested; the chip must be closed."""
        api_call = API_CALLS["gpiod.request_lines"]
        before = open_descriptors()
        self.assertEqual(errno_of(self.outcome(api_call, 1)), errno.EMFILE)
        self.assertEqual(open_descriptors(), before)
        self.board.check()

    def test_wait_keeps_its_timeout(self) -> None:
        """It must not end early, although it is divided into slices."""
        self.board.new_edges()
        for seconds in (0.01, 0.07):
            with exhausted():
                start = time.monotonic()
                self.assertIs(self.board.spare.wait_edge_events(seconds), False)
                taken = time.monotonic() - start
            self.assertGreaterEqual(taken, seconds)
        self.board.spare.release()

    def test_handle_that_has_waited_can_wait_again(self) -> None:
        self.board.new_edges()
        self.assertIs(self.board.spare.wait_edge_events(0.001), False)
        with exhausted():
            self.assertIs(self.board.spare.wait_edge_events(0.001), False)
            self.board.spare.release()
        self.board.check()


@unlike_official("one thread at a time may use a handle")
class SharedWait(ThreadTest):
    def setUp(self) -> None:
        super().setUp()
        self.board = Board()
        self.addCleanup(self.board.close)

    def test_later_waiters_need_no_descriptor(self) -> None:
        """The first waiter has created the descriptor that wakes all of them."""
        request = self.board.chip.request_lines({FREE: EDGES})
        waiters = [Task(request.wait_edge_events)]
        waiters[0].until_waiting()
        with exhausted(1):  # for reading /proc
            for _ in range(2):
                waiters.append(Task(request.wait_edge_events))
                waiters[-1].until_waiting()
            request.release()
            for waiter in waiters:
                with self.assertRaises(gpiod.RequestReleasedError):
                    waiter.result()

    def test_waiters_without_a_descriptor(self) -> None:
        """Four waiters compete for one descriptor; all wait, and all are woken by a close."""
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

    def test_event_ends_all_waits(self) -> None:
        for pull, name in enumerate(("read_edge_events", "wait_edge_events")):
            request: Any = self.board.chip.request_lines({FREE: EDGES})
            with exhausted():
                waiter = Task(getattr(request, name))
                sleep_through_some_slices()
            self.board.sim.set_pull(FREE, gpiosim.Chip.Pull(not pull))
            self.assertTrue(waiter.result())
            request.release()

    def test_close_ends_all_waits(self) -> None:
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

    def test_signal_ends_a_wait(self) -> None:
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

    def test_leaked_descriptor_is_noticed(self) -> None:
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
