# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests of what `meson install` puts on a system, and that it works wherever it is moved.

python3 installed.py BUILD-FOLDER     TAP; the last line is 'N passed, N failed'
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

import tap

HERE = Path(__file__).resolve().parent
SOURCE = HERE.parents[1]
BUILD = Path(sys.argv[1]).resolve()
KEEP = TemporaryDirectory()


def output_of(*command: str | Path) -> str:
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, f"{command}: exit status {done.returncode}\n{done.stderr}"
    return done.stdout


@lru_cache
def option(name: str) -> str:
    options = json.loads((BUILD / "meson-info/intro-buildoptions.json").read_text())
    return str(next(each["value"] for each in options if each["name"] == name))


def install() -> Path:
    """The installed files, stripped as distributions do it, and moved from where they were."""
    first, moved = Path(KEEP.name, "first"), Path(KEEP.name, "moved")
    meson = shutil.which("meson") or "meson"
    output_of(meson, "install", "-C", BUILD, "--no-rebuild", "--strip", "--destdir", first)
    first.rename(moved)
    return moved / option("prefix").lstrip("/")


PREFIX = install()
PROGRAM = PREFIX / option("bindir") / "guardgen"
ANNOTATIONS = """\
#include "lib/shelf.h"
#include "guardgen.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	GG_PACKAGE(shelf, 1.0, "A shelf of books") GG_LIBRARY(libshelf, 1.2)
	GG_CLOSED_ERROR(exception.ShelfClosedError) GG_SUMMARY("A shelf.") shelf;
struct shelf *shelf_open(const char *path)
	GG_CONSTRUCTOR GG_DETACHES GG_FAILS(NULL) GG_SUMMARY("Open a shelf.");
void shelf_close(struct shelf *shelf)
	GG_CLOSER(close) GG_DESTROYS(shelf) GG_DETACHES GG_SUMMARY("Close the shelf.");
"""


def test_everything_is_there(tmp: Path) -> None:
    data = Path(option("datadir"))
    for path in (
        data / "guardgen/gen/render.py",
        data / "guardgen/gen/explain.py",
        data / "guardgen/templates/parts/notice.jinja",
        data / "licenses/guardgen/LICENSE",
        data / "licenses/guardgen/LICENSE.MIT",
        data / "bash-completion/completions/guardgen",
        Path(option("includedir"), "guardgen.h"),
        Path(option("mandir"), "man1/guardgen.1"),
    ):
        assert (PREFIX / path).is_file(), f"{path} is not installed"


def test_the_package_is_not(tmp: Path) -> None:
    """To install guardgen replaces no package that a Python on this system uses."""
    packages = list(PREFIX.rglob("gpiod"))
    assert not packages, packages


def test_nothing_of_the_build_machine_is_left_in_it(tmp: Path) -> None:
    for path in PREFIX.rglob("*"):
        content = path.read_bytes() if path.is_file() else b""
        for folder in (SOURCE, BUILD):
            assert os.fsencode(folder) not in content, f"{path.name} names {folder}"
    assert "RUNPATH" not in output_of("readelf", "-d", PROGRAM)


def test_the_installed_program_generates(tmp: Path) -> None:
    """With its own templates and header, found beside it, and nothing of the source."""
    header = tmp / "shelf.h"
    header.write_text(ANNOTATIONS)
    shutil.copytree(HERE / "cases/lib", tmp / "lib")
    include = PREFIX / option("includedir")
    output_of(PROGRAM, "generate", header, "-o", tmp / "out", "--", f"-I{include}")
    assert (tmp / "out/plan.json").is_file()


def test_the_manual_page_has_every_verb(tmp: Path) -> None:
    page = (PREFIX / option("mandir") / "man1/guardgen.1").read_text()
    for verb in ("generate", "check", "plan", "explain"):
        assert f".SS guardgen {verb}" in page, f"no section on {verb}"


def test_completion_offers_the_verbs(tmp: Path) -> None:
    script = PREFIX / option("datadir") / "bash-completion/completions/guardgen"
    ask = (
        f"PATH={PROGRAM.parent}:$PATH; . {script}; COMP_WORDS=(guardgen ''); COMP_CWORD=1;"
        " _guardgen; echo ${COMPREPLY[@]}"
    )
    offered = output_of("bash", "-c", ask).split()
    assert {"generate", "check", "plan", "explain", "help"} <= set(offered), offered


if __name__ == "__main__":
    sys.exit(tap.run(globals()))
