# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs of hostile calls, drawn by hypothesis and run by another process, for a time.

A failing program is shrunk and written to a file, with all that the process ran before it;
--replay FILE runs it again. `make fuzz` runs this and passes the paths.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import hypothesis
from child import Child
from hypothesis import strategies as st
from programs import Package, programs, tour

Program = list[Any]

BATCH = 200
"""Programs of one seed: then the next, and a fresh process."""

TOUR = 6
"""Callables in a program at the start, which calls each."""

SHRINKING = 20.0
"""Seconds in which a smaller program that fails is looked for."""


class FoundError(AssertionError):
    """A program of which hypothesis is to find a smaller one."""


class Fuzzer:
    def __init__(self, options: argparse.Namespace) -> None:
        self.options = options
        self.child = self.fresh()
        self.package = Package(without(self.child.facts, options.leave_out))
        self.history: list[Program] = []
        self.reached: Counter[str] = Counter()
        self.ran = 0
        self.found: dict[str, Path] = {}
        self.failing: Program = []
        self.wrong = self.first_wrong = ""
        self.deadline = 0.0
        self.shrink_until = 0.0

    def fresh(self) -> Child:
        self.history = []
        env = {**os.environ, **dict(each.split("=", 1) for each in self.options.env)}
        return Child(self.options.python, env, self.options.patience)

    def restart(self) -> None:
        self.child.close()
        self.child = self.fresh()

    def run(self, program: Program) -> str:
        """Run a program and return what failed, if anything."""
        answer = self.child.run(program)
        self.reached.update(answer["reached"])
        self.ran += 1
        wrong: str = answer["wrong"]
        if wrong:
            self.output = self.child.said()
            self.before = self.history
            self.restart()
        else:
            self.history.append(program)
        return wrong

    def attempt(self, program: Program) -> None:
        """Run one of hypothesis's programs; keep the smallest that fails."""
        now = time.monotonic()
        if now > (self.shrink_until or self.deadline):
            return
        wrong = self.run(program)
        if not wrong or kind(wrong) in self.found:
            return
        if not self.failing:
            self.first_wrong = kind(wrong)
            self.shrink_until = now + self.options.shrink
        if kind(wrong) == self.first_wrong and (
            not self.failing or len(json.dumps(program)) <= len(json.dumps(self.failing))
        ):
            self.failing, self.wrong = program, wrong
            self.evidence = (self.output, self.before)
        raise FoundError(wrong)

    def batch(self, seed: int, strategy: st.SearchStrategy[Program], examples: int) -> None:
        """The programs of one seed."""
        self.failing, self.shrink_until = [], 0.0
        test = hypothesis.given(strategy)(self.attempt)
        test = hypothesis.seed(seed)(test)
        test = hypothesis.settings(
            max_examples=examples,
            deadline=None,
            database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
            phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink],
            report_multiple_bugs=False,
        )(test)
        try:
            test()
        except BaseException as error:
            # Threads make some fail once only: what hypothesis calls flaky is a fault as well.
            if isinstance(error, KeyboardInterrupt) or not self.failing:
                raise
        if self.failing:
            self.report(seed)

    def report(self, seed: int) -> None:
        """Write a failing program to a file, and print its name."""
        folder = Path(self.options.output)
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{self.options.tag}-{seed}-{len(self.found)}.json"
        output, before = self.evidence
        record = {
            "wrong": self.wrong,
            "program": self.failing,
            "seed": seed,
            "before": before,
            "output": output,
        }
        path.write_text(json.dumps(record, indent=1))
        self.found[kind(self.wrong)] = path
        seconds = time.monotonic() - self.started
        print(f"FOUND after {seconds:.0f} s and {self.ran} programs, seed {seed}: {self.wrong}")
        print(f"  {json.dumps(self.failing)}\n{indented(output)}  --replay {path}", flush=True)

    def fuzz(self) -> int:
        """Run batches until time is up or a program fails."""
        self.started = time.monotonic()
        self.deadline = self.started + self.options.seconds
        seed = self.options.seed
        names = sorted(self.package.entries)
        for first in range(0, len(names), TOUR):
            if not self.done():
                self.batch(seed, tour(self.package, names[first : first + TOUR]), 3)
        while not self.done():
            self.batch(seed, programs(self.package), BATCH)
            self.restart()
            seed += 1
        missing = self.missing() if not self.found else []
        for each in missing:
            print(f"never called: {each}")
        print(
            f"{self.ran} programs with seeds {self.options.seed} to {seed - 1}, "
            f"{self.reached.total()} calls and arguments, {len(self.found)} faults",
            flush=True,
        )
        self.child.close()
        return int(bool(self.found or missing))

    def done(self) -> bool:
        return time.monotonic() > self.deadline or bool(self.found and not self.options.keep_going)

    def missing(self) -> list[str]:
        """Callables and parameters that no program has reached."""
        every = [
            f"{entry['name']}({name})"
            for entry in self.child.facts["entries"]
            for name in ("", *entry["parameters"])
        ]
        return [each for each in every if not self.reached[each]]

    def replay(self, path: Path) -> int:
        """Run a recorded program several times alone, then after those that ran before it."""
        record = json.loads(path.read_text())
        alone, after = [record["program"]], [*record["before"], record["program"]]
        for several in [alone] * 20 + [after] * 3:
            for program in several:
                if wrong := self.run(program):
                    print(f"{wrong}\n{indented(self.output)}  {json.dumps(program)}")
                    return 1
            self.restart()
        print("nothing is wrong any more")
        return 0


def without(facts: dict[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """The facts about the package, without some callables and parameters."""
    entries = [
        {
            **entry,
            "parameters": {
                name: each
                for name, each in entry["parameters"].items()
                if f"{entry['name']}({name})" not in names
            },
        }
        for entry in facts["entries"]
        if entry["name"] not in names
    ]
    return {**facts, "entries": entries}


def kind(wrong: str) -> str:
    """What failures with the same cause are likely to have in common."""
    return wrong.partition(" (step ")[0].partition(": '")[0]


def indented(text: str) -> str:
    return "".join(f"  | {line}\n" for line in text.splitlines()[-60:])


def arguments(argv: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="tests/fuzz", description=__doc__)
    parser.add_argument("--python", required=True, help="the interpreter under test")
    parser.add_argument("--env", action="append", default=[], metavar="NAME=VALUE", help="for it")
    parser.add_argument("--tag", default="fuzz", help="the start of names of files")
    parser.add_argument("--output", default="build/fuzz", help="folder for what is found")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--seed", type=int, default=0, help="of the first batch")
    parser.add_argument("--shrink", type=float, default=SHRINKING, help="seconds for each fault")
    parser.add_argument("--patience", type=float, default=20.0, help="seconds for one program")
    parser.add_argument("--keep-going", action="store_true", help="look for other faults as well")
    parser.add_argument("--leave-out", action="append", default=[], help="NAME or NAME(PARAMETER)")
    parser.add_argument("--replay", type=Path, help="a file that tells of a fault")
    return parser.parse_args(argv)


def main() -> int:
    options = arguments()
    fuzzer = Fuzzer(options)
    return fuzzer.replay(options.replay) if options.replay else fuzzer.fuzz()


if __name__ == "__main__":
    sys.exit(main())
