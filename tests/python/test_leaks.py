# SPDX-License-Identifier: LGPL-2.1-or-later
"""No API call leaks when repeated: no descriptor, object, memory or reference."""

from __future__ import annotations

import ctypes
import os
import sys
import unittest
from collections.abc import Callable
from functools import partial
from typing import Any

import gpiod
from api_calls import API_CALLS, Board
from gpiod.line import Value
from race import checker
from resources import growth, library_object_count, malloc_bytes, resource_counts
from support import CLOSED, GpioTest, attempt, in_memory, run_program, unlike_official

COUNTED = {"LD_PRELOAD": "", "GUARDGEN_RACE_STACK": "0"}


@unlike_official("it keeps scratch arrays for good")
class ApiCalls(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.board = Board()
        self.addCleanup(self.board.close)

    def test_do_not_leak(self) -> None:
        for name, api_call in API_CALLS.items():

            def work(api_call: Any = api_call) -> None:
                api_call.prepare(self.board)
                api_call.call(self.board)
                self.board.check()

            with self.subTest(name):
                self.assertEqual(growth(work), {})

    def test_do_not_leak_on_a_closed_handle(self) -> None:
        """Calls that raise do not leak either."""
        self.board.close()

        def work() -> None:
            for name in ("get_value", "get_values", "set_values", "wait_edge_events", "get_info"):
                attempt(partial(API_CALLS[name].call, self.board), *CLOSED)

        self.assertEqual(growth(work), {})

    def test_do_not_leak_with_bad_arguments(self) -> None:
        request: Any = self.board.outputs
        chip: Any = self.board.chip
        wrong: list[Callable[[], object]] = [
            lambda: request.get_value("nope"),
            lambda: request.get_value(7),
            lambda: request.get_values([0, "nope"]),
            lambda: request.set_values({0: Value.ACTIVE, "nope": Value.ACTIVE}),
            lambda: request.set_values({0: "high"}),
            lambda: request.set_value(0, None),
            lambda: request.wait_edge_events(-1),
            lambda: request.read_edge_events("many"),
            lambda: request.reconfigure_lines({0: 1}),
            lambda: chip.request_lines({(4, 99): None}),
            lambda: chip.request_lines({4: None}, consumer=5),
            lambda: chip.request_lines({0: None}),
            lambda: chip.get_line_info(99),
            lambda: chip.line_offset_from_id("nope"),
            lambda: gpiod.Chip("/nowhere"),
        ]
        for call in wrong:
            with self.assertRaises(Exception):  # noqa: B017 (whichever)
                call()

        for call in wrong:
            self.assertEqual(growth(partial(attempt, call, Exception)), {})


@unlike_official("it keeps scratch arrays for good")
@unittest.skipUnless(in_memory(), "the race checker, which counts, is built for the in-memory chip")
class LibraryObjects(unittest.TestCase):
    """In a process with the race checker, which counts them: no API call leaks one."""

    def tell(self, function: str) -> str:
        environment = {**COUNTED, "LD_PRELOAD": str(checker.checker())}
        script = "test_leaks.py"
        done = run_program(function, script=script, environment=environment)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def test_are_freed_after_each_call(self) -> None:
        self.assertEqual(self.tell("count_objects"), f"{len(API_CALLS)} api_calls\n")

    def test_negative_control(self) -> None:
        self.assertEqual(self.tell("count_leak"), "1\n")


def count_objects() -> None:
    """The live objects of the library, before and after each API call."""
    before = library_object_count()
    board = Board()
    held = library_object_count()
    for name, api_call in API_CALLS.items():
        for _ in range(2):
            api_call.prepare(board)
            api_call.call(board)
            board.check()
            if library_object_count() != held:
                raise AssertionError(f"{name}: {library_object_count()} objects, not {held}")
    board.close()
    del board
    if library_object_count() != before:
        raise AssertionError(f"at the end {library_object_count()} objects are left, not {before}")
    print(len(API_CALLS), "api_calls")


def count_leak() -> None:
    before = library_object_count() or 0
    ctypes.CDLL(None).gpiod_line_settings_new()
    print((library_object_count() or 0) - before)


class NegativeControls(unittest.TestCase):
    """Each kind of leak is noticed, and nothing else is."""

    def setUp(self) -> None:
        self.kept: list[object] = []

    def assert_noticed(self, kind: str, leak: Callable[[], object]) -> None:
        self.assertIn(kind, growth(leak))

    def test_leaked_descriptor(self) -> None:
        left: list[int] = []
        self.assert_noticed("descriptors", lambda: left.append(os.dup(2)))
        for descriptor in left:
            os.close(descriptor)

    @unittest.skipUnless(malloc_bytes(), "this malloc() does not tell what it gave")
    def test_leaked_library_object(self) -> None:
        library = ctypes.CDLL("libgpiod.so.3")
        library.gpiod_line_settings_new.restype = ctypes.c_void_p
        library.gpiod_line_settings_free.argtypes = [ctypes.c_void_p]

        def leak() -> None:
            self.kept.append(library.gpiod_line_settings_new())

        self.assert_noticed("bytes of C", leak)
        for settings in self.kept:
            library.gpiod_line_settings_free(settings)

    @unittest.skipUnless(sys.getallocatedblocks(), "this Python's objects come from malloc()")
    def test_leaked_python_object(self) -> None:
        self.assert_noticed("blocks of Python", lambda: self.kept.append(object()))

    @unlike_official("its types are others")
    def test_leaked_object_with_an_owner(self) -> None:
        from gpiod import _ext

        self.assert_noticed("objects of Python's", lambda: self.kept.append(_ext.LineConfig()))

        class Leak(GpioTest):
            def runTest(self) -> None:
                kept.append(_ext.LineSettings())

        kept: list[object] = []
        result = unittest.TestResult()
        Leak().run(result)
        self.assertIn("objects were left behind", result.failures[0][1])

    @unittest.skipUnless(
        "Value.ACTIVE" in resource_counts(), "references are not counted exactly here"
    )
    def test_leaked_reference(self) -> None:
        increase = ctypes.pythonapi.Py_IncRef
        increase.argtypes = [ctypes.py_object]
        self.assert_noticed("Value.ACTIVE", lambda: increase(Value.ACTIVE))

    def test_no_leak(self) -> None:
        self.assertEqual(growth(lambda: [object() for _ in range(100)]), {})


if __name__ == "__main__":
    globals()[sys.argv[1]]() if len(sys.argv) > 1 else unittest.main()
