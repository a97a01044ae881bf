# SPDX-License-Identifier: LGPL-2.1-or-later
"""Hunts for leaks: every test of a folder is run over and over, and must leave nothing behind.

    python -m leaks.hunt --timeout SECONDS FOLDER [PATTERN] [-k NAME]...

The Python is one with the GIL that was configured --with-pydebug: it counts every reference.

A test is run until nothing is warming up any more, and then until each count has stood still, or
gone back, in one run at least. What grows in every run is a leak; what caches take, or a thread
that is not quite gone yet, does not. That is what CPython's own hunt goes by (`regrtest -R 3:3`, in
Lib/test/libregrtest/refleak.py of 3.14), which stops after three runs; this one is in no doubt when
it tells.
"""

from __future__ import annotations

import argparse
import gc
import linecache
import os
import re
import sys
import unittest
from collections.abc import Callable, Iterator
from typing import Any, cast

from guardtools import unittest_runner

WARMUPS = 3
RUNS = 9
"""Most runs of a test; one is enough if nothing grows."""

ALONE = "it tests other processes"
LEFT_OUT = {
    "test_exit": ALONE,
    "test_fork": ALONE,
    "test_out_of_memory": ALONE,
    "test_leaks": "it counts leaks itself, and its negative controls leak",
    "test_pairs.Coverage": "it checks that all others were run",
}
"""Modules and classes of tests that are not repeated, and why."""


def count_references() -> int:
    return int(cast(Any, sys).gettotalrefcount())


def count_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))


COUNTS: dict[str, Callable[[], int]] = {
    "references": count_references,
    "blocks": sys.getallocatedblocks,
    "descriptors": count_descriptors,
}


def counted() -> dict[str, int]:
    """The counts, after collecting garbage and clearing caches."""
    linecache.clearcache()
    re.purge()
    cast(Any, sys)._clear_internal_caches()
    gc.collect()
    return {name: count() for name, count in COUNTS.items()}


def growths(run: Callable[[], object]) -> Iterator[dict[str, int]]:
    """How much each count grows in each run."""
    before = counted()
    while True:
        run()
        after = counted()
        yield {name: after[name] - before[name] for name in COUNTS}
        before = after


def leaks(run: Callable[[], object]) -> dict[str, list[int]]:
    """The counts that grow in every run, and by how much each time."""
    grown: dict[str, list[int]] = {name: [] for name in COUNTS}
    every = growths(run)
    for _ in range(WARMUPS):
        next(every)
    for _ in range(RUNS):
        growth = next(every)
        grown = {name: [*past, growth[name]] for name, past in grown.items() if growth[name] > 0}
        if not grown:
            break
    return grown


class Hunt(unittest.TestCase):
    """Repeats a test, which must pass each time and must not leak."""

    def __init__(self, test: unittest.TestCase) -> None:
        super().__init__()
        self._kind = type(test)
        self._name = test._testMethodName
        self._id = test.id()

    def id(self) -> str:
        return self._id

    def __str__(self) -> str:
        return self._id

    def once(self) -> None:
        """Run a new instance of the test, with the set-up of its class and module."""
        result = unittest.TestResult()
        unittest.TestSuite([self._kind(self._name)]).run(result)
        for _, text in result.errors + result.failures:
            self.fail(text)
        for skipped, reason in result.skipped:
            if not hasattr(skipped, "test_case"):  # the whole, and not a part of it
                self.skipTest(reason)

    def runTest(self) -> None:
        for name, reason in LEFT_OUT.items():
            if self._id == name or self._id.startswith(f"{name}."):
                self.skipTest(f"not repeated: {reason}")
        found = leaks(self.once)
        if found:
            self.fail(f"more after each run, and by how much: {found}")


def tests_in(suite: unittest.TestSuite) -> Iterator[unittest.TestCase]:
    for part in suite:
        if isinstance(part, unittest.TestSuite):
            yield from tests_in(part)
        else:
            yield part


def hunts(folder: str, pattern: str, names: list[str]) -> Iterator[Hunt]:
    loader = unittest.TestLoader()
    if names:
        loader.testNamePatterns = [f"*{name}*" for name in names]
    for test in tests_in(loader.discover(folder, pattern)):
        yield Hunt(test)


def stay_in_process() -> None:
    """Make the generated tests run in this process instead of a child."""
    if isolated := cast(Any, sys.modules.get("isolated")):
        isolated.in_child = True
        isolated.end_child = lambda: None


def main() -> int:
    parser = argparse.ArgumentParser()
    unittest_runner.add_arguments(parser)
    parser.add_argument("-k", dest="names", action="append", default=[])
    arguments = parser.parse_args()
    if not hasattr(sys, "gettotalrefcount"):
        parser.error(f"{sys.executable} does not count references: configure it --with-pydebug")
    suite = unittest.TestSuite(hunts(arguments.folder, arguments.pattern, arguments.names))
    stay_in_process()
    gc.collect()
    gc.freeze()  # what is there for good need not be looked at each time
    return unittest_runner.run(suite, arguments)


if __name__ == "__main__":
    sys.exit(main())
