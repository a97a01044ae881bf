# SPDX-License-Identifier: LGPL-2.1-or-later
"""How tests/fuzz is run: the build of the package, and the libraries that are preloaded.

build/fuzz/found/       findings, which can be replayed
build/fuzz/race.so      the race checker, which counts the library's objects
build/fuzz/cp312/       the package, compiled with AddressSanitizer and UBSan
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from guardtools import build
from guardtools.common import BUILD, PACKAGE, ROOT, locked
from guardtools.instrumented import Instrument, flags_of_libgpiod
from guardtools.process import capture, run
from guardtools.setup import venv
from guardtools.setup.pythons import Python

FOLDER = BUILD / "fuzz"
LOG = build.LOGS / "fuzz.log"
FUZZER = ROOT / "tests" / "fuzz"
SECONDS = 60.0
"""Seconds in `make check`, on each of two Pythons."""

COMPILE = ("cc", "-std=gnu11", "-g", "-O1", "-fPIC", "-shared", "-fexceptions")
SANITIZE = ("-fsanitize=address,undefined", "-fno-sanitize-recover=undefined")


def race_checker() -> Path:
    """The race checker in front of the in-memory libgpiod."""
    target = FOLDER / "race.so"
    sources = sorted((PACKAGE / "tests" / "race").glob("*.c"))
    library = build.SIM / "libgpiod.so.3"
    with locked(FOLDER / "lock"):
        argv: list[str | Path] = [
            *COMPILE,
            "-fvisibility=hidden",
            *flags_of_libgpiod("--cflags"),
            *sources,
        ]
        argv += ["-Wl,--no-as-needed", library, "-ldl", "-o", target]
        run(argv, "compiling the race checker", LOG)
    return target


def package(python: Python, sources: Path, folder: Path, options: Sequence[str] = ()) -> Path:
    """Compile the extension into a folder for PYTHONPATH."""
    return Instrument(COMPILE[0], (*COMPILE[1:], *options), LOG).package(python, sources, folder)


def environment(python: Python, folder: Path, sanitize: bool) -> dict[str, str]:
    """The environment of the process under test."""
    base = build.python_environment(folder)
    preload = [str(race_checker())]
    debug = "mimalloc_debug" if python.free_threaded else "debug"
    env = {
        "PYTHONPATH": base["PYTHONPATH"],
        "LD_LIBRARY_PATH": base["LD_LIBRARY_PATH"],
        "PYTHONHASHSEED": "0",
        "PYTHONMALLOC": debug,  # fills freed memory, so that its use shows
        "GUARDGEN_RACE_STACK": "0",
        "GUARDGEN_RACE_ABORT": "1",
        "GUARDGEN_RACE_LOG": "/dev/stderr",
    }
    if sanitize:
        preload.insert(0, capture(["cc", "-print-file-name=libasan.so"]) or "")
        env["ASAN_OPTIONS"] = "detect_leaks=0:allocator_may_return_null=1:handle_segv=2"
        env["UBSAN_OPTIONS"] = "print_stacktrace=1"
        if not python.free_threaded:  # which needs its own allocator
            env["PYTHONMALLOC"] = "malloc"
    return {**env, "LD_PRELOAD": " ".join(preload)}


def command(
    python: Python, folder: Path, options: Sequence[str] = (), sanitize: bool = False
) -> list[str | Path]:
    """The command line of the fuzzer, for a package in a folder."""
    argv: list[str | Path] = [venv.programs() / "python", FUZZER]
    for name, value in environment(python, folder, sanitize).items():
        argv.append(f"--env={name}={value}")
    argv += ["--python", python.path, "--tag", python.tag, "--output", FOLDER / "found"]
    return [*argv, *options]
