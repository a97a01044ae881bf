# SPDX-License-Identifier: LGPL-2.1-or-later
"""The extension and the in-memory libgpiod, compiled with a sanitizer."""

from __future__ import annotations

import shlex
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from guardtools.common import PACKAGE, ROOT, Stop
from guardtools.process import capture, run
from guardtools.results import Outcome
from guardtools.setup import programs, pythons

SHARED = ("-shared", "-fPIC", "-fvisibility=hidden")
SONAME = "-Wl,-soname,libgpiod.so.3"


@dataclass(frozen=True)
class Instrument:
    """A compiler, the options with which it instruments code, and its log."""

    compiler: str
    options: tuple[str, ...]
    log: Path

    def compile_shared(self, target: Path, sources: Sequence[Path], *options: str) -> None:
        target.parent.mkdir(parents=True, exist_ok=True)
        argv: list[str | Path] = [self.compiler, *self.options, *SHARED, *options, "-o", target]
        argv += sources
        run(argv, f"compiling {target.name} with {self.options[-1]}", self.log)

    def package(self, python: pythons.Python, sources: Path, folder: Path) -> Path:
        """Compile the extension into a folder for PYTHONPATH."""
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(PACKAGE / "gpiod", folder / "gpiod")
        show = "import sysconfig; print(sysconfig.get_config_var('EXT_SUFFIX'))"
        includes = [f"-I{path}" for path in python.include]
        libgpiod = flags_of_libgpiod("--cflags", "--libs")
        target = folder / "gpiod" / f"_ext{capture([python.path, '-c', show])}"
        self.compile_shared(target, sorted(sources.rglob("*.c")), *includes, *libgpiod)
        return folder

    def in_memory(self, folder: Path) -> Path:
        """Compile the in-memory libgpiod: the folder that has it."""
        sim = ROOT / "tests" / "sim"
        sources = [path for path in sorted(sim.rglob("*.c")) if not path.name.startswith("test_")]
        release = capture(["pkg-config", "--modversion", "libgpiod"])
        options = [SONAME, "-Wl,-z,nodelete", f'-DSIM_API_VERSION="{release}"']
        if programs.version(release) >= (2, 3):
            options.append("-DSIM_LIBGPIOD_2_3")
        flags = flags_of_libgpiod("--cflags")
        self.compile_shared(folder / "libgpiod.so.3", sources, *options, *flags)
        return folder


def flags_of_libgpiod(*which: str) -> list[str]:
    return shlex.split(capture(["pkg-config", *which, "libgpiod"]) or "")


def altered(into: Path, file: str, *changes: tuple[str, str]) -> Path:
    """A copy of the extension's source, with pieces replaced that occur once."""
    sources = Path(shutil.copytree(PACKAGE / "src", into / "gpiod" / "src"))
    text = (sources / file).read_text()
    for old, new in changes:
        if text.count(old) != 1:
            raise Stop(f"{file} has not one {old}")
        text = text.replace(old, new)
    (sources / file).write_text(text)
    return sources


def with_reports(outcome: Outcome, reports: Sequence[str]) -> Outcome:
    """Count each report of a sanitizer as a failure."""
    outcome.failed += len(reports)
    outcome.report += "\n".join(reports)
    outcome.notes.append(f"{len(reports)} reports")
    return outcome
