# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check`: every test, two steps at a time unless threads race or are timed."""

from __future__ import annotations

import argparse
import os
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from guardtools import build, fuzzer, lint
from guardtools.common import BUILD, ROOT, Stop, say
from guardtools.process import execute
from guardtools.results import Outcome, Step, of_meson, of_program, of_tap, run_steps
from guardtools.setup import cpython, headers, official, packages, programs, pythons, venv

MINUTES = 60.0
PYTHON_TESTS = ("tests/python", "tests/official")
MEMORY_TESTS = ("tests/race",)  # which only run on the in-memory libgpiod
BENCH = ROOT / "tests" / "bench"
GOLDEN = ROOT / "tests" / "golden"
NOTHING_RECORDED = 77  # an exit status of its instructions.py
GENERATED_TESTS = "out/gpiod/tests"  # every pair of methods: for the newest Python of each kind
SLOW = ("--no-suite", "unit-helgrind")  # TSan sees the same, sooner


def meson_tests(folder: Path, timeout: float, *which: str) -> Outcome:
    """The tests that meson runs, C unit tests and golden tests; each TAP line is a test."""
    meson = programs.meson()
    assert meson
    results = folder / "meson-logs" / "testlog.junit.xml"
    results.unlink(missing_ok=True)
    argv = [meson, "test", "-C", str(folder), "--no-rebuild", "--print-errorlogs", *which]
    done = execute(argv, timeout, env=programs.environment())
    return of_meson(done, results, str(folder))


def unittests(
    folder: Path,
    python: pythons.Python,
    timeout: float,
    pattern: str = "test*.py",
    package: Path | None = None,
    environment: Mapping[str, str] | None = None,
) -> Outcome:
    """A folder of unittest tests on one Python, in a process of its own; on ours or a package."""
    argv = [*build.unittest_command(python.path, folder, timeout), pattern]
    env = {**build.python_environment(package or python.folder), **(environment or {})}
    if oracle := official.built(python):
        env["GUARDGEN_OFFICIAL"] = str(oracle)
    return of_tap(execute(argv, timeout + 15, env=env, apart=True), str(folder))


def program(
    argv: Sequence[str | Path], timeout: float, env: Mapping[str, str] | None = None
) -> Outcome:
    """A program that is one test."""
    return of_program(execute(argv, timeout, env=env))


def linting() -> Outcome:
    """Formatters, linters, type checker: each run is one test."""
    outcome = Outcome()
    for name, complaint in lint.complaints():
        outcome.passed += not complaint
        if complaint:
            outcome.fail(f"--- {name}\n{complaint}")
    return outcome


def header_matrix(compiler: str) -> Outcome:
    """The package compiles without a warning: on every CPython, GIL or not."""
    outcome = Outcome()
    if not list(headers.SOURCES.rglob("*.c")):
        return Outcome(failed=1, report=f"no C file in {headers.SOURCES}\n")
    for minor, found in headers.every():
        for name, options in headers.kinds(minor):
            if found is None:
                outcome.skipped += 1
                outcome.notes.append(f"skipped: {name}: no headers to be had on this system")
                continue
            complaint = headers.compile_package(found, compiler, options, 5 * MINUTES)
            outcome.passed += not complaint
            if complaint:
                outcome.fail(f"--- {name}, headers of {found.origin}\n{complaint}")
    return outcome


def golden_output(python: pythons.Python, compiler: str) -> Outcome:
    """What is generated from the golden headers compiles."""
    include = [f"-I{folder}" for folder in python.include]
    options = [*headers.COMPILERS[compiler], *headers.WARNINGS, *include]
    argv: list[str | Path] = [sys.executable, GOLDEN / "compiles.py", build.GUARDGEN, *options]
    return program(argv, 5 * MINUTES, programs.environment())


def pip_install(python: pythons.Python) -> Step:
    """Installing out/gpiod with pip, as a user would."""
    packaging = partial(unittests, ROOT / "tests" / "packaging", python, 5 * MINUTES)
    return Step(f"pip install, {python.tag}", packaging)


def official_packages(found: list[pythons.Python]) -> Outcome:
    """Build the official package for every Python, for the tests that compare ours with it."""
    outcome = Outcome()
    try:
        official.source()
    except Stop as stop:
        outcome.notes.append(f"skipped: the official package's own tests: {stop}")
    for python in found:
        try:
            official.build(python)
        except Stop as stop:
            outcome.notes.append(
                f"skipped: tests beside the official package on {python.tag}: {stop}"
            )
    return outcome


def python_steps(python: pythons.Python, wrong: str | None, newest: bool) -> Iterator[Step]:
    """The Python tests on one interpreter, or why the package could not be built for it."""
    if wrong:
        yield Step(f"building {python.tag}", lambda: Outcome(failed=1, report=f"{wrong}\n"))
        return
    for folder in (*PYTHON_TESTS, *MEMORY_TESTS, *([GENERATED_TESTS] if newest else [])):
        run = partial(unittests, ROOT / folder, python, 10 * MINUTES)
        yield Step(f"{folder}, {python.tag}", run, alone=True)


