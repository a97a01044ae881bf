# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-official`: the official package's own tests of threads, again and again.

`make check` and `make check-kernel` run all of its tests once on every Python. Here its scenarios
run without the lock that they take in a real program's place (TESTS_NO_LOCKING), which is what our
package promises and the official one does not.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path

from guardtools import build, check
from guardtools.check import MINUTES
from guardtools.common import ROOT
from guardtools.kernel.check import in_kernel, is_there
from guardtools.process import execute
from guardtools.results import Outcome, Step, of_tap, run_steps
from guardtools.setup import official
from guardtools.setup.pythons import Python

TESTS = ROOT / "tests" / "official"
RUNS = 20
LIMIT = 20 * MINUTES


def run(
    python: Python, package: Path, kind: str = "", limit: float = LIMIT, **environment: str
) -> Outcome:
    """All of the tests on the package in a folder, in memory or in a kernel."""
    env = build.python_environment(package, None if kind else build.SIM)
    argv: list[str | Path] = [*build.unittest_command(python.path, TESTS, limit)]
    if kind:
        argv = [*in_kernel(kind, "--timeout", str(limit)), *argv]
    done = execute(argv, limit + MINUTES, env={**env, **environment}, apart=True)
    return of_tap(done, str(TESTS))


def without_locks(python: Python, package: Path, kind: str = "", limit: float = LIMIT) -> Outcome:
    """Its tests of threads, without the lock around each call, again and again."""
    return run(python, package, kind, limit, TESTS_NO_LOCKING="1", GUARDGEN_OFFICIAL_RUNS=str(RUNS))


def is_noticed(python: Python) -> Outcome:
    """Without the lock, the official package itself fails or hangs: what is run is a race."""
    outcome = without_locks(python, official.build(python), limit=MINUTES)
    if outcome.failed:
        return Outcome(passed=1, notes=[f"{outcome} on the official package"])
    return Outcome(failed=1, report=f"the official package passes {RUNS} runs without locks\n")


def steps(found: Sequence[Python], kernel: bool) -> Iterator[Step]:
    newest = check.newest_of_each_kind(found)
    for python in newest:
        theirs = partial(run, python, official.build(python))
        yield Step(f"the official package, {python.tag}", theirs, alone=True)
        if python.free_threaded:
            noticed = partial(is_noticed, python)
            yield Step(f"that a race is noticed, {python.tag}", noticed, alone=True)
    for python in found:
        ours = partial(without_locks, python, python.folder)
        yield Step(f"without locks, {python.tag}", ours, alone=True)
    for python in newest if kernel else []:
        ours = partial(without_locks, python, python.folder, "um")
        yield Step(f"without locks in um, {python.tag}", ours, alone=True)


def check_official(arguments: argparse.Namespace) -> int:
    """The official package's own tests without their locks, twenty times, on every Python."""
    found = check.prepare()
    official.source()
    return run_steps(steps(found, is_there("um")))
