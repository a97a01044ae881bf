# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds every mutant and shows that the tests kill it.

    make check-mutants ARGS="[--jobs N] [--list] [--verbose] [SUITE [WORD ...]]"

A mutant is a copy of the sources with one safety step taken out (see mutants.py). Its tests must
fail. A mutant that survives means that a test is missing, and counts as a failure, as does one that
no longer fits the sources or does not compile. With WORDs, only mutants whose names contain one of
them are run. The unmodified sources must pass first.
"""

from __future__ import annotations

import argparse
import os
import queue
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

import core
import generated
import leaks
from core_sandbox import CoreSandbox
from leak_sandbox import TESTS, LeakSandbox
from mutants import Mutant, missing_tests
from package_sandbox import GATED, PackageSandbox
from sandbox import KILLED, Sandbox, Verdict

from guardtools import build
from guardtools.common import main
from guardtools.setup import packages


@dataclass(frozen=True)
class Suite:
    """Mutants of one kind, what tests them, and the folder of the tests that they name."""

    mutants: Sequence[Mutant]
    sandbox: type[Sandbox]
    tests: Path | None = None


SUITES = {
    "core": Suite(core.MUTANTS, CoreSandbox),
    "package": Suite(generated.MUTANTS, PackageSandbox, GATED),
    "leaks": Suite(leaks.MUTANTS, LeakSandbox, TESTS),
}


ON_REQUEST = ("leaks",)  # which needs a CPython that `make check-debug` builds


def verdicts(suite: Suite, mutants: Sequence[Mutant], jobs: int) -> Iterator[Verdict]:
    """Verdicts as they come, from as many sandboxes as there are jobs."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        sandboxes: queue.SimpleQueue[Sandbox] = queue.SimpleQueue()
        places = [Path(folder, str(i)) for i in range(jobs)]
        for place in places:
            place.mkdir()
        all_sandboxes = [suite.sandbox(place) for place in places]
        started = time.monotonic()
        all_sandboxes[0].control()
        seconds = time.monotonic() - started
        print(f"the unmodified sources pass ({seconds:.0f} s); {len(mutants)} mutants", flush=True)
        for sandbox in all_sandboxes:
            sandboxes.put(sandbox)

        def judge(mutant: Mutant) -> Verdict:
            sandbox = sandboxes.get()
            try:
                return sandbox.judge(mutant)
            finally:
                sandboxes.put(sandbox)

        with ThreadPoolExecutor(jobs) as pool:
            for future in as_completed([pool.submit(judge, mutant) for mutant in mutants]):
                yield future.result()


def check(name: str, words: Sequence[str], jobs: int, verbose: bool) -> tuple[int, int]:
    """Test the mutants of a suite; return how many were killed, and how many there are."""
    suite = SUITES[name]
    wanted = [m for m in suite.mutants if not words or any(word in m.name for word in words)]
    print(f"{name}:", flush=True)
    killed = 0
    for verdict in verdicts(suite, wanted, jobs):
        print(verdict, flush=True)
        killed += verdict.outcome == KILLED
        if verdict.outcome != KILLED or verbose:
            print("    " + verdict.detail.strip().replace("\n", "\n    "), flush=True)
    return killed, len(wanted)


def command() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suite", nargs="?", choices=sorted(SUITES), help="all but leaks by default")
    parser.add_argument("word", nargs="*", help="part of a mutant's name")
    # One more than there are processors, since some mutants hang until they time out.
    jobs = (os.cpu_count() or 1) + 1
    parser.add_argument("--jobs", type=int, default=jobs, metavar="N")
    parser.add_argument("--verbose", action="store_true", help="print the output of the tests, too")
    parser.add_argument("--list", action="store_true", help="name the mutants and do nothing")
    wanted = parser.parse_args()
    names = [wanted.suite] if wanted.suite else [name for name in SUITES if name not in ON_REQUEST]
    for name in names:
        if missing := missing_tests(SUITES[name].mutants, SUITES[name].tests):
            raise SystemExit("\n".join(missing))
    if wanted.list:
        for name in names:
            for mutant in SUITES[name].mutants:
                print(f"{name:10} {mutant.name:48} {mutant.why}")
        return 0
    packages.ensure("make", "check")
    build.tool()
    counts = [check(name, wanted.word, max(wanted.jobs, 1), wanted.verbose) for name in names]
    killed, total = (sum(column) for column in zip(*counts, strict=True))
    print(f"{killed} passed, {total - killed} failed, 0 skipped")
    return 0 if killed == total else 1


if __name__ == "__main__":
    main(command)
