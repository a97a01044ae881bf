# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs from PyPI, at fixed versions, so that linters report the same on every machine."""

from __future__ import annotations

import hashlib
import shutil
from pathlib import Path

from guardtools.common import cache, locked, say
from guardtools.process import capture, run
from guardtools.setup.programs import venv_maker

PINNED = (
    *("pip==26.3", "ruff==0.17.6", "mypy==2.4.1", "clang-format==19.1.7", "jinja2==3.1.6"),
    *("hypothesis==6.151.9", "sortedcontainers==2.4.0"),  # for tests/fuzz
)


def programs() -> Path:
    """The folder of the pinned programs, created at first use."""
    python = venv_maker()
    assert python, "packages.ensure() comes first"
    version = capture([python, "--version"])
    key = hashlib.sha256(f"{PINNED} {python} {version}".encode()).hexdigest()[:12]
    folder = cache() / "lint" / key
    with locked(cache() / "lint" / "lock"):
        if not (folder / "ready").exists():
            say(f"fetching {' '.join(PINNED)}")
            log = cache() / "lint" / f"{key}.log"
            shutil.rmtree(folder, ignore_errors=True)
            run([python, "-m", "venv", folder], "making a venv for the lint tools", log)
            run(
                [folder / "bin/python", "-m", "pip", "install", *PINNED],
                "fetching the lint tools",
                log,
            )
            (folder / "ready").touch()
    return folder / "bin"
