# SPDX-License-Identifier: LGPL-2.1-or-later
"""Events that several threads read from one handle: each is read once, in order for each line."""

from __future__ import annotations

import itertools
import queue
import select
import unittest
from collections import defaultdict
from collections.abc import Callable

import gpiod
import gpiosim
from gpiod.line import Direction, Edge
from support import ThreadTest, repeatedly
from threads import LIMIT, Task

UP, DOWN = gpiosim.Chip.Pull.UP, gpiosim.Chip.Pull.DOWN
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)
LINES = tuple(range(8))
ROUNDS = 250


class EdgeEvents(ThreadTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim()
        self.request = self.chip(self.simulated).request_lines({LINES: EDGES})
        self.addCleanup(self.request.release)
        self.received: queue.SimpleQueue[gpiod.EdgeEvent] = queue.SimpleQueue()

    def reading(
        self, read: Callable[[], list[gpiod.EdgeEvent]]
    ) -> Callable[[], list[gpiod.EdgeEvent]]:
        """Read until the request is released; return all events."""

        def loop() -> list[gpiod.EdgeEvent]:
            mine: list[gpiod.EdgeEvent] = []
            try:
                while True:
                    for event in read():
                        mine.append(event)
                        self.received.put(event)
            except gpiod.RequestReleasedError:
                return mine

        return loop

    def make_edges(self) -> None:
        """Make an edge on each line, and the next ones when all are read, lest two be merged."""
        for i in range(ROUNDS):
            for line in LINES:
                self.simulated.set_pull(line, DOWN if i % 2 else UP)
            for _ in LINES:
                self.received.get(timeout=LIMIT)

    def check(self, reads: list[Callable[[], list[gpiod.EdgeEvent]]]) -> None:
        readers = [Task(self.reading(read)) for read in reads]
        self.make_edges()
        self.request.release()
        found = [reader.result() for reader in readers]

        everything = [event for mine in found for event in mine]
        total = ROUNDS * len(LINES)
        self.assertEqual(sorted(event.global_seqno for event in everything), [*range(1, total + 1)])
        # Not over all lines: the kernel numbers the events of each line in a thread of its own,
        # and on two processors one with a higher number may be queued first.
        for mine, line in itertools.product(found, LINES):
            numbers = [event.line_seqno for event in mine if event.line_offset == line]
            self.assertEqual(numbers, sorted(numbers), "a reader got a line's events out of order")
        lines = defaultdict(list)
        for event in sorted(everything, key=lambda event: event.global_seqno):
            lines[event.line_offset].append((event.line_seqno, event.event_type))
        edges = [gpiod.EdgeEvent.Type.RISING_EDGE, gpiod.EdgeEvent.Type.FALLING_EDGE]
        expected = [(i + 1, edges[i % 2]) for i in range(ROUNDS)]
        self.assertEqual(lines, dict.fromkeys(LINES, expected))

    def test_readers_without_a_wait(self) -> None:
        self.check([self.request.read_edge_events] * 4)

    def test_readers_of_one_or_many_events(self) -> None:
        request = self.request
        self.check(
            [
                lambda: request.read_edge_events(1),
                lambda: request.read_edge_events(3),
                request.read_edge_events,
            ]
        )

    def test_readers_that_wait_first(self) -> None:
        def wait_and_read() -> list[gpiod.EdgeEvent]:
            return self.request.read_edge_events(2) if self.request.wait_edge_events(0.01) else []

        self.check([wait_and_read] * 4)

    def test_readers_with_epoll(self) -> None:
        poller = select.epoll()
        self.addCleanup(poller.close)
        poller.register(self.request, select.EPOLLIN)

        def poll_and_read() -> list[gpiod.EdgeEvent]:
            poller.poll(0.01)
            return self.request.read_edge_events(1) if self.request.wait_edge_events(0) else []

        self.check([poll_and_read] * 4)

    def test_beside_all_other_methods(self) -> None:
        stop = [False]

        def disturb() -> None:
            try:
                while not stop[0]:
                    self.request.get_values()
                    self.request.reconfigure_lines({LINES: EDGES})
                    str(self.request)
            except gpiod.RequestReleasedError:
                pass

        others = [Task(disturb) for _ in range(2)]
        self.check([self.request.read_edge_events] * 2)
        stop[0] = True
        for other in others:
            other.result()


class InfoEvents(ThreadTest):
    def test_each_is_read_once(self) -> None:
        simulated = self.sim()
        board = self.chip(simulated)
        board.watch_line_info(0)
        received: queue.SimpleQueue[gpiod.InfoEvent] = queue.SimpleQueue()
        other = self.chip(simulated)

        def read() -> None:
            try:
                while True:
                    received.put(board.read_info_event())
            except gpiod.ChipClosedError:
                pass

        def look() -> None:
            board.get_line_info(0)
            board.wait_info_event(0)

        readers = [Task(read) for _ in range(3)]
        looker = Task(repeatedly(look, 1))
        counts: dict[gpiod.InfoEvent.Type, int] = defaultdict(int)
        for i in range(100):
            with other.request_lines({0: None}, consumer=f"user{i}") as request:
                request.reconfigure_lines({0: gpiod.LineSettings(direction=Direction.OUTPUT)})
            for _ in range(3):
                event = received.get(timeout=LIMIT)
                counts[event.event_type] += 1
                if event.event_type is not gpiod.InfoEvent.Type.LINE_RELEASED:
                    self.assertEqual(event.line_info.consumer, f"user{i}")
        looker.result()
        self.assertFalse(board.wait_info_event(0))
        board.close()
        for reader in readers:
            reader.result()
        self.assertTrue(received.empty())
        self.assertEqual(counts, dict.fromkeys(gpiod.InfoEvent.Type, 100))


if __name__ == "__main__":
    unittest.main()
