# SPDX-License-Identifier: LGPL-2.1-or-later
"""Signals at any moment: in waits for events and for locked(), in calls, in close."""

from __future__ import annotations

import contextlib
import itertools
import os
import queue
import signal
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value
from support import CLOSED, ThreadTest, attempt
from threads import LIMIT, Task, until_waiting

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)


class InterruptedByHandlerError(Exception):
    """What a handler raises."""


class SignalTest(ThreadTest):
    """A chip with requests, and a handler that each test chooses."""

    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim()
        self.board = self.chip(self.simulated)
        self.request = self.board.request_lines({0: OUTPUT, 1: EDGES})
        self.addCleanup(self.request.release)
        self.handled = 0

    def handle(self, action: Callable[[], object]) -> None:
        """Install a handler of SIGUSR1."""

        def handler(number: int, frame: FrameType | None) -> None:
            self.handled += 1
            action()

        self.addCleanup(signal.signal, signal.SIGUSR1, signal.signal(signal.SIGUSR1, handler))

    def when_main_waits(self, *actions: Callable[[], object]) -> Task[None]:
        """Perform the actions one by one, each when the main thread sleeps in a wait for a file."""

        def act() -> None:
            for action in actions:
                until_waiting(os.getpid())
                action()

        return Task(act)

    def signal_main(self) -> None:
        os.kill(os.getpid(), signal.SIGUSR1)

    def pull(self) -> None:
        self.simulated.set_pull(1, gpiosim.Chip.Pull.UP)

    @contextlib.contextmanager
    def signals(self, seconds: float = 0.0005) -> Iterator[None]:
        """Send signals at regular intervals, wherever the main thread is."""
        stop = threading.Event()

        def send() -> None:
            while not stop.wait(seconds):
                self.signal_main()

        task = Task(send)
        try:
            yield
        finally:
            stop.set()
            task.result()

    @contextlib.contextmanager
    def owned(self, handle: Any) -> Iterator[threading.Event]:
        """Another thread is inside locked() until the event is set."""
        entered, leave = threading.Event(), threading.Event()

        def hold() -> None:
            with handle.locked():
                entered.set()
                self.assertTrue(leave.wait(LIMIT))

        task = Task(hold)
        self.assertTrue(entered.wait(LIMIT))
        try:
            yield leave
        finally:
            leave.set()
            task.result()


class Waits(SignalTest):
    """PEP 475: a handler that returns does not end a wait."""

    def test_keep_their_timeout(self) -> None:
        self.handle(lambda: None)
        with self.signals():
            while not self.handled:
                begun = time.monotonic()
                for wait in (self.request.wait_edge_events, self.board.wait_info_event):
                    self.assertIs(wait(0.1), False)
                self.assertGreaterEqual(time.monotonic() - begun, 0.2)

    def test_last_until_an_event(self) -> None:
        self.handle(lambda: None)
        for wait in (self.request.wait_edge_events, self.request.read_edge_events):
            with self.subTest(wait=wait), self.signals():
                helper = self.when_main_waits(self.pull)
                self.assertTrue(wait())
                helper.result()
            self.simulated.set_pull(1, gpiosim.Chip.Pull.DOWN)
            while self.request.wait_edge_events(0.05):
                self.request.read_edge_events()

    def test_in_another_thread_continue(self) -> None:
        """The main thread handles a signal sent to another thread, whose wait goes on."""
        self.handle(lambda: None)
        waiter = Task(self.request.read_edge_events)
        waiter.until_waiting()
        assert waiter.ident is not None
        for _ in range(20):
            signal.pthread_kill(waiter.ident, signal.SIGUSR1)
            waiter.until_waiting()
        self.pull()
        self.assertEqual(len(waiter.result()), 1)

    def test_handler_that_waits(self) -> None:
        other = self.board.request_lines({2: EDGES})
        self.addCleanup(other.release)
        handled: queue.SimpleQueue[bool] = queue.SimpleQueue()  # a handler may call put()

        def send() -> None:
            self.signal_main()
            self.assertFalse(handled.get(timeout=LIMIT))  # two pending ones would be one

        self.handle(lambda: handled.put(other.wait_edge_events(0.01)))
        helper = self.when_main_waits(send, send, self.pull)
        self.assertEqual(len(self.request.read_edge_events()), 1)
        helper.result()
        self.assertEqual(self.handled, 2)


