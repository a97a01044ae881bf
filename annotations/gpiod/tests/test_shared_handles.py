# SPDX-License-Identifier: LGPL-2.1-or-later
"""What programs do with shared chips and requests, without locks of their own."""

from __future__ import annotations

import contextlib
import errno
import os
import queue
import unittest
import weakref
from collections.abc import Callable
from functools import partial

import gpiod
from gpiod.line import Direction, Value
from isolated import end_child
from shared_chip import (
    EDGES,
    INPUT,
    OUTPUT,
    THREADS,
    TIMES,
    VALUES,
    Collecting,
    SharedChipTest,
    driven,
    repeatedly,
    together,
)
from threads import LIMIT, Task, race, run_concurrently

tearDownModule = end_child  # noqa: N816 (unittest's name)


class Chips(SharedChipTest):
    def test_each_thread_opens_and_queries_its_own_chip_on_one_device(self) -> None:
        def work() -> None:
            for _ in repeatedly():
                with gpiod.Chip(self.sim.dev_path) as chip:
                    self.query(chip)
                self.assertFalse(chip)

        together(work)

    def test_one_shared_chip_is_queried_by_all(self) -> None:
        def work() -> None:
            for _ in repeatedly():
                self.query(self.chip)

        together(work)

    def test_one_shared_chip_is_queried_and_closed_by_all(self) -> None:
        for _ in range(TIMES):
            chip = gpiod.Chip(self.sim.dev_path)

            def work(chip: gpiod.Chip = chip) -> None:
                try:
                    self.query(chip)
                except gpiod.ChipClosedError:
                    self.assertFalse(chip)
                chip.close()
                with self.assertRaises(gpiod.ChipClosedError):
                    chip.get_info()

            together(work)

    def test_only_one_thread_initializes_a_chip(self) -> None:
        def attempt(chip: gpiod.Chip) -> bool:
            try:
                chip.__init__(self.sim.dev_path)  # type: ignore[misc]
            except RuntimeError:
                return False
            self.query(chip)
            return True

        for _ in range(TIMES):
            chip = gpiod.Chip.__new__(gpiod.Chip)
            opened = run_concurrently([partial(attempt, chip)] * THREADS)
            self.assertEqual(sum(opened), 1)
            chip.close()

    def test_lines_are_watched_and_unwatched_through_one_chip(self) -> None:
        """Watching and unwatching a line succeed alternately; other attempts get EBUSY."""

        def succeeds(call: Callable[[int], object]) -> int:
            try:
                call(0)
            except OSError as error:
                self.assertEqual(error.errno, errno.EBUSY)
                return 0
            return 1

        def work() -> int:
            watched = 0
            for _ in repeatedly():
                watched += succeeds(self.chip.watch_line_info)
                watched -= succeeds(self.chip.unwatch_line_info)
            return watched

        watched = sum(run_concurrently([work] * THREADS))
        self.assertIn(watched, (0, 1))
        self.assertEqual(succeeds(self.chip.unwatch_line_info), watched)

    def test_info_events_are_each_read_once(self) -> None:
        """There is one event for each change, and no other."""
        types = gpiod.InfoEvent.Type
        heard: list[queue.SimpleQueue[gpiod.InfoEvent]] = [
            queue.SimpleQueue() for _ in range(THREADS)
        ]
        for line in range(THREADS):
            self.chip.watch_line_info(line)

        def read() -> None:
            try:
                while True:
                    event = self.chip.read_info_event()
                    heard[event.line_info.offset].put(event)
            except gpiod.ChipClosedError:
                pass

        def change(line: int) -> None:
            for i in range(TIMES):
                consumer = f"user{i}"
                with self.chip.request_lines({line: INPUT}, consumer) as request:
                    request.reconfigure_lines({line: OUTPUT})
                events = [heard[line].get(timeout=LIMIT) for _ in range(3)]
                events.sort(key=lambda event: event.timestamp_ns)
                self.assertEqual(
                    [(event.event_type, event.line_info.consumer) for event in events[:2]],
                    [(types.LINE_REQUESTED, consumer), (types.LINE_CONFIG_CHANGED, consumer)],
                )
                self.assertEqual(events[2].event_type, types.LINE_RELEASED)

        readers = [Task(read) for _ in range(3)]
        run_concurrently([partial(change, line) for line in range(THREADS)])
        self.assertFalse(self.chip.wait_info_event(0))
        self.chip.close()
        for reader in readers:
            reader.result()
        self.assertTrue(all(one.empty() for one in heard))


