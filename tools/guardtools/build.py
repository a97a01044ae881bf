# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds guardgen, regenerates the package's source, and builds the package for each Python.

build/tool/       guardgen, the in-memory libgpiod, the C tests; some of it under sanitizers too
build/cp314t/     gpiod/ as CPython 3.14t imports it; meson/ is where it was built
build/log/        the output of the programs
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import subprocess
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from guardtools.common import BUILD, PACKAGE, ROOT, Stop, locked, say
from guardtools.process import capture, run
from guardtools.setup import official, programs
from guardtools.setup.pythons import Python

HEADER = ROOT / "annotations" / "gpiod" / "gpiod.h"
TOOL = BUILD / "tool"
GUARDGEN = TOOL / "gen" / "guardgen"
SIM = TOOL / "tests" / "sim"
LOGS = BUILD / "log"


def compile_project(source: Path, folder: Path, what: str, *options: str) -> None:
    """Configure with meson, unless that was done with the same options before; then compile."""
    meson = programs.meson()
    assert meson, "packages.ensure() comes first"
    log = LOGS / f"{folder.relative_to(BUILD).parts[0]}.log"
    env = programs.environment()
    libgpiod = capture(["pkg-config", "--modversion", "libgpiod"])
    how = json.dumps([meson, capture([meson, "--version"]), libgpiod, env.get("CC"), options])
    stamp = folder.with_name(f"{folder.name}.how")
    log.unlink(missing_ok=True)
    if not (folder / "build.ninja").exists() or not stamp.exists() or stamp.read_text() != how:
        say(f"configuring {what}")
        shutil.rmtree(folder, ignore_errors=True)
        run([meson, "setup", folder, source, *options], f"configuring {what}", log, env=env)
        stamp.write_text(how)
    run([meson, "compile", "-C", folder], f"compiling {what}", log, env=env)


def tool() -> None:
    """Build guardgen, and everything else in C that the tests and the demo need."""
    with locked(BUILD / "lock"):
        compile_project(ROOT, TOOL, "guardgen", "-Dpackage=disabled")


def guardgen(verb: str) -> list[str]:
    """The command line that applies a verb to the shipped target."""
    flags = capture(["pkg-config", "--cflags", "libgpiod"]) or ""
    return [str(GUARDGEN), verb, str(HEADER), "-o", str(PACKAGE), "--", *shlex.split(flags)]


def regenerate() -> None:
    """Bring out/gpiod up to date with the installed gpiod.h."""
    if subprocess.run(guardgen("generate"), cwd=ROOT, env=programs.environment()).returncode:
        raise Stop("out/gpiod was not regenerated; the reason is above")


def fingerprint(python: Python) -> str:
    """A hash of everything that the built package depends on."""
    state = hashlib.sha256()
    libgpiod = capture(["pkg-config", "--modversion", "libgpiod"])
    binary = os.stat(python.path)
    state.update(f"{python} {binary.st_mtime_ns} {binary.st_size} {libgpiod}".encode())
    for path in sorted(PACKAGE.rglob("*")):
        if path.is_file():
            state.update(f"\0{path.relative_to(PACKAGE)}\0".encode() + path.read_bytes())
    return state.hexdigest()


def package(python: Python) -> None:
    """Build the package for one Python, unless it is there already."""
    stamp = python.folder / "built"
    state = fingerprint(python)
    if (python.folder / "gpiod").exists() and stamp.exists() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    what = f"gpiod for Python {python.version}{'t' if python.free_threaded else ''}"
    work = python.folder / "meson"
    options = [f"-Dpython={python.path}", "-Dbuildtype=debugoptimized", "-Dwerror=true"]
    compile_project(PACKAGE, work, what, *options)
    lay_out(work, python.folder)
    stamp.write_text(state)
    say(f"built {what}: {python.folder.relative_to(ROOT)}/gpiod")


def lay_out(work: Path, into: Path) -> None:
    """Lay out the package as `meson install` would in site-packages, replacing what was there."""
    plan = json.loads((work / "meson-info" / "intro-install_plan.json").read_text())
    fresh = into / "fresh"
    shutil.rmtree(fresh, ignore_errors=True)
    for section in plan.values():
        for source, entry in section.items():
            root, _, place = entry["destination"].partition("/")
            if root in ("{py_platlib}", "{py_purelib}"):
                target = fresh / place
                target.parent.mkdir(parents=True, exist_ok=True)
                (shutil.copytree if os.path.isdir(source) else shutil.copy2)(source, target)
    if not (fresh / "gpiod").exists():
        raise Stop(f"{work} installs no package 'gpiod' where Python would find it")
    shutil.rmtree(into / "gpiod", ignore_errors=True)
    (fresh / "gpiod").rename(into / "gpiod")
    shutil.rmtree(fresh)


def build_packages(pythons: Iterable[Python]) -> dict[str, str]:
    """Build for every Python, two at a time; returns errors, by tag."""
    wrong: dict[str, str] = {}

    def attempt(python: Python) -> None:
        try:
            package(python)
        except Stop as stop:
            wrong[python.tag] = str(stop)

    with locked(BUILD / "lock"), ThreadPoolExecutor(2) as pool:
        list(pool.map(attempt, pythons))
    return wrong


def everything(pythons: Iterable[Python]) -> None:
    """Build the tool, and the package for every Python; a Stop if any cannot be built."""
    tool()
    if wrong := build_packages(pythons):
        raise Stop("; ".join(wrong.values()))


def python_environment(folder: Path, sim: Path | None = SIM) -> dict[str, str]:
    """The environment to import the package from a folder, on the in-memory libgpiod or not."""
    tests, tools = ROOT / "tests", ROOT / "tools"
    env = dict(os.environ)
    for forced in ("PYTHON_GIL", "PYTHONHOME"):
        env.pop(forced, None)
    env["PYTHONPATH"] = f"{folder}:{tests}:{tests / 'sim'}:{tools}"
    if sim:
        before = env.get("LD_LIBRARY_PATH")
        env["LD_LIBRARY_PATH"] = f"{sim}:{before}" if before else str(sim)
    if source := official.unpacked():
        env["GUARDGEN_OFFICIAL_SOURCE"] = str(source)
    return env


RUNNER = "guardtools.unittest_runner"


def unittest_command(python: str, folder: Path, timeout: float, runner: str = RUNNER) -> list[str]:
    """The command line that runs a folder of unittest tests; see that module."""
    strict = ["-X", "faulthandler", "-W", "error::RuntimeWarning"]
    return [python, *strict, "-m", runner, "--timeout", str(timeout), str(folder)]
