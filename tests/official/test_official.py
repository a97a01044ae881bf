# SPDX-License-Identifier: LGPL-2.1-or-later
"""The official package's own tests, unmodified, on whichever `gpiod` is imported.

GUARDGEN_OFFICIAL_SOURCE names its unpacked source distribution, which has them. They need two
extension modules of their own: simulated chips come from our gpiosim instead, and `system` is
replaced below. GUARDGEN_OFFICIAL_RUNS repeats the tests of threads.
"""

from __future__ import annotations

import importlib
import os
import sys
import types
import unittest
from pathlib import Path
from typing import Any

import gpiod
import gpiosim
from threads import LIMIT

SOURCE = os.environ.get("GUARDGEN_OFFICIAL_SOURCE")
RUNS = int(os.environ.get("GUARDGEN_OFFICIAL_RUNS", "0"))
NO_LOCKING = bool(os.environ.get("TESTS_NO_LOCKING"))

THREADS = "tests_threading"
NEED_A_LOCK = ("test_shared_closed", "test_shared_close", "test_shared_set_get_values")
"""
What no package can pass without the lock of the test. Two expect that of several threads that read
and then close, all but one come too late; the third, that nobody sets a line between a thread's set
and get.
"""


def check_kernel_version(major: int, minor: int, release: int) -> bool:
    """Whether the kernel is at least this one; those with gpio-sim are."""
    return True


def set_process_name(name: str) -> None:
    """Only for what a debugger shows."""


def prepare(tests: Path) -> None:
    """Make `tests` the package in that folder, with the replacements in it."""
    package = types.ModuleType("tests")
    system = types.ModuleType("tests.system")
    for function in (check_kernel_version, set_process_name):
        setattr(system, function.__name__, function)
    package.__path__ = [str(tests)]
    vars(package).update(gpiosim=gpiosim, system=system)
    sys.modules.update({"tests": package, "tests.gpiosim": gpiosim, "tests.system": system})


def be_patient(case: Any) -> None:
    """Raise the limit against hanging: two seconds are too few for a busy or emulated machine."""
    set_up = case.setUpClass.__func__

    def patient(cls: Any) -> None:
        set_up(cls)
        cls.TIMEOUT = LIMIT

    case.setUpClass = classmethod(patient)


def is_run(test: unittest.TestCase) -> bool:
    name = test.id().rpartition(".")[2]
    if name == "test_api_version_string":  # it wants 2.3.0, but that release calls itself 2.3
        return gpiod.api_version.count(".") == 2
    return not (NO_LOCKING and name in NEED_A_LOCK)


def flat(suite: unittest.TestSuite) -> list[unittest.TestCase]:
    return [
        test
        for part in suite
        for test in (flat(part) if isinstance(part, unittest.TestSuite) else [part])
    ]


class Source(unittest.TestCase):
    def test_is_there(self) -> None:
        if not SOURCE:
            self.skipTest("GUARDGEN_OFFICIAL_SOURCE does not name the official package's source")
        self.assertTrue(Path(SOURCE, "tests", f"{THREADS}.py").exists())


def load_tests(
    loader: unittest.TestLoader, standard: unittest.TestSuite, pattern: str | None
) -> unittest.TestSuite:
    suite = unittest.TestSuite([Source("test_is_there")])
    if SOURCE:
        tests = Path(SOURCE, "tests")
        prepare(tests)
        be_patient(importlib.import_module(f"tests.{THREADS}").ThreadedTestCase)
        names = [THREADS] * RUNS or sorted(file.stem for file in tests.glob("tests_*.py"))
        for name in names:
            found = loader.loadTestsFromModule(importlib.import_module(f"tests.{name}"))
            suite.addTests(test for test in flat(found) if is_run(test))
    return suite