class Requests(SharedChipTest):
    def test_each_thread_has_a_request_and_reconfigures_it(self) -> None:
        def work(line: int) -> None:
            with self.chip.request_lines({line: INPUT}) as request:
                for i in repeatedly():
                    value = VALUES[i % 2]
                    request.reconfigure_lines({line: driven(value)})
                    self.assertEqual(request.get_values(), [value])
                    self.assertEqual(self.chip.get_line_info(line).direction, Direction.OUTPUT)
                    request.reconfigure_lines({line: INPUT})
                    self.assertEqual(self.chip.get_line_info(line).direction, Direction.INPUT)

        run_concurrently([partial(work, line) for line in range(THREADS)])

    def test_one_shared_request_is_reconfigured_set_and_read(self) -> None:
        """Two lines are always changed together, so they always have the same value."""
        request = self.chip.request_lines({(0, 1): OUTPUT})
        self.addCleanup(request.release)

        def reconfigure() -> None:
            for i in repeatedly():
                request.reconfigure_lines({(0, 1): driven(VALUES[i % 2])})

        def set_both() -> None:
            for i in repeatedly():
                request.set_values(dict.fromkeys((0, 1), VALUES[i % 2]))

        def read_both() -> None:
            for _ in repeatedly():
                first, second = request.get_values()
                self.assertIs(first, second)

        together(reconfigure, set_both, read_both)

    def test_locked_blocks_are_atomic(self) -> None:
        request = self.chip.request_lines({(0, 1, 2): OUTPUT})
        self.addCleanup(request.release)
        counted = [0]

        def work() -> int:
            for i in repeatedly():
                with request.locked():
                    before = request.get_values()
                    self.assertEqual(request.get_values(), before)
                    ours = [VALUES[(i >> bit) % 2] for bit in range(3)]
                    for line, value in enumerate(ours):
                        request.set_value(line, value)
                    self.assertEqual(request.get_values(), ours)
                    count = counted[0]  # not atomic, but for locked()
                    self.assertEqual([request.get_value(line) for line in range(3)], ours)
                    counted[0] = count + 1
            return i + 1

        done = run_concurrently([work] * THREADS)
        self.assertEqual(counted[0], sum(done))

    def test_one_shared_request_is_read_and_released_by_all(self) -> None:
        for _ in range(TIMES):
            request = self.chip.request_lines({(0, 1): driven(Value.ACTIVE)})

            def work(request: gpiod.LineRequest = request) -> None:
                try:
                    for _ in range(10):
                        self.assertEqual(request.get_values(), [Value.ACTIVE] * 2)
                except gpiod.RequestReleasedError:
                    self.assertFalse(request)
                request.release()
                with self.assertRaises(gpiod.RequestReleasedError):
                    request.get_value(0)

            together(work)

    def test_lines_are_free_when_any_release_returns(self) -> None:
        request = self.chip.request_lines({0: None})
        self.addCleanup(lambda: request.release())
        for _ in range(TIMES * 5):
            run_concurrently([request.release] * 2)
            request = self.chip.request_lines({0: None})  # else it is busy

    def test_waiters_never_poll_a_reused_descriptor(self) -> None:
        """The numbers of the descriptors are reused as soon as release() has returned."""
        for number in range(TIMES * 4):
            self._release_while_others_wait(number)

    def _release_while_others_wait(self, number: int) -> None:
        requests = [self.chip.request_lines({line: EDGES}) for line in range(THREADS)]
        others: list[int] = []

        def release(line: int) -> None:
            for _ in range((number * THREADS + line) % 64 * 2):
                pass  # at another moment each time
            requests[line].release()
            others.extend(os.eventfd(0) for _ in range(3))

        def wait(line: int) -> None:
            calls = requests[line].wait_edge_events, requests[line].read_edge_events
            with self.assertRaises(gpiod.RequestReleasedError):
                calls[line % 2]()

        lines = range(THREADS)
        race([partial(release, line) for line in lines], [partial(wait, line) for line in lines])
        for other in others:
            os.close(other)

    def test_objects_are_disposed_of_by_several_threads(self) -> None:
        for number in range(TIMES * 5):
            chip = gpiod.Chip(self.sim.dev_path)
            request = chip.request_lines({0: OUTPUT})
            gone = weakref.ref(request), weakref.ref(chip)
            held = [(chip, request) for _ in range(4)]
            del chip, request

            def dispose(
                held: list[tuple[gpiod.Chip, gpiod.LineRequest]] = held,
                closes: bool = number % 2 == 0,
            ) -> None:
                chip, request = held.pop()
                if closes:
                    with chip, request:
                        pass

            # on entering what another one has left
            with contextlib.suppress(gpiod.ChipClosedError, gpiod.RequestReleasedError):
                run_concurrently([dispose] * 4)
            self.until_gone(gone)
            self.until_free(0)


class ChipsBesideTheCollector(Collecting, Chips):
    pass


class RequestsBesideTheCollector(Collecting, Requests):
    pass


if __name__ == "__main__":
    unittest.main()
