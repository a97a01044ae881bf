# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests share: simulated chips, bounded threads, and the checks that follow every test."""

from __future__ import annotations

import contextlib
import ctypes
import faulthandler
import functools
import gc
import inspect
import os
import platform
import subprocess
import sys
import sysconfig
import threading
import time
import unittest
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Generic, TypeVar

import gpiod
import gpiosim

T = TypeVar("T")
Test = TypeVar("Test", bound=Callable[..., Any])

SLOWNESS = 10 if "thread-sanitizer" in (sysconfig.get_config_var("CONFIG_ARGS") or "") else 1
"""How much longer a Python takes that looks at every access to memory."""

LIMIT = 60.0 * SLOWNESS
"""Seconds that no thread of a test may outlive, however busy the machine."""

GARBAGE = 200
"""Handles left to the collector at a time: a thread makes them faster than it comes."""

WAKE_LIMIT = 0.1 * SLOWNESS
"""Seconds in which a close must have woken a blocked call, as the package promises."""

TRIES = 3
"""A busy machine may keep a thread from the processor for long, but not so often on end."""

CLOSED = (gpiod.ChipClosedError, gpiod.RequestReleasedError)
"""All that a method may raise because another thread has closed its handle."""

# Numbers of poll, ppoll, select, pselect6 and read; most machines share the generic table.
_WAITING = {"x86_64": {0, 7, 23, 270, 271}}.get(platform.machine(), {63, 72, 73})


def is_official() -> bool:
    """Whether the package under test is the official one, the oracle of the behaviour tests."""
    return inspect.isfunction(gpiod.Chip.close)


def unlike_official(reason: str) -> Callable[[Test], Test]:
    """Mark a test of what this package promises and the official one does not, and say why."""
    return unittest.skipIf(is_official(), f"the official package: {reason}")


def in_memory() -> bool:
    """Whether chips are in memory: those have queued an event by the time set_pull() returns."""
    return hasattr(ctypes.CDLL("libgpiod.so.3"), "gpiosim_chip_new")


def things(*values: Any) -> tuple[Any, ...]:
    """Values of any types, to be given where they do not belong."""
    return values


def open_descriptors() -> dict[str, str]:
    """Every open file descriptor of this process and what it leads to."""
    found = {}
    for number in os.listdir("/proc/self/fd"):
        with contextlib.suppress(FileNotFoundError):  # the descriptor of the listing itself
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
    """How many objects of the library are owned by objects of Python, by the type of these."""
    gc.collect()
    owners = [item for item in gc.get_objects() if issubclass(type(item), _OWNERS)]
    return Counter(type(owner).__name__ for owner in owners if owner)


def attempt(call: Callable[[], object], *documented: type[Exception]) -> str:
    """Make a call that may raise one of the documented errors; tell which, or "ok"."""
    try:
        call()
    except documented as error:
        return type(error).__name__
    return "ok"


def is_waiting(thread: int) -> bool:
    """Whether the thread sleeps in a system call that waits for a file, not for a lock."""
    folder = Path(f"/proc/self/task/{thread}")
    try:
        number = (folder / "syscall").read_text().split()[0]
    except FileNotFoundError:  # a kernel that does not tell, or the thread is gone
        try:
            return any(word in (folder / "wchan").read_text() for word in ("poll", "read"))
        except FileNotFoundError:
            return False
    return number.isdigit() and int(number) in _WAITING


def until_waiting(thread: int, check: Callable[[], None] = lambda: None) -> None:
    """Return once the thread sleeps in its wait; fail if it never does or the check fails."""
    deadline = time.monotonic() + LIMIT
    while not is_waiting(thread):
        check()
        if time.monotonic() > deadline:
            raise AssertionError("the call never began to wait")
        time.sleep(0.0005)  # nothing tells when a thread falls asleep in the kernel


