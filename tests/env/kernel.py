# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-kernel` and its kin: the tests on a real kernel's gpio-sim, with real libgpiod."""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import build
import check
import packages
import pythons
from check import (
    GENERATED_TESTS,
    PYTHON_TESTS,
    Outcome,
    Progress,
    Step,
    concluded,
    execute,
    newest_of_each_kind,
)
from common import ROOT, Stop, say

RUN = ROOT / "tests" / "kernel" / "run"
DEMO = ROOT / "tests" / "demo" / "demo.py"
PARITY = ROOT / "tests" / "parity"
NONE_TO_BE_HAD = 77
THREADS = "test_threads*.py"  # what two processors are for
SECONDS = 1800
"""For a folder of tests; each test has a limit of its own, and takes a small part of one."""


def in_kernel(kind: str, *options: str | Path) -> list[str | Path]:
    """The beginning of a command line that runs the rest in a kernel."""
    return [RUN, *(["--smp"] if kind == "smp" else []), *options, "--"]


def is_there(kind: str) -> bool:
    """Have the kernel, building it if need be; False where none can be had, which it says."""
    status = subprocess.run([*in_kernel(kind), "true"], stdin=subprocess.DEVNULL).returncode
    if status not in (0, NONE_TO_BE_HAD):
        raise Stop(f"tests/kernel/run -- true: exit status {status}; the reason is above")
    return status == 0


def unittests(
    kind: str, folder: Path, python: pythons.Python, pattern: str, library: Path | None = None
) -> Outcome:
    """A folder of tests on one Python in the kernel, on the libgpiod installed or in a folder."""
    with tempfile.TemporaryDirectory() as shared:
        events = Path(shared, "events.jsonl")
        events.touch()
        command = build.unittest_command(python.path, folder, events, SECONDS - 30)
        options = ["--timeout", str(SECONDS), "--share", shared]
        ran = subprocess.run(
            [*in_kernel(kind, *options), *command, pattern],
            env=build.python_environment(python.folder, library),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        text = f"{ran.stdout.decode(errors='replace')}\nexit status {ran.returncode}\n"
        return concluded(events, ran.returncode == 0, text, folder)


def steps(
    kind: str,
    found: Sequence[pythons.Python],
    pattern: str = "test*.py",
    folders: Sequence[str] = PYTHON_TESTS,
) -> Iterator[Step]:
    """The Python tests in a kernel; one at a time, for it has threads that are timed."""
    for python in found:
        for folder in folders:
            run = partial(unittests, kind, ROOT / folder, python, pattern)
            yield Step(f"{folder} in {kind}, {python.tag}", run, alone=True)


def counted(argv: Sequence[str | Path], seconds: float) -> Outcome:
    """A program whose last line is 'N passed, N failed, N skipped'."""
    good, text = execute(argv, seconds)
    match = re.search(r"(\d+) passed, (\d+) failed, (\d+) skipped\s*\Z", text)
    if not match:
        return Outcome(failed=1, report=text)
    passed, failed, skipped = map(int, match.groups())
    outcome = Outcome(passed, failed, skipped, "" if good else text)
    outcome.failed += not good and not outcome.failed
    return outcome


def controls() -> Outcome:
    """The comparison notices a stand-in that answers wrongly."""
    good, text = execute([sys.executable, PARITY / "test_compare.py"], 10 * 60)
    return Outcome(passed=1) if good else Outcome(failed=1, report=text)


def other_releases(python: pythons.Python) -> Outcome:
    """The Python tests on libgpiod of every other release that can be had, on one Python."""
    total = Outcome()
    good, text = execute([sys.executable, PARITY / "other_libgpiod.py"], 15 * 60)
    releases = re.findall(r"^(\d[\d.]*) (/.*)$", text, re.MULTILINE)
    if not releases:
        return Outcome(
            skipped=1, notes=[f"skipped: {text.strip() or 'no other release of libgpiod'}"]
        )
    for release, folder in releases:
        for tests in PYTHON_TESTS:
            outcome = unittests("um", ROOT / tests, python, "test*.py", Path(folder))
            total.add(outcome)
            total.report += outcome.report
            total.notes.append(f"{outcome} on libgpiod {release}")
    return total


def prepare() -> list[pythons.Python]:
    """Everything is built: for which Pythons."""
    packages.ensure("make", "check")
    found = pythons.with_free_threaded()
    build.tool()
    wrong = build.build_packages(found)
    if wrong:
        raise Stop("; ".join(wrong.values()))
    return found


def conclude(every: Iterator[Step]) -> int:
    started = time.monotonic()
    progress = Progress()
    progress.run_all(every)
    say(f"checked in {time.monotonic() - started:.0f} s")
    return progress.conclude()


def check_kernel(arguments: argparse.Namespace) -> int:
    """The Python tests on a real kernel; the last line is 'N passed, N failed, N skipped'."""
    found = prepare()
    if not is_there("um"):
        print(Outcome(skipped=len(found) * len(PYTHON_TESTS)), flush=True)
        return 0
    compare: list[str | Path] = [sys.executable, PARITY / "compare.py", build.SIM]
    newest = pythons.preferred(found)
    every = [
        Step("in-memory chip as the kernel", partial(counted, compare, 10 * 60), alone=True),
        Step("that a difference is noticed", controls, alone=True),
        *steps("um", found),
        *steps("um", newest_of_each_kind(found), folders=[GENERATED_TESTS]),
        Step(f"other libgpiod, {newest.tag}", partial(other_releases, newest), alone=True),
    ]
    return conclude(iter(every))


def check_smp(arguments: argparse.Namespace) -> int:
    """The thread tests on a real kernel with two processors, and the tests of what runs kernels."""
    found = prepare()
    newest = [python for python in newest_of_each_kind(found) if python.free_threaded]
    if not is_there("smp"):
        print(Outcome(skipped=len(newest) + 1), flush=True)
        return 0
    preferred = pythons.preferred(found)
    runner = partial(check.unittests, RUN.parent, preferred, 10 * check.MINUTES)
    every = [
        Step(f"tests/kernel, {preferred.tag}", runner, alone=True),
        *steps("smp", newest, THREADS),
    ]
    return conclude(iter(every))


def demo_kernel(arguments: argparse.Namespace) -> int:
    """The demo on a chip of gpio-sim in a real kernel."""
    python = pythons.preferred(prepare())
    if not is_there("um"):
        return 0
    command = [*in_kernel("um"), python.path, DEMO]
    env = build.python_environment(python.folder, None)
    return subprocess.run(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL).returncode
