# SPDX-License-Identifier: LGPL-2.1-or-later
"""The in-memory stand-in, built for a test: as another release, or with a mistake in it."""

from __future__ import annotations

import shlex
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from guardtools.common import Stop
from guardtools.process import capture
from guardtools.setup.programs import version

SIM = Path(__file__).resolve().parents[1] / "sim"


@dataclass(frozen=True)
class Mistake:
    """A place in the stand-in's source, what it should not be like, and who must notice."""

    file: str
    right: str
    wrong: str
    behaviour: str

    def make(self, source: Path) -> None:
        file = source / self.file
        text = file.read_text()
        if text.count(self.right) != 1:
            raise Stop(f"{self.file} does not have this once: {self.right}")
        file.write_text(text.replace(self.right, self.wrong))


def build(work: Path, release: str, mistake: Mistake | None = None) -> Path:
    """Compile it in an empty folder; returns the folder for LD_LIBRARY_PATH."""
    source, library = work / "source", work / "library"
    shutil.copytree(SIM, source, ignore=shutil.ignore_patterns("test_*"))
    library.mkdir()
    if mistake:
        mistake.make(source)
    flags = shlex.split(capture(["pkg-config", "--cflags", "libgpiod"]) or "")
    flags += ["-std=gnu11", "-pthread", f'-DSIM_API_VERSION="{release}"']
    if version(release) >= (2, 3):
        flags.append("-DSIM_LIBGPIOD_2_3")
    files = sorted(source.rglob("*.c"))
    linked = ["-shared", "-fPIC", "-fvisibility=hidden", "-Wl,-soname,libgpiod.so.3"]
    subprocess.run(["cc", *flags, *linked, "-o", library / "libgpiod.so.3", *files], check=True)
    return library
