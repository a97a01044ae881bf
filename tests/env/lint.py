# SPDX-License-Identifier: LGPL-2.1-or-later
"""The formatters and checkers, at one version: what they say must not depend on the machine."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import programs
from common import BUILD, ROOT, cache, capture, locked, run, say

PINNED = (
    *("pip==26.3", "ruff==0.17.6", "mypy==2.4.1", "clang-format==19.1.7", "jinja2==3.1.6"),
    *("hypothesis==6.151.9", "sortedcontainers==2.4.0"),  # for tests/fuzz
)
TESTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").iterdir() if path.is_dir())
PYTHON = ("annotations", "gen", "templates", *TESTS)  # out/ is looked at where it is written
TYPED = ("gen", "out/gpiod", *TESTS)  # the overlay in annotations/ is complete only in out/
C = tuple(room for room in PYTHON if room != "tests/golden")  # whose faults are the point


def tools() -> Path:
    """The folder of the pinned tools' programs, made at first use."""
    python = programs.venv_maker()
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


def rooms(names: tuple[str, ...], *endings: str) -> Iterator[tuple[str, list[str]]]:
    """The folders that have such files, each with its files."""
    for name in names:
        files = [str(path) for path in sorted((ROOT / name).rglob("*")) if path.suffix in endings]
        if files:
            yield name, files


def commands() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Every check: its name, the command line, what its environment needs besides."""
    bin = tools()
    ruff = [str(bin / "ruff"), "--config", str(ROOT / "pyproject.toml")]
    cache_folder = {"RUFF_CACHE_DIR": str(BUILD / "ruff")}
    python = [file for _, files in rooms(PYTHON, ".py", ".pyi") for file in files]
    yield "ruff check", [*ruff, "check", "--output-format=concise", *python], cache_folder
    yield "ruff format", [*ruff, "format", "--check", *python], cache_folder
    c = [file for _, files in rooms(C, ".c", ".h") for file in files]
    yield "clang-format", [str(bin / "clang-format"), "--dry-run", "-Werror", *c], {}
    for name, files in rooms(TYPED, ".py", ".pyi"):
        path = ":".join(
            str(ROOT / part) for part in ("out/gpiod", "tests/sim", "tests/env", "tests", name)
        )
        mypy = [str(bin / "mypy"), "--config-file", str(ROOT / "pyproject.toml")]
        mypy += ["--cache-dir", str(BUILD / "mypy" / name.replace("/", "-"))]
        yield f"mypy {name}", [*mypy, *files], {"MYPYPATH": path}
