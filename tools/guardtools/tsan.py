# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-tsan`: the threads under ThreadSanitizer, and the core without Python.

CPython, the extension and libgpiod, both in-memory and real, are all compiled with it. The only
suppressions are CPython's own, which name none of our functions. Any report is a failure. A build
without its locks must be reported, or no report would prove nothing.

    build/tsan/package/     the extension
    build/tsan/libgpiod/    the in-memory libgpiod
    build/tsan/bytecode/    of all imported modules, which takes seconds to compile under TSan
"""

from __future__ import annotations

import argparse
import re
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from guardtools import build, check
from guardtools.check import MINUTES
from guardtools.common import BUILD, PACKAGE, ROOT, Stop, cache, locked, say
from guardtools.instrumented import SONAME, Instrument, altered, with_reports
from guardtools.kernel import check as kernel_check
from guardtools.process import execute
from guardtools.results import Outcome, Step, of_tap, run_steps
from guardtools.setup import cpython, libgpiod, packages, pythons

FOLDER = BUILD / "tsan"
LOG = build.LOGS / "tsan.log"
INSTRUMENT = Instrument(
    "clang-19",
    ("-std=gnu11", "-O1", "-g", "-fno-omit-frame-pointer", "-fsanitize=thread"),
    LOG,
)
SUPPRESSIONS = "Tools/tsan/suppressions_free_threading.txt"
RULE = re.compile(r"^=+$\n(?=WARNING)", re.MULTILINE)
"""The first line of each report."""

TRIES = 10
"""Runs of a storm: its few threads may not overlap in one. Without a fault, none may report."""

OURS = re.compile(r"gpiod|gg_|_ext\b")

THREAD_TESTS = ROOT / "tests" / "python"
GENERATED = ROOT / check.GENERATED_TESTS
STORMS = "test_storms.py"


@dataclass(frozen=True)
class Missing:
    """Steps that are removed from a copy of the extension's source, and the tests that find it."""

    name: str
    file: str
    steps: tuple[str, ...]
    folder: Path
    pattern: str


MUTEXES = Missing(
    "mutexes",
    "runtime/gg_lock.h",
    ("PyMutex_Lock(lock);", "PyMutex_Unlock(lock);"),
    THREAD_TESTS,
    "test_threads_storm.py",
)
SECTIONS = Missing(
    "critical sections",
    "runtime/gg_type.h",
    ("PyCriticalSection_Begin(section, object);", "PyCriticalSection_End(section);"),
    GENERATED,
    STORMS,
)


@dataclass(frozen=True)
class World:
    """The environment of tests: the Python, the package's and libgpiod's folders, the kernel."""

    python: pythons.Python
    package: Path
    libgpiod: Path
    in_kernel: bool = False

    def run(self, folder: Path, pattern: str) -> tuple[Outcome, list[str]]:
        """Run tests; returns their outcome, and all reports."""
        seconds = 10 * MINUTES
        with tempfile.TemporaryDirectory() as shared:
            command = build.unittest_command(self.python.path, folder, seconds - 30)
            options: list[str | Path] = ["--timeout", str(seconds), "--share", shared]
            guest = kernel_check.in_kernel("um", *options) if self.in_kernel else []
            env = build.python_environment(self.package, self.libgpiod)
            env["TSAN_OPTIONS"] = f"suppressions={self.suppressions} log_path={shared}/report"
            env["PYTHONPYCACHEPREFIX"] = str(FOLDER / "bytecode")
            env.pop("PYTHONDONTWRITEBYTECODE", None)
            done = execute([*guest, *command, pattern], seconds + 15, env=env, apart=True)
            outcome = of_tap(done, str(folder))
            reports = [path.read_text(errors="replace") for path in Path(shared).glob("report.*")]
        first, *rest = RULE.split("".join(reports))
        return outcome, [first, *rest] if first else rest

    def __str__(self) -> str:
        return " in um" if self.in_kernel else ""

    @property
    def suppressions(self) -> Path:
        """CPython's own suppressions, for known races in itself."""
        path = Path(self.python.path).parent / SUPPRESSIONS
        for line in path.read_text().splitlines():
            if OURS.search(line.partition("#")[0]):
                raise Stop(f"{path} names our code: {line}")
        return path


