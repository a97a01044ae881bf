# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make check-sanitize`: the Python tests under AddressSanitizer, UBSan and LeakSanitizer.

The extension and the in-memory libgpiod are compiled with them; the Python is an ordinary one, into
which their runtime is preloaded. One report is a failure. Of the leaks that LeakSanitizer reports
at the end of a process, CPython's own and the tests' chips are left out. A build that leaks an
object of the library must be reported, as must be one that uses freed memory, writes too far, or
overflows.

    build/sanitize/cp312/       the extension, for PYTHONPATH
    build/sanitize/libgpiod/    the in-memory libgpiod
"""

from __future__ import annotations

import argparse
import platform
import re
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from guardtools import build, check
from guardtools.check import MINUTES
from guardtools.common import BUILD, PACKAGE, ROOT, Stop
from guardtools.instrumented import Instrument, altered, with_reports
from guardtools.process import capture, execute
from guardtools.results import Outcome, Step, of_tap, run_steps
from guardtools.setup import packages, pythons

FOLDER = BUILD / "sanitize"
INSTRUMENT = Instrument(
    "clang-19",  # with gcc's runtime, a forked child may deadlock in the allocator
    (
        "-std=gnu11",
        "-O1",
        "-g",
        "-fno-omit-frame-pointer",
        "-fno-sanitize-recover=all",
        "-shared-libasan",
        "-fsanitize=address,undefined",
    ),
    build.LOGS / "sanitize.log",
)
RUNTIME = f"libclang_rt.asan-{platform.machine()}.so"
ASAN = "abort_on_error=1:allocator_may_return_null=1:handle_segv=0"
"""SIGSEGV is not intercepted: tests expect some of CPython's own, and any other fails its test."""

MALLOC = {"PYTHONMALLOC": "malloc"}
"""Every object is a block of its own, which ASan can check. Not for free-threaded builds."""

LEAK = re.compile(r"^(?:Direct|Indirect) leak of .*\n((?:    #.*\n)+)", re.MULTILINE)
FRAME = re.compile(r"^ +#\d+ \w+ +(?:in )?(.*)", re.MULTILINE)
OURS = re.compile(r"gpiod_|.*/gpiod/src/")
FOR_OTHERS = re.compile(
    r"(__interceptor_)?((m|c|re)alloc|strn?dup)|_?Py(Mem|Object)_"
    r"|(?!gpio(d|sim)_)\w+ .*/tests/sim/"  # and gpiosim_ makes the chips of the tests
)
"""Functions that allocate on behalf of their callers."""

PYTHON_TESTS = ROOT / check.PYTHON_TESTS[0]
GENERATED = ROOT / check.GENERATED_TESTS


@dataclass(frozen=True)
class Fault:
    """A fault put into a copy of the extension's source, and the expected report."""

    name: str
    file: str
    changes: tuple[tuple[str, str], ...]
    report: str
    pattern: str


FREE = "\tgpiod_line_info_free(info);\n"
NAME = "\tname = gg_optional_string_to_python(gpiod_line_info_get_name(info));\n"
FAULTS = (
    Fault(
        "use after free",
        "chip_request.h",
        ((NAME + FREE, FREE + NAME),),
        "AddressSanitizer: heap-use-after-free",
        "test_request_lines.py",
    ),
    Fault(
        "write too far",
        "line_request.c",
        (("calloc(max_offsets + 1, ", "calloc(1, "),),
        "AddressSanitizer: heap-buffer-overflow",
        "test_request_lines.py",
    ),
    Fault(
        "overflow",
        "chip_request.h",
        (("value = PyLong_AsLong(number);", "value = PyLong_AsLong(number) * LONG_MAX;"),),
        "runtime error: signed integer overflow",
        "test_request_lines.py",
    ),
    Fault(
        "object of the library that is left",
        "chip_request.h",
        ((FREE, ""),),
        "LeakSanitizer: detected memory leaks",
        "test_request_lines.py",
    ),
)


