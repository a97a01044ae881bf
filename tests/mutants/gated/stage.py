# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests here share: gates that stop threads in the library, and threads that are bounded.

They need three libraries in the process: the race checker, gate.c, and the in-memory libgpiod; and
a package that was built with GG_STEPS. ../run.py sees to it.
"""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import gc
import os
import sysconfig
import threading
import time
import unittest
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Generic, TypeVar

import gpiod
import gpiosim
from gpiod.line import Direction, Edge

T = TypeVar("T")

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
    """A function of libgpiod, or a "step:…" of the runtime, where threads stop when it is shut."""

    def __init__(self, name: str) -> None:
        self.name = name.encode()
        library().gate_shut(self.name)

    def open(self) -> None:
        library().gate_open(self.name)

    def until_reached(self, count: int = 1) -> None:
        """Return once so many threads stand before it."""
        if library().gate_await(self.name, count, LIMIT):
            raise AssertionError(f"{self.passed} threads came to {self.name!r}, not {count}")

    @property
    def passed(self) -> int:
        """How many have come to it, or more, since it was shut."""
        passed: int = library().gate_passed(self.name)
        return passed


@contextlib.contextmanager
def gate(name: str) -> Iterator[Gate]:
    """A gate that is shut for the block."""
    one = Gate(name)
    try:
        yield one
    finally:
        one.open()


class Task(threading.Thread, Generic[T]):
    """A thread with a result, started at once."""

    _value: T

    def __init__(self, call: Callable[[], T]) -> None:
        super().__init__(daemon=True)
        self._call = call
        self.error: BaseException | None = None
        self.start()

    def run(self) -> None:
        try:
            self._value = self._call()
        except BaseException as error:
            self.error = error
        del self._call

    def result(self) -> T:
        """What the call returned or raised."""
        self.join(LIMIT)
        if self.is_alive():
            raise AssertionError("a thread does not come back")
        if self.error is not None:
            raise self.error
        return self._value

    def until_asleep(self) -> None:
        """Return once the thread has ended, or sleeps, and not for its turn to run Python."""
        asleep = 0
        while self.is_alive() and asleep < 10:
            try:
                stat = Path(f"/proc/self/task/{self.native_id}/stat").read_text()
            except OSError:
                return
            asleep = asleep + 1 if stat.rpartition(")")[2].split()[0] == "S" else 0
            time.sleep(0.001)  # nothing tells when a thread falls asleep in the kernel


class GatedTest(unittest.TestCase):
    """With a simulated chip, opened; the race checker must have nothing to tell in the end."""

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
        self.assertEqual(told, 0, "the race checker tells of violations")

    def request(self, settings: gpiod.LineSettings = EDGES) -> gpiod.LineRequest:
        request = self.chip.request_lines({(0, "foo"): settings})
        self.addCleanup(request.release)
        return request

    def request_and_forget(self) -> None:
        """The thread that made an object is the one in which it ends, on all Pythons."""
        self.chip.request_lines({3: None})
