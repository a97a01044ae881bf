# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-debug`: the tests on debug builds of CPython.

The free-threaded one has assertions. The one with the GIL also counts all references: on it, every
test is repeated to find leaks (tests/leaks), and the mutants that leak must be found.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from guardtools import build, check
from guardtools.check import MINUTES
from guardtools.ci import MUTANTS
from guardtools.common import ROOT, Stop
from guardtools.process import execute
from guardtools.results import Outcome, Step, of_summary, of_tap, run_steps
from guardtools.setup import cpython, packages, pythons

HUNT = "leaks.hunt"
TESTS = (*check.PYTHON_TESTS, check.GENERATED_TESTS)
FEW_ROUNDS = {"GUARDGEN_TEST_ROUNDS": "2"}
"""Rounds of each generated test: few, because the hunt repeats them and is not after races."""


def python_of(kind: str) -> pythons.Python:
    """The CPython of a kind, built if necessary."""
    path = cpython.interpreter(kind)
    python = pythons.probe(str(path))
    if python is None:
        raise Stop(f"the CPython for debugging does not run: {path}")
    return python


def hunt(folder: Path, python: pythons.Python) -> Outcome:
    """Repeat every test of a folder; none may leak."""
    seconds = 30 * MINUTES
    argv = build.unittest_command(python.path, folder, seconds, runner=HUNT)
    env = build.python_environment(python.folder) | FEW_ROUNDS
    return of_tap(execute(argv, seconds + 15, env=env, apart=True), str(folder))


def leaky_mutants() -> Outcome:
    """The hunt finds every mutant that leaks."""
    return of_summary(execute([sys.executable, MUTANTS, "leaks"], 30 * MINUTES))


def steps(free_threaded: pythons.Python, gil: pythons.Python) -> Iterator[Step]:
    for folder in TESTS:
        run = partial(check.unittests, ROOT / folder, free_threaded, 20 * MINUTES)
        yield Step(f"{folder}, {free_threaded.tag}", run, alone=True)
    controls = partial(check.unittests, ROOT / "tests" / "leaks", gil, 5 * MINUTES)
    yield Step(f"that a leak is found, {gil.tag}", controls, alone=True)
    for folder in TESTS:
        yield Step(f"leaks, {folder}", partial(hunt, ROOT / folder, gil), alone=True)
    yield Step("mutants that leak", leaky_mutants, alone=True)


def check_debug(arguments: argparse.Namespace) -> int:
    """Run the Python tests on CPython's debug builds, and look for leaks."""
    packages.ensure("make", "check")
    found = python_of("debug"), python_of("debug-gil")
    build.everything(found)
    return run_steps(steps(*found))