@dataclass(frozen=True)
class World:
    """The environment of tests: the Python, the folders of the package and of libgpiod."""

    python: pythons.Python
    package: Path
    libgpiod: Path

    def run(self, folder: Path, pattern: str) -> tuple[Outcome, list[str]]:
        """Run tests; returns their outcome, and all reports."""
        seconds = 15 * MINUTES
        with tempfile.TemporaryDirectory() as shared:
            command = build.unittest_command(self.python.path, folder, seconds - 30)
            env = build.python_environment(self.package, self.libgpiod)
            env["LD_PRELOAD"] = runtime()
            env["ASAN_OPTIONS"] = f"{ASAN}:log_path={shared}/report"
            env["ASAN_SYMBOLIZER_PATH"] = shutil.which("llvm-symbolizer") or ""
            env["UBSAN_OPTIONS"] = "print_stacktrace=1"  # prints, and ends the process
            env["LSAN_OPTIONS"] = "exitcode=0"  # most leaks are CPython's
            if not self.python.free_threaded:
                env |= MALLOC
            done = execute([*command, pattern], seconds + 15, env=env, apart=True)
            outcome = of_tap(done, str(folder))
            reports = [path.read_text(errors="replace") for path in Path(shared).glob("report.*")]
        return outcome, [ours for report in reports if (ours := of_ours(report))]


def runtime() -> str:
    """The sanitizer's runtime, which must be loaded first."""
    path = capture([INSTRUMENT.compiler, f"-print-file-name={RUNTIME}"])
    if not path or not path.startswith("/"):
        raise Stop(f"{INSTRUMENT.compiler} comes without {RUNTIME}")
    return path


def is_ours(frames: str) -> bool:
    """Whether our code, or the library on its behalf, allocated the memory, rather than Python."""
    asked = (frame for frame in FRAME.findall(frames) if not FOR_OTHERS.match(frame))
    return bool(OURS.match(next(asked, "")))


def of_ours(report: str) -> str:
    """What one process reported, without the leaks that are CPython's."""
    if "LeakSanitizer: detected" not in report:
        return report
    leaks = [leak[0] for leak in LEAK.finditer(report) if is_ours(leak[1])]
    return "\n".join(["LeakSanitizer: detected memory leaks", *leaks]) if leaks else ""


def silent(world: World, folder: Path, pattern: str = "test*.py") -> Outcome:
    """The tests pass, and nothing is reported."""
    return with_reports(*world.run(folder, pattern))


def with_fault(fault: Fault, world: World) -> Outcome:
    """The fault is reported, and as the right kind."""
    with tempfile.TemporaryDirectory() as work:
        sources = altered(Path(work), fault.file, *fault.changes)
        folder = INSTRUMENT.package(world.python, sources, Path(work, "package"))
        outcome, reports = replace(world, package=folder).run(PYTHON_TESTS, fault.pattern)
    printed = "\n".join([outcome.report, *reports])
    if fault.report in printed:
        return Outcome(passed=1)
    return Outcome(failed=1, report=f"it is not reported\n{printed}")


def steps(worlds: Sequence[World]) -> Iterator[Step]:
    for world in worlds:
        tag = world.python.tag
        for fault in FAULTS:
            yield Step(f"{fault.name}, {tag}", partial(with_fault, fault, world))
        for folder in (PYTHON_TESTS, GENERATED):
            run = partial(silent, world, folder)
            yield Step(f"{folder.relative_to(ROOT)}, {tag}", run, alone=True)


def ordinary() -> list[pythons.Python]:
    """One Python with the GIL, preferably 3.12, which has no PyMutex; and one without."""
    found = sorted(
        pythons.with_free_threaded(), key=lambda it: (it.minor == (3, 12), it.released, it.minor)
    )
    last = {python.free_threaded: python for python in found}
    return list(last.values())


def check_sanitize(arguments: argparse.Namespace) -> int:
    """Run the Python tests with the extension under AddressSanitizer, UBSan and LeakSanitizer."""
    packages.ensure("make", "sanitizers")
    INSTRUMENT.log.unlink(missing_ok=True)
    libgpiod = INSTRUMENT.in_memory(FOLDER / "libgpiod")
    worlds = [
        World(
            python,
            INSTRUMENT.package(python, PACKAGE / "src", FOLDER / python.tag),
            libgpiod,
        )
        for python in ordinary()
    ]
    return run_steps(steps(worlds))
