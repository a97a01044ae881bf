# SPDX-License-Identifier: LGPL-2.1-or-later
"""Exhaustive checks of the models beside this file, with spin.

    python check.py [--large]

The models must hold in every interleaving of each set of threads. With one step removed they must
fail: a model that holds without the step would prove nothing about it. Exit status: 0; 1 if a check
failed; 77 if spin or a C compiler is missing.
"""

from __future__ import annotations

import argparse
import os
import re
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).resolve().parent
SECONDS = 600
NOT_TESTED = 77

HOLDS = "holds"
SLEEPS_FOR_EVER = "invalid end state"
WRONG = "assertion violated"


@dataclass(frozen=True)
class Check:
    """One run of spin: a model, its threads, the step that is removed, and the expected result."""

    model: str
    threads: str
    without: str = ""
    expected: str = HOLDS
    why: str = ""
    large: bool = False
    fair: bool = True  # also check that every thread ends

    def __str__(self) -> str:
        missing = f" with {self.without}" if self.without else ""
        return f"{self.model}: {self.threads}{missing}"

    @property
    def flags(self) -> list[str]:
        words = [*self.threads.split(), *self.without.split()]
        return [f"-D{word}" for word in words]


def handle(threads: str, without: str = "", expected: str = HOLDS, why: str = "") -> Check:
    return Check("handle.pml", threads, without, expected, why)


def owner(threads: str, without: str = "", expected: str = HOLDS, why: str = "") -> Check:
    return Check("owner.pml", threads, without, expected, why)


