# SPDX-License-Identifier: LGPL-2.1-or-later
"""The hunt finds each kind of leak, and reports nothing else."""

from __future__ import annotations

import ctypes
import os
import unittest
from collections.abc import Callable
from typing import Any

import hunt

LEAVES: Any = object()


class FindsLeaked(unittest.TestCase):
    def setUp(self) -> None:
        self.kept: list[Any] = []

    def assert_found(self, count: str, leak: Callable[[], object]) -> None:
        self.assertIn(count, hunt.leaks(leak))

    def test_reference(self) -> None:
        increase = ctypes.pythonapi.Py_IncRef
        increase.argtypes = [ctypes.py_object]
        self.assert_found("references", lambda: increase(LEAVES))

    def test_object(self) -> None:
        self.assert_found("blocks", lambda: self.kept.append(object()))

    def test_object_in_a_cycle(self) -> None:
        def leak() -> None:
            cycle: list[Any] = []
            cycle.append(cycle)
            self.kept.append(cycle)

        self.assert_found("references", leak)

    def test_descriptor(self) -> None:
        self.assert_found("descriptors", lambda: self.kept.append(os.dup(2)))
        for descriptor in self.kept:
            os.close(descriptor)

    def test_objects_of_a_test(self) -> None:
        kept = self.kept

        class Leaky(unittest.TestCase):
            def test(self) -> None:
                kept.append(object())

        result = unittest.TestResult()
        hunt.Hunt(Leaky("test")).run(result)
        self.assertIn(
            "more after each run, and by how much: {'references': [1", result.failures[0][1]
        )


class Ignores(unittest.TestCase):
    def test_freed_objects(self) -> None:
        self.assertEqual(hunt.leaks(lambda: None), {})

    def test_unreferenced_cycles(self) -> None:
        def run() -> None:
            cycle: list[Any] = []
            cycle.append(cycle)

        self.assertEqual(hunt.leaks(run), {})

    def test_growth_that_stops(self) -> None:
        kept: list[object] = []

        def run() -> None:
            if len(kept) < hunt.WARMUPS + hunt.RUNS - 1:
                kept.append(object())

        self.assertEqual(hunt.leaks(run), {})

    def test_failing_tests(self) -> None:
        class Wrong(unittest.TestCase):
            def test(self) -> None:
                self.fail("it is wrong")

        result = unittest.TestResult()
        hunt.Hunt(Wrong("test")).run(result)
        self.assertIn("it is wrong", result.failures[0][1])


if __name__ == "__main__":
    unittest.main()
