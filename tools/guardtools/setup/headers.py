# SPDX-License-Identifier: LGPL-2.1-or-later
"""Headers of CPython 3.10 to 3.15, to compile the package for versions that are not installed.

    python3 -m guardtools.setup.headers     one line each: X.Y, and the options for its headers

They come from an installed interpreter, or else from the libpython3.N-dev package of a newer suite,
unpacked in the cache and not installed: its programs want a newer C library. The GIL build's
headers serve for the free-threaded one as well, with Py_GIL_DISABLED defined.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guardtools.common import PACKAGE, cache, locked, main, say
from guardtools.setup import pythons
from guardtools.setup.mirror import Tree, mirror

WARNINGS = ("-std=c11", "-Wall", "-Wextra", "-Wshadow", "-Wmissing-prototypes", "-Werror")
COMPILERS = {"gcc": ("gcc", "-O2", "-c"), "clang": ("clang", "-fsyntax-only")}
FREE_THREADED_SINCE = 13
SOURCES = PACKAGE / "src"


@dataclass(frozen=True)
class Headers:
    """The headers of one X.Y."""

    minor: int
    folders: tuple[str, ...]
    origin: str

    @property
    def options(self) -> list[str]:
        return [f"-I{folder}" for folder in self.folders]


def of_interpreter(minor: int, found: list[pythons.Python]) -> Headers | None:
    for python in found:
        if python.minor == (3, minor) and not python.free_threaded:
            return Headers(minor, python.include, python.path)
    return None


def of_package(minor: int) -> Headers | None:
    """From the cache, or from the newest suite that has the package."""
    name = f"libpython3.{minor}-dev"
    home = cache() / "headers"
    with locked(home / "lock"):
        if not (home / name).exists():
            for suites in (mirror().newer_suites, ("stable",)):
                tree = Tree(*suites)
                if tree.candidate(name):
                    unpack(tree, name, home)
                    break
            else:
                return None
    include = home / name / "usr" / "include"
    return Headers(minor, (str(include / f"python3.{minor}"), str(include)), name)


def unpack(tree: Tree, name: str, home: Path) -> None:
    say(f"fetching {name} for its headers")
    with tempfile.TemporaryDirectory(dir=home) as work:
        deb = tree.download(name, Path(work))
        subprocess.run(["dpkg-deb", "-x", deb, f"{work}/all"], check=True)
        include = Path(work, "all", "usr", "include")
        target = Path(work, "kept", "usr", "include")
        shutil.copytree(include, target)
        Path(work, "kept").rename(home / name)


def every() -> Iterator[tuple[int, Headers | None]]:
    """The headers of each minor version, or None if unavailable."""
    found = pythons.found()
    for minor in pythons.MINORS:
        yield minor, of_interpreter(minor, found) or of_package(minor)


def kinds(minor: int) -> Iterator[tuple[str, list[str]]]:
    """The builds of one X.Y: its name, the compiler's options."""
    yield f"3.{minor}", []
    if minor >= FREE_THREADED_SINCE:
        yield f"3.{minor}t", ["-DPy_GIL_DISABLED=1"]


def compile_package(headers: Headers, compiler: str, options: list[str], timeout: float) -> str:
    """Compile every C file of the package with these headers; returns the compiler's complaints."""
    sources = sorted(map(str, SOURCES.rglob("*.c")))
    own = sorted({f"-I{path.parent}" for path in SOURCES.rglob("*.h")})
    command = [*COMPILERS[compiler], *WARNINGS, *options, *own, *headers.options, *sources]
    with tempfile.TemporaryDirectory() as objects:
        done = subprocess.run(
            command, cwd=objects, capture_output=True, text=True, timeout=timeout, check=False
        )
    return done.stderr if done.returncode else ""


def command() -> int:
    for minor, headers in every():
        if headers:
            print(f"3.{minor}", *headers.options)
        else:
            say(f"3.{minor}: no headers to be had on this system")
    return 0


if __name__ == "__main__":
    main(command)