class Task(threading.Thread, Generic[T]):
    """A thread with a result, started at once. It never outlives LIMIT unnoticed."""

    _value: T

    def __init__(self, call: Callable[[], T], barrier: threading.Barrier | None = None) -> None:
        super().__init__(daemon=True)
        self._call = call
        self._barrier = barrier
        self.error: BaseException | None = None
        self.finished = 0.0
        self.start()

    def run(self) -> None:
        try:
            if self._barrier is not None:
                self._barrier.wait(LIMIT)
            self._value = self._call()
        except BaseException as error:
            self.error = error
        self.finished = time.monotonic()
        del self._call  # whatever handles it refers to

    def result(self, timeout: float = LIMIT) -> T:
        """What the call returned or raised."""
        self.join(timeout)
        if self.is_alive():
            faulthandler.dump_traceback(all_threads=True)
            raise AssertionError(f"a thread is still running after {timeout} s")
        if self.error is not None:
            raise self.error
        return self._value

    def until_waiting(self) -> None:
        """Return once the thread sleeps in its wait; fail if it never does."""
        assert self.native_id is not None
        until_waiting(self.native_id, self._assert_alive)

    def until_asleep(self) -> None:
        """
        Return once the thread has ended, or sleeps, and not for its turn to run Python: it has
        slept through a time in which it could have run.
        """
        asleep = 0
        deadline = time.monotonic() + LIMIT
        while self.is_alive() and asleep < 10:
            try:
                stat = Path(f"/proc/self/task/{self.native_id}/stat").read_text()
            except FileNotFoundError:
                return
            asleep = asleep + 1 if stat.rpartition(")")[2].split()[0] == "S" else 0
            if time.monotonic() > deadline:
                raise AssertionError("the thread never fell asleep")
            time.sleep(0.001)  # nothing tells when a thread falls asleep in the kernel

    def _assert_alive(self) -> None:
        if not self.is_alive():
            self.result()
            raise AssertionError("the call returned without waiting")


def run_concurrently(calls: Sequence[Callable[[], Any]], timeout: float = LIMIT) -> list[Any]:
    """Let all calls go at one moment; their results, or the first exception that any raised."""
    barrier = threading.Barrier(len(calls))
    tasks = [Task(call, barrier) for call in calls]
    deadline = time.monotonic() + timeout
    for task in tasks:
        task.join(max(0.0, deadline - time.monotonic()))
    if any(task.is_alive() for task in tasks):
        faulthandler.dump_traceback(all_threads=True)
        raise AssertionError(f"threads are still running after {timeout} s")
    for task in sorted(tasks, key=lambda task: task.finished):
        if task.error is not None:
            raise task.error
    return [task.result() for task in tasks]


def repeatedly(call: Callable[[], object], seconds: float = 0.5) -> Callable[[], int]:
    """A call made over and over for a while; it gives the number of times."""

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
    """Open what the simulator and the package open once and keep, before anything is counted."""
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
    """A test of shared handles. Threads of a build with the GIL switch as often as they can."""

    def setUp(self) -> None:
        super().setUp()
        self.addCleanup(sys.setswitchinterval, sys.getswitchinterval())
        sys.setswitchinterval(1e-6)

    def woken(self, task: Task[object], since: float, error: type[Exception]) -> float:
        """The blocked call has raised the documented error; so long after the close began."""
        with self.assertRaises(error):
            task.result()
        return task.finished - since


def assert_within(seconds: float, once: Callable[[], float]) -> None:
    """What is done once tells how long it took; if that was too long, it may be the machine."""
    taken: list[float] = []
    while not taken or taken[-1] >= seconds:
        if len(taken) == TRIES:
            raise AssertionError(f"not within {seconds} s, but {taken}")
        taken.append(once())


def run_scenario(
    name: str,
    *arguments: str,
    options: Sequence[str] = (),
    package: str | None = None,
    timeout: float = LIMIT,
    script: str = "scenarios.py",
    environment: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run a function of a script in a process of its own: it may crash or stop it."""
    folders = [package or _folder(gpiod.__file__), _folder(gpiosim.__file__)]
    variables = {**os.environ, **(environment or {}), "PYTHONPATH": os.pathsep.join(folders)}
    variables.pop("PYTHON_GIL", None)  # it would hide what the package asks for
    if preloaded := os.environ.get("LD_PRELOAD"):  # a sanitizer, which must come first
        variables["LD_PRELOAD"] = f"{preloaded} {(environment or {}).get('LD_PRELOAD', '')}"
        # Most end with everything open, or before their threads: nothing of that is a leak.
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
