# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds CPythons that the distribution does not package, once, in the user's cache.

    python3 -m guardtools.setup.cpython [--gil | --free-threaded | --debug | --tsan | …]

prints the interpreter's path, when it is there.

The source is the distribution's: an upstream tarball of the archive's pool. The index of the newest
suite often names a tarball that a mirror no longer (or not yet) has, so releases whose checksum is
known are tried first, then whatever the signed index names; and at last the candidates of a release
whose checksum is known.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from guardtools.common import Stop, cache, locked, main, say
from guardtools.process import capture, run
from guardtools.setup import packages
from guardtools.setup.mirror import SourceFile, Tree, fetch, mirror

STABLE = "3.14"
NEXT = "3.15"
KNOWN = {  # newest first, under the names of the archive
    "3.15.0~rc2": "8d93af5eaaaea5adfd41bd786a7ba3f03f2ad1ab57c6a65e0b963deab91d5ad7",
    "3.14.7": "3b48dac8fb59f62eaa67ac83c1eb12bda1b7a08406dd286e252c11a66be27f81",
    "3.14.6": "143b1dddefaec3bd2e21e3b839b34a2b7fb9842272883c576420d605e9f30c63",
    "3.14.5": "7e32597b99e5d9a39abed35de4693fa169df3e5850d4c334337ffd6a19a36db6",
    "3.14.4": "d923c51303e38e249136fc1bdf3568d56ecb03214efdef48516176d3d7faaef8",
}


class NotServed(Stop):
    """The archive has no source of the series that this machine can fetch."""


@dataclass(frozen=True)
class Kind:
    """A way to build it, and the interpreter's path in a folder named after release and kind."""

    suffix: str
    options: tuple[str, ...] = ()
    series: str = STABLE
    compiler: str = "gcc"
    in_place: bool = False
    minutes: int = 4

    @property
    def gil(self) -> bool:
        return "--disable-gil" not in self.options

    @property
    def program(self) -> str:
        """The interpreter's path in the folder."""
        if self.in_place:
            return "python"
        debug = "d" if "--with-pydebug" in self.options else ""
        return f"bin/python{self.series}{'' if self.gil else 't'}{debug}"

    def name(self, version: str) -> str:
        """The name of the folder for a release."""
        return f"{version.replace('~', '')}{self.suffix}"


KINDS = {
    "gil": Kind(""),
    "free-threaded": Kind("t", ("--disable-gil",)),
    "debug": Kind("t-debug", ("--disable-gil", "--with-pydebug")),
    "debug-gil": Kind("-debug", ("--with-pydebug",)),
    # Used from its build folder: installing would byte-compile the library under TSan, for an hour.
    "tsan": Kind(
        "t-tsan",
        ("--disable-gil", "--with-thread-sanitizer", "--disable-test-modules"),
        compiler="clang-19",
        in_place=True,
        minutes=5,
    ),
    "next": Kind("t", ("--disable-gil",), series=NEXT),
}


def home() -> Path:
    return cache() / "python"


def built(kind: str) -> Path | None:
    """The newest interpreter of the kind in the cache, if any."""
    how = KINDS[kind]
    name = re.compile(rf"{re.escape(how.series)}\.(\d+)(rc\d+)?{how.suffix}")
    ready = {
        (int(match[1]), match[2] or "released"): folder / how.program  # which sorts after "rc1"
        for folder in home().glob(f"{how.series}.*")
        if (match := name.fullmatch(folder.name)) and (folder / "ready").exists()
    }
    return ready[max(ready)] if ready else None


def interpreter(kind: str) -> Path:
    """The interpreter of the kind, built if necessary."""
    if found := built(kind):
        return found
    packages.ensure("cpython", *(["sanitizers"] if kind == "tsan" else []))
    with locked(home() / f"lock-{kind}"):
        if found := built(kind):
            return found
        for left_over in home().glob(f".{kind}-*"):  # of a run that was killed
            shutil.rmtree(left_over)
        work = Path(tempfile.mkdtemp(prefix=f".{kind}-", dir=home()))
        try:
            return build(kind, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)


def tarballs(series: str) -> Iterator[tuple[str, SourceFile]]:
    """The sources of a series, in the order to try: the version and file of each."""
    package = f"python{series}"
    known = [
        (version, SourceFile(f"pool/main/p/{package}/{package}_{version}.orig.tar.xz", sha256))
        for version, sha256 in KNOWN.items()
        if version.startswith(f"{series}.")
    ]
    yield from (each for each in known if "~" not in each[0])
    for file in Tree(*mirror().newer_suites, sources=True).source(package):
        if upstream := re.search(r"_([\d.]+(?:~rc\d+)?)\.orig\.tar\.xz$", file.path):
            yield upstream[1], file
    yield from (each for each in known if "~" in each[0])


def source(series: str, work: Path) -> tuple[str, Path]:
    """Fetch a release's tarball; returns its version and path."""
    tarball = work / "source.tar.xz"
    for version, file in tarballs(series):
        if fetch(file.path, file.sha256, tarball):
            return version, tarball
    raise NotServed(
        f"no source of CPython {series} in the distribution's archive: "
        "name a free-threaded Python in GUARDGEN_PYTHONS"
    )


def build(kind: str, work: Path) -> Path:
    """Fetch, configure, compile, and install. A failed build leaves nothing."""
    how = KINDS[kind]
    say(f"fetching the source of CPython {how.series}")
    version, tarball = source(how.series, work)
    name = how.name(version)
    final = home() / name
    log = home() / f"{name}.log"
    log.unlink(missing_ok=True)
    say(f"building CPython {name}, once, in {final}: about {how.minutes} minutes on two cores")
    # A build that is used from its build folder must be built there: it contains its path.
    tree = final if how.in_place else work / "tree"
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
        if not how.in_place:
            root = work / "root"
            run(
                # Without CPython's tests, but with _testcapi, which makes allocations fail.
                [*make, "altinstall", "TESTSUBDIRS=", f"DESTDIR={root}"],
                f"installing CPython {name}",
                log,
                cwd=tree,
            )
            (root / final.relative_to("/")).rename(final)
        prove(how, final / how.program)
        (final / "ready").touch()
    except BaseException:
        shutil.rmtree(final, ignore_errors=True)
        raise
    return final / how.program


def prove(how: Kind, program: Path) -> None:
    """Check that it runs, is of the right kind, and has what pip and the tests need."""
    show = "import ctypes, ssl, sys, zlib; print(sys._is_gil_enabled())"
    if capture([program, "-c", show]) != str(how.gil):
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
            help=f"CPython {how.name(how.series)}",
        )
    print(interpreter(parser.parse_args().kind))
    return 0


if __name__ == "__main__":
    main(command)
