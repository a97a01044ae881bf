# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make fuzz`: hostile calls, for any time; `make check-fuzz`: the fuzzer finds seeded bugs.

make fuzz ARGS="--minutes 60 --python cp312 --python cp314t --sanitize"
make fuzz ARGS="--python cp314t --replay build/fuzz/found/cp314t-7-0.json"
"""

from __future__ import annotations

import argparse
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from guardtools import build, check, fuzzer
from guardtools.check import MINUTES
from guardtools.common import PACKAGE, Stop, say
from guardtools.instrumented import altered
from guardtools.process import execute
from guardtools.results import Outcome, Step, run_steps
from guardtools.setup import packages, pythons
from guardtools.setup.pythons import Python


def named(names: Sequence[str]) -> list[Python]:
    """The Pythons in use with these tags or paths; by default, the newest of each kind."""
    found = pythons.with_free_threaded()
    if not names:
        return check.newest_of_each_kind(found)
    known = {key: python for python in found for key in (python.tag, python.path)}
    if unknown := [name for name in names if name not in known]:
        raise Stop(f"{unknown[0]} is none of the Pythons in use, which are {', '.join(known)}")
    return [known[name] for name in names]


def fuzz(arguments: argparse.Namespace) -> int:
    """Make hostile calls on the newest Pythons, or those named; findings are kept in build/."""
    parser = argparse.ArgumentParser(prog="make fuzz")
    parser.add_argument("--minutes", type=float, default=1.0)
    parser.add_argument("--python", action="append", default=[], help="a tag like cp314t")
    parser.add_argument("--sanitize", action="store_true", help="AddressSanitizer and UBSan")
    options, rest = parser.parse_known_args(arguments.rest)
    packages.ensure("make", "check")
    chosen = named(options.python)
    build.everything(chosen)

    def one(python: Python) -> int:
        folder = python.folder
        if options.sanitize:
            folder = fuzzer.package(
                python, PACKAGE / "src", fuzzer.FOLDER / python.tag, fuzzer.SANITIZE
            )
        seconds = f"--seconds={60 * options.minutes}"
        return subprocess.run(
            fuzzer.command(python, folder, [seconds, *rest], options.sanitize)
        ).returncode

    with ThreadPoolExecutor(2) as pool:
        return max(pool.map(one, chosen))


@dataclass(frozen=True)
class Control:
    """A bug in a copy of the extension's source, and what the fuzzer must report."""

    name: str
    file: str
    edits: tuple[tuple[str, str], ...]
    expected: str
    parallel: bool = False
    """It shows only if threads run in parallel."""


NEW_STR = """->tp_name);
		return -1;
	}
	*object = Py_NewRef(arg);
"""
CONTROLS = (
    Control(
        "a reference too few",
        "runtime/gg_convert.c",
        ((NEW_STR, NEW_STR.replace("Py_NewRef(arg)", "arg")),),
        "it died of",
    ),
    Control(
        "keywords of a caller's dict",
        "runtime/gg_argument.c",
        (
            ("\tPy_INCREF(value);\n", ""),
            ("Py_XINCREF(bound[i]);", ";"),
            ("Py_XDECREF(bound[i]);", ";"),
        ),
        "it died of",
        parallel=True,  # with a GIL, test_objects.py has the program that it takes
    ),
    Control(
        "no exception",
        "runtime/gg_text.c",
        (('PyErr_SetString(PyExc_ValueError, "embedded null character");', ""),),
        "SystemError",
    ),
    Control(
        "an object of the library",
        "chip.c",
        (("gpiod_chip_info_free(result);", ""),),
        "objects of the library more",
    ),
)


def found(control: Control, python: Python) -> Outcome:
    """The bug is found in the time that the fuzzer has in `make check`."""
    with tempfile.TemporaryDirectory() as work:
        sources = altered(Path(work), control.file, *control.edits)
        folder = fuzzer.package(python, sources, Path(work, "package"))
        options = [f"--seconds={fuzzer.SECONDS}", "--shrink=1", f"--output={work}/found"]
        argv = fuzzer.command(python, folder, options)
        done = execute(argv, fuzzer.SECONDS + 5 * MINUTES)
    if done.good or control.expected not in done.output:
        return Outcome(failed=1, report=f"not found: {control.name}\n{done.output}")
    return Outcome(passed=1, notes=[line for line in done.output.splitlines() if "FOUND" in line])


def never_called(python: Python) -> Outcome:
    """Calls that no program makes are reported at the end."""
    left_out = ["chip.Chip.get_info", "line_request.LineRequest.set_value(value)"]
    options = ["--seconds=20", *(f"--leave-out={name}" for name in left_out)]
    done = execute(fuzzer.command(python, python.folder, options), 5 * MINUTES)
    missed = all(f"never called: {name}" in done.output for name in left_out)
    if missed and not done.good:
        return Outcome(passed=1)
    return Outcome(failed=1, report=done.output)


def controls(found_pythons: Sequence[Python]) -> Iterator[Step]:
    for python in found_pythons:
        yield Step(f"left out, {python.tag}", partial(never_called, python), alone=True)
        for control in CONTROLS:
            if control.parallel and not python.free_threaded:
                continue
            yield Step(f"{control.name}, {python.tag}", partial(found, control, python), alone=True)


def check_fuzz(arguments: argparse.Namespace) -> int:
    """Check that the fuzzer finds seeded bugs, and reports what it does not call."""
    packages.ensure("make", "check")
    newest = named([])
    build.everything(newest)
    say("what the fuzzer must find")
    return run_steps(controls(newest))
