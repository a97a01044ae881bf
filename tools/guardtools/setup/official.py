# SPDX-License-Identifier: LGPL-2.1-or-later
"""The official gpiod package, in the cache: built for a Python, and its source with its tests.

python3 -m guardtools.setup.official [PYTHON]      prints a folder for PYTHONPATH
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from pathlib import Path

from guardtools.common import Stop, cache, locked, main, say
from guardtools.process import capture, run
from guardtools.setup import venv
from guardtools.setup.pythons import Python, probe

RELEASE = "2.5.0"
# A wheel, even one that pip has cached, may contain another libgpiod.
BUILD_AFRESH = ("--no-deps", "--no-binary=gpiod", "--no-cache-dir")


def folder(python: Python) -> Path:
    """The folder for it."""
    libgpiod = capture(["pkg-config", "--modversion", "libgpiod"])
    tag = python.tag.split("-")[0]
    return cache() / "official" / f"{RELEASE}-{tag}-{python.version}-libgpiod-{libgpiod}"


def built(python: Python) -> Path | None:
    """Its folder, if it has been built."""
    place = folder(python)
    return place if (place / "ready").exists() else None


def build(python: Python) -> Path:
    """Build it, linked to the system's libgpiod, if necessary; returns its folder."""
    place = folder(python)
    with locked(place.with_name(f"lock-{python.tag}")):
        if not built(python):
            say(f"building the official gpiod {RELEASE} for Python {python.version}")
            shutil.rmtree(place, ignore_errors=True)
            wanted = f"gpiod=={RELEASE}"
            pip: list[str | Path] = [venv.programs() / "pip", "--python", python.path]
            run(
                [*pip, "install", "--target", place, *BUILD_AFRESH, wanted],
                f"building the official gpiod {RELEASE}",
                place.with_name(f"{place.name}.log"),
                env={**os.environ, "LINK_SYSTEM_LIBGPIOD": "1"},
            )
            (place / "ready").touch()
    return place


def source_folder() -> Path:
    return cache() / "official" / f"gpiod-{RELEASE}"


def unpacked() -> Path | None:
    """Where its source is, if it is there."""
    return place if (place := source_folder()).exists() else None


def source() -> Path:
    """Its source distribution, fetched and unpacked unless that is done."""
    place = source_folder()
    with locked(place.with_name("lock-source")):
        if not place.exists():
            with tempfile.TemporaryDirectory(dir=place.parent) as work:
                wanted = f"gpiod=={RELEASE}"
                options = ["download", "--no-deps", "--no-binary=gpiod", f"--dest={work}", wanted]
                log = place.with_name("source.log")
                run([venv.programs() / "pip", *options], f"fetching the source of {wanted}", log)
                (tarball,) = Path(work).glob("gpiod-*.tar.gz")
                shutil.unpack_archive(tarball, work)
                Path(work, place.name).rename(place)
    return place


def command() -> int:
    path = sys.argv[1] if len(sys.argv) > 1 else sys.executable
    python = probe(path)
    if python is None:
        raise Stop(f"{path} is no CPython that runs")
    print(build(python))
    return 0


if __name__ == "__main__":
    main(command)