CHECKS = [
    handle("WAITERS=2 CLOSERS=1"),
    handle("WAITERS=1 CLOSERS=2 OPENERS=1"),
    handle("WAITERS=1 CLOSERS=1 CALLERS=2"),
    handle("WAITERS=2 SIGNAL"),
    handle("WAITERS=1 CLOSERS=1 SIGNAL"),
    handle("WAITERS=1 CLOSERS=1 OWNERS=1"),
    handle("CALLERS=1 CLOSERS=1 OWNERS=1"),
    handle("CLOSERS=1 OWNERS=2"),
    handle("CALLERS=1 CLOSERS=1 OWNERS=1 JOINS"),
    handle("CLOSERS=2 OWNERS=1 JOINS"),
    handle("CALLERS=1 CLOSERS=1 OWNERS=1 EVICTED"),
    handle("OWNERS=2 EVICTED"),
    handle("CONSTRUCTING=1 CLOSERS=2"),
    handle("CONSTRUCTING=1 CLOSERS=1 CALLERS=1"),
    handle("CONSTRUCTING=1 CLOSERS=1 WAITERS=1"),
    owner("THREADS=2 GUARDS=2 TURNS=2"),
    owner("THREADS=3 GUARDS=2"),
    Check("owner.pml", "THREADS=3 GUARDS=3", fair=False),  # checking that takes a minute
    Check("handle.pml", "WAITERS=2 CLOSERS=2", large=True),
    Check("handle.pml", "WAITERS=2 CLOSERS=1 SIGNAL", large=True),
    Check("handle.pml", "WAITERS=1 CLOSERS=1 CALLERS=1 OWNERS=1", large=True),
    Check("owner.pml", "THREADS=3 GUARDS=3", large=True),
    Check("owner.pml", "THREADS=3 GUARDS=2 TURNS=2", large=True),
    Check("owner.pml", "THREADS=4 GUARDS=2", large=True, fair=False),
    handle(
        "WAITERS=1 CLOSERS=1",
        "NO_WAKE",
        SLEEPS_FOR_EVER,
        "close does not write to the wake descriptor: the waiter sleeps on, and close waits for it",
    ),
    handle(
        "WAITERS=1 CLOSERS=1",
        "WAKE_BEFORE_CLOSING",
        SLEEPS_FOR_EVER,
        "a waiter creates the descriptor after close has looked for it, and still finds OPEN",
    ),
    handle(
        "WAITERS=1 CLOSERS=1",
        "NO_RECHECK",
        SLEEPS_FOR_EVER,
        "a waiter that creates the descriptor too late for close does not check OPEN",
    ),
    handle(
        "WAITERS=1 CLOSERS=1",
        "RECHECK_TOO_EARLY",
        SLEEPS_FOR_EVER,
        "the check comes before the descriptor is visible, as an acquire load would allow",
    ),
    handle(
        "WAITERS=1 CLOSERS=1",
        "UNPIN_WAKES_NOBODY",
        SLEEPS_FOR_EVER,
        "close is not woken by the last unpin",
    ),
    handle(
        "WAITERS=1 CLOSERS=1",
        "DRAINING_NOT_SET",
        SLEEPS_FOR_EVER,
        "close does not set DRAINING, so the last unpin wakes nobody",
    ),
    handle(
        "WAITERS=1 CLOSERS=1",
        "NO_DRAIN NO_SECOND_CHECK",
        WRONG,
        "the object is destroyed while a thread has it pinned",
    ),
    handle(
        "WAITERS=1 CLOSERS=1",
        "NO_PIN",
        WRONG,
        "close closes the wake descriptor of a waiter",
    ),
    handle(
        "WAITERS=1 CLOSERS=2 OPENERS=1",
        "WAKE_UNPINNED",
        WRONG,
        "one closer writes to a descriptor that the other has closed and whose number is reused",
    ),
    handle(
        "CLOSERS=2",
        "UNLOCKED_BEFORE_DESTROY",
        WRONG,
        "the second closer finds the object while the first destroys it",
    ),
    handle("CALLERS=1 CLOSERS=1", "CLOSE_UNLOCKED", WRONG, "destroyed during a call"),
    handle("CALLERS=2", "CALL_UNLOCKED", WRONG, "two threads inside at once"),
    handle(
        "CALLERS=1 CLOSERS=1",
        "ENTER_IGNORES_OPEN",
        WRONG,
        "a call that waited for the lock enters after close has begun",
    ),
    handle(
        "WAITERS=1 SIGNAL",
        "HANDLER_PINNED",
        SLEEPS_FOR_EVER,
        "a signal handler closes a handle that its own thread has pinned",
    ),
    handle(
        "CLOSERS=1 OWNERS=1",
        "DISOWN_WAKES_NOBODY",
        SLEEPS_FOR_EVER,
        "close is not woken by the end of the locked() block",
    ),
    handle(
        "CLOSERS=1 OWNERS=1", "DISOWN_IGNORES_DEPTH", WRONG, "the inner locked() ends the outer one"
    ),
    handle(
        "CALLERS=1 OWNERS=1 JOINS",
        "CLOSE_WAKES_NO_QUEUE DESTROYED_WAKES_NOBODY",
        SLEEPS_FOR_EVER,
        "a thread that queues for the end of a block is not woken by close",
    ),
    handle(
        "CLOSERS=1 OWNERS=1 JOINS",
        "DESTROYED_WAKES_NOBODY",
        SLEEPS_FOR_EVER,
        "a waiting closer is not woken when the owner has closed the handle",
    ),
    handle(
        "CALLERS=1 OWNERS=1",
        "NO_EVENT_COUNTED",
        SLEEPS_FOR_EVER,
        "the block ends between the check and the sleep",
    ),
    handle(
        "CALLERS=1 OWNERS=1",
        "NOT_QUEUED",
        SLEEPS_FOR_EVER,
        "a sleeper does not count itself, and nobody wakes it",
    ),
    handle(
        "CALLERS=1 OWNERS=1",
        "COUNT_READ_LATE",
        SLEEPS_FOR_EVER,
        "the count is read after the check, so an event between the two is missed",
    ),
    handle(
        "OWNERS=2 EVICTED",
        "NO_TENURE",
        WRONG,
        "dropping the block of an evicted owner ends the next owner's",
    ),
    handle(
        "CONSTRUCTING=1 CLOSERS=1 CALLERS=1",
        "OPENED_UNLOCKED",
        WRONG,
        "close destroys an object that is just being opened",
    ),
    handle(
        "CONSTRUCTING=1 CLOSERS=1",
        "NO_SECOND_CHECK",
        WRONG,
        "the handle was not open when close drained it, and has been opened since",
    ),
    handle(
        "CONSTRUCTING=1 CLOSERS=1 WAITERS=1",
        "SECOND_CHECK_IGNORES_PINS",
        WRONG,
        "the same, and it has been pinned, and closed by another thread",
    ),
    owner("THREADS=2 GUARDS=2", "NO_SEARCH", SLEEPS_FOR_EVER, "two threads wait for each other"),
    owner("THREADS=2 GUARDS=2", "NOT_LISTED", SLEEPS_FOR_EVER, "no thread can be found waiting"),
    owner(
        "THREADS=2 GUARDS=2",
        "LISTED_LATE",
        SLEEPS_FOR_EVER,
        "both search before either is in the list",
    ),
    owner(
        "THREADS=3 GUARDS=3", "SEARCHES_ONE_STEP", SLEEPS_FOR_EVER, "a cycle of three is not seen"
    ),
    owner(
        "THREADS=2 GUARDS=2",
        "LIST_KEPT_LOCKED",
        SLEEPS_FOR_EVER,
        "a waiter keeps the others from the list",
    ),
    owner(
        "THREADS=2 GUARDS=2 TURNS=2",
        "STAYS_LISTED",
        WRONG,
        "a wait that has ended still counts, and another thread is refused without a deadlock",
    ),
]


