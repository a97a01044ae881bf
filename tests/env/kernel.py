# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-kernel` and its kin: the tests on a real kernel's gpio-sim, with real libgpiod."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

import build
import packages
import pythons
from check import PYTHON_TESTS, Outcome, Progress, Step, count
from common import ROOT, Stop, say

RUN = ROOT / "tests" / "kernel" / "run"
DEMO = ROOT / "tests" / "demo" / "demo.py"
NONE_TO_BE_HAD = 77
THREADS = "test_threads*.py"  # what two processors are for
SECONDS = {"um": 600, "smp": 900}


def in_kernel(kind: str, *options: str | Path) -> list[str | Path]:
    """The beginning of a command line that runs the rest in a kernel."""
    return [RUN, *(["--smp"] if kind == "smp" else []), *options, "--"]


def is_there(kind: str) -> bool:
    """Have the kernel, building it if need be; False where none can be had, which it says."""
    status = subprocess.run([*in_kernel(kind), "true"], stdin=subprocess.DEVNULL).returncode
    if status not in (0, NONE_TO_BE_HAD):
        raise Stop(f"tests/kernel/run -- true: exit status {status}; the reason is above")
    return status == 0


def unittests(kind: str, folder: Path, python: pythons.Python, pattern: str) -> Outcome:
    """A folder of tests on one Python in the kernel, on the libgpiod that is installed."""
    seconds = SECONDS[kind]
    with tempfile.TemporaryDirectory() as shared:
        events = Path(shared, "events.jsonl")
        events.touch()
        command = build.unittest_command(python.path, folder, events, seconds - 30)
        options = ["--timeout", str(seconds), "--share", shared]
        ran = subprocess.run(
            [*in_kernel(kind, *options), *command, pattern],
            env=build.python_environment(python.folder, None),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        outcome = count(json.loads(line) for line in events.read_text().splitlines())
    text = ran.stdout.decode(errors="replace")
    if not outcome.passed + outcome.failed:
        outcome.failed, outcome.report = 1, f"no test was run in {folder}\n"
    elif ran.returncode and not outcome.failed:
        outcome.failed = 1
    if ran.returncode:
        outcome.report += f"{text}\nexit status {ran.returncode}\n"
    return outcome


def steps(kind: str, found: Sequence[pythons.Python], pattern: str = "test*.py") -> Iterator[Step]:
    """The Python tests in a kernel; one at a time, for it has threads that are timed."""
    for python in found:
        for folder in PYTHON_TESTS:
            run = partial(unittests, kind, ROOT / folder, python, pattern)
            yield Step(f"{folder} in {kind}, {python.tag}", run, alone=True)


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
    return conclude(steps("um", found))


def check_smp(arguments: argparse.Namespace) -> int:
    """The thread tests on a real kernel with two processors."""
    found = [python for python in prepare() if python.free_threaded][-1:]
    if not is_there("smp"):
        print(Outcome(skipped=len(found)), flush=True)
        return 0
    return conclude(steps("smp", found, THREADS))


def demo_kernel(arguments: argparse.Namespace) -> int:
    """The demo on a chip of gpio-sim in a real kernel."""
    python = max(prepare(), key=lambda python: (python.free_threaded, python.minor))
    if not is_there("um"):
        return 0
    command = [*in_kernel("um"), python.path, DEMO]
    env = build.python_environment(python.folder, None)
    return subprocess.run(command, env=env, cwd=ROOT, stdin=subprocess.DEVNULL).returncode
