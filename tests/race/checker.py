# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds the generated race checker, and runs programs under it."""

from __future__ import annotations

import functools
import importlib.util
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
SIM = ROOT / "tests" / "sim"
SOURCES = Path(os.environ.get("GUARDGEN_RACE_SOURCES", ROOT / "out" / "gpiod" / "tests" / "race"))
LIBRARY = "libgpiod.so.3"
LIMIT = 60.0
"""Seconds that no program of a test may outlive."""

WARNINGS = ("-std=gnu11", "-Wall", "-Wextra", "-Wshadow", "-Wmissing-prototypes", "-Werror")
SHARED = ("-shared", "-fPIC", "-fvisibility=hidden", "-fexceptions")


@dataclass(frozen=True)
class Done:
    """How a program ended, and what the checker wrote to its log."""

    status: int
    stdout: str
    stderr: str
    log: str

    @property
    def violations(self) -> int:
        """The number in the checker's summary."""
        return self._in_summary(r"\d+ calls, (\d+) violations")

    @property
    def calls(self) -> int:
        return self._in_summary(r"(\d+) calls, \d+ violations")

    def _in_summary(self, pattern: str) -> int:
        found = re.findall(pattern, self.log)
        if len(found) != 1:
            raise AssertionError(f"{len(found)} summaries of the checker:\n{self.log}{self.stderr}")
        return int(found[0])


@functools.cache
def _folder() -> tempfile.TemporaryDirectory[str]:
    """A folder for compiled files, removed when this process ends."""
    return tempfile.TemporaryDirectory(prefix="guardgen-race-")


@functools.cache
def sim_library() -> Path:
    """The folder of the in-memory libgpiod, which must be on LD_LIBRARY_PATH."""
    for folder in os.environ.get("LD_LIBRARY_PATH", "").split(":"):
        path = Path(folder or ".", LIBRARY)
        if path.exists():
            return path.resolve()
    raise unittest.SkipTest(f"LD_LIBRARY_PATH leads to no in-memory {LIBRARY}")


def _compile(target: str, *arguments: str | Path) -> Path:
    path = Path(_folder().name, target)
    flags = subprocess.run(
        ["pkg-config", "--cflags", "libgpiod"], capture_output=True, text=True, check=True
    )
    command = [*shlex.split(os.environ.get("CC", "cc")), *WARNINGS, *shlex.split(flags.stdout)]
    done = subprocess.run(
        [*command, "-g", "-O1", *arguments, "-o", path, "-lpthread", "-ldl"],
        capture_output=True,
        text=True,
        timeout=LIMIT,
    )
    if done.returncode:
        raise AssertionError(f"{target} does not compile:\n{done.stderr}")
    return path


@functools.cache
def checker() -> Path:
    """The checker: an existing build, or one linked like the package's meson.build does."""
    if built := os.environ.get("GUARDGEN_RACE_CHECKER"):
        return Path(built)
    sources = sorted(SOURCES.glob("*.c"))
    if not sources:
        raise unittest.SkipTest(f"no race checker in {SOURCES}")
    libraries = ("-Wl,--no-as-needed", sim_library())
    return _compile("libgpiod-race.so", *SHARED, *sources, *libraries)


@functools.cache
def unit() -> Path:
    """unit.c with the checker's own sources."""
    sources = [path for path in sorted(SOURCES.glob("*.c")) if path.name != "interface.c"]
    return _compile("unit", f"-I{SOURCES}", "-fexceptions", HERE / "unit.c", *sources)


@functools.cache
def program(source: Path) -> Path:
    """A C program on the in-memory libgpiod."""
    # Lazy binding, so that it also starts on the system's library, which lacks gpiosim_…().
    return _compile(source.stem, f"-I{SIM}", source, sim_library(), "-Wl,-z,lazy")


def run(argv: Sequence[str | Path], settings: Mapping[str, str], sim: bool = True) -> Done:
    """Run a program under the checker; settings are GUARDGEN_RACE_… without the prefix."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder, "log")
        env = {name: value for name, value in os.environ.items() if "GUARDGEN_RACE" not in name}
        env["LD_PRELOAD"] = str(checker())
        env["GUARDGEN_RACE_LOG"] = str(log)
        env.update({f"GUARDGEN_RACE_{name}": value for name, value in settings.items()})
        if not sim:
            del env["LD_LIBRARY_PATH"]
        done = subprocess.run(argv, env=env, capture_output=True, text=True, timeout=LIMIT)
        written = log.read_text() if log.exists() else ""
    return Done(done.returncode, done.stdout, done.stderr, written)


def scenario(name: str, **settings: str) -> Done:
    """Run a scenario of program.c."""
    return run([program(HERE / "program.c"), name], settings)


def scenario_on_system(name: str) -> Done:
    """Run a scenario that needs no chip on the system's own libgpiod."""
    return run([program(HERE / "program.c"), name], {}, sim=False)


def folder_of(module: str) -> str:
    """The folder from which this Python would import a package."""
    found = importlib.util.find_spec(module)
    if found is None or found.origin is None:
        raise unittest.SkipTest(f"{sys.executable} finds no package {module}")
    return str(Path(found.origin).parents[1])


def function_at(place: str) -> str:
    """The function of the program at a place like "program+0x1234" of a report."""
    name, _, offset = place.partition("+")
    addr2line = shutil.which("addr2line")
    if addr2line is None:
        raise unittest.SkipTest("addr2line is missing (Debian: binutils)")
    path = Path(_folder().name, name)
    done = subprocess.run(
        [addr2line, "-f", "-e", path, offset], capture_output=True, text=True, check=True
    )
    return done.stdout.split()[0]
