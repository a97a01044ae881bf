# SPDX-License-Identifier: LGPL-2.1-or-later
"""Finds programs that will do: skips old versions, and shims that do not run."""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from guardtools.process import capture

Version = tuple[int, ...]


def version(text: str | None) -> Version:
    """The first dotted number in a text; () where there is none."""
    found = re.search(r"\d+(\.\d+)*", text or "")
    return tuple(map(int, found[0].split("."))) if found else ()


def on_path(name: str) -> Iterator[str]:
    """Every program of that name on PATH, in order; then in the system's folders."""
    seen = set()
    for folder in [*os.get_exec_path(), "/usr/bin"]:
        path = os.path.join(folder, name)
        if path not in seen and os.access(path, os.X_OK):
            seen.add(path)
            yield path


def first(name: str, least: Version) -> str | None:
    """The first program of that name which runs and is new enough."""
    for path in on_path(name):
        if version(capture([path, "--version"])) >= least:
            return path
    return None


@lru_cache
def meson() -> str | None:
    return first("meson", (1, 2))  # older ones do not know Python 3.12


@lru_cache
def ninja() -> str | None:
    return first("ninja", (1, 8))


@lru_cache
def clang() -> str | None:
    return first("clang", (14,))


@lru_cache
def renderer() -> str | None:
    """A Python 3.10 or newer that has Jinja2, which not every one on PATH has."""
    probe = "import sys, jinja2; sys.exit(sys.version_info < (3, 10))"
    chosen = os.environ.get("GUARDGEN_PYTHON")
    for path in [chosen] if chosen else [sys.executable, *on_path("python3")]:
        if capture([path, "-c", probe]) is not None:
            return path
    return None


@lru_cache
def venv_maker() -> str | None:
    """A Python that can make virtual environments with pip in them."""
    for path in [sys.executable, *on_path("python3")]:
        if (
            capture([path, "-c", "import sys, ensurepip; sys.exit(sys.version_info < (3, 10))"])
            is not None
        ):
            return path
    return None


def libclang() -> bool:
    """Whether there is a libclang with headers, 14 or newer."""
    return (
        any(
            version(folder.name) >= (14,)
            for folder in Path("/usr/lib").glob("llvm-*")
            if (folder / "include/clang-c/Index.h").exists()
        )
        or Path("/usr/include/clang-c/Index.h").exists()
    )


def module(name: str, least: str = "0") -> bool:
    """Whether pkg-config finds this library in a version that is new enough."""
    return capture(["pkg-config", f"--atleast-version={least}", name]) is not None


def environment(**more: str) -> dict[str, str]:
    """The environment for building, which names the programs found here."""
    found = {"NINJA": ninja(), "GUARDGEN_PYTHON": renderer()}
    return {**os.environ, **{name: path for name, path in found.items() if path}, **more}
