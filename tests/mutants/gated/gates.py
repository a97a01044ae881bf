# SPDX-License-Identifier: LGPL-2.1-or-later
"""Gates, which stop threads inside the library; shared by these tests.

The process must have loaded the race checker, gate.c and the in-memory libgpiod, and the package
must be built with GG_STEPS. ../run.py sets this up.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import os
import sysconfig
import unittest
from collections.abc import Iterator
from functools import cache

import gpiod
import gpiosim
from gpiod.line import Direction, Edge

LIMIT = float(os.environ.get("GATED_SECONDS", "60"))
"""Seconds that no test may take; each takes a small part of one."""

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)
CLOSED = (gpiod.ChipClosedError, gpiod.RequestReleasedError)


without_gil = unittest.skipUnless(
    sysconfig.get_config_var("Py_GIL_DISABLED"), "the GIL keeps others out where nothing detaches"
)


@cache
def library() -> ctypes.CDLL:
    """What is preloaded."""
    found = ctypes.CDLL(None)
    if not hasattr(found, "gate_shut") or not hasattr(found, "guardgen_race_violations"):
        raise unittest.SkipTest("tests/mutants/run.py preloads the gates and the race checker")
    found.gate_await.argtypes = [ctypes.c_char_p, ctypes.c_int, ctypes.c_double]
    found.guardgen_race_violations.restype = ctypes.c_ulong
    found.guardgen_race_live_objects.restype = ctypes.c_long
    return found


class Gate:
    """A libgpiod function, or a "step:…" of the runtime, where threads stop while it is shut."""

    def __init__(self, name: str) -> None:
        self.name = name.encode()
        library().gate_shut(self.name)

    def open(self) -> None:
        library().gate_open(self.name)

    def until_reached(self, count: int = 1) -> None:
        """Return once this many threads have stopped at it."""
        if library().gate_await(self.name, count, LIMIT):
            raise AssertionError(f"{self.passed} threads reached {self.name!r}, not {count}")

    @property
    def passed(self) -> int:
        """How many threads have reached it since it was shut."""
        passed: int = library().gate_passed(self.name)
        return passed


@contextlib.contextmanager
def gate(name: str) -> Iterator[Gate]:
    """A gate that is shut during the block."""
    one = Gate(name)
    try:
        yield one
    finally:
        one.open()


class GatedTest(unittest.TestCase):
    """A test with an open chip, in which the race checker must not report violations."""

    def setUp(self) -> None:
        self.violations = library().guardgen_race_violations()
        faulthandler.dump_traceback_later(LIMIT, exit=True)
        self.addCleanup(faulthandler.cancel_dump_traceback_later)
        self.addCleanup(self.check_violations)
        self.simulated = gpiosim.Chip(num_lines=8, line_names={1: "foo"})
        self.addCleanup(self.simulated.close)
        self.chip = gpiod.Chip(self.simulated.dev_path)
        self.addCleanup(self.chip.close)

    def check_violations(self) -> None:
        gc.collect()
        told = library().guardgen_race_violations() - self.violations
        self.assertEqual(told, 0, "the race checker reported violations")

    def request(self, settings: gpiod.LineSettings = EDGES) -> gpiod.LineRequest:
        request = self.chip.request_lines({(0, "foo"): settings})
        self.addCleanup(request.release)
        return request

    def request_and_forget(self) -> None:
        """Make an object and drop it; on all Pythons, it is deallocated in this thread."""
        self.chip.request_lines({3: None})
