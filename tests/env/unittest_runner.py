# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs a folder of unittest tests and writes each result to a file as it happens, as JSON lines.

    python unittest_runner.py --timeout SECONDS --events FILE FOLDER [PATTERN]

A reader of the file knows what was running when this process died or hung. An exception that
nobody catches in a thread or a finalizer fails the test it happened in: a test of threads that
prints a traceback and passes is no test.
"""

from __future__ import annotations

import argparse
import faulthandler
import json
import sys
import threading
import unittest
from typing import Any, TextIO, cast


class Result(unittest.TextTestResult):
    """unittest's own result, told to a file besides."""

    events: TextIO
    strays: list[Any] = []

    def tell(self, test: unittest.TestCase, outcome: str, reason: str = "") -> None:
        event = {"test": test.id(), "outcome": outcome, "reason": reason}
        self.events.write(json.dumps(event) + "\n")
        self.events.flush()

    def startTest(self, test: unittest.TestCase) -> None:
        self.strays.clear()
        self.tell(test, "started")
        super().startTest(test)

    def stopTest(self, test: unittest.TestCase) -> None:
        for stray in self.strays:
            self.addError(test, stray)
        super().stopTest(test)

    def addSuccess(self, test: unittest.TestCase) -> None:
        self.tell(test, "passed")
        super().addSuccess(test)

    def addError(self, test: unittest.TestCase, err: Any) -> None:
        self.tell(test, "failed")
        super().addError(test, err)

    def addFailure(self, test: unittest.TestCase, err: Any) -> None:
        self.tell(test, "failed")
        super().addFailure(test, err)

    def addSubTest(self, test: unittest.TestCase, subtest: unittest.TestCase, err: Any) -> None:
        if err is not None:
            self.tell(test, "failed")
        super().addSubTest(test, subtest, err)

    def addSkip(self, test: unittest.TestCase, reason: str) -> None:
        self.tell(test, "skipped", reason)
        if whole := getattr(test, "test_case", None):
            self.tell(whole, "passed")  # the rest of it, of which unittest tells only failures
        super().addSkip(test, reason)

    def addExpectedFailure(self, test: unittest.TestCase, err: Any) -> None:
        self.tell(test, "passed")
        super().addExpectedFailure(test, err)

    def addUnexpectedSuccess(self, test: unittest.TestCase) -> None:
        self.tell(test, "failed")
        super().addUnexpectedSuccess(test)


def stray(args: Any) -> None:
    """An exception nobody catches, from a thread or a finalizer."""
    if args.exc_type is not SystemExit:  # a thread's way to end
        value = args.exc_value or args.exc_type()
        Result.strays.append((args.exc_type, value, args.exc_traceback))


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--timeout", type=float, required=True)
    parser.add_argument("--events", required=True)
    parser.add_argument("folder")
    parser.add_argument("pattern", nargs="?", default="test*.py")


def run(suite: unittest.TestSuite, arguments: argparse.Namespace) -> int:
    """Run tests and tell of them; the exit status."""
    faulthandler.enable()
    faulthandler.dump_traceback_later(arguments.timeout, exit=True)
    threading.excepthook = stray
    sys.unraisablehook = stray
    Result.events = open(arguments.events, "w")  # noqa: SIM115 (until the end)
    runner = unittest.TextTestRunner(sys.stdout, verbosity=2, resultclass=cast(Any, Result))
    return 0 if runner.run(suite).wasSuccessful() else 1


def main() -> int:
    parser = argparse.ArgumentParser()
    add_arguments(parser)
    arguments = parser.parse_args()
    return run(unittest.defaultTestLoader.discover(arguments.folder, arguments.pattern), arguments)


if __name__ == "__main__":
    sys.exit(main())
