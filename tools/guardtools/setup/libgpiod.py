# SPDX-License-Identifier: LGPL-2.1-or-later
"""libgpiod of releases other than the installed one, built from source in the user's cache.

    python3 -m guardtools.setup.libgpiod            each that can be had: its release and folder
    python3 -m guardtools.setup.libgpiod RELEASE    the folder alone, for LD_LIBRARY_PATH

So a new release is tested before a distribution ships it, and old ones are, too.  The
sources are those of the distribution's other suites, and what the official Python package brings
along, which may be newer than any of them.
"""

from __future__ import annotations

import argparse
import re
import shutil
import sys
import tarfile
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from guardtools.common import Stop, cache, locked, main, say
from guardtools.process import capture, run
from guardtools.setup import aptget, official, packages, programs
from guardtools.setup.mirror import SourceFile, Tree, fetch, mirror

OLDEST = (2, 1)
BUNDLED = "2.3"
"""The libgpiod that official.RELEASE of the official package bundles."""

SHARED_OBJECT = "libgpiod.so.3"
TOOLS = {"make": packages.program("make"), "xz-utils": packages.program("xz")}
MESON_TOOLS = {"g++": packages.program("c++", "g++")}  # wanted, whatever is to be compiled


class Source(Protocol):
    """The source of a release."""

    @property
    def release(self) -> str: ...

    def unpack(self, work: Path) -> Path | None:
        """Fetch and unpack it in a folder; returns the source's folder, or None if unavailable."""


@dataclass(frozen=True)
class Packaged:
    """Upstream's tarball of a source package.  The index of a suite may name one that is gone."""

    release: str
    file: SourceFile

    def unpack(self, work: Path) -> Path | None:
        tarball = work / Path(self.file.path).name
        if not fetch(self.file.path, self.file.sha256, tarball):
            say(f"libgpiod {self.release}: the archive lists {tarball.name}, but does not have it")
            return None
        return extract(tarball, work)


@dataclass(frozen=True)
class Bundled:
    """The library's part in the source of the official package."""

    release: str = BUNDLED

    def unpack(self, work: Path) -> Path | None:
        source = official.source()
        brought = (source / "libgpiod-version.txt").read_text().strip()
        if brought != self.release:
            raise Stop(
                f"{source.name} brings libgpiod {brought}, not {self.release}: correct BUNDLED"
            )
        return Path(shutil.copytree(source, work / source.name))


def home() -> Path:
    folder = cache() / "libgpiod"
    folder.mkdir(exist_ok=True)
    return folder


def log() -> Path:
    return home() / "log"


def extract(tarball: Path, work: Path) -> Path:
    run(["tar", "-xf", tarball, "-C", work], f"unpacking {tarball.name}", log())
    with tarfile.open(tarball) as names:
        first = names.next()
    assert first is not None
    return work / Path(first.name).parts[0]


def suites() -> tuple[str, ...]:
    newer = mirror().newer_suites
    return (*newer, "stable", "oldstable-backports") if mirror().distribution == "debian" else newer


def sources() -> Iterator[Source]:
    """All possible sources, the newest first."""
    yield Bundled()
    for suite in suites():
        try:
            files = Tree(suite, sources=True).source("libgpiod")
        except Stop as stop:
            say(f"libgpiod of {suite} cannot be had: {stop}")
            continue
        for file in files:
            upstream = re.search(r"/libgpiod_([\d.]+)\.orig\.tar\.\w+$", file.path)
            if upstream and programs.version(upstream[1]) >= OLDEST:
                yield Packaged(upstream[1], file)


def built(release: str) -> Path | None:
    """The folder of a release's library, if it was built."""
    folder = home() / release
    return folder if (folder / SHARED_OBJECT).exists() else None


def library(release: str) -> Path:
    """The folder of a release's library, built if necessary."""
    if found := built(release):
        return found
    for source in sources():
        if source.release == release and (found := build(source)):
            return found
    raise Stop(f"no source of libgpiod {release} is to be had here")


def others() -> Iterator[tuple[str, Path]]:
    """Every available release except the installed one, and its folder."""
    seen = {capture(["pkg-config", "--modversion", "libgpiod"])}
    for source in sources():
        if source.release in seen:
            continue
        try:
            found = build(source)
        except Stop as stop:
            say(f"libgpiod {source.release} cannot be had: {stop}")
            continue
        if found:
            seen.add(source.release)
            yield source.release, found


