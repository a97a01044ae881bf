# SPDX-License-Identifier: LGPL-2.1-or-later
"""Builds every mutant and shows that the tests kill it.

    python run.py [--jobs N] [--list] [--tell] [SUITE [WORD ...]]

A mutant is a copy of the sources with one safety step taken out (see mutants.py). Its tests must
fail; a mutant that lives is a test that is missing, and a failure here, as is one that does not fit
the sources or does not compile. With WORDs, only the mutants whose names have one of them. First of
all the sources as they are must pass, or what kills a mutant would show nothing.
"""

from __future__ import annotations

import argparse
import os
import queue
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

sys.path.insert(1, str(Path(__file__).resolve().parents[1] / "env"))

import build
import core
import generated
import leaks
import packages
from bench import KILLED, Bench, Verdict
from common import main
from core_bench import CoreBench
from leak_bench import LeakBench
from mutants import Mutant
from package_bench import PackageBench


@dataclass(frozen=True)
class Suite:
    """Mutants of one kind, and where they are judged."""

    mutants: Sequence[Mutant]
    bench: type[Bench]


SUITES = {
    "core": Suite(core.MUTANTS, CoreBench),
    "package": Suite(generated.MUTANTS, PackageBench),
    "leaks": Suite(leaks.MUTANTS, LeakBench),
}


ON_REQUEST = ("leaks",)  # which needs a CPython that `make check-debug` builds


def verdicts(suite: Suite, mutants: Sequence[Mutant], jobs: int) -> Iterator[Verdict]:
    """Each as it comes, from as many benches as there are jobs."""
    with tempfile.TemporaryDirectory(prefix="mutants-") as folder:
        benches: queue.SimpleQueue[Bench] = queue.SimpleQueue()
        places = [Path(folder, str(i)) for i in range(jobs)]
        for place in places:
            place.mkdir()
        made = [suite.bench(place) for place in places]
        started = time.monotonic()
        made[0].control()
        seconds = time.monotonic() - started
        print(f"the sources as they are pass ({seconds:.0f} s); {len(mutants)} mutants", flush=True)
        for bench in made:
            benches.put(bench)

        def judge(mutant: Mutant) -> Verdict:
            bench = benches.get()
            try:
                return bench.judge(mutant)
            finally:
                benches.put(bench)

        with ThreadPoolExecutor(jobs) as pool:
            for future in as_completed([pool.submit(judge, mutant) for mutant in mutants]):
                yield future.result()


def check(name: str, words: Sequence[str], jobs: int, tell: bool) -> tuple[int, int]:
    """Judge the mutants of a suite; how many were killed, and how many there are."""
    suite = SUITES[name]
    wanted = [m for m in suite.mutants if not words or any(word in m.name for word in words)]
    print(f"{name}:", flush=True)
    killed = 0
    for verdict in verdicts(suite, wanted, jobs):
        print(verdict, flush=True)
        killed += verdict.outcome == KILLED
        if verdict.outcome != KILLED or tell:
            print("    " + verdict.detail.strip().replace("\n", "\n    "), flush=True)
    return killed, len(wanted)


def command() -> int:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("suite", nargs="?", choices=sorted(SUITES), help="all but leaks by default")
    parser.add_argument("word", nargs="*", help="part of a mutant's name")
    # One more than there are processors: some mutants hang until they are ended.
    jobs = (os.cpu_count() or 1) + 1
    parser.add_argument("--jobs", type=int, default=jobs, metavar="N")
    parser.add_argument("--tell", action="store_true", help="print what the killers say, too")
    parser.add_argument("--list", action="store_true", help="name the mutants and do nothing")
    wanted = parser.parse_args()
    names = [wanted.suite] if wanted.suite else [name for name in SUITES if name not in ON_REQUEST]
    if wanted.list:
        for name in names:
            for mutant in SUITES[name].mutants:
                print(f"{name:10} {mutant.name:48} {mutant.why}")
        return 0
    packages.ensure("make", "check")
    build.tool()
    counts = [check(name, wanted.word, max(wanted.jobs, 1), wanted.tell) for name in names]
    killed, total = (sum(column) for column in zip(*counts, strict=True))
    print(f"{killed} passed, {total - killed} failed, 0 skipped")
    return 0 if killed == total else 1


if __name__ == "__main__":
    main(command)
