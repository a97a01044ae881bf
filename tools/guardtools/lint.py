# SPDX-License-Identifier: LGPL-2.1-or-later
"""The formatters, linters and type checker."""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator

from guardtools.common import BUILD, ROOT
from guardtools.process import execute
from guardtools.setup import venv

TESTS = sorted(str(path.relative_to(ROOT)) for path in (ROOT / "tests").iterdir() if path.is_dir())
# out/ is checked in its sources; the overlay in annotations/ can only be type-checked there.
PYTHON = ("annotations", "gen", "templates", "tools", *TESTS)
TYPED = ("gen", "out/gpiod", "tools", *TESTS)
C = tuple(folder for folder in PYTHON if folder != "tests/golden")  # which has errors on purpose


def folders(names: tuple[str, ...], *endings: str) -> Iterator[tuple[str, list[str]]]:
    """The files of this kind, by folder."""
    for name in names:
        files = [str(path) for path in sorted((ROOT / name).rglob("*")) if path.suffix in endings]
        if files:
            yield name, files


def commands() -> Iterator[tuple[str, list[str], dict[str, str]]]:
    """Every check: its name, its command line, and additions to its environment."""
    bin = venv.programs()
    ruff = [str(bin / "ruff"), "--config", str(ROOT / "pyproject.toml")]
    cache_folder = {"RUFF_CACHE_DIR": str(BUILD / "ruff")}
    python = [file for _, files in folders(PYTHON, ".py", ".pyi") for file in files]
    yield "ruff check", [*ruff, "check", "--output-format=concise", *python], cache_folder
    yield "ruff format", [*ruff, "format", "--check", *python], cache_folder
    c = [file for _, files in folders(C, ".c", ".h") for file in files]
    yield "clang-format", [str(bin / "clang-format"), "--dry-run", "-Werror", *c], {}
    for name, files in folders(TYPED, ".py", ".pyi"):
        path = ":".join(
            str(ROOT / part) for part in ("out/gpiod", "tests/sim", "tools", "tests", name)
        )
        mypy = [str(bin / "mypy"), "--config-file", str(ROOT / "pyproject.toml")]
        mypy += ["--cache-dir", str(BUILD / "mypy" / name.replace("/", "-"))]
        yield f"mypy {name}", [*mypy, *files], {"MYPYPATH": path}


def complaints() -> Iterator[tuple[str, str]]:
    """Run every check: its name, and its complaints, if any."""
    for name, argv, more in commands():
        done = execute(argv, 300, env={**os.environ, **more})
        yield name, "" if done.good else done.output or f"exit status {done.status}\n"


def lint(arguments: argparse.Namespace) -> int:
    """Formatters, linters, type checker."""
    found = [f"--- {name}\n{text}" for name, text in complaints() if text]
    print(*found, sep="\n", end="")
    return int(bool(found))