def conformance(python: pythons.Python) -> Outcome:
    """Compare every public name with the official package; the report goes to build/."""
    theirs = official.built(python)
    if theirs is None:
        return Outcome(skipped=1, notes=[f"skipped: no official package for {python.tag}"])
    report = ROOT / "tests" / "conformance" / "report.py"
    written = BUILD / "conformance.md"
    argv: list[str | Path] = [python.path, report, theirs, python.folder, "-o", written]
    return program(argv, 5 * MINUTES, build.python_environment(python.folder))


def instructions(python: pythons.Python) -> Outcome:
    """The hot calls take no more instructions than tests/bench/instructions.json says."""
    gate: list[str | Path] = [sys.executable, BENCH / "instructions.py", "--python", python.path]
    done = execute(gate, 10 * MINUTES)
    if done.status == NOTHING_RECORDED:
        return Outcome(skipped=1, notes=[f"skipped: no instructions recorded for {python.tag}"])
    return of_program(done)


def hostile_calls(python: pythons.Python) -> Outcome:
    """Fuzz for a minute, with the same seed each time."""
    try:
        venv.programs()
    except Stop as stop:
        return Outcome(skipped=1, notes=[f"skipped: no hypothesis: {stop}"])
    argv = fuzzer.command(python, python.folder, [f"--seconds={fuzzer.SECONDS}"])
    done = execute(argv, fuzzer.SECONDS + 5 * MINUTES)
    outcome = of_program(done)
    if done.good:
        outcome.notes = done.output.splitlines()[-1:]
    return outcome


def newest_of_each_kind(found: Sequence[pythons.Python]) -> list[pythons.Python]:
    """The newest Python with the GIL and the newest without, if there are any."""
    newest = {python.free_threaded: python for python in sorted(found, key=lambda one: one.age)}
    return [python for python in found if python in newest.values()]


def steps(found: list[pythons.Python], wrong: dict[str, str]) -> Iterator[Step]:
    """Everything that is checked."""
    yield Step("lint", linting)
    for compiler in headers.COMPILERS:
        yield Step(f"3.10 to 3.15, {compiler}", partial(header_matrix, compiler))
    fresh = partial(program, build.guardgen("check"), MINUTES, programs.environment())
    yield Step("out/gpiod is fresh", fresh)
    installer = pythons.preferred(found)
    yield Step("official packages built", partial(official_packages, found), alone=True)
    yield Step("conformance", partial(conformance, installer), alone=True)
    yield pip_install(installer)
    c_tests = partial(meson_tests, build.TOOL, 10 * MINUTES, *SLOW)
    yield Step("C and golden tests", c_tests, alone=True)
    for compiler in headers.COMPILERS:
        yield Step(f"golden output, {compiler}", partial(golden_output, installer, compiler))
    newest = newest_of_each_kind(found)
    for python in found:
        yield from python_steps(python, wrong.get(python.tag), python in newest)
    for python in newest:
        differences = partial(unittests, ROOT / "tests" / "differences", python, 5 * MINUTES)
        yield Step(f"tests/differences, {python.tag}", differences)
        yield Step(f"tests/fuzz, {python.tag}", partial(hostile_calls, python), alone=True)
        yield Step(f"instructions, {python.tag}", partial(instructions, python), alone=True)
    for folder in ("tests/bench", "tests/tools"):
        tests = partial(unittests, ROOT / folder, installer, 5 * MINUTES)
        yield Step(f"{folder}, {installer.tag}", tests, alone=True)
    quick: list[str | Path] = [sys.executable, BENCH, "--quick"]
    yield Step("bench --quick", partial(program, quick, 5 * MINUTES, os.environ), alone=True)


def next_steps(python: pythons.Python, wrong: str | None) -> Iterator[Step]:
    """What is checked on one interpreter."""
    yield Step("official package built", partial(official_packages, [python]), alone=True)
    yield Step("conformance", partial(conformance, python), alone=True)
    yield pip_install(python)
    for compiler in headers.COMPILERS:
        yield Step(f"golden output, {compiler}", partial(golden_output, python, compiler))
    yield from python_steps(python, wrong, newest=True)
    yield Step("instructions", partial(instructions, python), alone=True)


def prepare() -> list[pythons.Python]:
    """Build everything; returns the Pythons."""
    packages.ensure("make", "check")
    found = pythons.with_free_threaded()
    build.everything(found)
    return found


def check(arguments: argparse.Namespace) -> int:
    """Every test; the last line is 'N passed, N failed, N skipped'."""
    started = time.monotonic()
    packages.ensure("make", "check")
    found = pythons.with_free_threaded()
    if not found:
        raise Stop("no Python with headers here: name one in GUARDGEN_PYTHONS")
    build.tool()
    wrong = build.build_packages(found)
    say(f"set up and built in {time.monotonic() - started:.0f} s: {BUILD.name}/")
    return run_steps(steps(found, wrong))


def check_next(arguments: argparse.Namespace) -> int:
    """What `make check` runs on one Python, on a free-threaded build of the next series."""
    packages.ensure("make", "check")
    try:
        path = cpython.interpreter("next")
    except cpython.NotServed as reason:
        say(f"skipped: {reason}")
        print(Outcome(skipped=1), flush=True)
        return 0
    python = pythons.probe(str(path))
    if python is None:
        raise Stop(f"the CPython of the next series does not run: {path}")
    build.tool()
    wrong = build.build_packages([python])
    return run_steps(next_steps(python, wrong.get(python.tag)))
