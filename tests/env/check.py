# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check`: every test; two steps at a time where no threads race or are timed."""

from __future__ import annotations

import argparse
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from xml.etree import ElementTree

import build
import cpython
import fuzzer
import headers
import lint
import official
import packages
import programs
import pythons
from common import BUILD, PACKAGE, ROOT, Stop, end_group, say, ticking

MINUTES = 60.0
PYTHON_TESTS = ("tests/python",)
MEMORY_TESTS = ("tests/race",)  # of what has the in-memory libgpiod under it
BENCH = ROOT / "tests" / "bench"
GOLDEN = ROOT / "tests" / "golden"
NOTHING_RECORDED = 77  # what its instructions.py ends with then
GENERATED_TESTS = "out/gpiod/tests"  # every pair of methods: for the newest Python of each kind
SLOW = ("--no-suite", "unit-helgrind")  # TSan sees the same, sooner


@dataclass
class Outcome:
    """What a step found: counts, and what the user must read when something failed."""

    passed: int = 0
    failed: int = 0
    skipped: int = 0
    report: str = ""
    notes: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        return f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped"

    def add(self, other: Outcome) -> None:
        """Count what another step found as well."""
        self.passed += other.passed
        self.failed += other.failed
        self.skipped += other.skipped


@dataclass(frozen=True)
class Step:
    """One part of the check. A step that is `alone` has threads that race or are timed."""

    name: str
    run: Callable[[], Outcome]
    alone: bool = False


