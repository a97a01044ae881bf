# SPDX-License-Identifier: LGPL-2.1-or-later
"""Packages from PyPI, at fixed versions, so that they do the same on every machine."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path

from guardtools.common import cache, locked, say
from guardtools.process import capture, run
from guardtools.setup.programs import venv_maker

PINNED = (
    *("pip==26.3", "ruff==0.17.6", "mypy==2.4.1", "clang-format==19.1.7", "jinja2==3.1.6"),
    *("hypothesis==6.151.9", "sortedcontainers==2.4.0"),  # for tests/fuzz
)


def environment(kind: str, python: str, pinned: Sequence[str], *options: str) -> Path:
    """The folder of programs of a virtual environment in the cache, created at first use."""
    version = capture([python, "--version"])
    key = hashlib.sha256(f"{pinned} {python} {version}".encode()).hexdigest()[:12]
    folder = cache() / kind / key
    with locked(cache() / kind / "lock"):
        if not (folder / "ready").exists():
            say(f"fetching {' '.join(pinned)}")
            log = cache() / kind / f"{key}.log"
            pip: list[str | Path] = [folder / "bin/python", "-m", "pip", "install"]
            shutil.rmtree(folder, ignore_errors=True)
            run([python, "-m", "venv", folder], f"making a venv for {kind}", log)
            run([*pip, *options, *pinned], f"fetching packages for {kind}", log)
            (folder / "ready").touch()
    return folder / "bin"


def programs() -> Path:
    """The folder of the programs that the project itself uses."""
    python = venv_maker()
    assert python, "packages.ensure() comes first"
    return environment("lint", python, PINNED)
