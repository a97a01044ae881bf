# SPDX-License-Identifier: LGPL-2.1-or-later
"""`make bench`: the cost of calls, compared with the official package; of threads; and of guardgen.

    python3 tests/bench [--quick] [--kernel] [--python PATH]... [--only PART,...]

Writes build/bench/bench.{json,md,svg}; with --quick, writes to build/bench/quick/ instead.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import shlex
import subprocess
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

import compare
import generator
import instructions
import report

from guardtools import build
from guardtools.common import BUILD, PACKAGE, Stop, main, say
from guardtools.kernel import check as kernel_check
from guardtools.process import capture, run
from guardtools.setup import official, programs, pythons

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
OUT = BUILD / "bench"
ROUNDS, SECONDS = 41, 0.002
QUICK = (2, 0.0005)
THREAD_ROUNDS, THREAD_SECONDS = 15, 0.2
QUICK_THREADS = (2, 0.05)
PARTS = ("calls", "instructions", "threads", "guardgen")
GIL_ALLOWANCE = 4 / 3
OLDEST_WITH_LIMITS = (3, 11)


def floor(python: pythons.Python) -> Path:
    """The folder of floor.c, compiled for a Python."""
    folder = OUT / python.tag
    folder.mkdir(parents=True, exist_ok=True)
    flags = shlex.split(capture(["pkg-config", "--cflags", "--libs", "libgpiod"]) or "")
    includes = [f"-I{place}" for place in (*python.include, PACKAGE / "src" / "runtime")]
    command: list[str | Path] = ["gcc", "-std=gnu11", "-O2", "-shared", "-fPIC", *includes]
    command += [HERE / "floor.c", "-o", folder / "floor.so", *flags]
    run(command, "compiling floor.c", OUT / "floor.log")
    return folder


def allowance(python: pythons.Python) -> float:
    """The factor by which limits are multiplied."""
    if python.free_threaded:
        return 1
    return GIL_ALLOWANCE if python.minor >= OLDEST_WITH_LIMITS else float("inf")


def calls(python: pythons.Python, world: str, quick: bool) -> dict[str, Any]:
    """The cost of each call on one Python, in memory or in the kernel."""
    rounds, seconds = QUICK if quick else (ROUNDS, SECONDS)
    plan = compare.Plan(
        python=python.path,
        ours=python.folder,
        official=official.built(python) if quick else official.build(python),
        floor=floor(python),
        library=build.SIM if world == "memory" else None,
        rounds=rounds,
        seconds=seconds,
    )
    say(f"calls on {python.tag}, chip in {world}")
    if world == "memory":
        return compare.whole(plan, allowance(python))
    answer = OUT / "kernel.json"
    answer.unlink(missing_ok=True)
    fields = json.dumps(asdict(plan), default=str)
    command: list[str | Path] = [*kernel_check.in_kernel("um", "--share", OUT)]
    command += [sys.executable, HERE / "compare.py", "--plan", fields, "--json", answer]
    command += ["--allowance", "inf"]
    if subprocess.run(command, stdin=subprocess.DEVNULL).returncode or not answer.exists():
        raise Stop("the bench failed in the kernel; the reason is above")
    found: dict[str, Any] = json.loads(answer.read_text())
    return found


def threads(python: pythons.Python, quick: bool) -> dict[str, Any]:
    """The cost of threads, with our package and with the official one inside a lock."""
    rounds, seconds = QUICK_THREADS if quick else (THREAD_ROUNDS, THREAD_SECONDS)
    packages: dict[str, tuple[Path, list[str]]] = {"ours": (python.folder, [])}
    if not quick and (theirs := official.built(python)):
        packages["official + Lock"] = (theirs, ["--locked"])
    before = os.getloadavg()[0]
    found = {}
    for name, (package, options) in packages.items():
        say(f"threads on {python.tag}, {name}")
        env = build.python_environment(package)
        env["PYTHONPATH"] += f":{HERE}"
        program: list[str | Path] = [python.path, HERE / "thread_costs.py"]
        command = [*program, str(rounds), str(seconds), *options]
        ran = subprocess.run(command, env=env, stdout=subprocess.PIPE, text=True)
        if ran.returncode:
            raise Stop(f"the bench of threads failed on {python.tag}; the reason is above")
        found[name] = json.loads(ran.stdout)
    return {"python": str(python), "packages": found, "load": [before, os.getloadavg()[0]]}


def counted(python: pythons.Python) -> dict[str, Any]:
    """Instructions per call, by group; see instructions.py."""
    found = {}
    for name, package in {"ours": python.folder, "official": official.built(python)}.items():
        if package:
            say(f"instructions on {python.tag}, {name}")
            found[name] = [result.summary() for result in instructions.measure(python, package)]
    return {"python": str(python), "packages": found}


def chosen(paths: list[str] | None, quick: bool) -> list[pythons.Python]:
    found = pythons.chosen(paths) if paths else pythons.in_use()
    built = [python for python in found if (python.folder / "gpiod").exists()]
    if not built:
        raise Stop("the package is not built for any Python: run make")
    return built[-1:] if quick and not paths else built


def machine() -> dict[str, Any]:
    """The machine, as far as it matters for the figures."""
    model = ""
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            model = line.partition(":")[2].strip()
            break
    return {
        "processor": model or platform.machine(),
        "processors": os.cpu_count(),
        "compiler": (capture(["gcc", "--version"]) or "gcc").splitlines()[0],
        "libgpiod": capture(["pkg-config", "--modversion", "libgpiod"]),
    }


def command() -> int:
    parser = argparse.ArgumentParser(prog="tests/bench", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--quick", action="store_true", help="only show that it works")
    parser.add_argument("--kernel", action="store_true", help="also in a kernel with gpio-sim")
    parser.add_argument("--python", action="append", help="may be given several times")
    parser.add_argument("--only", default=",".join(PARTS), help=f"some of {','.join(PARTS)}")
    arguments = parser.parse_args()
    wanted = arguments.only.split(",")
    if unknown := set(wanted) - set(PARTS):
        raise Stop(f"no part {', '.join(sorted(unknown))}: there are {', '.join(PARTS)}")
    started = time.monotonic()
    OUT.mkdir(parents=True, exist_ok=True)
    found = chosen(arguments.python, arguments.quick)
    results: dict[str, Any] = {"machine": machine(), "quick": arguments.quick, "calls": []}
    if "calls" in wanted:
        worlds = ["memory"]
        if arguments.kernel and kernel_check.is_there("um"):
            worlds.append("kernel")
        for world in worlds:
            for python in found:
                measured = calls(python, world, arguments.quick)
                results["calls"].append({"python": str(python), "world": world, **measured})
    if "instructions" in wanted and not arguments.quick:  # which have a test of their own
        results["instructions"] = [counted(python) for python in found[-2:]]
    if "threads" in wanted:
        results["threads"] = [threads(python, arguments.quick) for python in found]
    if "guardgen" in wanted:
        results["guardgen"] = generator.measure(found[-1], arguments.quick)
    folder = OUT / "quick" if arguments.quick else OUT
    report.write(results, folder, programs.renderer())
    say(f"measured in {time.monotonic() - started:.0f} s: {folder.relative_to(ROOT)}/bench.md")
    return 0


main(command)
