# SPDX-License-Identifier: LGPL-2.1-or-later
"""Finalizers that the collector runs, on any thread and at any moment, on handles in use."""

from __future__ import annotations

import gc
import sys
import threading
import unittest
import weakref
from collections.abc import Callable
from functools import partial
from typing import Any

import gpiod
import gpiosim
from api_calls import API_CALLS, EVENTS, FREE, WATCHED, Board
from gpiod.line import Value
from support import CLOSED, GARBAGE, ThreadTest, attempt, repeatedly
from threads import LIMIT, Task, run_concurrently


class Closes:
    """Garbage whose finalizer closes a handle, on whichever thread the collector runs."""

    def __init__(self, action: Callable[[], object]) -> None:
        self.action = action
        self.me = self

    def __del__(self) -> None:
        self.action()


class CollectorTest(ThreadTest):
    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(gc.collect)
        self.board = Board()
        self.addCleanup(self.board.close)

    def collect_often(self) -> None:
        """Make the collector run as often as possible."""
        self.addCleanup(gc.set_threshold, *gc.get_threshold())
        gc.set_threshold(1)


class CollectorOnTheSameThread(CollectorTest):
    """The finalizer runs in the middle of a call on its thread, at any of its allocations."""

    def test_closes_the_handle_in_use(self) -> None:
        """The call succeeds or raises that the handle is closed; it does not deadlock."""
        for name, api_call in API_CALLS.items():
            with self.subTest(name):
                for after in range(6):
                    board = Board()
                    api_call.prepare(board)
                    closed = threading.Event()
                    outcome = self._collect_in(partial(api_call.call, board), after, board, closed)
                    gc.collect()
                    self.assertTrue(closed.is_set())
                    self.assertIn(outcome, ("ok", "ChipClosedError", "RequestReleasedError"))
                    spare, board.spare = board.spare, None
                    if spare is not None:
                        spare.__exit__(None, None, None)
                    board.close()

    def _collect_in(
        self, call: Callable[[], object], after: int, board: Board, closed: threading.Event
    ) -> str:
        def close() -> None:
            board.outputs.release()
            board.edges.release()
            board.chip.close()
            closed.set()

        threshold = gc.get_threshold()
        Closes(close)
        gc.set_threshold(after + 1)  # the collector comes at another allocation each time
        try:
            result: list[object] = []
            outcome = attempt(lambda: result.append(call()), *CLOSED)
            result.clear()
        finally:
            gc.set_threshold(*threshold)
        return outcome

    def test_uses_the_handle_in_use(self) -> None:
        """A finalizer inside a call may make the same call, also inside locked()."""
        seen: list[object] = []
        self.board.outputs.set_values({0: Value.ACTIVE, "foo": Value.ACTIVE})
        self.collect_often()
        for _ in range(50):
            Closes(lambda: seen.append(self.board.outputs.get_values(["foo", 0])))
            with self.board.outputs.locked():
                self.board.outputs.set_values({0: Value.ACTIVE, "foo": Value.ACTIVE})
                self.board.chip.get_line_info("foo")
        gc.collect()
        self.assertEqual(seen, [[Value.ACTIVE] * 2] * 50)

    def test_closes_inside_locked(self) -> None:
        request = self.board.chip.request_lines({FREE: None})
        with request.locked():
            Closes(request.release)
            gc.collect()
            with self.assertRaises(gpiod.RequestReleasedError):
                request.get_values()
        self.assertFalse(self.board.chip.get_line_info(FREE).used)


class PartiallyBuilt(CollectorTest):
    """A callback of the collector, in the middle of a call, sees all objects that are tracked."""

    def test_lists_are_hidden_from_the_collector(self) -> None:
        """It runs in allocations only before 3.12; later versions defer it until the call ends."""
        pulls = (gpiosim.Chip.Pull.UP, gpiosim.Chip.Pull.DOWN)
        self.board.one_edge()
        for pull in 4 * pulls:
            self.board.sim.set_pull(EVENTS, pull)
        looks: list[int] = []

        def look(phase: str, _: dict[str, int]) -> None:
            gc.disable()  # not again while it looks
            things = gc.get_objects()
            looks.append(sum(len([*thing]) for thing in things if type(thing) is list))
            gc.enable()

        gc.collect()
        self.collect_often()
        gc.callbacks.append(look)
        try:
            events = self.board.edges.read_edge_events()
        finally:
            gc.callbacks.remove(look)
        self.assertEqual({type(event) for event in events}, {gpiod.EdgeEvent})
        self.assertTrue(looks or sys.version_info >= (3, 12))


