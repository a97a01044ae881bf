# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-debug`: the tests on builds of CPython that check themselves.

On the free-threaded one, its assertions; on the one with the GIL, which counts every reference, a
hunt for what any test leaves behind (tests/leaks), and the mutants that leave something.
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
"""Of each race of the generated tests: the hunt repeats them, and looks for no race."""


def python_of(kind: str) -> pythons.Python:
    """The CPython of a kind, built if need be."""
    path = cpython.interpreter(kind)
    python = pythons.probe(str(path))
    if python is None:
        raise Stop(f"the CPython for debugging does not run: {path}")
    return python


def hunt(folder: Path, python: pythons.Python) -> Outcome:
    """Every test of a folder, repeated, leaves nothing behind."""
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
    """The Python tests on CPython's debug builds, and a hunt for what they leave behind."""
    packages.ensure("make", "check")
    found = python_of("debug"), python_of("debug-gil")
    build.everything(found)
    return run_steps(steps(*found))