def real() -> Path:
    """The folder of a real libgpiod, of the release that the official package bundles."""
    source = libgpiod.Bundled()
    folder = cache() / "libgpiod" / f"{source.release}-tsan"
    with locked(cache() / "libgpiod" / "lock-tsan"):
        if not (folder / "libgpiod.so.3").exists():
            say(f"building libgpiod {source.release} for ThreadSanitizer, once, in {folder}")
            with tempfile.TemporaryDirectory(prefix=".work-", dir=folder.parent) as work:
                tree = source.unpack(Path(work))
                assert tree is not None  # fetch() of Bundled raises Stop instead
                options = [SONAME, "-D_GNU_SOURCE", f"-I{tree / 'include'}"]
                options.append(f'-DGPIOD_API_VERSION_STR="{source.release}"')
                ready = Path(work, "ready")
                sources = sorted((tree / "lib").glob("*.c"))
                INSTRUMENT.compile_shared(ready / "libgpiod.so.3", sources, *options)
                ready.rename(folder)
    return folder


def silent(world: World, folder: Path, pattern: str) -> Outcome:
    """The tests pass, and nothing is reported."""
    return with_reports(*world.run(folder, pattern))


def without(missing: Missing, world: World) -> Outcome:
    """A build without its guards is reported."""
    with tempfile.TemporaryDirectory() as work:
        sources = altered(Path(work), missing.file, *((step, "") for step in missing.steps))
        folder = INSTRUMENT.package(world.python, sources, Path(work, "package"))
        for _ in range(TRIES):
            _, reports = replace(world, package=folder).run(missing.folder, missing.pattern)
            if races := [each for each in reports if "data race" in each and OURS.search(each)]:
                return Outcome(passed=1, notes=[f"{len(races)} reports, as there must be"])
    return Outcome(failed=1, report="no report although they are missing\n" + "\n".join(reports))


def core(suite: str) -> Outcome:
    """The core over its pthread backend, or a model of it."""
    return check.meson_tests(build.TOOL, 10 * MINUTES, "--suite", suite)


def steps(worlds: Sequence[World]) -> Iterator[Step]:
    yield Step("unit-model", partial(core, "unit-model"))
    yield Step(f"without {SECTIONS.name}", partial(without, SECTIONS, worlds[0]))
    for world in worlds:
        yield Step(f"without {MUTEXES.name}{world}", partial(without, MUTEXES, world))
    for suite in ("unit-tsan", "unit-helgrind"):
        yield Step(suite, partial(core, suite), alone=True)
    for world in worlds:
        threads = partial(silent, world, THREAD_TESTS, kernel_check.THREADS)
        yield Step(f"threads{world}", threads, alone=True)
    if len(worlds) == 1:
        yield Step("threads in um", lambda: Outcome(skipped=1, notes=["skipped: no such kernel"]))
    storms = partial(silent, worlds[0], GENERATED, STORMS)
    yield Step(f"storms{worlds[0]}", storms, alone=True)


def check_tsan(arguments: argparse.Namespace) -> int:
    """Run the thread tests and the core under ThreadSanitizer; helgrind; the model."""
    packages.ensure("make", "check", "sanitizers", "check-tsan")
    python = pythons.probe(str(cpython.interpreter("tsan")))
    if python is None:
        raise Stop(f"the CPython for ThreadSanitizer does not run: {cpython.built('tsan')}")
    build.tool()
    LOG.unlink(missing_ok=True)
    package = INSTRUMENT.package(python, PACKAGE / "src", FOLDER / "package")
    world = World(python, package, INSTRUMENT.in_memory(FOLDER / "libgpiod"))
    worlds = [world]
    if kernel_check.is_there("um"):
        worlds.append(replace(world, libgpiod=real(), in_kernel=True))
    return run_steps(steps(worlds))
