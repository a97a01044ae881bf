# SPDX-License-Identifier: LGPL-2.1-or-later
"""The Pythons that the package is built for and tested on.

GUARDGEN_PYTHONS (paths, colon-separated), or else the first of each X.Y[t] that runs and has its
headers: on PATH, then in pyenv, then the free-threaded ones in the cache.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

from guardtools.common import BUILD, ROOT, Stop, say
from guardtools.process import capture
from guardtools.setup import cpython
from guardtools.setup.programs import on_path

MINORS = range(10, 16)
PROBE = """\
import json, os, platform, sys, sysconfig
print(json.dumps({
    "implementation": sys.implementation.name,
    "executable": sys.executable,
    "minor": sys.version_info[:2],
    "version": platform.python_version(),
    "released": sys.version_info.releaselevel == "final",
    "flags": sys.abiflags,
    "free_threaded": bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
    "include": sorted({sysconfig.get_path("include"), sysconfig.get_path("platinclude")}),
}))
"""


@dataclass(frozen=True)
class Python:
    """One interpreter."""

    path: str
    version: str
    released: bool
    minor: tuple[int, int]
    free_threaded: bool
    include: tuple[str, ...]
    tag: str

    @property
    def folder(self) -> Path:
        """Holds its built gpiod package, ready for PYTHONPATH."""
        return BUILD / self.tag

    @property
    def age(self) -> tuple[bool, tuple[int, int]]:
        """A sort key: the newest last, but pre-releases first."""
        return self.released, self.minor

    @property
    def has_headers(self) -> bool:
        return any(Path(folder, "Python.h").exists() for folder in self.include)

    def __str__(self) -> str:
        kind = "free-threaded" if self.free_threaded else "gil"
        return f"{self.path} {self.version} {kind} {self.folder.relative_to(ROOT)}"


def probe(path: str) -> Python | None:
    """Query an interpreter; None if it does not run or is not supported."""
    text = capture([path, "-I", "-c", PROBE])
    if text is None:
        return None
    facts = json.loads(text)
    minor = tuple(facts["minor"])
    if facts["implementation"] != "cpython" or minor < (3, MINORS[0]):
        return None
    return Python(
        path=facts["executable"] or path,
        version=facts["version"],
        released=facts["released"],
        minor=minor,
        free_threaded=facts["free_threaded"],
        include=tuple(facts["include"]),
        tag=f"cp{minor[0]}{minor[1]}{facts['flags']}",  # t without the GIL, d for debugging
    )


def candidates() -> Iterator[str]:
    names = [f"python3.{minor}" for minor in MINORS]
    names += [f"python3.{minor}t" for minor in MINORS if minor >= 13]
    for name in [*names, "python3"]:
        yield from on_path(name)
    for folder in sorted(Path.home().glob(".pyenv/versions/*/bin"), reverse=True):
        yield from (str(folder / name) for name in names if (folder / name).exists())
    for kind in ("free-threaded", "next"):
        if built := cpython.built(kind):
            yield str(built)


def probe_all(paths: Iterable[str]) -> list[tuple[str, Python | None]]:
    paths = list(paths)
    with ThreadPoolExecutor(2 * (os.cpu_count() or 1)) as pool:
        return list(zip(paths, pool.map(probe, paths), strict=True))


def chosen(paths: list[str]) -> list[Python]:
    """The ones that the user named; a number distinguishes two of one X.Y."""
    pythons: list[Python] = []
    for path, python in probe_all(paths):
        if python is None:
            raise Stop(
                f"GUARDGEN_PYTHONS names {path}: no CPython 3.{MINORS[0]} or newer that runs"
            )
        if not python.has_headers:
            raise Stop(
                f"GUARDGEN_PYTHONS names {path}, which has no Python.h in {python.include[0]}"
            )
        same = sum(other.tag.split("-")[0] == python.tag for other in pythons)
        tag = f"{python.tag}-{same + 1}" if same else python.tag
        pythons.append(replace(python, tag=tag))
    return pythons


@lru_cache
def found() -> list[Python]:
    """The first usable one of each X.Y[t], by version."""
    best: dict[str, Python] = {}
    without: dict[str, Python] = {}
    for _, python in probe_all(dict.fromkeys(candidates())):
        if python is not None:
            (best if python.has_headers else without).setdefault(python.tag, python)
    for tag in without.keys() - best.keys():
        say(f"left out: {without[tag].path} has no Python.h in {without[tag].include[0]}")
    return sorted(best.values(), key=lambda python: (python.minor, python.free_threaded))


def in_use() -> list[Python]:
    """The interpreters in use; builds none."""
    if named := os.environ.get("GUARDGEN_PYTHONS"):
        return chosen([path for path in named.split(":") if path])
    return found()


def preferred(pythons: Iterable[Python]) -> Python:
    """If one is enough: a free-threaded one if there is any, and of those the newest release."""
    return max(pythons, key=lambda python: (python.free_threaded, python.age))


def with_free_threaded() -> list[Python]:
    """The interpreters in use; builds a free-threaded one if there is no released one."""
    pythons = in_use()
    named = os.environ.get("GUARDGEN_PYTHONS")
    if named or any(python.free_threaded and python.released for python in pythons):
        return pythons
    cpython.interpreter("free-threaded")
    found.cache_clear()
    return found()
