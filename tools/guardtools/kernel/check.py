# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-kernel` and similar: the tests on a real kernel's gpio-sim, with real libgpiod."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from guardtools import build, check
from guardtools.check import GENERATED_TESTS, MINUTES, PYTHON_TESTS, newest_of_each_kind
from guardtools.common import ROOT, Stop
from guardtools.process import execute
from guardtools.results import Outcome, Step, of_program, of_summary, of_tap, run_steps
from guardtools.setup import libgpiod, pythons

RUN = ROOT / "tools" / "kernel-run"
DEMO = ROOT / "tests" / "demo" / "demo.py"
NONE_TO_BE_HAD = 77
THREADS = "test_threads*.py"  # for the kernel with two processors
LIMIT_OF_BOOT = 300
SECONDS = 1800
"""For a folder of tests; each test has a limit of its own, and takes a small part of one."""


def in_kernel(kind: str, *options: str | Path) -> list[str | Path]:
    """The first words of a command line that runs the rest in a kernel."""
    return [RUN, *(["--smp"] if kind == "smp" else []), *options, "--"]


def is_there(kind: str) -> bool:
    """Build the kernel if necessary; False, after a message, if none is available."""
    status = subprocess.run([*in_kernel(kind), "true"], stdin=subprocess.DEVNULL).returncode
    if status not in (0, NONE_TO_BE_HAD):
        raise Stop(f"tools/kernel-run -- true: exit status {status}; the reason is above")
    return status == 0


def unittests(
    kind: str,
    folder: Path,
    python: pythons.Python,
    pattern: str = "test*.py",
    library: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """A folder of tests on one Python in the kernel, on the libgpiod installed or in a folder."""
    tests = build.unittest_command(python.path, folder, SECONDS - 30)
    argv = [*in_kernel(kind, "--timeout", str(SECONDS)), *tests, pattern]
    env = {**build.python_environment(python.folder, library), **(environment or {})}
    done = execute(argv, SECONDS + LIMIT_OF_BOOT, env=env, apart=True)
    return of_tap(done, f"{folder} in {kind}")


def steps(
    kind: str,
    found: Sequence[pythons.Python],
    pattern: str = "test*.py",
    folders: Sequence[str] = PYTHON_TESTS,
) -> Iterator[Step]:
    """The Python tests in a kernel; one at a time, because threads are timed."""
    for python in found:
        for folder in folders:
            run = partial(unittests, kind, ROOT / folder, python, pattern)
            yield Step(f"{folder} in {kind}, {python.tag}", run, alone=True)


def controls() -> Outcome:
    """The comparison finds errors in the in-memory libgpiod."""
    return of_program(execute([sys.executable, "-m", "parity.test_compare"], 10 * MINUTES))


def comparison() -> Outcome:
    """The in-memory libgpiod behaves as the kernel does."""
    return of_summary(execute([sys.executable, "-m", "parity.compare", build.SIM], 10 * MINUTES))


def other_releases(python: pythons.Python) -> Outcome:
    """The Python tests on every other available release of libgpiod, on one Python."""
    total = Outcome()
    releases = [*libgpiod.others()]
    if not releases:
        return Outcome(skipped=1, notes=["skipped: no other release of libgpiod is to be had"])
    for release, folder in releases:
        for tests in PYTHON_TESTS:
            outcome = unittests("um", ROOT / tests, python, "test*.py", folder)
            total.add(outcome)
            total.report += outcome.report
            total.notes.append(f"{outcome} on libgpiod {release}")
    return total


def check_kernel(arguments: argparse.Namespace) -> int:
    """The Python tests on a real kernel; the last line is 'N passed, N failed, N skipped'."""
    found = check.prepare()
    if not is_there("um"):
        print(Outcome(skipped=len(found) * len(PYTHON_TESTS)), flush=True)
        return 0
    newest = pythons.preferred(found)
    every = [
        Step("in-memory chip as the kernel", comparison, alone=True),
        Step("that a difference is noticed", controls, alone=True),
        *steps("um", found),
        *steps("um", newest_of_each_kind(found), folders=[GENERATED_TESTS]),
        Step(f"other libgpiod, {newest.tag}", partial(other_releases, newest), alone=True),
    ]
    return run_steps(every)


def check_smp(arguments: argparse.Namespace) -> int:
    """The thread tests on a real kernel with two processors, and the tests of what runs kernels."""
    found = check.prepare()
    newest = [python for python in newest_of_each_kind(found) if python.free_threaded]
    if not is_there("smp"):
        print(Outcome(skipped=len(newest) + 1), flush=True)
        return 0
    preferred = pythons.preferred(found)
    runner = partial(check.unittests, ROOT / "tests" / "kernel", preferred, 10 * MINUTES)
    every = [
        Step(f"tests/kernel, {preferred.tag}", runner, alone=True),
        *steps("smp", newest, THREADS, folders=["tests/python"]),
        *steps("smp", newest, folders=["tests/official"]),
    ]
    return run_steps(every)


def demo_kernel(arguments: argparse.Namespace) -> int:
    """The demo on a chip of gpio-sim in a real kernel."""
    python = pythons.preferred(check.prepare())
    if not is_there("um"):
        return 0
    command = [*in_kernel("um"), python.path, DEMO]
    env = build.python_environment(python.folder, None)
    return subprocess.run(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL).returncode
