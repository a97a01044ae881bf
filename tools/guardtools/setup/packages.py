# SPDX-License-Identifier: LGPL-2.1-or-later
"""The distribution's packages that guardgen needs, and their installation.

`sudo make install-packages` installs all that `make check` needs.
"""

from __future__ import annotations

import argparse
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from guardtools.common import Stop, say
from guardtools.process import capture
from guardtools.setup import aptget, programs
from guardtools.setup.programs import module


@dataclass(frozen=True)
class Need:
    """A requirement: the command that needs it, a check for it, and the packages that have it.

    A package is a name, or name>=version with the oldest version that will do.
    """

    verb: str
    what: str
    present: Callable[[], bool]
    packages: str


def program(*names: str) -> Callable[[], bool]:
    return lambda: any(shutil.which(name) for name in names)


def system_headers() -> bool:
    """Whether the distribution's python3 has its headers."""
    show = "import sysconfig; print(sysconfig.get_path('include'))"
    include = capture(["/usr/bin/python3", "-c", show])
    return include is None or Path(include, "Python.h").exists()


def cross_headers() -> Iterator[Need]:
    """The C headers of the machines for which tests/unit/orders.py compiles."""
    for machine, package in (("aarch64", "arm64"), ("powerpc64le", "ppc64el"), ("riscv64",) * 2):
        header = Path(f"/usr/{machine}-linux-gnu/include/pthread.h")
        what = f"the C library's headers for {machine}, to look at its code"
        yield Need("check", what, header.exists, f"libc6-dev-{package}-cross")


NEEDS = [
    Need("make", "a C compiler", program("cc", "gcc", "clang"), "gcc"),
    Need("make", "the C library's headers", Path("/usr/include/stdio.h").exists, "libc6-dev"),
    Need("make", "pkg-config", program("pkg-config"), "pkg-config"),
    Need("make", "meson 1.2 or newer", lambda: bool(programs.meson()), "meson>=1.2"),
    Need("make", "ninja", lambda: bool(programs.ninja()), "ninja-build"),
    Need("make", "libclang 14 or newer, to read C headers", programs.libclang, "libclang-dev"),
    Need("make", "jansson, to write the plan", lambda: module("jansson"), "libjansson-dev"),
    Need("make", "Jinja2, to print C", lambda: bool(programs.renderer()), "python3-jinja2"),
    Need(
        "make",
        "libgpiod 2.1 or newer, to be bound (1.x is another API)",
        lambda: module("libgpiod", "2.1"),
        "libgpiod-dev>=2.1",
    ),
    Need("make", "the headers of the system's Python", system_headers, "python3-dev"),
    Need("check", "clang 14 or newer, a second opinion", lambda: bool(programs.clang()), "clang"),
    Need("check", "valgrind, to check locking", program("valgrind"), "valgrind"),
    *cross_headers(),
    Need("check", "venv, for the lint tools", lambda: bool(programs.venv_maker()), "python3-venv"),
    Need("cpython", "zlib, for CPython", lambda: module("zlib"), "zlib1g-dev"),
    Need("cpython", "OpenSSL, for CPython", lambda: module("openssl"), "libssl-dev"),
    Need("cpython", "libffi, for CPython", lambda: module("libffi"), "libffi-dev"),
    Need(
        "cpython",
        "make and xz, for CPython",
        lambda: program("make")() and program("xz")(),
        "make xz-utils",
    ),
    Need(
        "sanitizers",
        "clang 19 and its sanitizers",
        program("clang-19"),
        "clang-19 libclang-rt-19-dev",
    ),
    Need("sanitizers", "llvm-symbolizer, to name functions", program("llvm-symbolizer"), "llvm"),
    Need("check-tsan", "spin, to search the model", program("spin"), "spin"),
]


def provers() -> Need:
    """Clang versions prove different things: test the oldest and newest that apt has."""
    names = aptget.oldest_and_newest("clang", 13)
    return Need(
        "check",
        "the oldest and the newest clang, to prove the guards",
        lambda: all(shutil.which(name) for name in names),
        " ".join(names),
    )


def ensure(*verbs: str) -> None:
    """Print and install what the verbs need and this machine lacks."""
    wanted = [need for need in NEEDS if need.verb in verbs]
    if "check" in verbs:
        wanted.append(provers())
    with ThreadPoolExecutor() as pool:
        present = list(pool.map(lambda need: need.present(), wanted))
    missing = [need for need, there in zip(wanted, present, strict=True) if not there]
    if not missing:
        return
    say("guardgen needs, and this machine lacks:")
    for need in missing:
        say(f"  {need.what:56} {need.packages}")
    aptget.install(" ".join(need.packages for need in missing).split())
    for cached in (
        programs.meson,
        programs.ninja,
        programs.clang,
        programs.renderer,
        programs.venv_maker,
    ):
        cached.cache_clear()
    for need in missing:
        if not need.present():
            raise Stop(f"{need.what}: not found although {need.packages} is installed")


def install_packages(arguments: argparse.Namespace) -> int:
    """Install what make and make check need from the distribution."""
    ensure("make", "check", "cpython")
    say("everything that guardgen needs is installed")
    return 0
