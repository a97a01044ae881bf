# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Tests that run in a child process, so that a test that crashes or hangs is one that fails.

The process stays alive for the next test, and is replaced when it dies. This file is also its
program: it reads names of tests, and writes the result of each as a line of JSON.
"""

from __future__ import annotations

import contextlib
import faulthandler
import gc
import json
import os
import select
import signal
import subprocess
import sys
import sysconfig
import tempfile
import threading
import unittest
from typing import Any, cast

from threads import LIMIT, HungError

TEST_LIMIT = 2 * LIMIT
"""Seconds after which a test that hangs is ended, and the stacks of its threads are shown."""

in_child = False


class Child:
    """The child process."""

    def __init__(self) -> None:
        self._errors = tempfile.TemporaryFile()  # noqa: SIM115 (as long as the process)
        self._process = subprocess.Popen(
            [sys.executable, "-X", "faulthandler", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._tests, self._results = self._process.stdin, self._process.stdout

    def run(self, test: str) -> dict[str, Any]:
        """Run a test and return its result. Raises EOFError if the process does not survive it."""
        with contextlib.suppress(BrokenPipeError):
            self._tests.write(test + "\n")
            self._tests.flush()
        readable, _, _ = select.select([self._results], [], [], TEST_LIMIT + LIMIT)
        if not readable:
            self._process.kill()
        result = self._results.readline()
        if not result:
            raise EOFError(self.end())
        return cast("dict[str, Any]", json.loads(result))

    def end(self) -> str:
        """End the process; return its exit status and the end of its output, or "" if it was 0."""
        with contextlib.suppress(BrokenPipeError):
            self._tests.close()
        try:
            status = self._process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._results.close()
        self._errors.seek(0)
        output = self._errors.read().decode(errors="replace")
        self._errors.close()
        if status == 0:
            return ""
        how = f"of {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return f"the process died {how}\n{output[-8000:]}"


_child: Child | None = None


def run_in_child(test: str) -> dict[str, Any]:
    global _child
    if _child is None:
        _child = Child()
    try:
        return _child.run(test)
    except EOFError as death:
        _child = None
        return {"failures": [str(death)]}


def end_child() -> None:
    """For tearDownModule. Fails if the process does not end well."""
    global _child
    child, _child = _child, None
    if child is not None and (death := child.end()):
        raise AssertionError(f"after all tests {death}")


class IsolatedTest(unittest.TestCase):
    """A test in a child process. It leaves no descriptor open and no exception unreported."""

    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        if in_child:
            return super().run(result)
        assert result is not None
        result.startTest(self)
        module, _, name = self.id().rpartition(".")[0].rpartition(".")
        module = module.rpartition(".")[2]  # without the package in which unittest found it
        outcome = run_in_child(f"{module}.{name}.{self._testMethodName}")
        for failure in outcome["failures"]:
            error: Any = (AssertionError, AssertionError(failure), None)  # which unittest takes
            result.addFailure(self, error)
        if not outcome["failures"]:
            if outcome.get("skipped"):
                result.addSkip(self, outcome["skipped"])
            else:
                result.addSuccess(self)
        if outcome.get("notes"):
            self.receive(outcome["notes"])
        result.stopTest(self)
        return result

    def send(self, **notes: Any) -> None:
        """In the child: pass values to receive()."""
        _notes.update(notes)

    def receive(self, notes: dict[str, Any]) -> None:
        """In the parent: the values that send() passed."""

    def setUp(self) -> None:
        self._descriptors = len(os.listdir("/proc/self/fd"))
        self.addCleanup(self._check_descriptors)

    def _check_descriptors(self) -> None:
        gc.collect()
        left = len(os.listdir("/proc/self/fd")) - self._descriptors
        self.assertEqual(left, 0, "descriptors were left open")


_notes: dict[str, Any] = {}
_uncaught: list[str] = []


def record_uncaught(args: Any) -> None:
    """A hook for exceptions that a thread or a finalizer does not catch."""
    _uncaught.append(f"uncaught {args.exc_type.__name__}: {args.exc_value}")


def gil_was_enabled() -> bool:
    """Whether a free-threaded build runs with the GIL, although that was not requested."""
    asked = "PYTHON_GIL" in os.environ or "gil" in sys._xoptions
    free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    return free and not asked and cast(Any, sys)._is_gil_enabled()


def run_here(name: str) -> dict[str, Any]:
    _notes.clear()
    _uncaught.clear()
    faulthandler.dump_traceback_later(TEST_LIMIT, exit=True)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromName(name).run(result)
    faulthandler.cancel_dump_traceback_later()
    failures = [text for _, text in result.errors + result.failures] + _uncaught
    if gil_was_enabled():
        failures.append("the GIL was enabled")
    if any(HungError.__name__ in text for text in failures):
        print(*failures, sep="\n", file=sys.stderr, flush=True)
        os._exit(1)  # the thread still runs: the next test needs a new process
    skipped = result.skipped[0][1] if result.skipped else None
    return {"failures": failures, "skipped": skipped, "notes": _notes}


def main() -> None:
    global in_child
    sys.modules["isolated"] = sys.modules["__main__"]  # one module, not two
    in_child = True
    # What a test prints must not end up between the results.
    results = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    threading.excepthook = record_uncaught
    sys.unraisablehook = record_uncaught
    sys.setswitchinterval(1e-6)  # threads of a build with the GIL switch as often as possible
    for line in sys.stdin:
        print(json.dumps(run_here(line.strip())), file=results, flush=True)


if __name__ == "__main__":
    main()
