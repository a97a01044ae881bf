# SPDX-License-Identifier: LGPL-2.1-or-later
"""Results of checks: counts and reports, from TAP, meson, or a program's last line.

No test can get lost unnoticed: a test program that dies, that prints no plan, or that
runs no test at all, has failed.
"""

from __future__ import annotations

import re
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from xml.etree import ElementTree

from guardtools.common import Stop, say
from guardtools.process import Finished, progress

RESULT = re.compile(r"(ok|not ok)(?: \d+)? - ([^#]*?)(?: # SKIP(?: (.*))?)?")
PLAN = re.compile(r"1\.\.(\d+)")
RUNNING = "# running "
"""What unittest_runner.py prints before each test."""

SUMMARY = re.compile(r"(\d+) passed, (\d+) failed, (\d+) skipped\s*\Z")


@dataclass
class Outcome:
    """The result of a step: counts, and a report for the user if something failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    report: str = ""
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    def add(self, other: Outcome) -> None:
        """Add the counts of another step."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped

    def fail(self, why: str) -> None:
        """Count one more failure."""
        self.failed += 1
        self.report += f"{why}\n"


def of_program(done: Finished) -> Outcome:
    """A program that is one test."""
    return Outcome(passed=1) if done.good else Outcome(failed=1, report=done.output)


def of_tap(done: Finished, what: str) -> Outcome:
    """A program that prints a TAP line for each test, and the plan at the end."""
    outcome = Outcome()
    reasons: Counter[str] = Counter()
    running = ""
    planned = None
    for line in done.stdout.splitlines():
        if line.startswith(RUNNING):
            running = line.removeprefix(RUNNING)
        elif plan := PLAN.fullmatch(line):
            planned = int(plan[1])
        elif result := RESULT.fullmatch(line):
            running = ""
            if result[1] == "not ok":
                outcome.failed += 1
            elif result[3] is not None:
                outcome.skipped += 1
                reasons[result[3]] += 1
            else:
                outcome.passed += 1
    outcome.notes = [f"skipped {number}: {reason}" for reason, number in reasons.items()]
    if running:
        outcome.fail(f"{running} was running when the interpreter died or hung")
    elif planned != outcome.passed + outcome.failed + outcome.skipped:
        outcome.fail(f"{what}: the plan is for {planned} tests, which is not how many were run")
    if not outcome.passed + outcome.failed:
        outcome.fail(f"{what}: no test was run")
    if not done.good:
        outcome.failed = outcome.failed or 1
    if outcome.failed:
        outcome.report += done.output
    return outcome


def of_summary(done: Finished) -> Outcome:
    """A program whose last line is 'N passed, N failed, N skipped'."""
    found = SUMMARY.search(done.stdout)
    if not found:
        return Outcome(failed=1, report=done.output)
    passed, failed, skipped = map(int, found.groups())
    outcome = Outcome(passed, failed, skipped)
    if not done.good:
        outcome.failed = outcome.failed or 1
        outcome.report = done.output
    return outcome


def of_meson(done: Finished, results: Path, what: str) -> Outcome:
    """A run of `meson test`, which writes every test of every program to a file."""
    outcome = Outcome(report="" if done.good else done.output)
    if results.exists():
        for case in ElementTree.parse(results).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                outcome.failed += 1
            elif case.find("skipped") is not None:
                outcome.skipped += 1
            else:
                outcome.passed += 1
    if not outcome.passed + outcome.failed:
        outcome.fail(f"meson ran no test in {what}\n{done.output}")
    elif not done.good and not outcome.failed:
        outcome.failed = 1
    return outcome


@dataclass(frozen=True)
class Step:
    """One part of the check. It runs `alone` if its threads race or are timed."""

    name: str
    run: Callable[[], Outcome]
    alone: bool = False


class Progress:
    """Runs steps, prints how each ended, and keeps reports for the end."""

    def __init__(self) -> None:
        self.lock = threading.Lock()
        self.running: list[str] = []
        self.done: list[tuple[Step, Outcome]] = []

    def run(self, step: Step) -> None:
        started = time.monotonic()
        self.running.append(step.name)
        try:
            outcome = step.run()
        except (Stop, OSError, subprocess.SubprocessError) as error:
            outcome = Outcome(failed=1, report=f"{error}\n")
        seconds = time.monotonic() - started
        with self.lock:
            print(f"{step.name:28} {outcome!s:40} {seconds:6.1f} s", flush=True)
            for note in outcome.notes:
                print(f"  {note}", flush=True)
            self.running.remove(step.name)
            self.done.append((step, outcome))

    def run_all(self, every: Iterable[Step]) -> None:
        every = list(every)
        with progress(lambda: f"checking ({', '.join(self.running)})"):
            with ThreadPoolExecutor(2) as pool:
                list(pool.map(self.run, (step for step in every if not step.alone)))
            for step in every:
                if step.alone:
                    self.run(step)

    def conclude(self) -> int:
        total = Outcome()
        for step, outcome in self.done:
            total.add(outcome)
            if outcome.failed:
                print(f"\n=== {step.name}: {outcome}\n{outcome.report}", flush=True)
        print(total, flush=True)
        return int(total.failed > 0)


def run_steps(steps: Iterable[Step]) -> int:
    """Run steps; the last line is 'N passed, N failed, N skipped'."""
    started = time.monotonic()
    progress = Progress()
    progress.run_all(steps)
    say(f"checked in {time.monotonic() - started:.0f} s")
    return progress.conclude()