def finish(
    argv: Sequence[str | Path],
    timeout: float,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> tuple[int, str]:
    """Run a program to its end or the timeout: its exit status, and all it printed."""
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(
            argv,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
        )
        hung = ""
        try:
            process.wait(timeout)
        except subprocess.TimeoutExpired:
            hung = f"\nnot done after {timeout:.0f} s: ended\n"
        finally:
            end_group(process, signal.SIGABRT)  # on which faulthandler shows every thread's stack
        output.seek(0)
        text = output.read().decode(errors="replace") + hung
    if process.returncode < 0:
        text += f"\nended by {signal.Signals(-process.returncode).name}\n"
    return process.returncode or int(bool(hung)), text


def execute(
    argv: Sequence[str | Path],
    timeout: float,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
) -> tuple[bool, str]:
    """Run a program to its end or the timeout: did it succeed, and all it printed."""
    status, text = finish(argv, timeout, env, cwd)
    return status == 0, text


def single(argv: Sequence[str | Path], timeout: float, env: Mapping[str, str]) -> Outcome:
    """A program that is one test."""
    good, text = execute(argv, timeout, env)
    return Outcome(passed=1) if good else Outcome(failed=1, report=text)


def meson_tests(folder: Path, timeout: float, *which: str) -> Outcome:
    """The tests that meson knows: C unit tests and golden tests, each TAP line of theirs a test."""
    meson = programs.meson()
    assert meson
    results = folder / "meson-logs" / "testlog.junit.xml"
    results.unlink(missing_ok=True)
    good, text = execute(
        [meson, "test", "-C", folder, "--no-rebuild", "--print-errorlogs", *which],
        timeout,
        env=programs.environment(),
    )
    outcome = Outcome(report="" if good else text)
    if results.exists():
        for case in ElementTree.parse(results).iter("testcase"):
            if case.find("failure") is not None or case.find("error") is not None:
                outcome.failed += 1
            elif case.find("skipped") is not None:
                outcome.skipped += 1
            else:
                outcome.passed += 1
    if not outcome.passed + outcome.failed:
        outcome.failed, outcome.report = 1, f"meson ran no test in {folder}\n{text}"
    elif not good and not outcome.failed:
        outcome.failed = 1
    return outcome


def unittests(
    folder: Path, python: pythons.Python, timeout: float, pattern: str = "test*.py"
) -> Outcome:
    """A folder of unittest tests on one Python, in a process of its own."""
    with tempfile.NamedTemporaryFile("r", suffix=".jsonl") as events:
        argv = build.unittest_command(python.path, folder, Path(events.name), timeout)
        env = build.python_environment(python.folder)
        if oracle := official.built(python):
            env["GUARDGEN_OFFICIAL"] = str(oracle)
        good, text = execute([*argv, pattern], timeout + 15, env)
        return concluded(Path(events.name), good, text, folder)


def concluded(events: Path, good: bool, text: str, folder: Path) -> Outcome:
    """What came of a folder of tests: what the runner told, how it ended, what it printed."""
    outcome = count(json.loads(line) for line in events.read_text().splitlines())
    if not outcome.passed + outcome.failed:
        outcome.failed, outcome.report = 1, f"no test was run in {folder}\n"
    elif not good and not outcome.failed:
        outcome.failed = 1
    if not good:
        outcome.report += text
    return outcome


def count(events: Iterable[dict[str, str]]) -> Outcome:
    """Sum up a runner's events; a test that never ended was running when the process died."""
    weight = ["started", "skipped", "passed", "failed"]
    best: dict[str, str] = {}
    reasons: Counter[str] = Counter()
    for event in events:
        reasons[event["reason"]] += event["outcome"] == "skipped"
        before = best.get(event["test"], "started")
        best[event["test"]] = max(before, event["outcome"], key=weight.index)
    totals = Counter(best.values())
    outcome = Outcome(totals["passed"], totals["failed"] + totals["started"], totals["skipped"])
    outcome.notes = [f"skipped {number}: {why}" for why, number in reasons.items() if number]
    for test, last in best.items():
        if last == "started":
            outcome.report += f"{test} was running when the interpreter died or hung\n"
    return outcome


def linting() -> Outcome:
    """Formatters, linters, type checker: each run is one test."""
    outcome = Outcome()
    for name, argv, more in lint.commands():
        good, text = execute(argv, 5 * MINUTES, env={**os.environ, **more})
        outcome.passed += good
        outcome.failed += not good
        if not good:
            outcome.report += f"--- {name}\n{text}"
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
            outcome.failed += bool(complaint)
            if complaint:
                outcome.report += f"--- {name}, headers of {found.origin}\n{complaint}"
    return outcome


def golden_output(python: pythons.Python, compiler: str) -> Outcome:
    """What is generated for the golden headers compiles, too."""
    include = [f"-I{folder}" for folder in python.include]
    options = [*headers.COMPILERS[compiler], *headers.WARNINGS, *include]
    argv: list[str | Path] = [sys.executable, GOLDEN / "compiles.py", build.GUARDGEN, *options]
    return single(argv, 5 * MINUTES, programs.environment())


def pip_install(python: pythons.Python) -> Outcome:
    """`pip install out/gpiod` in a fresh venv, then an import, as a user would."""
    with tempfile.TemporaryDirectory() as folder:
        source, venv = Path(folder, "gpiod"), Path(folder, "venv")
        shutil.copytree(PACKAGE, source)
        env = build.python_environment(python.folder)
        del env["PYTHONPATH"]
        show = "import gpiod; print(gpiod.__version__, gpiod.is_gpiochip_device('/dev/null'))"
        commands: list[list[str | Path]] = [
            [python.path, "-m", "venv", venv],
            [venv / "bin/pip", "install", source],
            [venv / "bin/python", "-c", show],
        ]
        for argv in commands:
            good, text = execute(argv, 5 * MINUTES, env=env, cwd=Path(folder))
            if not good:
                return Outcome(failed=1, report=text)
    return Outcome(passed=1)


def official_packages(found: list[pythons.Python]) -> Outcome:
    """The official package for every Python, for the tests that hold ours against it."""
    outcome = Outcome()
    for python in found:
        try:
            official.build(python)
        except Stop as stop:
            outcome.notes.append(
                f"skipped: tests beside the official package on {python.tag}: {stop}"
            )
    return outcome


def python_steps(python: pythons.Python, wrong: str | None, newest: bool) -> Iterator[Step]:
    """The Python tests on one interpreter, or what kept the package from being built for it."""
    if wrong:
        yield Step(f"building {python.tag}", lambda: Outcome(failed=1, report=f"{wrong}\n"))
        return
    for folder in (*PYTHON_TESTS, *MEMORY_TESTS, *([GENERATED_TESTS] if newest else [])):
        run = partial(unittests, ROOT / folder, python, 10 * MINUTES)
        yield Step(f"{folder}, {python.tag}", run, alone=True)


def conformance(python: pythons.Python) -> Outcome:
    """Every public name of the official package beside ours; the report goes to build/."""
    theirs = official.built(python)
    if theirs is None:
        return Outcome(skipped=1, notes=[f"skipped: no official package for {python.tag}"])
    report = ROOT / "tests" / "conformance" / "report.py"
    written = BUILD / "conformance.md"
    argv: list[str | Path] = [python.path, report, theirs, python.folder, "-o", written]
    return single(argv, 5 * MINUTES, build.python_environment(python.folder))


def instructions(python: pythons.Python) -> Outcome:
    """The hot calls take no more instructions than tests/bench/instructions.json says."""
    gate: list[str | Path] = [sys.executable, BENCH / "instructions.py", "--python", python.path]
    status, text = finish(gate, 10 * MINUTES)
    if status == NOTHING_RECORDED:
        return Outcome(skipped=1, notes=[f"skipped: no instructions recorded for {python.tag}"])
    return Outcome(failed=1, report=text) if status else Outcome(passed=1)


def hostile_calls(python: pythons.Python) -> Outcome:
    """The same programs each time, as many as a minute has."""
    try:
        lint.tools()
    except Stop as stop:
        return Outcome(skipped=1, notes=[f"skipped: no hypothesis: {stop}"])
    argv = fuzzer.command(python, python.folder, [f"--seconds={fuzzer.SECONDS}"])
    good, text = execute(argv, fuzzer.SECONDS + 5 * MINUTES)
    last = (text.splitlines() or [""])[-1]
    return Outcome(passed=1, notes=[last]) if good else Outcome(failed=1, report=text)


def newest_of_each_kind(found: Sequence[pythons.Python]) -> list[pythons.Python]:
    """The newest Python with the GIL and the newest without it, as far as there are any."""
    newest = {python.free_threaded: python for python in sorted(found, key=lambda one: one.age)}
    return [python for python in found if python in newest.values()]


def steps(found: list[pythons.Python], wrong: dict[str, str]) -> Iterator[Step]:
    """Everything that is checked."""
    yield Step("lint", linting)
    for compiler in headers.COMPILERS:
        yield Step(f"3.10 to 3.15, {compiler}", partial(header_matrix, compiler))
    fresh = partial(single, build.guardgen("check"), MINUTES, programs.environment())
    yield Step("out/gpiod is fresh", fresh)
    installer = pythons.preferred(found)
    yield Step("official packages built", partial(official_packages, found), alone=True)
    yield Step("conformance", partial(conformance, installer), alone=True)
    yield Step(f"pip install, {installer.tag}", partial(pip_install, installer))
    c_tests = partial(meson_tests, build.TOOL, 10 * MINUTES, *SLOW)
    yield Step("C and golden tests", c_tests, alone=True)
    for compiler in headers.COMPILERS:
        yield Step(f"golden output, {compiler}", partial(golden_output, installer, compiler))
    newest = newest_of_each_kind(found)
    for python in found:
        yield from python_steps(python, wrong.get(python.tag), python in newest)
    for python in newest:
        yield Step(f"tests/fuzz, {python.tag}", partial(hostile_calls, python), alone=True)
        yield Step(f"instructions, {python.tag}", partial(instructions, python), alone=True)
    tests = partial(unittests, BENCH, installer, 5 * MINUTES)
    yield Step(f"tests/bench, {installer.tag}", tests, alone=True)
    quick: list[str | Path] = [sys.executable, BENCH, "--quick"]
    yield Step("bench --quick", partial(single, quick, 5 * MINUTES, os.environ), alone=True)


def next_steps(python: pythons.Python, wrong: str | None) -> Iterator[Step]:
    """What is checked on one interpreter."""
    yield Step("official package built", partial(official_packages, [python]), alone=True)
    yield Step("conformance", partial(conformance, python), alone=True)
    yield Step("pip install", partial(pip_install, python))
    for compiler in headers.COMPILERS:
        yield Step(f"golden output, {compiler}", partial(golden_output, python, compiler))
    yield from python_steps(python, wrong, newest=True)
    yield Step("instructions", partial(instructions, python), alone=True)


class Progress:
    """Runs steps, says how each ended, and keeps what is to be printed at the end."""

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
        with ticking(lambda: f"checking ({', '.join(self.running)})"):
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
    progress = Progress()
    progress.run_all(steps(found, wrong))
    say(f"checked in {time.monotonic() - started:.0f} s")
    return progress.conclude()


def check_next(arguments: argparse.Namespace) -> int:
    """What `make check` runs on one Python, on a free-threaded one of the series to come."""
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
    progress = Progress()
    progress.run_all(next_steps(python, wrong.get(python.tag)))
    return progress.conclude()
