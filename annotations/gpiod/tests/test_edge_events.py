# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Edge events, read by several threads from one request, through epoll, while others pull its lines:
each that the kernel tells of is read once, those of a line in their order.

Of two pulls of a line between which nobody waits the kernel may tell as one. It numbers what it
tells of, so what is lost on the way would leave a gap.
"""

from __future__ import annotations

import queue
import select
import time
import unittest
from functools import partial

import gpiod
from isolated import end_child
from shared_chip import DOWN, EDGES, THREADS, UP, Collecting, SharedChipTest
from threads import LIMIT, Task, run_concurrently

tearDownModule = end_child  # noqa: N816 (unittest's name)

LINES = (0, 1, 2)
BATCHES, BATCH = 10, 16
PULLS = BATCHES * BATCH
BUFFER = 256
"""Events that the kernel keeps until they are read: more than it ever gets at once."""

RISING, FALLING = gpiod.EdgeEvent.Type.RISING_EDGE, gpiod.EdgeEvent.Type.FALLING_EDGE


class Readers:
    """Threads that read from the same request until it is released."""

    def __init__(self, request: gpiod.LineRequest) -> None:
        self._request = request
        self._heard: dict[int, queue.SimpleQueue[gpiod.EdgeEvent]] = {
            line: queue.SimpleQueue() for line in LINES
        }
        self._tasks = [Task(self._read) for _ in range(THREADS)]

    def _read(self) -> list[gpiod.EdgeEvent]:
        mine: list[gpiod.EdgeEvent] = []
        with select.epoll() as poll:
            poll.register(self._request, select.EPOLLIN)
            try:
                while True:
                    # epoll forgets a descriptor that another thread closes, and tells nobody.
                    while not poll.poll(0.01) and self._request:
                        pass
                    for event in self._request.read_edge_events(3):
                        mine.append(event)
                        self._heard[event.line_offset].put(event)
            except gpiod.RequestReleasedError:
                return mine

    def next_of(self, line: int) -> gpiod.EdgeEvent:
        """The next event of a line that any of the threads reads."""
        return self._heard[line].get(timeout=LIMIT)

    def end(self) -> list[list[gpiod.EdgeEvent]]:
        """Release the request; return what each thread has read."""
        self._request.release()
        return [task.result() for task in self._tasks]


class EdgeEvents(SharedChipTest):
    def setUp(self) -> None:
        super().setUp()
        request = self.chip.request_lines({LINES: EDGES}, event_buffer_size=BUFFER)
        self.addCleanup(request.release)
        self.readers = Readers(request)

    def pull_and_wait(self, line: int) -> None:
        """Pull a number of times, waiting each time until the event has been read."""
        for i in range(PULLS):
            self.sim.set_pull(line, DOWN if i % 2 else UP)
            self.readers.next_of(line)

    def pull_quickly(self, line: int) -> None:
        """Pull a number of times, and wait after each batch until its last event has been read."""
        for _ in range(BATCHES):
            for i in range(BATCH):
                last = time.monotonic_ns()
                self.sim.set_pull(line, DOWN if i % 2 else UP)
            while not self.is_last(self.readers.next_of(line), last):
                pass

    def is_last(self, event: gpiod.EdgeEvent, last: int) -> bool:
        """An event may be timestamped after a later pull, and so may the one before it."""
        return event.timestamp_ns >= last and event.event_type is FALLING

    def conserved(self, received: list[list[gpiod.EdgeEvent]], line: int) -> list[gpiod.EdgeEvent]:
        """Check that all events of a line were read, once and in order; return them."""
        of_line = [[event for event in mine if event.line_offset == line] for mine in received]
        for mine in of_line:
            numbers = [event.line_seqno for event in mine]
            self.assertEqual(numbers, sorted(numbers), "events came out of order")
        every = sorted(
            (event for mine in of_line for event in mine), key=lambda event: event.line_seqno
        )
        self.assertEqual([event.line_seqno for event in every], [*range(1, len(every) + 1)])
        return every

    def test_are_read_by_several_threads_with_epoll(self) -> None:
        run_concurrently([partial(self.pull_quickly, line) for line in LINES])
        received = self.readers.end()
        for line in LINES:
            events = self.conserved(received, line)
            self.assertLessEqual(BATCHES, len(events))
            self.assertLessEqual(len(events), PULLS)
            self.assertEqual(events[-1].event_type, FALLING)

    def test_are_one_for_each_pull(self) -> None:
        run_concurrently([partial(self.pull_and_wait, line) for line in LINES])
        received = self.readers.end()
        for line in LINES:
            types = [event.event_type for event in self.conserved(received, line)]
            self.assertEqual(types, [RISING, FALLING] * (PULLS // 2))
        numbers = sorted(event.global_seqno for mine in received for event in mine)
        self.assertEqual(numbers, [*range(1, len(LINES) * PULLS + 1)])


class EdgeEventsBesideTheCollector(Collecting, EdgeEvents):
    pass


if __name__ == "__main__":
    unittest.main()
