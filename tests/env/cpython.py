# SPDX-License-Identifier: LGPL-2.1-or-later
"""CPython from source, once, in the user's cache: the kinds that the distribution does not package.

    python3 tests/env/cpython.py [--free-threaded | --gil | --tsan]

prints the interpreter's path, when it is there.

The source is the distribution's: an upstream tarball of the archive's pool. The index of the newest
suite often names a tarball that a mirror no longer (or not yet) has, so releases whose checksum is
known are tried first, then whatever the signed index names.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

import packages
from common import Stop, cache, capture, locked, main, run, say
from mirror import Tree, fetch, mirror

SERIES = "3.14"
POOL = f"pool/main/p/python{SERIES}"
KNOWN = {
    "3.14.7": "3b48dac8fb59f62eaa67ac83c1eb12bda1b7a08406dd286e252c11a66be27f81",
    "3.14.6": "143b1dddefaec3bd2e21e3b839b34a2b7fb9842272883c576420d605e9f30c63",
    "3.14.5": "7e32597b99e5d9a39abed35de4693fa169df3e5850d4c334337ffd6a19a36db6",
    "3.14.4": "d923c51303e38e249136fc1bdf3568d56ecb03214efdef48516176d3d7faaef8",
}


@dataclass(frozen=True)
class Kind:
    """One way to build it; where it is found when done, in a folder named for release and kind."""

    suffix: str
    program: str
    options: tuple[str, ...]
    compiler: str
    minutes: int


KINDS = {
    "gil": Kind("", f"bin/python{SERIES}", (), "gcc", 4),
    "free-threaded": Kind("t", f"bin/python{SERIES}t", ("--disable-gil",), "gcc", 4),
    # Used from its build folder: installing would byte-compile the library under TSan, for an hour.
    "tsan": Kind(
        "t-tsan",
        "python",
        ("--disable-gil", "--with-thread-sanitizer", "--disable-test-modules"),
        "clang-19",
        5,
    ),
}


def home() -> Path:
    return cache() / "python"


def built(kind: str) -> Path | None:
    """The newest one in the cache, if any."""
    name = re.compile(rf"{re.escape(SERIES)}\.(\d+){KINDS[kind].suffix}")
    ready = {
        int(match[1]): folder / KINDS[kind].program
        for folder in home().glob(f"{SERIES}.*")
        if (match := name.fullmatch(folder.name)) and (folder / "ready").exists()
    }
    return ready[max(ready)] if ready else None


def interpreter(kind: str) -> Path:
    """The interpreter of that kind, built now if it never was."""
    if found := built(kind):
        return found
    packages.ensure("cpython", *(["tsan"] if kind == "tsan" else []))
    with locked(home() / f"lock-{kind}"):
        if found := built(kind):
            return found
        for left_over in home().glob(f".{kind}-*"):  # of a run that was killed: the lock is ours
            shutil.rmtree(left_over)
        work = Path(tempfile.mkdtemp(prefix=f".{kind}-", dir=home()))
        try:
            return build(kind, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def source(work: Path) -> tuple[str, Path]:
    """Fetch a release's tarball: its version, and where it is."""
    tarball = work / "source.tar.xz"
    for version, sha256 in KNOWN.items():
        if fetch(f"{POOL}/python{SERIES}_{version}.orig.tar.xz", sha256, tarball):
            return version, tarball
    for file in Tree(*mirror().newer_suites, sources=True).source(f"python{SERIES}"):
        upstream = re.search(r"_([\d.]+)\.orig\.tar\.xz$", file.path)
        if upstream and fetch(file.path, file.sha256, tarball):
            return upstream[1], tarball
    raise Stop(
        f"no source of CPython {SERIES} in the distribution's archive: "
        "name a free-threaded Python in GUARDGEN_PYTHONS"
    )


def build(kind: str, work: Path) -> Path:
    """Fetch, configure, compile, and put in place; whole or not at all."""
    how = KINDS[kind]
    say(f"fetching the source of CPython {SERIES}")
    version, tarball = source(work)
    name = f"{version}{how.suffix}"
    final = home() / name
    log = home() / f"{name}.log"
    log.unlink(missing_ok=True)
    say(f"building CPython {name}, once, in {final}: about {how.minutes} minutes on two cores")
    # A build that stays where it was made must be made in its place: it knows its own path.
    in_place = kind == "tsan"
    tree = final if in_place else work / "tree"
    shutil.rmtree(final, ignore_errors=True)
    tree.mkdir()
    try:
        run(["tar", "-xf", tarball, "-C", tree, "--strip-components=1"], "unpacking CPython", log)
        options = [
            f"--prefix={final}",
            "--with-ensurepip=no",
            *how.options,
        ]
        run(
            ["./configure", *options],
            f"configuring CPython {name}",
            log,
            cwd=tree,
            env={**os.environ, "CC": how.compiler},
        )
        make = ["nice", "make", f"-j{os.cpu_count()}"]
        run(make, f"compiling CPython {name}", log, cwd=tree)
        if not in_place:
            root = work / "root"
            run(
                # CPython's own tests stay behind, but not _testcapi: it makes allocations fail.
                [*make, "altinstall", "TESTSUBDIRS=", f"DESTDIR={root}"],
                f"installing CPython {name}",
                log,
                cwd=tree,
            )
            (root / final.relative_to("/")).rename(final)
        prove(kind, final / how.program)
        (final / "ready").touch()
    except BaseException:
        shutil.rmtree(final, ignore_errors=True)
        raise
    return final / how.program


def prove(kind: str, program: Path) -> None:
    """It runs, is of the kind that was asked for, and has what pip and the tests need."""
    gil = int(kind == "gil")
    show = (
        "import ctypes, ssl, sys, zlib; print(int(getattr(sys, '_is_gil_enabled', lambda: True)()))"
    )
    if capture([program, "-c", show]) != str(gil):
        raise Stop(f"the CPython that was built does not run as it should: {program} -c '{show}'")


def command() -> int:
    parser = argparse.ArgumentParser(description="print the path of a CPython, built if need be")
    for kind, how in KINDS.items():
        parser.add_argument(
            f"--{kind}",
            dest="kind",
            action="store_const",
            const=kind,
            default="free-threaded",
            help=f"CPython {SERIES}{how.suffix}",
        )
    print(interpreter(parser.parse_args().kind))
    return 0


if __name__ == "__main__":
    main(command)