class CollectorOnAnotherThread(CollectorTest):
    def collect(self) -> None:
        run_concurrently([gc.collect])

    def test_closes_a_handle_that_threads_wait_on(self) -> None:
        for open_and_wait in (self._request, self._chip):
            handle, wait, close = open_and_wait()
            waiters = [Task(wait) for _ in range(2)]
            for waiter in waiters:
                waiter.until_waiting()
            Closes(close)
            del wait, close
            self.collect()
            for waiter in waiters:
                with self.assertRaises(CLOSED):
                    waiter.result()
            self.assertFalse(handle)

    def _request(self) -> tuple[Any, Callable[[], object], Callable[[], object]]:
        request = self.board.chip.request_lines({FREE: None})
        return request, request.read_edge_events, request.release

    def _chip(self) -> tuple[Any, Callable[[], object], Callable[[], object]]:
        chip = gpiod.Chip(self.board.path)
        return chip, chip.read_info_event, chip.close

    def test_closes_a_handle_that_another_thread_uses(self) -> None:
        """The collecting thread waits for the end of locked(); nobody waits for the collector."""
        request = self.board.chip.request_lines({FREE: None})
        entered, collecting = threading.Event(), threading.Event()

        def close() -> None:
            collecting.set()
            request.release()

        def hold() -> Any:
            with request.locked():
                entered.set()
                self.assertTrue(collecting.wait(LIMIT))
                return attempt(request.get_values, gpiod.RequestReleasedError)

        holder = Task(hold)
        self.assertTrue(entered.wait(LIMIT))
        Closes(close)
        self.collect()
        self.assertIn(holder.result(), ("ok", "RequestReleasedError"))
        self.assertFalse(request)
        self.assertFalse(self.board.chip.get_line_info(FREE).used)

    def test_reports_a_deadlock(self) -> None:
        """A finalizer and another thread wait for each other: one of them gets a RuntimeError."""
        for _ in range(10):
            mine, theirs = (self.board.chip.request_lines({line: None}) for line in (FREE, WATCHED))
            entered = threading.Event()
            heard: list[str] = []

            def both(
                mine: gpiod.LineRequest = mine,
                theirs: gpiod.LineRequest = theirs,
                entered: threading.Event = entered,
            ) -> str:
                with theirs.locked():
                    entered.set()
                    return attempt(mine.get_values, RuntimeError)

            def use(theirs: gpiod.LineRequest = theirs, heard: list[str] = heard) -> None:
                heard.append(attempt(theirs.get_values, RuntimeError))

            with mine.locked():
                task = Task(both)
                self.assertTrue(entered.wait(LIMIT))
                Closes(use)
                gc.collect()
            self.assertIn({*heard, task.result()}, ({"ok", "RuntimeError"}, {"ok"}))
            self.assertEqual(len(heard), 1)
            mine.release()
            theirs.release()

    def test_runs_in_all_threads_at_once(self) -> None:
        """Each thread turns its handles into garbage and collects that of all threads."""

        class Node(gpiod.Chip):
            more: object = None

        made: list[int] = []
        gone: list[int] = []

        def work(line: int) -> None:
            if len(made) - len(gone) < GARBAGE:
                made.append(line)
                node = Node(self.board.path)

                def leave(node: Node = node) -> None:
                    node.close()
                    gone.append(line)

                node.more = [node, Closes(leave), node.get_line_info(line)]
                del node, leave
            gc.collect(0)

        def use() -> None:
            self.board.outputs.set_values({0: Value.ACTIVE, "foo": Value.INACTIVE})
            self.board.chip.get_line_info("foo")

        calls = [repeatedly(partial(work, line)) for line in range(3)]
        done = run_concurrently([*calls, repeatedly(use), repeatedly(gc.collect)])
        self.assertGreater(min(done), 0)
        gc.collect()
        self.assertEqual(len(gone), len(made))


class Resurrection(CollectorTest):
    """After the finalizer."""

    def test_resurrected_chip(self) -> None:
        """Resurrected by its own finalizer, it still works, and it is freed when dropped again."""
        back: list[gpiod.Chip] = []

        class Phoenix(gpiod.Chip):
            me: object = None

            def __del__(self) -> None:
                back.append(self)

        for in_cycle in (False, True):
            phoenix = Phoenix(self.board.path)
            phoenix.me = phoenix if in_cycle else None
            descriptor = phoenix.fd
            gone = weakref.ref(phoenix)
            del phoenix
            gc.collect()
            self.assertEqual(back[0].fd, descriptor)
            self.assertEqual(back[0].get_info().num_lines, 8)
            self.assertIs(back[0].wait_info_event(0.001), False)
            back[0].close()
            back.clear()
            gc.collect()
            self.assertIsNone(gone())
            back.clear()

    def test_weak_reference_callback(self) -> None:
        """The object is gone when the callback runs, and its line can be requested again."""
        seen: list[object] = []
        request = self.board.chip.request_lines({FREE: None})

        def look(reference: object) -> None:
            seen.append(reference)
            self.board.chip.get_line_info(FREE)

        reference = weakref.ref(request, look)
        del request
        gc.collect()
        self.assertEqual(seen, [reference])
        self.assertIsNone(reference())
        self.assertFalse(self.board.chip.get_line_info(FREE).used)

    def test_generator_dropped_inside_locked(self) -> None:
        """The collector leaves the block, on another thread.

        That thread may not leave it, which is reported as unraisable; the block ends all the same.
        """
        heard: list[object] = []
        self.addCleanup(setattr, sys, "unraisablehook", sys.unraisablehook)
        sys.unraisablehook = lambda args: heard.append(args.exc_type)

        def hold() -> Any:
            with self.board.outputs.locked():
                yield

        def drop() -> None:
            generator = hold()
            next(generator)
            cycle: list[object] = [generator]
            cycle.append(cycle)

        Task(drop).result()
        waiting = Task(self.board.outputs.get_values)
        gc.collect()
        self.assertEqual(len(waiting.result()), 2)
        self.assertEqual(heard, [RuntimeError])


if __name__ == "__main__":
    unittest.main()