class WaitForLocked(SignalTest):
    """Waiting for another thread that is inside locked()."""

    enough = 5
    """Signals after which the main thread surely waits for its turn, which nothing tells."""

    def send_until(self, done: threading.Event) -> None:
        deadline = time.monotonic() + LIMIT
        while not done.wait(0.001) and time.monotonic() < deadline:
            self.signal_main()

    def assert_interrupted(self, call: Callable[[], object]) -> None:
        """A handler that raises ends a call that waits for locked()."""
        calling, raised = threading.Event(), threading.Event()
        self.handled = 0

        def interrupt() -> None:
            if not calling.is_set():
                self.handled = 0
            elif self.handled >= self.enough and not raised.is_set():
                raised.set()
                raise InterruptedByHandlerError

        self.handle(interrupt)
        helper = Task(lambda: self.send_until(raised))
        with self.assertRaises(InterruptedByHandlerError):
            calling.set()
            call()
        helper.result()

    def test_is_interrupted(self) -> None:
        calls: list[Callable[[], object]] = [
            self.request.get_values,
            lambda: self.request.set_value(0, Value.ACTIVE),
            lambda: self.request.reconfigure_lines({0: OUTPUT, 1: EDGES}),
            self.request.read_edge_events,
            self.request.locked().__enter__,
        ]
        for call in calls:
            with self.owned(self.request):
                self.assert_interrupted(call)
            self.request.get_values()

    def test_continues_after_a_handler(self) -> None:
        with self.owned(self.request) as leave:
            self.handle(lambda: leave.set() if self.handled >= self.enough else None)
            helper = Task(lambda: self.send_until(leave))
            self.request.set_value(0, Value.ACTIVE)
            helper.result()
        self.assertIs(self.request.get_value(0), Value.ACTIVE)

    def test_close_is_interrupted(self) -> None:
        """The handle is closed for every use; the next close releases its lines."""
        with self.owned(self.request):
            self.assert_interrupted(self.request.release)
            with self.assertRaises(gpiod.RequestReleasedError):
                self.request.get_values()
            self.assertTrue(self.board.get_line_info(0).used)
        self.request.release()
        self.assertFalse(self.board.get_line_info(0).used)

    def test_handler_closes_a_handle_locked_by_another_thread(self) -> None:
        with self.owned(self.request) as leave:

            def close() -> None:
                if self.handled == self.enough:
                    leave.set()
                    self.request.release()

            self.handle(close)
            helper = Task(lambda: self.send_until(leave))
            with self.assertRaises(gpiod.RequestReleasedError):
                self.request.get_values()
            helper.result()
        self.assertFalse(self.board.get_line_info(0).used)


class HandlerThatCloses(SignalTest):
    """What a handler may do with the handle that its own thread is using."""

    def test_inside_locked(self) -> None:
        def close() -> None:
            with self.request.locked():
                self.request.release()

        self.handle(close)
        helper = self.when_main_waits(self.signal_main)
        with self.request.locked(), self.assertRaises(gpiod.RequestReleasedError):
            self.request.wait_edge_events()
        helper.result()
        self.assertFalse(self.board.get_line_info(0).used)

    def test_a_chip_that_another_thread_waits_on(self) -> None:
        waiter = Task(self.board.wait_info_event)
        waiter.until_waiting()
        self.handle(self.board.close)
        helper = self.when_main_waits(self.signal_main)
        with self.assertRaises(gpiod.ChipClosedError):
            self.board.read_info_event()
        helper.result()
        with self.assertRaises(gpiod.ChipClosedError):
            waiter.result()

    def test_and_opens_at_any_moment(self) -> None:
        """Whatever the main thread is doing, its calls work or raise that the handle is closed."""
        line = 5
        self.spare = self.board.request_lines({line: OUTPUT})

        reopening = threading.Lock()

        def reopen() -> None:
            if reopening.acquire(blocking=False):  # another signal may arrive meanwhile
                self.spare.release()
                self.spare = self.board.request_lines({line: OUTPUT})
                reopening.release()

        def use(turn: int) -> None:
            request: Any = self.spare
            calls: list[Callable[[], object]] = [
                request.get_values,
                lambda: request.set_values({line: Value.ACTIVE}),
                lambda: request.reconfigure_lines({line: OUTPUT}),
                lambda: request.wait_edge_events(0.0005),
                lambda: request.locked().__enter__().get_value(line),
                lambda: str(request),
            ]
            attempt(calls[turn % len(calls)], *CLOSED)

        self.handle(reopen)
        with self.signals():
            deadline = time.monotonic() + LIMIT
            for turn in itertools.count():
                use(turn)
                if self.handled >= 100:
                    break
                self.assertLess(time.monotonic(), deadline, "no signals were handled")
        self.spare.release()
        self.assertFalse(self.board.get_line_info(line).used)

    def test_while_it_is_being_closed(self) -> None:
        """The handler may run between the two closes at the end of a with statement."""
        handles: list[Any] = [None]

        def close() -> None:
            if handles[0] is not None:
                handles[0].release()

        self.handle(close)
        with self.signals():
            deadline = time.monotonic() + LIMIT
            while self.handled < 100:
                with contextlib.suppress(gpiod.RequestReleasedError):
                    handles[0] = self.board.request_lines({6: OUTPUT})
                    with handles[0]:
                        handles[0].set_value(6, Value.ACTIVE)
                handles[0].release()
                self.assertLess(time.monotonic(), deadline, "no signals were handled")
        self.assertFalse(self.board.get_line_info(6).used)


if __name__ == "__main__":
    unittest.main()
