# SPDX-License-Identifier: LGPL-2.1-or-later
"""close() and release() while another thread is using the handle in any way.

Every call either succeeds or raises the error that says that the handle is closed.
"""

from __future__ import annotations

import itertools
import threading
import time
import unittest
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

import gpiod
from gpiod.line import Direction, Edge, Value
from support import CLOSED, WAKE_LIMIT, ThreadTest, assert_within, attempt
from threads import LIMIT, Task, run_concurrently

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)


class Handle(NamedTuple):
    """A chip or a request, and how it is closed."""

    it: Any
    close: Callable[[], None]
    error: type[Exception]


class CloseTest(ThreadTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(line_names={1: "foo"})
        self.board = self.chip(self.simulated)

    def open_chip(self) -> Handle:
        chip = gpiod.Chip(self.simulated.dev_path)
        self.addCleanup(chip.close)
        return Handle(chip, chip.close, gpiod.ChipClosedError)

    def open_request(self) -> Handle:
        request = self.board.request_lines({(0, "foo"): OUTPUT, 2: EDGES})
        self.addCleanup(request.release)
        return Handle(request, request.release, gpiod.RequestReleasedError)

    def assert_lines_are_free(self) -> None:
        self.board.request_lines({(0, 1, 2): None}).release()


Opener = Callable[[CloseTest], Handle]
Wait = Callable[[Any], object]

WAITS: list[tuple[str, Opener, Wait]] = [
    ("wait_info_event()", CloseTest.open_chip, lambda chip: chip.wait_info_event()),
    ("wait_info_event(10)", CloseTest.open_chip, lambda chip: chip.wait_info_event(10)),
    ("read_info_event()", CloseTest.open_chip, lambda chip: chip.read_info_event()),
    ("wait_edge_events()", CloseTest.open_request, lambda request: request.wait_edge_events()),
    ("wait_edge_events(10)", CloseTest.open_request, lambda request: request.wait_edge_events(10)),
    ("read_edge_events()", CloseTest.open_request, lambda request: request.read_edge_events()),
]


class Waiters(CloseTest):
    """Waiting threads are woken soon, with the documented error."""

    def check(self, once: Callable[[Opener, Wait], float]) -> None:
        """Close handles during each kind of wait; once() returns how long the wake-up took."""
        for name, open_handle, wait in WAITS:
            with self.subTest(name):
                assert_within(WAKE_LIMIT, partial(once, open_handle, wait))

    def waiter(self, handle: Handle, wait: Wait) -> Task[object]:
        task = Task(partial(wait, handle.it))
        task.until_waiting()
        return task

    def test_close_wakes_one(self) -> None:
        def once(open_handle: Opener, wait: Wait) -> float:
            handle = open_handle(self)
            waiter = self.waiter(handle, wait)
            since = time.monotonic()
            handle.close()
            taken = self.woken(waiter, since, handle.error)
            self.assert_lines_are_free()
            return taken

        for _ in range(5):
            self.check(once)

    def test_close_wakes_all(self) -> None:
        def once(open_handle: Opener, _: Wait) -> float:
            handle = open_handle(self)
            mine = [wait for _, opener, wait in WAITS if opener is open_handle]
            waiters = [self.waiter(handle, wait) for wait in mine * 2]
            since = time.monotonic()
            handle.close()
            return max(self.woken(waiter, since, handle.error) for waiter in waiters)

        self.check(once)

    def test_end_of_a_with_statement_wakes_them(self) -> None:
        def once(open_handle: Opener, wait: Wait) -> float:
            handle = open_handle(self)
            with handle.it:
                waiter = self.waiter(handle, wait)
                since = time.monotonic()
            return self.woken(waiter, since, handle.error)

        self.check(once)

    def test_several_closers_wake_them(self) -> None:
        def once(open_handle: Opener, wait: Wait) -> float:
            handle = open_handle(self)
            waiter = self.waiter(handle, wait)
            since = time.monotonic()
            run_concurrently([handle.close] * 4)
            return self.woken(waiter, since, handle.error)

        self.check(once)

    def test_those_that_begin_during_the_close_are_woken(self) -> None:
        for name, open_handle, wait in WAITS:
            for _ in range(20):
                handle = open_handle(self)
                with self.subTest(name):
                    waiting = partial(attempt, partial(wait, handle.it), handle.error)
                    outcomes = run_concurrently([waiting, waiting, partial(attempt, handle.close)])
                    self.assertEqual(outcomes, [handle.error.__name__] * 2 + ["ok"])

    def test_lines_are_free_when_close_returns(self) -> None:
        for _ in range(50):
            request = self.board.request_lines({2: EDGES})
            waiter = Task(request.wait_edge_events)
            waiter.until_waiting()
            request.release()
            with self.board.request_lines({2: EDGES}) as again:
                self.assertFalse(again.wait_edge_events(0))
            with self.assertRaises(gpiod.RequestReleasedError):
                waiter.result()

    def test_closing_a_chip_does_not_wake_those_of_its_requests(self) -> None:
        chip = gpiod.Chip(self.simulated.dev_path)
        with chip.request_lines({2: EDGES}) as request:
            waiter = Task(request.wait_edge_events)
            waiter.until_waiting()
            chip.close()
            self.assertTrue(request)
            waiter.until_waiting()
            self.simulated.set_pull(2, type(self.simulated).Pull.UP)
            self.assertIs(waiter.result(), True)


def watch_and_unwatch(chip: Any) -> None:
    chip.watch_line_info(3)
    chip.unwatch_line_info(3)


def request_and_release(chip: Any) -> None:
    chip.request_lines({"3": OUTPUT}, consumer="me").release()


def make_edges(request: Any) -> None:
    request.reconfigure_lines({2: EDGES, (0, "foo"): OUTPUT})


CHIP_CALLS: dict[str, Callable[[Any], object]] = {
    "get_info": lambda chip: chip.get_info(),
    "line_offset_from_id": lambda chip: chip.line_offset_from_id("foo"),
    "line_offset_from_id, a number": lambda chip: chip.line_offset_from_id("3"),
    "get_line_info": lambda chip: chip.get_line_info("foo"),
    "watch_line_info, unwatch_line_info": watch_and_unwatch,
    "request_lines": request_and_release,
    "wait_info_event": lambda chip: chip.wait_info_event(0),
    "read_info_event": lambda chip: chip.read_info_event(),
    "path": lambda chip: chip.path,
    "fileno": lambda chip: chip.fileno(),
    "with": lambda chip: chip.__enter__(),
}

REQUEST_CALLS: dict[str, Callable[[Any], object]] = {
    "get_value": lambda request: request.get_value("foo"),
    "get_values": lambda request: request.get_values(),
    "get_values, some": lambda request: request.get_values([0, "foo"]),
    "set_value": lambda request: request.set_value(0, Value.ACTIVE),
    "set_values": lambda request: request.set_values({0: Value.ACTIVE, "foo": Value.ACTIVE}),
    "reconfigure_lines": make_edges,
    "wait_edge_events": lambda request: request.wait_edge_events(0),
    "read_edge_events": lambda request: request.read_edge_events(),
    "chip_name": lambda request: request.chip_name,
    "offsets": lambda request: request.offsets,
    "lines": lambda request: request.lines,
    "fileno": lambda request: request.fileno(),
    "with": lambda request: request.__enter__(),
}


BLOCKING = {CHIP_CALLS["read_info_event"], REQUEST_CALLS["read_edge_events"]}


def use_often(call: Callable[[Any], object], handle: object) -> None:
    for _ in range(50):
        call(handle)


class EveryMethod(CloseTest):
    """Each method, repeated by one thread until another has closed the handle."""

    rounds = 10

    def race(self, handle: Handle, call: Callable[[Any], object], calls_before: int) -> None:
        begun = threading.Event()

        def use() -> None:
            for count in itertools.count():
                if count == calls_before:
                    begun.set()
                if attempt(lambda: call(handle.it), handle.error) != "ok":
                    return

        def close() -> None:
            self.assertTrue(begun.wait(LIMIT))
            handle.close()

        run_concurrently([use, close])
        self.assertFalse(handle.it)

    def test_of_a_chip_beside_close(self) -> None:
        for name, call in CHIP_CALLS.items():
            with self.subTest(name):
                for count in range(self.rounds):
                    self.race(self.open_chip(), call, 0 if call in BLOCKING else count)

    def test_of_a_request_beside_release(self) -> None:
        for name, call in REQUEST_CALLS.items():
            with self.subTest(name):
                for count in range(self.rounds):
                    self.race(self.open_request(), call, 0 if call in BLOCKING else count)
                    self.assert_lines_are_free()

    def test_of_a_closed_handle_that_never_raises(self) -> None:
        for open_handle in (self.open_chip, self.open_request):
            for call in (bool, str, repr, hash):
                for _ in range(self.rounds):
                    handle = open_handle()
                    with self.subTest(call=call):
                        run_concurrently([partial(use_often, call, handle.it), handle.close])


class Closers(CloseTest):
    def test_many_at_once(self) -> None:
        for open_handle in (self.open_chip, self.open_request):
            for _ in range(20):
                handle = open_handle()
                self.assertEqual(run_concurrently([handle.close] * 8), [None] * 8)
                self.assertFalse(handle.it)

    def test_lines_are_free_for_each_that_returns(self) -> None:
        def release_and_look(request: gpiod.LineRequest) -> bool:
            request.release()
            return self.board.get_line_info(0).used

        for _ in range(50):
            request = self.board.request_lines({0: OUTPUT})
            self.assertEqual(
                run_concurrently([partial(release_and_look, request)] * 4), [False] * 4
            )

    def test_all_use_then_close(self) -> None:
        def use_and_close(handle: Handle) -> str:
            outcome = attempt(handle.it.get_info, *CLOSED)
            handle.close()
            return outcome

        for _ in range(50):
            outcomes = run_concurrently([partial(use_and_close, self.open_chip())] * 4)
            self.assertLessEqual(set(outcomes), {"ok", "ChipClosedError"})


if __name__ == "__main__":
    unittest.main()
