# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-ci` and `check-all`, which run other checks one by one; and some long checks."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from functools import partial

from guardtools import check
from guardtools.check import MINUTES
from guardtools.common import ROOT
from guardtools.results import SUMMARY, Outcome, Step, run_steps
from guardtools.setup import pythons

MUTANTS = ROOT / "tests" / "mutants" / "run.py"
RACE = ROOT / check.MEMORY_TESTS[0]
STORM_CALLS = 10_000_000
CI = ("check", "check-kernel", "check-smp", "check-tsan", "check-mutants", "check-storm")
LONGER = (
    "check-official",
    "check-programs",
    "check-debug",
    "check-sanitize",
    "check-next",
    "check-fuzz",
)


def check_mutants(arguments: argparse.Namespace) -> int:
    """Check that the tests fail for every safety step that is taken out."""
    return subprocess.run([sys.executable, MUTANTS, *arguments.rest]).returncode


def bench(arguments: argparse.Namespace) -> int:
    """Measure the cost of calls, of threads and of guardgen."""
    return subprocess.run([sys.executable, check.BENCH, *arguments.rest]).returncode


def instructions(arguments: argparse.Namespace) -> int:
    """Compare instructions per call with the recorded ones."""
    argv = [sys.executable, check.BENCH / "instructions.py", *arguments.rest]
    return subprocess.run(argv).returncode


def storms(found: list[pythons.Python]) -> Iterator[Step]:
    os.environ["GUARDGEN_STORM_CALLS"] = str(STORM_CALLS)
    for python in check.newest_of_each_kind(found):
        run = partial(check.unittests, RACE, python, 60 * MINUTES, "test_storm.py")
        yield Step(f"race storm, {python.tag}", run, alone=True)


def check_storm(arguments: argparse.Namespace) -> int:
    """Run the race checker in a storm of ten million calls, with and without the GIL."""
    return run_steps(storms(check.prepare()))


def part(verb: str) -> Outcome:
    """Run one of the checks, showing its output: the counts of its last line."""
    last = ""
    command = [sys.executable, "-m", "guardtools", verb]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            last = line
    summary = SUMMARY.fullmatch(last)
    passed, failed, skipped = map(int, summary.groups()) if summary else (0, 0, 0)
    unexplained = not failed and (not summary or process.returncode != 0)
    return Outcome(passed, failed + unexplained, skipped)


def parts(name: str, verbs: Sequence[str]) -> int:
    """Run checks one by one; the last line is 'N passed, N failed, N skipped'."""
    summary: list[str] = []
    total = Outcome()
    for verb in verbs:
        print(f"=== make {verb}", flush=True)
        started = time.monotonic()
        outcome = part(verb)
        summary.append(f"{verb:28} {outcome!s:40} {time.monotonic() - started:6.0f} s")
        total.add(outcome)
    print("\n".join([f"=== make {name}", *summary]))
    print(total, flush=True)
    return int(total.failed > 0)


def check_ci(arguments: argparse.Namespace) -> int:
    """Run the checks that a change must pass."""
    return parts("check-ci", CI)


def check_all(arguments: argparse.Namespace) -> int:
    """Run every check."""
    return parts("check-all", (*CI, *LONGER))