class ToolError(Exception):
    """spin or the compiler failed."""


def output_of(argv: list[str], folder: Path) -> str:
    done = subprocess.run(
        argv,
        cwd=folder,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode and argv[0] != "./pan":
        raise ToolError(f"{shlex.join(argv)}: {done.stdout.strip()}")
    return done.stdout


def verdict(report: str) -> str:
    """What pan found: that the model holds, or how it fails. The search must be complete."""
    found = re.search(r"^pan:\d+: (invalid end state|assertion violated|\w+ cycle)", report, re.M)
    if found:
        return found[1]
    incomplete = re.search("Search not completed|search depth too small|out of memory", report)
    if re.search(r"errors: 0$", report, re.M) and not incomplete:
        return HOLDS
    return f"no answer: {report.strip()}"


def states(report: str) -> str:
    found = re.search(r"(\S+) states, stored", report)
    return f"{float(found[1]):.0f} states" if found else "? states"


def run(check: Check, compiler: list[str]) -> tuple[bool, str]:
    """Check safety; and if the model holds, that every thread ends under weak fairness."""
    with tempfile.TemporaryDirectory(prefix="model-") as name:
        folder = Path(name)
        output_of(["spin", "-a", *check.flags, str(HERE / check.model)], folder)
        # Unless the model is large, compiling takes longer than the search.
        speed = "-O2" if check.large or not check.fair else "-O0"
        build = [*compiler, speed, "-w", "-DCOLLAPSE", "-DMEMLIM=3072", "-o", "pan", "pan.c"]
        output_of([*build, "-DSAFETY", "-DNOCLAIM"], folder)
        report = output_of(["./pan", "-m20000"], folder)
        found, size = verdict(report), states(report)
        if found == HOLDS == check.expected and check.fair:
            output_of([*build, "-DNFAIR=3"], folder)
            report = output_of(["./pan", "-a", "-f", "-m20000", "-N", "ends"], folder)
            found = verdict(report)
    good = found == check.expected
    line = f"{'ok' if good else 'FAILED'}: {check}: {found} ({size})"
    if not good:
        line += f"\n    expected: {check.expected}"
    if check.why:
        line += f"\n    {check.why}"
    return good, line


def results(checks: list[Check], compiler: list[str]) -> Iterator[bool]:
    """Print each result as soon as it is there."""

    def attempt(check: Check) -> tuple[bool, str]:
        try:
            return run(check, compiler)
        except (ToolError, subprocess.TimeoutExpired) as error:
            return False, f"FAILED: {check}: {error}"

    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for good, line in pool.map(attempt, checks):
            print(line, flush=True)
            yield good


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--large", action="store_true", help="more threads, too: takes minutes")
    wanted = parser.parse_args()
    compiler = shlex.split(os.environ.get("CC", "cc"))
    for program, hint in (("spin", " (Debian: spin)"), (compiler[0], "")):
        if not shutil.which(program):
            print(f"{program} is missing{hint}: the models are not checked")
            return NOT_TESTED
    good = list(results([c for c in CHECKS if wanted.large or not c.large], compiler))
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
