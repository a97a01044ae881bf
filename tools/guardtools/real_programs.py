# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-programs`: programs that others wrote for the official package do the same on ours.

They come from the package index, at fixed versions, and libgpiod's examples from its source.
tests/programs runs each on a simulated chip, in a process of its own, once with each package.
"""

from __future__ import annotations

import argparse
import difflib
import shutil
import tempfile
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from guardtools import build, check
from guardtools.check import MINUTES
from guardtools.common import ROOT, Stop
from guardtools.process import Finished, execute
from guardtools.results import Outcome, Step, run_steps
from guardtools.setup import libgpiod, official, venv
from guardtools.setup.pythons import Python

DRIVE = ROOT / "tests" / "programs" / "drive.py"
PROGRAMS = ("gpiodevice", "blinka", "inky", "tm1637", "rpi_rf", "servo")
PINNED = (
    *("gpiodevice==0.1.0", "adafruit-blinka==10.0.0", "inky==2.6.0", "python-tm1637==1.1.5"),
    *("rpi-rf-gpiod2==1.0.1", "python-servo-gpiod==1.1.2", "numpy==2.5.5", "pillow==13.0.0"),
)
WITHOUT_DEPENDENCIES = "--no-deps"  # one of which is gpiod, and others are for other machines
TAGS = ("cp312", "cp314t")
"""Interpreters for which numpy and pillow have wheels."""

BREAK = """

class Chip(Chip):
    def request_lines(self, config, *arguments, **more):
        return super().request_lines(dict.fromkeys(config))
"""
"""What makes a package ignore how lines are requested."""


def run(python: Path, package: Path, program: str) -> Finished:
    env = build.python_environment(package)
    return execute([python, DRIVE, program], 2 * MINUTES, env=env)


def compared(python: Path, official: Path, ours: Path, program: str) -> str:
    """How the program differs on the two packages, or that it fails on both; or nothing."""
    theirs, mine = run(python, official, program), run(python, ours, program)
    if not theirs.good:
        return f"{program} fails on the official package\n{theirs.output}"
    if mine.good and mine.stdout == theirs.stdout:
        return ""
    lines = (theirs.output.splitlines(), mine.output.splitlines())
    return "\n".join(difflib.unified_diff(*lines, "official", "ours", lineterm=""))


def same_output(python: Path, official: Path, ours: Path) -> Outcome:
    outcome = Outcome()
    examples = sorted(map(str, libgpiod.examples().glob("*.py")))
    for program in (*PROGRAMS, *examples):
        difference = compared(python, official, ours, program)
        outcome.passed += not difference
        if difference:
            outcome.fail(f"--- {program}\n{difference}")
    return outcome


def is_noticed(python: Path, official: Path, ours: Path) -> Outcome:
    """Every program differs on a package that is broken."""
    outcome = Outcome()
    with tempfile.TemporaryDirectory() as folder:
        broken = Path(folder)
        shutil.copytree(ours / "gpiod", broken / "gpiod")
        with (broken / "gpiod" / "__init__.py").open("a") as file:
            file.write(BREAK)
        for program in PROGRAMS:
            noticed = bool(compared(python, official, broken, program))
            outcome.passed += noticed
            if not noticed:
                outcome.fail(f"{program} does the same on a package that is broken")
    return outcome


def steps(found: list[Python]) -> Iterator[Step]:
    for python in found:
        programs = venv.environment("programs", python.path, PINNED, WITHOUT_DEPENDENCIES)
        folders = (programs / "python", official.build(python), python.folder)
        yield Step(f"programs, {python.tag}", partial(same_output, *folders))
        yield Step(f"broken package, {python.tag}", partial(is_noticed, *folders))


def check_programs(arguments: argparse.Namespace) -> int:
    """Programs from the package index and libgpiod's examples, on both packages."""
    found = [python for python in check.prepare() if python.tag in TAGS]
    if not found:
        raise Stop(f"none of the interpreters that have wheels is here: {', '.join(TAGS)}")
    return run_steps(steps(found))
