# SPDX-License-Identifier: LGPL-2.1-or-later
"""locked(): one thread keeps a handle for several calls, and no thread waits for ever."""

from __future__ import annotations

import gc
import os
import signal
import sys
import threading
import unittest
from collections.abc import Callable, Iterator
from types import FrameType
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value
from isolated import IsolatedTest, end_child
from threads import LIMIT, Task, run_concurrently, until_asleep

tearDownModule = end_child  # noqa: N816 (unittest's name)

Handle = gpiod.Chip | gpiod.LineRequest

TIMES = 100
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)
OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
CLOSED = (gpiod.ChipClosedError, gpiod.RequestReleasedError)


def use(handle: Handle) -> None:
    """A call that takes the guard."""
    if isinstance(handle, gpiod.Chip):
        handle.get_line_info(0)
    else:
        handle.get_values()


def close(handle: Handle) -> None:
    if isinstance(handle, gpiod.Chip):
        handle.close()
    else:
        handle.release()


def waits(handle: Handle) -> list[Callable[[], object]]:
    """Calls that wait for an event that never comes."""
    if isinstance(handle, gpiod.Chip):
        return [handle.wait_info_event, handle.read_info_event]
    return [handle.wait_edge_events, handle.read_edge_events]


class Owner:
    """A thread that is inside locked() until it is told to leave."""

    def __init__(self, handle: Handle) -> None:
        self._handle = handle
        self._inside = threading.Event()
        self._leave = threading.Event()
        self._task = Task(self._own)
        assert self._inside.wait(LIMIT)

    def _own(self) -> None:
        try:
            with self._handle.locked():
                self._inside.set()
                assert self._leave.wait(LIMIT)
        finally:
            self._inside.set()  # or it never gets there, which leave() raises

    def leave(self) -> None:
        self._leave.set()
        self._task.result()


class LockedTest(IsolatedTest):
    """Tests of each type of handle that has locked()."""

    def setUp(self) -> None:
        gpiosim.Chip().close()  # opens descriptors that stay open
        super().setUp()
        self.sim = gpiosim.Chip(num_lines=8)
        self.addCleanup(self.sim.close)

    def open_chip(self) -> gpiod.Chip:
        chip = gpiod.Chip(self.sim.dev_path)
        self.addCleanup(chip.close)
        return chip

    def handles(self, times: int = 1) -> Iterator[Handle]:
        for _ in range(times):
            with self.open_chip() as chip:
                yield chip
            with self.open_chip() as chip, chip.request_lines({0: EDGES}) as request:
                yield request

    def assert_free(self, *handles: Handle) -> None:
        """Check that another thread can use the handles."""
        for handle in handles:
            Task(lambda h=handle: use(h)).result()  # type: ignore[misc]


class Locked(LockedTest):
    def test_its_thread_may_enter_again_and_call_everything(self) -> None:
        for handle in self.handles():
            locked = handle.locked()
            with handle.locked() as entered, handle.locked(), locked, locked:
                self.assertIs(entered, handle)
                use(handle)
                self.assertTrue(handle)
                self.assertGreaterEqual(handle.fd, 0)
                self.assertFalse(waits(handle)[0](0))  # type: ignore[call-arg]
            self.assert_free(handle)

    def test_others_wait_for_the_end_of_the_block(self) -> None:
        for handle in self.handles():
            owner = Owner(handle)
            others = [Task(lambda h=handle: use(h)) for _ in range(3)]  # type: ignore[misc]
            for other in others:
                other.until_asleep()
            owner.leave()
            for other in others:
                other.result()

    def test_other_handles_of_the_chip_do_not_wait(self) -> None:
        chip = self.open_chip()
        with chip.request_lines({0: EDGES}) as request, self.open_chip() as other:
            with chip.locked():
                self.assert_free(request, other)
            with request.locked():
                self.assert_free(chip)

    def test_blocks_of_several_threads_do_not_overlap(self) -> None:
        for handle in self.handles():
            inside: list[int] = []

            def work(handle: Handle = handle, inside: list[int] = inside) -> None:
                for _ in range(TIMES):
                    with handle.locked():
                        inside.append(1)
                        use(handle)
                        self.assertEqual(len(inside), 1)
                        inside.clear()

            run_concurrently([work] * 4)

    def test_an_exception_ends_the_block(self) -> None:
        for handle in self.handles():
            with self.assertRaises(ZeroDivisionError), handle.locked():
                raise ZeroDivisionError
            self.assert_free(handle)

    def test_must_be_left_by_its_thread_as_often_as_entered(self) -> None:
        for handle in self.handles():
            locked = handle.locked()
            with self.assertRaises(RuntimeError):
                locked.__exit__(None, None, None)
            with locked:
                leave = Task(lambda one=locked: one.__exit__(None, None, None))  # type: ignore[misc]
                with self.assertRaises(RuntimeError):
                    leave.result()
            with self.assertRaises(RuntimeError):
                locked.__exit__(None, None, None)
            self.assert_free(handle)


