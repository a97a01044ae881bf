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

from guardtools import check
from guardtools.check import MINUTES
from guardtools.common import ROOT
from guardtools.kernel import check as kernel_check
from guardtools.results import Outcome, Step, run_steps
from guardtools.setup import official
from guardtools.setup.pythons import Python

TESTS = ROOT / "tests" / "official"
RUNS = 20
LIMIT = 20 * MINUTES
WITHOUT_LOCKS = {"TESTS_NO_LOCKING": "1", "GUARDGEN_OFFICIAL_RUNS": str(RUNS)}


def is_noticed(python: Python) -> Outcome:
    """Without the lock, the official package itself fails or hangs: what is run is a race."""
    theirs = official.build(python)
    outcome = check.unittests(TESTS, python, MINUTES, package=theirs, environment=WITHOUT_LOCKS)
    if outcome.failed:
        return Outcome(passed=1, notes=[f"{outcome} on the official package"])
    return Outcome(failed=1, report=f"the official package passes {RUNS} runs without locks\n")


def steps(found: Sequence[Python], kernel: bool) -> Iterator[Step]:
    newest = check.newest_of_each_kind(found)
    for python in newest:
        theirs = partial(check.unittests, TESTS, python, LIMIT, package=official.build(python))
        yield Step(f"the official package, {python.tag}", theirs, alone=True)
        if python.free_threaded:
            noticed = partial(is_noticed, python)
            yield Step(f"that a race is noticed, {python.tag}", noticed, alone=True)
    for python in found:
        ours = partial(check.unittests, TESTS, python, LIMIT, environment=WITHOUT_LOCKS)
        yield Step(f"without locks, {python.tag}", ours, alone=True)
    for python in newest if kernel else []:
        ours = partial(kernel_check.unittests, "um", TESTS, python, environment=WITHOUT_LOCKS)
        yield Step(f"without locks in um, {python.tag}", ours, alone=True)


def check_official(arguments: argparse.Namespace) -> int:
    """The official package's own tests without their locks, twenty times, on every Python."""
    found = check.prepare()
    official.source()
    return run_steps(steps(found, kernel_check.is_there("um")))
