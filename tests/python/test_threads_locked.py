# SPDX-License-Identifier: LGPL-2.1-or-later
"""What ends a locked() block, or the wait for its end: a close, and the exit of its thread."""

from __future__ import annotations

import contextlib
import gc
import unittest
from collections.abc import Callable, Generator, Iterator
from functools import partial
from typing import Any, NamedTuple

import gpiod
from gpiod.line import Edge
from support import CLOSED, ThreadTest, repeatedly, run_program
from threads import SLOWNESS, Task, run_concurrently

EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)


class Handle(NamedTuple):
    """A chip or a request, how it is closed, and a call that takes its guard."""

    it: Any
    close: Callable[[], None]
    use: Callable[[], object]


def enter(handle: Handle) -> None:
    with handle.it.locked():
        handle.use()


def block_of(handle: Handle, kept: list[object]) -> None:
    """Enter a block, keep it in the list, and do not leave it."""
    locked = handle.it.locked()
    locked.__enter__()
    kept.append(locked)


class LockedTest(ThreadTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim()
        self.board = self.chip(self.simulated)

    def request(self, line: int = 0) -> Handle:
        request = self.board.request_lines({line: EDGES})
        self.addCleanup(request.release)
        return Handle(request, request.release, request.get_values)

    def handles(self) -> Iterator[Handle]:
        chip = self.chip(self.simulated)
        yield Handle(chip, chip.close, partial(chip.get_line_info, 0))
        yield self.request()

    def queue(self, *calls: Callable[[], object]) -> list[Task[object]]:
        """Threads that make calls, once they wait for the end of the block."""
        tasks = [Task(call) for call in calls]
        for task in tasks:
            task.until_asleep()
        return tasks

    def assert_closed(self, tasks: list[Task[object]]) -> None:
        for task in tasks:
            with self.assertRaises(CLOSED):
                task.result()

    def assert_kept_out(self, handle: Handle) -> Task[object]:
        (task,) = self.queue(handle.use)
        self.assertTrue(task.is_alive(), "another thread got in")
        return task


class CloseAndQueue(LockedTest):
    """Threads that wait for the end of a block are woken as soon as the handle is closed."""

    def test_close_by_the_owner(self) -> None:
        """They are joined inside the block, which would deadlock otherwise."""
        for handle in self.handles():
            with handle.it.locked():
                queue = self.queue(handle.use, partial(enter, handle), handle.use)
                handle.close()
                self.assert_closed(queue)

    def test_close_by_another_thread(self) -> None:
        for handle in self.handles():
            with handle.it.locked():
                queue = self.queue(handle.use, partial(enter, handle))
                (closer,) = self.queue(handle.close)
                self.assert_closed(queue)
                self.assertTrue(closer.is_alive(), "closed inside another thread's block")
            closer.result()

    def test_several_closers(self) -> None:
        """They return when the owner has closed the handle, not when its block ends."""
        for handle in self.handles():
            with handle.it.locked():
                queue = self.queue(handle.close, handle.close)
                handle.close()
                for closer in queue:
                    closer.result()
                Task(handle.close).result()

    def test_waiting_for_a_closed_handle_is_no_deadlock(self) -> None:
        """A thread that owns another handle waits; the owner closes this one and uses the other."""
        for _ in range(20):
            first, second = self.request(1), self.request(2)

            def own_and_use(first: Handle = first, second: Handle = second) -> None:
                with second.it.locked():
                    first.use()

            with first.it.locked():
                queue = self.queue(own_and_use)
                first.close()
                second.use()
            self.assert_closed(queue)
            second.close()

    def test_owners_waiters_and_closers_at_once(self) -> None:
        for _ in range(50):
            handle = self.request()

            def use_until_closed(handle: Handle = handle) -> None:
                with self.assertRaises(CLOSED):
                    while True:
                        handle.use()

            def own_and_close(handle: Handle = handle) -> None:
                with contextlib.suppress(*CLOSED), handle.it.locked():
                    handle.use()
                    handle.close()

            run_concurrently([use_until_closed] * 2 + [own_and_close] * 2)


class OwnerThreadExit(LockedTest):
    """A block ends with its thread, which can no longer leave it."""

    def test_unblocks_every_call(self) -> None:
        for handle in self.handles():
            kept: list[object] = []
            Task(partial(block_of, handle, kept)).result()
            for call in (handle.use, partial(enter, handle), handle.close):
                Task(call).result()

    def test_allows_an_immediate_close(self) -> None:
        for handle in self.handles():
            kept: list[object] = []
            Task(partial(block_of, handle, kept)).result()
            handle.close()

    def test_unblocks_those_who_waited_before(self) -> None:
        for handle in self.handles():
            kept: list[object] = []
            queued: list[Task[object]] = []

            def own(
                handle: Handle = handle,
                kept: list[object] = kept,
                queued: list[Task[object]] = queued,
            ) -> None:
                block_of(handle, kept)
                queued.extend(self.queue(handle.use, partial(enter, handle)))

            Task(own).result()
            for task in queued:
                task.result()

    def test_leftover_block_does_not_end_another(self) -> None:
        for handle in self.handles():
            kept: list[Any] = []
            Task(partial(block_of, handle, kept)).result()
            with handle.it.locked():
                with self.assertRaises(RuntimeError):
                    kept[0].__exit__(None, None, None)
                kept.clear()
                gc.collect()
                other = self.assert_kept_out(handle)
            other.result()

    def test_leftover_block_can_be_entered_again(self) -> None:
        for handle in self.handles():
            kept: list[Any] = []
            Task(partial(block_of, handle, kept)).result()
            with kept[0]:
                other = self.assert_kept_out(handle)
            other.result()
            with self.assertRaises(RuntimeError):
                kept[0].__exit__(None, None, None)

    def test_generator_continued_by_another_thread(self) -> None:
        def inside(handle: Handle) -> Generator[None, None, None]:
            with handle.it.locked():
                yield

        for handle in self.handles():
            generator = inside(handle)
            Task(partial(next, generator)).result()
            handle.use()
            with self.assertRaises(RuntimeError):
                next(generator)
            handle.use()

    def test_many_threads(self) -> None:
        handle = self.request()
        kept: list[object] = []

        def end_inside() -> None:
            Task(partial(block_of, handle, kept)).result()

        run_concurrently([repeatedly(end_inside), repeatedly(end_inside), repeatedly(handle.use)])
        handle.use()


class Published(LockedTest):
    """An object that a subclass publishes before it is open: its methods raise, or it is open."""

    def test_handle_used_while_its_constructor_runs(self) -> None:
        shown: list[gpiod.Chip] = []

        class Eager(gpiod.Chip):
            def __init__(self, path: str) -> None:
                shown[:] = [self]
                super().__init__(path)

        def use() -> None:
            for chip in [*shown]:
                for call in (lambda: chip.path, lambda: chip.wait_info_event(0), chip.get_info):  # noqa: B023
                    with contextlib.suppress(gpiod.ChipClosedError):
                        call()

        def make() -> None:
            with Eager(self.simulated.dev_path):
                pass

        run_concurrently([repeatedly(make), repeatedly(use), repeatedly(use)])
        shown.clear()

    @unittest.skipIf(SLOWNESS > 1, "ThreadSanitizer ends a forked child that starts threads")
    def test_handle_made_before_a_fork_and_opened_in_the_child(self) -> None:
        done = run_program("opened_by_a_child", script="fork_program.py")
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr)


if __name__ == "__main__":
    unittest.main()
