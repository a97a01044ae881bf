# SPDX-License-Identifier: LGPL-2.1-or-later
"""Checks the instructions of the runtime's handshakes on machines with weak memory ordering.

    python orders.py

In a handshake, each of two threads stores a word and then loads the other's. All of its accesses
must be seq_cst, or both threads may load old values. x86 does not show a mistake, because an
acquire load is the same instruction there; so clang compiles the core for ARMv8.3 with its RCpc
loads, POWER and RISC-V, and each access must be an instruction that keeps its order.

Negative controls: each access, weakened to acquire and release, must be found on POWER, and each
load on all three. Exit status: 0; 1 if a check failed; 77 if clang or a machine's headers are
missing.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

RUNTIME = Path(__file__).resolve().parents[2] / "templates" / "copied" / "src" / "runtime"
NOT_TESTED = 77


@dataclass(frozen=True)
class Machine:
    """The instructions of a machine for seq_cst accesses, and for weaker ones."""

    target: str
    package: str
    flags: tuple[str, ...]
    load: str
    store: str
    change: str
    weak: str = r"^$"

    def orders(self, access: Access, instructions: list[str]) -> bool:
        wanted = {"load": self.load, "store": self.store}.get(access.kind, self.change)
        found = any(re.match(wanted, line) for line in instructions)
        return found and not any(re.match(self.weak, line) for line in instructions)


MACHINES = [
    Machine(
        "aarch64-linux-gnu",
        "libc6-dev-arm64-cross",
        ("-march=armv8.3-a",),
        load="ldar",
        store="stlr",
        change=r"(cas|swp|ld[a-z]+)al",
        weak="ldapr",
    ),
    Machine(
        "powerpc64le-linux-gnu",
        "libc6-dev-ppc64el-cross",
        (),
        load="(hw)?sync",
        store="(hw)?sync",
        change="(hw)?sync",
    ),
    Machine(
        "riscv64-linux-gnu",
        "libc6-dev-riscv64-cross",
        ("-march=rv64gc",),
        load=r"fence\s+rw, *rw",
        store=r"fence\s+rw, *(rw|w)",  # enough, because every load has a fence before it
        change=r"\S+\.aqrl",
    ),
]
POWER = MACHINES[1]


@dataclass(frozen=True)
class Site:
    """The accesses of a function to a word, of any order, and what they pair with."""

    file: str
    function: str
    word: str
    pairs: str


def handle_c(function: str, word: str, pairs: str) -> Site:
    return Site("gg_handle.c", function, word, pairs)


def owner_c(function: str, word: str, pairs: str) -> Site:
    return Site("gg_owner.c", function, word, pairs)


def wait_c(function: str, word: str, pairs: str) -> Site:
    return Site("gg_wait.c", function, word, pairs)


SITES = [
    wait_c("get_wake_fd", "&handle->wake_fd", "close: mark_closing(), wake_waiters()"),
    wait_c("gg_wait", "&handle->state", "close: mark_closing(), wake_waiters()"),
    handle_c("mark_closing", "&handle->state", "gg_wait(), gg_wait_for_owner()"),
    handle_c("wake_waiters", "&handle->wake_fd", "gg_wait(): get_wake_fd()"),
    owner_c("gg_notify_queue", "&guard->eventcount", "gg_wait_for_owner()"),
    owner_c("gg_notify_queue", "&guard->queued", "gg_wait_for_owner()"),
    owner_c("gg_wait_for_owner", "&handle->guard->queued", "gg_notify_queue()"),
    owner_c("end_tenure", "&guard->owner", "gg_wait_for_owner()"),
    handle_c("gg_close_end", "&handle->state", "gg_wait_for_owner()"),
    owner_c("gg_wait_for_owner", "&handle->guard->eventcount", "gg_notify_queue()"),
    owner_c("gg_wait_for_owner", "&handle->guard->owner", "end_tenure()"),
    owner_c("is_still_needed", "&waiter->handle->state", "mark_closing(), gg_close_end()"),
    handle_c("gg_pin", "&handle->state", "mark_closing()"),
    handle_c("gg_unpin", "&handle->state", "wait_for_pins()"),
]


@dataclass(frozen=True)
class Access:
    """One access of a site: its place and its source text."""

    site: Site
    call: str
    start: int
    line: int

    @property
    def kind(self) -> str:
        name = self.call.partition("(")[0].removesuffix("_explicit").removeprefix("atomic_")
        return name if name in ("load", "store") else "change"

    def __str__(self) -> str:
        return f"{self.site.function}(): {' '.join(self.call.split())}"


def call_at(text: str, start: int) -> str:
    """A call, up to its closing parenthesis."""
    depth = 0
    for end in range(start, len(text)):
        depth += {"(": 1, ")": -1}.get(text[end], 0)
        if text[end] == ")" and not depth:
            return text[start : end + 1]
    raise ValueError(text[start : start + 40])


def accesses(site: Site, text: str) -> list[Access]:
    body = re.search(rf"^\w[^\n;]*\b{site.function}\([^;]*?\n{{\n.*?\n}}\n", text, re.M | re.S)
    assert body, f"{site.file} has no {site.function}()"
    found = []
    for match in re.finditer(rf"atomic_\w+\(\s*{re.escape(site.word)}\b", body[0]):
        start = body.start() + match.start()
        call = call_at(text, start)
        if "memory_order_relaxed" not in call:  # whose compare-and-swap tests it
            found.append(Access(site, call, start, text.count("\n", 0, start) + 1))
    assert found, f"{site.function}() does not access {site.word}"
    return found


def weakened(access: Access, text: str) -> str:
    """The source with this access acquire, release or both."""
    name, _, rest = access.call.removesuffix(")").partition("(")
    orders = {"load": "memory_order_acquire", "store": "memory_order_release"}
    order = orders.get(access.kind, "memory_order_acq_rel")
    if "compare_exchange" in name:
        order += ", memory_order_acquire"
    call = f"{name}_explicit({rest}, {order})"
    return text[: access.start] + call + text[access.start + len(access.call) :]


def compile_for(machine: Machine, clang: str, file: str, text: str) -> str:
    argv = [clang, f"--target={machine.target}", *machine.flags, "-std=c11", "-O2", "-g1", "-S"]
    argv += ["-D_GNU_SOURCE", "-DGG_LOCK_PTHREAD", "-Werror", "-o", "-"]
    argv += ["-isystem", f"/usr/{machine.target}/include", "-I", str(RUNTIME)]
    with tempfile.TemporaryDirectory(prefix="orders-") as folder:
        path = Path(folder, file)
        path.write_text(text)
        done = subprocess.run([*argv, path], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return done.stdout


def instructions_of(assembly: str, file: str) -> dict[int, list[str]]:
    """The instructions of each line of the file, wherever it was inlined."""
    numbers = set()
    found: dict[int, list[str]] = {}
    here: list[str] = []
    for line in map(str.strip, assembly.splitlines()):
        if named := re.match(r'\.file\s+(\d+) (?:"[^"]*" )?"([^"]*)"', line):
            if Path(named[2]).name == file:
                numbers.add(named[1])
        elif place := re.match(r"\.loc\s+(\d+) (\d+)", line):
            here = found.setdefault(int(place[2]), []) if place[1] in numbers else []
        elif line and line[0] not in ".#/" and not line.endswith(":"):
            here.append(line)
    return found


def unordered(machine: Machine, clang: str, file: str, text: str) -> list[Access]:
    """The accesses that this machine may reorder."""
    instructions = instructions_of(compile_for(machine, clang, file, text), file)
    wanted = [access for site in SITES if site.file == file for access in accesses(site, text)]
    return [it for it in wanted if not machine.orders(it, instructions.get(it.line, []))]


def check(machine: Machine, clang: str) -> Iterator[tuple[bool, str]]:
    for file in sorted({site.file for site in SITES}):
        text = (RUNTIME / file).read_text()
        weak = unordered(machine, clang, file, text)
        for site in SITES:
            for access in accesses(site, text) if site.file == file else []:
                yield access not in weak, f"{access}, with {site.pairs}"


def control(machine: Machine, clang: str) -> Iterator[tuple[bool, str]]:
    for site in SITES:
        text = (RUNTIME / site.file).read_text()
        for access in accesses(site, text):
            if access.kind == "load" or machine is POWER:
                weak = unordered(machine, clang, site.file, weakened(access, text))
                yield len(weak) == 1, f"weakened, this is noticed: {access}"


def newest_clang() -> str | None:
    """Clang emits RCpc instructions for acquire loads since LLVM 16."""
    names = [f"clang-{number}" for number in range(40, 15, -1)] + ["clang"]
    return next((name for name in names if shutil.which(name)), None)


def has_rcpc(clang: str) -> bool:
    text = "int f(_Atomic int *x) { return __c11_atomic_load(x, __ATOMIC_ACQUIRE); }\n"
    return "ldapr" in compile_for(MACHINES[0], clang, "rcpc.c", text)


def missing(clang: str | None) -> str:
    if not clang:
        return "clang is missing (Debian: clang)"
    for machine in MACHINES:
        if not Path(f"/usr/{machine.target}/include/pthread.h").exists():
            return f"no headers for {machine.target} (Debian: {machine.package})"
    return "" if has_rcpc(clang) else f"{clang} makes no RCpc loads: LLVM 16 is the first"


def main() -> int:
    clang = newest_clang()
    reason = missing(clang)
    if reason or not clang:
        print(f"{reason}: memory orders are not checked")
        return NOT_TESTED
    good = []
    for machine in MACHINES:
        for passed, what in [*check(machine, clang), *control(machine, clang)]:
            print(f"{'ok' if passed else 'FAILED'}: {machine.target}: {what}")
            good.append(passed)
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
