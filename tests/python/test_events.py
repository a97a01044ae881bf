# SPDX-License-Identifier: LGPL-2.1-or-later
"""Edge events, and waiting for them."""

from __future__ import annotations

import math
import os
import select
import signal
import time
import unittest
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Bias, Clock, Direction, Edge
from support import GpioTest, assert_within, in_memory, things, unlike_official
from threads import Task

UP, DOWN = gpiosim.Chip.Pull.UP, gpiosim.Chip.Pull.DOWN
RISING, FALLING = gpiod.EdgeEvent.Type.RISING_EDGE, gpiod.EdgeEvent.Type.FALLING_EDGE
BOTH = gpiod.LineSettings(edge_detection=Edge.BOTH)


class EdgeTest(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim()
        self.board = self.chip(self.simulated)

    def watch(
        self, *offsets: int, settings: gpiod.LineSettings = BOTH, buffer_size: int | None = None
    ) -> Any:
        request = self.board.request_lines({offsets: settings}, event_buffer_size=buffer_size)
        self.addCleanup(request.release)
        return request

    def pull(self, offset: int, *pulls: gpiosim.Chip.Pull) -> None:
        """Move an input whose events do not matter."""
        for pull in pulls:
            self.simulated.set_pull(offset, pull)

    def pull_and_see(self, request: Any, offset: int, *pulls: gpiosim.Chip.Pull) -> None:
        """Move an input, each time until its event is queued: a kernel may be late with it.

        It does not tell of an event that pushes another out, so this does not insist.
        """
        if in_memory():
            self.pull(offset, *pulls)
            return
        with select.epoll() as poller:
            poller.register(request, select.EPOLLIN | select.EPOLLET)  # tells of each one
            poller.poll(0)
            for pull in pulls:
                self.simulated.set_pull(offset, pull)
                poller.poll(0.05)

    def drain(self, request: gpiod.LineRequest, count: int) -> list[gpiod.EdgeEvent]:
        """Read this number of events, and check that there are no more."""
        events: list[gpiod.EdgeEvent] = []
        while len(events) < count:
            self.assertTrue(request.wait_edge_events(1), f"{len(events)} of {count} events came")
            events += request.read_edge_events()
        self.assertEqual(len(events), count)
        self.assertFalse(request.wait_edge_events(0))
        return events


class EdgeEvents(EdgeTest):
    def test_fields(self) -> None:
        request = self.watch(3)
        before = time.monotonic_ns()
        self.pull_and_see(request, 3, UP, DOWN)
        rising, falling = self.drain(request, 2)
        after = time.monotonic_ns()
        self.assertIsInstance(rising, gpiod.EdgeEvent)
        self.assertIs(rising.event_type, RISING)
        self.assertIs(falling.event_type, FALLING)
        self.assertEqual((rising.line_offset, falling.line_offset), (3, 3))
        stamps = [before, rising.timestamp_ns, falling.timestamp_ns, after]
        self.assertEqual(stamps, sorted(stamps))
        self.assertEqual((rising.global_seqno, rising.line_seqno), (1, 1))
        self.assertEqual((falling.global_seqno, falling.line_seqno), (2, 2))

    def test_sequence_numbers_of_several_lines(self) -> None:
        request = self.watch(2, 3)
        for offset, pull in ((2, UP), (3, UP), (2, DOWN), (3, DOWN)):
            self.pull_and_see(request, offset, pull)
        events = self.drain(request, 4)
        self.assertEqual(
            [(event.line_offset, event.global_seqno, event.line_seqno) for event in events],
            [(2, 1, 1), (3, 2, 1), (2, 3, 2), (3, 4, 2)],
        )

    def test_only_requested_edges_are_reported(self) -> None:
        for edge, expected in (
            (Edge.RISING, [RISING]),
            (Edge.FALLING, [FALLING]),
            (Edge.BOTH, [RISING, FALLING]),
        ):
            with self.subTest(edge=edge):
                request = self.watch(3, settings=gpiod.LineSettings(edge_detection=edge))
                for pull, event_type in [(UP, RISING), (DOWN, FALLING)] * 2:
                    if event_type in expected:
                        self.pull_and_see(request, 3, pull)
                    else:
                        self.pull(3, pull)
                events = self.drain(request, len(expected) * 2)
                self.assertEqual([event.event_type for event in events], expected * 2)
                request.release()

    def test_active_low_inverts_the_edge(self) -> None:
        request = self.watch(
            3, settings=gpiod.LineSettings(edge_detection=Edge.BOTH, active_low=True)
        )
        self.pull_and_see(request, 3, UP, DOWN)
        self.assertEqual([e.event_type for e in self.drain(request, 2)], [FALLING, RISING])

    def test_clock(self) -> None:
        request = self.watch(
            3, settings=gpiod.LineSettings(edge_detection=Edge.BOTH, event_clock=Clock.REALTIME)
        )
        before = time.time_ns()
        self.pull(3, UP)
        (event,) = self.drain(request, 1)
        self.assertLessEqual(before, event.timestamp_ns)
        self.assertLessEqual(event.timestamp_ns, time.time_ns())

    def test_reconfiguring_starts_and_stops_events(self) -> None:
        request = self.watch(3, settings=gpiod.LineSettings(direction=Direction.INPUT))
        self.pull(3, UP, DOWN)
        self.assertFalse(request.wait_edge_events(0.01))
        request.reconfigure_lines({3: BOTH})
        self.pull_and_see(request, 3, UP, DOWN)
        self.drain(request, 2)
        request.reconfigure_lines({3: gpiod.LineSettings(direction=Direction.INPUT)})
        self.pull(3, UP, DOWN)
        self.assertFalse(request.wait_edge_events(0.01))

    def test_changing_the_bias_makes_an_event(self) -> None:
        pulled_up = gpiod.LineSettings(edge_detection=Edge.BOTH, bias=Bias.PULL_UP)
        with self.watch(3, settings=pulled_up) as request:
            self.pull(3, DOWN)
            (event,) = self.drain(request, 1)
            self.assertIs(event.event_type, FALLING)


class Reading(EdgeTest):
    def read(self, maximum: object, queued: int, **options: Any) -> int:
        """The number of queued events that a read with this maximum returns."""
        request = self.watch(3, **options)
        self.pull_and_see(request, 3, *[UP, DOWN] * (queued // 2))
        found = len(request.read_edge_events(maximum))
        request.release()
        return found

    def test_at_most_the_given_maximum(self) -> None:
        for maximum, found in ((1, 1), (2, 2), (5, 4), (None, 4), (True, 1), (2**63, 4)):
            with self.subTest(maximum=maximum):
                self.assertEqual(self.read(maximum, 4), found)

    def test_never_more_than_64_by_default(self) -> None:
        self.assertEqual(self.read(None, 80, buffer_size=128), 64)

    def test_never_more_than_the_buffer_holds(self) -> None:
        self.assertEqual(self.read(100, 80, buffer_size=128), 80)
        self.assertEqual(self.read(None, 10, buffer_size=4), 4)
        self.assertEqual(self.read(100, 10, buffer_size=4), 4)

    def test_by_keyword(self) -> None:
        request = self.watch(3)
        self.pull_and_see(request, 3, UP, DOWN)
        self.assertEqual(len(request.read_edge_events(max_events=1)), 1)

    def test_gives_a_list(self) -> None:
        request = self.watch(3)
        self.pull(3, UP)
        self.assertIsInstance(request.read_edge_events(), list)

    def test_invalid_maximum(self) -> None:
        request = self.watch(3)
        self.pull(3, UP)
        for maximum in ("1", 1.0, [], object()):
            with self.subTest(maximum=maximum), self.assertRaises(TypeError):
                request.read_edge_events(maximum)
        for maximum in (-1, 2**64, -(2**200)):
            with self.subTest(maximum=maximum), self.assertRaises(OverflowError):
                request.read_edge_events(maximum)
        try:
            found = request.read_edge_events(0)
        except ValueError:  # what libgpiod says of it before 2.3
            found = []
        self.assertEqual(found, [])
        self.drain(request, 1)

    def test_waits_for_one(self) -> None:
        request = self.watch(3)
        reader = Task(request.read_edge_events)
        reader.until_waiting()
        self.pull(3, UP)
        self.assertEqual([event.event_type for event in reader.result()], [RISING])

    def test_nonblocking_descriptor_raises_blocking_io_error(self) -> None:
        request = self.watch(3)
        os.set_blocking(request.fd, False)
        with self.assertRaises(OSError) as caught:
            request.read_edge_events()
        self.assertEqual(caught.exception.errno, 11)
        self.pull_and_see(request, 3, UP)
        self.assertEqual(len(request.read_edge_events()), 1)

    def test_overflow_drops_the_oldest_events(self) -> None:
        request = self.watch(3, buffer_size=4)
        self.pull_and_see(request, 3, *[UP, DOWN] * 5)
        self.assertEqual([event.line_seqno for event in self.drain(request, 4)], [7, 8, 9, 10])


class Waiting(EdgeTest):
    """LineRequest.wait_edge_events() and Chip.wait_info_event()."""

    def setUp(self) -> None:
        super().setUp()
        self.edges = self.watch(3)
        self.board.watch_line_info(4)
        self.waits: list[Any] = [self.edges.wait_edge_events, self.board.wait_info_event]

    def make_info_events(self) -> None:
        self.board.request_lines({4: None}).release()

    def make_events(self) -> None:
        self.pull_and_see(self.edges, 3, UP)
        self.make_info_events()

    def test_times_out(self) -> None:
        for wait in self.waits:
            for timeout in (0.05, timedelta(milliseconds=50)):
                with self.subTest(wait=wait, timeout=timeout):
                    start = time.monotonic()
                    self.assertIs(wait(timeout), False)
                    self.assertGreaterEqual(time.monotonic() - start, 0.05)

    def test_zero_timeout_polls(self) -> None:
        for wait in self.waits:
            for timeout in (0, 0.0, timedelta(), False, -0.0, 1e-12):
                with self.subTest(wait=wait, timeout=timeout):
                    self.assertIs(wait(timeout), False)
            self.assertIs(wait(timeout=0), False)

    def test_polling_repeatedly(self) -> None:
        """Polling neither misses an event nor consumes it."""
        request = self.watch(0)
        for pull in (UP, DOWN) * 10:
            for _ in range(5):
                self.assertFalse(request.wait_edge_events(0))
            self.pull_and_see(request, 0, pull)
            for _ in range(5):
                self.assertTrue(request.wait_edge_events(0))
            self.assertEqual(len(request.read_edge_events()), 1)
        self.assertFalse(request.wait_edge_events(0))

    def test_event_stays_readable_until_read(self) -> None:
        self.make_events()
        for wait in self.waits:
            for timeout in (None, 0, 1, 0.5, timedelta(seconds=1), timedelta(days=1), 2**30):
                with self.subTest(wait=wait, timeout=timeout):
                    self.assertIs(wait(timeout), True)
            self.assertIs(wait(), True)

    def test_without_a_timeout(self) -> None:
        makers: list[Callable[[], None]] = [lambda: self.pull(3, UP), self.make_info_events]
        for wait, make_event in zip(self.waits, makers, strict=True):
            waiter = Task(wait)
            waiter.until_waiting()
            make_event()
            self.assertIs(waiter.result(), True)

    def test_invalid_timeouts(self) -> None:
        self.make_events()
        for wait in self.waits:
            for timeout in (-1, -0.001, timedelta(seconds=-1), float("nan")):
                with self.subTest(wait=wait, timeout=timeout), self.assertRaises(ValueError):
                    wait(timeout)
            for timeout in (float("inf"), 1e300, 2**63, 2**200):
                with self.subTest(wait=wait, timeout=timeout), self.assertRaises(OverflowError):
                    wait(timeout)
            for timeout in things("1", b"1", [], object(), 1j):
                with self.subTest(wait=wait, timeout=timeout), self.assertRaises(TypeError):
                    wait(timeout)

    def test_with_epoll(self) -> None:
        poller = select.epoll()
        self.addCleanup(poller.close)
        poller.register(self.edges, select.EPOLLIN)
        poller.register(self.board, select.EPOLLIN)
        self.assertEqual(poller.poll(0), [])
        self.make_events()
        self.assertTrue(self.edges.wait_edge_events(1))
        self.assertTrue(self.board.wait_info_event(1))
        self.assertEqual(
            sorted(poller.poll(0)),
            sorted([(self.edges.fd, select.EPOLLIN), (self.board.fd, select.EPOLLIN)]),
        )


class StopError(Exception):
    """What a signal handler raises."""


class Signals(EdgeTest):
    """A handler that returns neither ends nor prolongs a wait (PEP 475)."""

    def setUp(self) -> None:
        super().setUp()
        self.handled = 0
        self.addCleanup(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, self.handle))
        self.addCleanup(signal.setitimer, signal.ITIMER_REAL, 0)
        self.edges = self.watch(3)

    def handle(self, number: int, frame: object) -> None:
        self.handled += 1
        if self.handled == 10:
            self.pull(3, UP)

    def test_waits_keep_their_deadline(self) -> None:
        def once(wait: Callable[[float], bool]) -> float:
            self.handled = 100
            start = time.monotonic()
            signal.setitimer(signal.ITIMER_REAL, 0.02, 0.02)
            self.assertIs(wait(0.3), False)
            taken = time.monotonic() - start
            signal.setitimer(signal.ITIMER_REAL, 0)
            self.assertGreaterEqual(taken, 0.3)
            return taken if self.handled > 105 else math.inf  # a busy machine's ticks are one

        for wait in (self.edges.wait_edge_events, self.board.wait_info_event):
            assert_within(0.6, partial(once, wait))

    def test_waits_resume_after_a_signal(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        self.assertIs(self.edges.wait_edge_events(), True)
        self.assertGreaterEqual(self.handled, 10)

    @unlike_official("InterruptedError: a blocking read ends at the first signal")
    def test_reads_resume_after_a_signal(self) -> None:
        signal.setitimer(signal.ITIMER_REAL, 0.01, 0.01)
        (event,) = self.edges.read_edge_events()
        self.assertIs(event.event_type, RISING)
        self.assertGreaterEqual(self.handled, 10)

    def test_exception_from_a_handler_ends_a_wait(self) -> None:
        def stop(number: int, frame: object) -> None:
            raise StopError

        signal.signal(signal.SIGALRM, stop)
        for wait in (self.edges.wait_edge_events, self.board.wait_info_event):
            with self.assertRaises(StopError):
                signal.setitimer(signal.ITIMER_REAL, 0.02)
                wait()
        signal.setitimer(signal.ITIMER_REAL, 0)
        self.pull(3, UP)
        self.drain(self.edges, 1)

    @unlike_official("InterruptedError: a blocking read ends at the first signal")
    def test_exception_from_a_handler_ends_a_read(self) -> None:
        def stop(number: int, frame: object) -> None:
            raise StopError

        signal.signal(signal.SIGALRM, stop)
        for read in (self.edges.read_edge_events, self.board.read_info_event):
            with self.assertRaises(StopError):
                signal.setitimer(signal.ITIMER_REAL, 0.02)
                read()
        self.pull(3, UP)
        self.drain(self.edges, 1)


if __name__ == "__main__":
    unittest.main()