def examples() -> Path:
    """The examples of the Python package, of the newest release whose source is available."""
    if found := sorted(home().glob("examples-*")):
        return found[-1]
    ensure(TOOLS)
    for source in sources():
        with tempfile.TemporaryDirectory(prefix=".work-", dir=home()) as work:
            tree = source.unpack(Path(work))
            folder = tree / "bindings" / "python" / "examples" if tree else Path(work, "none")
            if folder.exists():
                return folder.rename(home() / f"examples-{source.release}")
    raise Stop("no source of libgpiod with its examples is to be had here")


def build(source: Source) -> Path | None:
    """Fetch, compile and install; None if it cannot be fetched. A failed build leaves nothing."""
    if found := built(source.release):
        return found
    packages.ensure("make")
    ensure(TOOLS)
    with locked(home() / "lock"):
        if found := built(source.release):
            return found
        for left_over in home().glob(".work-*"):  # of a run that was killed
            shutil.rmtree(left_over)
        log().unlink(missing_ok=True)
        say(f"building libgpiod {source.release}, once, in {home() / source.release}")
        with tempfile.TemporaryDirectory(prefix=".work-", dir=home()) as work:
            tree = source.unpack(Path(work))
            if tree is None:
                return None
            ready = Path(work, "ready")
            ready.mkdir()
            for file in compiled(tree, source.release).glob(f"{SHARED_OBJECT}*"):
                shutil.copy2(file, ready, follow_symlinks=False)
            prove(ready, source.release)
            return ready.rename(home() / source.release)


def ensure(tools: Mapping[str, Callable[[], bool]]) -> None:
    """Install what is missing, by package; apt names it."""
    if missing := [package for package, present in tools.items() if not present()]:
        aptget.install(missing)


def compiled(tree: Path, release: str) -> Path:
    """Build with the source's own build system; returns the folder of the shared object."""
    if (tree / "configure").exists():
        return with_configure(tree, release)
    if (tree / "meson.build").exists():
        return with_meson(tree, release)
    return by_hand(tree, release)


def with_configure(tree: Path, release: str) -> Path:
    run(["./configure", "-q"], f"configuring libgpiod {release}", log(), cwd=tree)
    run(["make", "-C", "lib"], f"compiling libgpiod {release}", log(), cwd=tree)
    return tree / "lib" / ".libs"


def with_meson(tree: Path, release: str) -> Path:
    ensure(MESON_TOOLS)
    meson = programs.meson()
    assert meson, "packages.ensure() comes first"
    env, objects = programs.environment(), tree / "objects"
    setup: list[str | Path] = [meson, "setup", objects, tree, "-Dauto_features=disabled"]
    run(setup, f"configuring libgpiod {release}", log(), env=env)
    run([meson, "compile", "-C", objects], f"compiling libgpiod {release}", log(), env=env)
    return objects / "lib"


def by_hand(tree: Path, release: str) -> Path:
    """Compile as the official package does, which bundles the sources without makefiles."""
    result = tree / "objects"
    result.mkdir()
    options = ["-shared", "-fPIC", "-O2", "-g", "-D_GNU_SOURCE", "-fvisibility=hidden"]
    options += [f"-I{tree / 'include'}", f"-Wl,-soname,{SHARED_OBJECT}"]
    options += [f'-DGPIOD_API_VERSION_STR="{release}"']
    files = sorted((tree / "lib").glob("*.c"))
    compiler: list[str | Path] = ["cc", *options, "-o", result / SHARED_OBJECT, *files]
    run(compiler, f"compiling libgpiod {release}", log())
    return result


def prove(folder: Path, release: str) -> None:
    """Check that it can be loaded, and has a function of the 2.x API."""
    show = "import ctypes, sys; ctypes.CDLL(sys.argv[1]).gpiod_api_version"
    if capture([sys.executable, "-c", show, folder / SHARED_OBJECT]) is None:
        raise Stop(f"libgpiod {release} was built, but cannot be loaded; its log is {log()}")


def command() -> int:
    parser = argparse.ArgumentParser(prog="guardtools.setup.libgpiod", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("release", nargs="?")
    release = parser.parse_args().release
    if release:
        print(library(release))
        return 0
    for found, folder in others():
        print(found, folder)
    return 0


if __name__ == "__main__":
    main(command)
