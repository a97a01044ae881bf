# SPDX-License-Identifier: LGPL-2.1-or-later
"""The cost of guardgen itself, for gpiod.h and for headers of many functions, and of its output."""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from guardtools import build
from guardtools.common import PACKAGE, ROOT, Stop, say
from guardtools.process import run
from guardtools.setup import programs
from guardtools.setup.pythons import Python

SIZES, QUICK_SIZES = (1250, 2500, 5000, 10_000), (200, 400)
REPEATS = 3
METHODS = 48
"""Methods of each struct, besides its constructor and closer."""

Cost = dict[str, float]


def least(command: Sequence[str | Path], repeats: int) -> Cost:
    """The cheapest of several runs: the one that other programs disturbed least."""
    costs = [cost(command) for _ in range(repeats)]
    return min(costs, key=lambda one: one["processor seconds"])


def cost(command: Sequence[str | Path]) -> Cost:
    """Wall-clock and processor seconds, and peak memory, including those of children."""
    with tempfile.TemporaryFile() as output:
        started = time.monotonic()
        process = subprocess.Popen(
            command, stdout=output, stderr=subprocess.STDOUT, env=programs.environment(), cwd=ROOT
        )
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        seconds = time.monotonic() - started
        if process.returncode:
            output.seek(0)
            text = output.read().decode(errors="replace")
            raise Stop(f"{command[0]} {command[1]}: exit status {process.returncode}\n{text}")
    return {
        "seconds": seconds,
        "processor seconds": usage.ru_utime + usage.ru_stime,
        "MiB": usage.ru_maxrss / 1024,
    }


def plain_header(functions: int) -> Iterator[str]:
    """A C library's header: structs with a constructor, a closer and methods."""
    yield "/* SPDX-License-Identifier: LGPL-2.1-or-later */"
    for number in range(functions // (METHODS + 2)):
        name = f"thing{number}"
        yield f"struct {name};"
        yield f"struct {name} *{name}_open(const char *path);"
        yield f"void {name}_close(struct {name} *thing);"
        for method in range(METHODS):
            yield f"int {name}_method{method}(struct {name} *thing, unsigned int line, int value);"


def annotated_header(functions: int) -> Iterator[str]:
    """The same with guardgen's annotations."""
    yield "/* SPDX-License-Identifier: LGPL-2.1-or-later */"
    yield '#include "plain.h"'
    yield f'#include "{ROOT}/annotations/guardgen.h"'
    package = 'GG_PACKAGE(things, 1.0, "Things") GG_LIBRARY(libthings, 1.0)'
    for number in range(functions // (METHODS + 2)):
        name = f"thing{number}"
        yield (
            f"struct GG_HANDLE(mutex, Thing{number}, {name}_close) {package}"
            f' GG_CLOSED_ERROR(exception.ClosedError) GG_SUMMARY("A thing.") {name};'
        )
        package = ""
        yield (
            f"struct {name} *{name}_open(const char *path) GG_CONSTRUCTOR GG_DETACHES"
            ' GG_FAILS(NULL) GG_SUMMARY("Open it.");'
        )
        yield (
            f"void {name}_close(struct {name} *thing) GG_CLOSER(close) GG_DESTROYS(thing)"
            ' GG_DETACHES GG_SUMMARY("Close it.");'
        )
        for method in range(METHODS):
            yield (
                f"int {name}_method{method}(struct {name} *thing, unsigned int line, int value)"
                f" GG_METHOD(method{method}) GG_HOLDS(thing) GG_DETACHES GG_FAILS(-1)"
                f' GG_TYPE("int") GG_SUMMARY("Do it.");'
            )


def synthetic(functions: int, folder: Path, repeats: int) -> dict[str, Cost]:
    """The cost of the plan alone, in C, and of everything, including Jinja2."""
    folder.mkdir()
    (folder / "plain.h").write_text("\n".join(plain_header(functions)) + "\n")
    header = folder / "annotated.h"
    header.write_text("\n".join(annotated_header(functions)) + "\n")
    found = {
        "plan": least([build.GUARDGEN, "plan", header], repeats),
        "generate": least([build.GUARDGEN, "generate", header, "-o", folder / "out"], repeats),
    }
    shutil.rmtree(folder)
    return found


def exponent(sizes: Sequence[int], costs: Sequence[dict[str, Cost]], verb: str) -> float:
    """The exponent with which processor time grows from the second largest header to the largest: 1
    is linear."""
    less, more = (entry[verb]["processor seconds"] for entry in costs[-2:])
    return math.log(more / less) / math.log(sizes[-1] / sizes[-2])


def compiled(python: Python, folder: Path) -> dict[str, float]:
    """The time to compile the package for a Python, as it is shipped, and its size."""
    meson = programs.meson()
    assert meson
    log = folder / "log"
    options = [f"-Dpython={python.path}", "-Dbuildtype=debugoptimized"]
    env = programs.environment()
    run([meson, "setup", folder / "build", PACKAGE, *options], "configuring", log, env=env)
    took = cost(
        ["ninja" if not programs.ninja() else str(programs.ninja()), "-C", folder / "build"]
    )
    (library,) = (folder / "build").glob("_ext.*.so")
    stripped = folder / "stripped.so"
    subprocess.run(["strip", "-o", stripped, library], check=True)
    lines = sum(len(file.read_bytes().splitlines()) for file in PACKAGE.rglob("src/**/*.[ch]"))
    return {
        "seconds": took["seconds"],
        "processor seconds": took["processor seconds"],
        "lines of C": lines,
        "KiB": library.stat().st_size / 1024,
        "KiB stripped": stripped.stat().st_size / 1024,
    }


def measure(python: Python, quick: bool) -> dict[str, Any]:
    """All measurements of guardgen."""
    sizes, repeats = (QUICK_SIZES, 1) if quick else (SIZES, REPEATS)
    with tempfile.TemporaryDirectory() as work:
        gpiod = ["--", "-I/usr/include"]
        header = build.HEADER
        found: dict[str, Any] = {
            "gpiod.h": {
                "plan": cost([build.GUARDGEN, "plan", header, *gpiod]),
                "generate": cost(
                    [*build.guardgen("generate")[:3], "-o", Path(work, "gpiod"), *gpiod]
                ),
            }
        }
        costs = []
        for size in sizes:
            say(f"guardgen on {size} functions")
            costs.append(synthetic(size, Path(work, str(size)), repeats))
        found["synthetic"] = dict(zip(map(str, sizes), costs, strict=True))
        found["exponent"] = {verb: exponent(sizes, costs, verb) for verb in ("plan", "generate")}
        if not quick:
            say(f"compiling the package for {python.tag}")
            found["package"] = compiled(python, Path(work))
    return found
