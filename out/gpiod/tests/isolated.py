# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Tests that run in a process of their own, so that one which crashes or hangs is one that fails.

The process lives on for the next test, and is replaced when it dies. This file is also what runs
in it: it reads the names of tests and answers each with a line of JSON.
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
from pathlib import Path
from typing import Any, cast

from crew import LIMIT

TEST_LIMIT = 2 * LIMIT
"""Seconds after which a test that hangs is shown where it does, and ended."""

in_child = False


class Child:
    """The other process."""

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
        self._tests, self._answers = self._process.stdin, self._process.stdout

    def run(self, test: str) -> dict[str, Any]:
        """Run a test; what is told of it. Raises EOFError if the process does not survive it."""
        with contextlib.suppress(BrokenPipeError):
            self._tests.write(test + "\n")
            self._tests.flush()
        readable, _, _ = select.select([self._answers], [], [], TEST_LIMIT + LIMIT)
        if not readable:
            self._process.kill()
        answer = self._answers.readline()
        if not answer:
            raise EOFError(self.end())
        return cast("dict[str, Any]", json.loads(answer))

    def end(self) -> str:
        """End the process; how it died and its last words, or nothing if it was well."""
        with contextlib.suppress(BrokenPipeError):
            self._tests.close()
        try:
            status = self._process.wait(LIMIT)
        except subprocess.TimeoutExpired:
            self._process.kill()
            status = self._process.wait()
        self._answers.close()
        self._errors.seek(0)
        words = self._errors.read().decode(errors="replace")
        self._errors.close()
        if status == 0:
            return ""
        how = f"of {signal.Signals(-status).name}" if status < 0 else f"with status {status}"
        return f"the process died {how}\n{words[-8000:]}"


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
    """For tearDownModule: the process must end well, too."""
    global _child
    child, _child = _child, None
    if child is not None and (death := child.end()):
        raise AssertionError(f"after all tests {death}")


class IsolatedTest(unittest.TestCase):
    """A test in a process of its own. It leaves no descriptor open and no exception unheard."""

    def run(self, result: unittest.TestResult | None = None) -> unittest.TestResult | None:
        if in_child:
            return super().run(result)
        assert result is not None
        result.startTest(self)
        module, _, name = self.id().rpartition(".")[0].rpartition(".")
        module = module.rpartition(".")[2]  # found as part of a package, perhaps
        told = run_in_child(f"{module}.{name}.{self._testMethodName}")
        for failure in told["failures"]:
            error: Any = (AssertionError, AssertionError(failure), None)  # which unittest takes
            result.addFailure(self, error)
        if not told["failures"]:
            if told.get("skipped"):
                result.addSkip(self, told["skipped"])
            else:
                result.addSuccess(self)
        if told.get("notes"):
            self.hear(told["notes"])
        result.stopTest(self)
        return result

    def note(self, **notes: Any) -> None:
        """In the other process: tell hear() something."""
        _notes.update(notes)

    def hear(self, notes: dict[str, Any]) -> None:
        """In this process: what note() was given."""

    def setUp(self) -> None:
        self._descriptors = len(os.listdir("/proc/self/fd"))
        self.addCleanup(self._check_descriptors)

    def _check_descriptors(self) -> None:
        gc.collect()
        left = len(os.listdir("/proc/self/fd")) - self._descriptors
        self.assertEqual(left, 0, "descriptors were left open")


_notes: dict[str, Any] = {}
_strays: list[str] = []


def stray(args: Any) -> None:
    """An exception that nobody catches, from a thread or a finalizer."""
    _strays.append(f"nobody caught {args.exc_type.__name__}: {args.exc_value}")


def gil_is_back() -> bool:
    """Whether a build without the GIL runs with it though nobody asked for it."""
    asked = "PYTHON_GIL" in os.environ or "gil" in sys._xoptions
    free = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    return free and not asked and cast(Any, sys)._is_gil_enabled()


def run_here(name: str) -> dict[str, Any]:
    _notes.clear()
    _strays.clear()
    faulthandler.dump_traceback_later(TEST_LIMIT, exit=True)
    result = unittest.TestResult()
    unittest.defaultTestLoader.loadTestsFromName(name).run(result)
    faulthandler.cancel_dump_traceback_later()
    failures = [text for _, text in result.errors + result.failures] + _strays
    if gil_is_back():
        failures.append("the GIL is on")
    skipped = result.skipped[0][1] if result.skipped else None
    return {"failures": failures, "skipped": skipped, "notes": _notes}


def main() -> None:
    global in_child
    sys.modules["isolated"] = sys.modules["__main__"]  # one module, not two
    in_child = True
    # Whatever a test prints must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    threading.excepthook = stray
    sys.unraisablehook = stray
    sys.path.insert(0, str(Path(__file__).parent))
    sys.setswitchinterval(1e-6)  # threads of a build with the GIL take turns as often as they can
    for line in sys.stdin:
        print(json.dumps(run_here(line.strip())), file=answers, flush=True)


if __name__ == "__main__":
    main()