class LockedAndClose(LockedTest):
    def test_close_from_another_thread_ends_a_wait_inside(self) -> None:
        for number in range(2):
            for handle in self.handles(10):
                inside = threading.Event()

                def wait(h: Handle = handle, n: int = number, e: threading.Event = inside) -> None:
                    with self.assertRaises(CLOSED), h.locked():
                        e.set()
                        waits(h)[n]()

                waiter = Task(wait)
                self.assertTrue(inside.wait(LIMIT))
                close(handle)
                waiter.result()

    def test_close_from_another_thread_waits_for_the_end_of_the_block(self) -> None:
        for handle in self.handles():
            owner = Owner(handle)
            closer = Task(lambda h=handle: close(h))  # type: ignore[misc]
            closer.until_asleep()
            owner.leave()
            closer.result()

    def test_close_inside_wakes_threads_that_wait_for_the_block(self) -> None:
        for handle in self.handles():
            with handle.locked():
                others = [Task(lambda h=handle: use(h)) for _ in range(3)]  # type: ignore[misc]
                others.append(Task(lambda h=handle: Owner(h).leave()))  # type: ignore[misc]
                others[0].until_asleep()
                close(handle)
            for other in others:
                with self.assertRaises(CLOSED):
                    other.result()

    def test_a_closed_handle_cannot_be_entered(self) -> None:
        for handle in self.handles():
            locked = handle.locked()
            close(handle)
            for again in (locked, handle.locked()):
                with self.assertRaises(CLOSED):
                    again.__enter__()

    def test_close_beside_threads_that_enter_and_leave(self) -> None:
        for handle in self.handles(TIMES // 2):

            def work(handle: Handle = handle) -> None:
                try:
                    while True:
                        with handle.locked(), handle.locked():
                            use(handle)
                except CLOSED:
                    pass

            run_concurrently([work, work, lambda h=handle: close(h)])  # type: ignore[misc]


class LockedAndSignals(LockedTest):
    def test_handlers_run_in_a_thread_that_waits_for_the_block(self) -> None:
        for handle in self.handles():
            owner = Owner(handle)
            handled: list[int] = []

            def on_signal(
                number: int, frame: FrameType | None, h: list[int] = handled, o: Owner = owner
            ) -> None:
                h.append(number)
                o.leave()  # else the call would wait for ever

            self._interrupt(on_signal, lambda h=handle: use(h))  # type: ignore[misc]
            self.assertEqual(handled, [signal.SIGUSR1])

    def test_an_interrupt_ends_the_wait(self) -> None:
        calls: list[Callable[[Any], object]] = [
            use,
            close,
            lambda handle: handle.locked().__enter__(),
        ]
        for call in calls:
            for handle in self.handles():
                owner = Owner(handle)
                with self.assertRaises(KeyboardInterrupt):
                    self._interrupt(
                        signal.default_int_handler,
                        lambda c=call, h=handle: c(h),  # type: ignore[misc]
                    )
                owner.leave()
                if handle:
                    self.assert_free(handle)

    def _interrupt(
        self,
        handler: Callable[[int, FrameType | None], object],
        call: Callable[[], object],
    ) -> None:
        """Make a call in this thread, and send it a signal once it sleeps."""
        before = signal.signal(signal.SIGUSR1, handler)

        def send() -> None:
            until_asleep(threading.main_thread())
            os.kill(os.getpid(), signal.SIGUSR1)

        sender = Task(send)
        try:
            call()
        finally:
            sender.result()
            signal.signal(signal.SIGUSR1, before)


class LockedAndLifetime(LockedTest):
    def test_the_collector_runs_meanwhile(self) -> None:
        for handle in self.handles():
            done = threading.Event()

            def collect(done: threading.Event = done) -> None:
                while not done.wait(0.001):
                    gc.collect()

            def work(handle: Handle = handle) -> None:
                for _ in range(TIMES):
                    locked = handle.locked()
                    cycle: list[object] = [locked]
                    cycle.append(cycle)
                    with locked:
                        use(handle)
                        gc.collect(0)

            collector = Task(collect)
            run_concurrently([work] * 3)
            done.set()
            collector.result()
            self.assert_free(handle)

    def test_dropping_a_generator_inside_frees_the_handle(self) -> None:
        def inside(handle: Handle) -> Iterator[None]:
            with handle.locked():
                yield

        for handle in self.handles():
            generator = inside(handle)
            next(generator)
            del generator
            gc.collect()
            self.assert_free(handle)

    def test_dropping_it_without_leaving_frees_the_handle(self) -> None:
        for handle in self.handles():
            locked = handle.locked()
            locked.__enter__()
            locked.__enter__()
            del locked
            gc.collect()
            self.assert_free(handle)

    def test_dropping_a_generator_in_another_thread_frees_the_handle(self) -> None:
        """
        That thread cannot leave the block, which is reported as unraisable, but the block ends. A
        free-threaded build may leave this to the thread that made the generator, which can.
        """
        said: list[type[BaseException]] = []
        before, sys.unraisablehook = sys.unraisablehook, lambda args: said.append(args.exc_type)
        self.addCleanup(setattr, sys, "unraisablehook", before)

        def inside(handle: Handle) -> Iterator[None]:
            with handle.locked():
                yield

        for handle in self.handles():
            generators = [inside(handle)]
            next(generators[0])
            Task(generators.clear).result()
            gc.collect()
            self.assert_free(handle)
        self.assertLessEqual({*said}, {RuntimeError})

    def test_the_end_of_its_thread_frees_the_handle(self) -> None:
        for handle in self.handles():
            Task(lambda h=handle: h.locked().__enter__()).result()  # type: ignore[misc]
            gc.collect()
            self.assert_free(handle)


class LockedTogether(LockedTest):
    def test_two_handles_in_opposite_orders(self) -> None:
        """One of two threads that would wait for each other gets a RuntimeError; none hangs."""
        with self.open_chip() as chip, chip.request_lines({0: EDGES}) as request:
            for _ in range(TIMES):
                barrier = threading.Barrier(2)

                def enter(first: Handle, second: Handle, b: threading.Barrier = barrier) -> bool:
                    with first.locked():
                        b.wait(LIMIT)
                        try:
                            with second.locked():
                                return True
                        except RuntimeError:
                            return False

                entered = run_concurrently(
                    [lambda: enter(chip, request), lambda: enter(request, chip)]
                )
                self.assertEqual(sorted(entered), [False, True])
                self.assert_free(chip, request)

    def test_three_handles_in_a_circle(self) -> None:
        chips = [self.open_chip() for _ in range(3)]
        for _ in range(TIMES // 2):
            barrier = threading.Barrier(3)

            def enter(number: int, b: threading.Barrier = barrier) -> bool:
                with chips[number].locked():
                    b.wait(LIMIT)
                    try:
                        chips[(number + 1) % 3].get_line_info(0)
                    except RuntimeError:
                        return False
                    return True

            entered = run_concurrently([lambda n=n: enter(n) for n in range(3)])  # type: ignore[misc]
            self.assertEqual(sorted(entered), [False, True, True])
            self.assert_free(*chips)

    def test_two_handles_in_one_order(self) -> None:
        chip, other = self.open_chip(), self.open_chip()

        def work() -> None:
            for _ in range(TIMES):
                with chip.locked(), other.locked():
                    use(chip)
                    use(other)

        run_concurrently([work] * 4)

    def test_a_call_on_another_handle_inside_is_no_deadlock(self) -> None:
        with self.open_chip() as chip, chip.request_lines({0: OUTPUT}) as request:

            def inside_chip() -> None:
                for _ in range(TIMES):
                    with chip.locked():
                        chip.get_line_info(0)
                        request.set_value(0, Value.ACTIVE)

            def beside() -> None:
                for _ in range(TIMES):
                    chip.get_line_info(0)
                    request.get_values()

            run_concurrently([inside_chip, beside, inside_chip, beside])


if __name__ == "__main__":
    unittest.main()
