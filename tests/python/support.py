# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests share: simulated chips, and the checks that follow every test."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import functools
import gc
import inspect
import os
import subprocess
import sys
import time
import unittest
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

import gpiod
import gpiosim
from threads import LIMIT, SLOWNESS, Task

Test = TypeVar("Test", bound=Callable[..., Any])

GARBAGE = 200
"""Handles that a thread leaves to the collector before it waits for a collection."""

WAKE_LIMIT = 0.1 * SLOWNESS
"""Seconds within which close() must wake a blocked call."""

TRIES = 3
"""Attempts of a timed test: a busy machine rarely delays a thread this often in a row."""

CLOSED = (gpiod.ChipClosedError, gpiod.RequestReleasedError)
"""What a method may raise because another thread has closed its handle."""


def is_official() -> bool:
    """Whether the package under test is the official one."""
    return inspect.isfunction(gpiod.Chip.close)


def unlike_official(reason: str) -> Callable[[Test], Test]:
    """Skip a test for the official package, which differs for this reason."""
    return unittest.skipIf(is_official(), f"the official package: {reason}")


def in_memory() -> bool:
    """Whether chips are in memory, where an event is queued by the time set_pull() returns."""
    return hasattr(ctypes.CDLL("libgpiod.so.3"), "gpiosim_chip_new")


def things(*values: Any) -> tuple[Any, ...]:
    """Values of any types, for type checkers: they are passed where they do not belong."""
    return values


def open_descriptors() -> dict[str, str]:
    """The open file descriptors of this process and what they refer to."""
    found = {}
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):  # that of the directory itself
            found[number] = os.readlink(f"/proc/self/fd/{number}")
    return found


def _types_of_objects() -> tuple[type, ...]:
    """The types whose instances own an object of the library."""
    if is_official():
        return ()
    from gpiod import _ext

    return (gpiod.Chip, gpiod.LineRequest, _ext.LineSettings, _ext.LineConfig, _ext.RequestConfig)


_OWNERS = _types_of_objects()


def library_objects() -> Counter[str]:
    """The number of library objects that Python objects own, by the type of the owner."""
    gc.collect()
    owners = [item for item in gc.get_objects() if issubclass(type(item), _OWNERS)]
    return Counter(type(owner).__name__ for owner in owners if owner)


def attempt(call: Callable[[], object], *documented: type[Exception]) -> str:
    """Make a call that may raise one of the documented errors; return its name, or "ok"."""
    try:
        call()
    except documented as error:
        return type(error).__name__
    return "ok"


def repeatedly(call: Callable[[], object], seconds: float = 0.5) -> Callable[[], int]:
    """A function that repeats a call for some time and returns how often it did."""

    def loop() -> int:
        count = 0
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            call()
            count += 1
        return count

    return loop


@functools.cache
def _warm_up() -> None:
    """Make the simulator and the package open the descriptors that they keep."""
    with gpiosim.Chip() as sim, gpiod.Chip(sim.dev_path) as chip:
        chip.request_lines({0: None}).release()


class GpioTest(unittest.TestCase):
    """A test with simulated chips; it leaves no descriptor and no object of the library behind."""

    def setUp(self) -> None:
        _warm_up()
        faulthandler.dump_traceback_later(3 * LIMIT, exit=True)
        self.addCleanup(faulthandler.cancel_dump_traceback_later)
        gc.collect()
        self.addCleanup(self._check_descriptors, open_descriptors())
        self.addCleanup(self._check_objects, library_objects())

    def _check_descriptors(self, before: dict[str, str]) -> None:
        gc.collect()
        self.assertEqual(open_descriptors(), before, "descriptors differ from before the test")

    def _check_objects(self, before: Counter[str]) -> None:
        self.assertEqual(library_objects() - before, {}, "objects were left behind")

    def sim(
        self,
        num_lines: int = 8,
        line_names: dict[int, str] | None = None,
        label: str | None = None,
        hogs: dict[int, tuple[str, gpiosim.Chip.Direction]] | None = None,
    ) -> gpiosim.Chip:
        """A simulated chip that lives as long as the test."""
        sim = gpiosim.Chip(label=label, num_lines=num_lines, line_names=line_names, hogs=hogs)
        self.addCleanup(sim.close)
        return sim

    def chip(self, sim: gpiosim.Chip) -> gpiod.Chip:
        """A chip opened on a simulated one, closed after the test."""
        chip = gpiod.Chip(sim.dev_path)
        self.addCleanup(chip.close)
        return chip


@unlike_official("one thread at a time may use a handle")
class ThreadTest(GpioTest):
    """A test of shared handles. With the GIL, threads switch as often as possible."""

    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(1e-6)

    def woken(self, task: Task[object], since: float, error: type[Exception]) -> float:
        """The time from the start of a close until the blocked call raised the expected error."""
        with self.assertRaises(error):
            task.result()
        return task.finished - since


def assert_within(seconds: float, once: Callable[[], float]) -> None:
    """Fail if it takes longer, but try again first: the machine may be busy."""
    taken: list[float] = []
    while not taken or taken[-1] >= seconds:
        if len(taken) == TRIES:
            raise AssertionError(f"not within {seconds} s, but {taken}")
        taken.append(once())


def run_program(
    name: str,
    *arguments: str,
    options: Sequence[str] = (),
    package: str | None = None,
    timeout: float = LIMIT,
    script: str = "program.py",
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a function of a script in a new process."""
    folders = [package or _folder(gpiod.__file__), _folder(gpiosim.__file__)]
    variables = {**os.environ, **(environment or {}), "PYTHONPATH": os.pathsep.join(folders)}
    variables.pop("PYTHON_GIL", None)  # it overrides what the package declares
    if preloaded := os.environ.get("LD_PRELOAD"):  # a sanitizer, which must be loaded first
        variables["LD_PRELOAD"] = f"{preloaded} {(environment or {}).get('LD_PRELOAD', '')}"
        # Most programs exit with open handles and running threads, which are not leaks.
        variables["ASAN_OPTIONS"] = f"{os.environ.get('ASAN_OPTIONS', '')}:detect_leaks=0"
    path = Path(__file__).with_name(script)
    return subprocess.run(
        [sys.executable, "-X", "faulthandler", *options, str(path), name, *arguments],
        env=variables,
        capture_output=True,
        text=True,
        timeout=timeout,
    )


def _folder(initializer: str | None) -> str:
    assert initializer is not None
    return str(Path(initializer).resolve().parents[1])
