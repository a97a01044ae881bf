# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a folder of unittest tests, and prints TAP.

    python -m guardtools.unittest_runner --timeout SECONDS FOLDER [PATTERN]

A comment before each test names it, and the plan is printed last, so a reader knows which test was
running when this process died or hung. The output of unittest and the tests goes to stderr. An
uncaught exception in a thread or a finalizer fails the test that is running; unittest only prints
it.
"""

from __future__ import annotations

import argparse
import faulthandler
import os
import sys
import threading
import unittest
from typing import Any, TextIO, cast

SKIPPED, PASSED, FAILED = range(3)
"""The worst counts: a test that failed and was skipped has failed."""


class Result(unittest.TextTestResult):
    """unittest's own result, also printed as TAP."""

    tap: TextIO
    uncaught: list[Any] = []
    number = 0

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._running = False
        self._results: dict[str, tuple[int, str]] = {}
        """Of the running test, and of its skipped parts."""

    def _print(self, line: str) -> None:
        self.tap.write(f"{line}\n")
        self.tap.flush()

    def _record(self, test: unittest.TestCase, outcome: int, reason: str = "") -> None:
        before = self._results.get(test.id())
        if before is None or outcome > before[0]:
            self._results[test.id()] = outcome, reason
        if not self._running:  # but a whole class or module could not be set up, or was skipped
            self._print_results()

    def _print_results(self) -> None:
        for name, (outcome, reason) in self._results.items():
            Result.number += 1
            line = f"{'not ok' if outcome == FAILED else 'ok'} {self.number} - {plain(name)}"
            self._print(f"{line} # SKIP {plain(reason)}" if outcome == SKIPPED else line)
        self._results.clear()

    def startTest(self, test: unittest.TestCase) -> None:
        self._running = True
        self.uncaught.clear()
        self._print(f"# running {plain(test.id())}")
        super().startTest(test)

    def stopTest(self, test: unittest.TestCase) -> None:
        for error in self.uncaught:
            self.addError(test, error)
        # CPython 3.12.1 stops what is skipped by a decorator without having started it (gh-106584).
        if self._running and test.id() not in self._results:
            self._record(test, FAILED)
        self._running = False
        self._print_results()
        super().stopTest(test)

    def stopTestRun(self) -> None:
        super().stopTestRun()
        self._print(f"1..{self.number}")

    def addSuccess(self, test: unittest.TestCase) -> None:
        self._record(test, PASSED)
        super().addSuccess(test)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        self._record(test, FAILED)
        super().addError(test, err)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        self._record(test, FAILED)
        super().addFailure(test, err)

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        if err is not None:
            self._record(test, FAILED)
        super().addSubTest(test, subtest, err)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self._record(test, SKIPPED, reason)
        if whole := getattr(test, "test_case", None):
            self._record(whole, PASSED)  # the rest of it, whose success unittest does not report
        super().addSkip(test, reason)

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:
        self._record(test, PASSED)
        super().addExpectedFailure(test, err)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        self._record(test, FAILED)
        super().addUnexpectedSuccess(test)


def plain(text: str) -> str:
    """On one line, and without the character that begins a comment."""
    return " ".join(text.split()).replace("#", "\\x23")


def keep_uncaught(args: Any) -> None:
    """A hook for uncaught exceptions in a thread or a finalizer."""
    if args.exc_type is not SystemExit:  # a thread's way to end
        value = args.exc_value or args.exc_type()
        Result.uncaught.append((args.exc_type, value, args.exc_traceback))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--timeout", type=float, required=True)
    parser.add_argument("folder")
    parser.add_argument("pattern", nargs="?", default="test*.py")


def run(suite: unittest.TestSuite, arguments: argparse.Namespace) -> int:
    """Run tests and print TAP; the exit status."""
    faulthandler.enable()
    faulthandler.dump_traceback_later(arguments.timeout, exit=True)
    threading.excepthook = keep_uncaught
    sys.unraisablehook = keep_uncaught
    Result.tap = os.fdopen(os.dup(1), "w", errors="backslashreplace")
    os.dup2(2, 1)
    runner = unittest.TextTestRunner(sys.stderr, verbosity=2, resultclass=cast(Any, Result))
    return 0 if runner.run(suite).wasSuccessful() else 1


def main() -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    arguments = parser.parse_args()
    return run(unittest.defaultTestLoader.discover(arguments.folder, arguments.pattern), arguments)


if __name__ == "__main__":
    sys.exit(main())
