#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures our package, the official one, that with a lock, and libgpiod alone, side by side.

Each package has its own process, since both are named gpiod. Blocks alternate between them, so that
other load on the machine affects all alike. The result is the median, over the rounds, of the ratio
of blocks that were measured next to each other.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from guardtools import build
from guardtools.common import BUILD, Stop, main, say

HERE = Path(__file__).resolve().parent
OURS, OFFICIAL, LOCKED, LIBRARY = "ours", "official", "official + Lock", "libgpiod"
Spread = dict[str, float]
Result = dict[str, Any]


@dataclass(frozen=True)
class Plan:
    """The work for one Python. `library`: the folder of libgpiod, unless it is the system's."""

    python: str
    ours: Path
    official: Path | None
    floor: Path
    library: Path | None
    rounds: int
    seconds: float

    @property
    def clock(self) -> str:
        """Processor time, which other programs hardly affect; wall-clock time in User Mode."""
        return "processor" if self.library else "wall"


class Worker:
    """A process that measures one package; see worker.py."""

    def __init__(self, plan: Plan, package: Path) -> None:
        env = build.python_environment(package, plan.library)
        env["PYTHONPATH"] += f":{plan.floor}:{HERE}"
        self.process = subprocess.Popen(
            [plan.python, HERE / "worker.py", plan.clock],
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Worker:
        return self

    def __exit__(self, *_: object) -> None:
        stdin: IO[str] | None = self.process.stdin
        assert stdin
        stdin.close()
        self.process.wait()

    def ask(self, form: str, case: str, seconds: float) -> tuple[float, float]:
        """Nanoseconds per call, and of int.bit_length()."""
        stdin, stdout = self.process.stdin, self.process.stdout
        assert stdin and stdout
        try:
            stdin.write(json.dumps([form, case, seconds]) + "\n")
            stdin.flush()
            line = stdout.readline()
        except BrokenPipeError:
            line = ""
        if not line:
            raise Stop(f"the worker ended while it measured {case}; the reason is above")
        ns, bit_length = json.loads(line)
        return ns, bit_length


def spread(values: Sequence[float]) -> Spread:
    low, median, high = statistics.quantiles(values, n=4, method="inclusive")
    return {"min": min(values), "q1": low, "median": median, "q3": high}


def questions(contestants: dict[str, tuple[Worker, str]], cases: Sequence[Any]) -> Iterator[Any]:
    """What each worker measures, in the order of a round."""
    for case in cases:
        for name, (worker, form) in contestants.items():
            if (form != "library" or case["library"]) and (not case["floor"] or name == OURS):
                yield case["name"], name, worker, form


def measure(plan: Plan, cases: Sequence[Any]) -> dict[str, Result]:
    """The results by case."""
    blocks: dict[tuple[str, str], list[tuple[float, float]]] = {}
    with ExitStack() as stack:
        ours = stack.enter_context(Worker(plan, plan.ours))
        contestants = {OURS: (ours, "plain"), LIBRARY: (ours, "library")}
        if plan.official:
            theirs = stack.enter_context(Worker(plan, plan.official))
            contestants |= {OFFICIAL: (theirs, "plain"), LOCKED: (theirs, "locked")}
        for number in range(plan.rounds):
            if number % 10 == 0:
                say(f"  round {number + 1} of {plan.rounds}")
            for case, name, worker, form in questions(contestants, cases):
                answer = worker.ask(form, case, plan.seconds)
                blocks.setdefault((case, name), []).append(answer)
    return {case["name"]: result(case, blocks) for case in cases}


def result(case: Any, blocks: dict[tuple[str, str], list[tuple[float, float]]]) -> Result:
    """The results for one case."""
    found: Result = {"ns": {}, "ratio": {}, "limit": case["limit"], "beyond": case["beyond"]}
    mine = {name: answers for (of, name), answers in blocks.items() if of == case["name"]}
    for name, answers in mine.items():
        found["ns"][name] = spread([ns for ns, _ in answers])
        found["ratio"][name] = spread([ns / bit_length for ns, bit_length in answers])
    ours = mine[OURS]
    if library := mine.get(LIBRARY):
        beyond = [
            (ns - alone) / bit_length
            for (ns, bit_length), (alone, _) in zip(ours, library, strict=True)
        ]
        found["ratio beyond"] = spread(beyond)
    for name in (OFFICIAL, LOCKED):
        if theirs := mine.get(name):
            pairs = zip(ours, theirs, strict=True)
            found[f"ours / {name}"] = spread([ns / other for (ns, _), (other, _) in pairs])
    floor = min(bit_length for _, bit_length in ours)
    found["least ratio"] = min(ns for ns, _ in ours) / floor
    if case["limit"]:
        reached = found["ratio beyond" if case["beyond"] else "ratio"]
        reached = reached if case["beyond"] else reached[OURS]
        found["reached"] = reached["median"]
        found["within"] = reached["median"] <= case["limit"]
    return found


def listed(plan: Plan, allowance: float) -> list[Any]:
    """The cases, from the worker's modules."""
    show = (
        "import json, cases, worker; print(json.dumps([dict(name=c.name, limit=c.limit,"
        " beyond=c.beyond, library=c.library, events=c.events, floor=c in worker.FLOORS)"
        " for c in (*cases.CASES, *worker.FLOORS)]))"
    )
    env = build.python_environment(plan.ours, plan.library)
    env["PYTHONPATH"] += f":{plan.floor}:{HERE}"
    ran = subprocess.run(
        [plan.python, "-c", show], env=env, capture_output=True, text=True, check=False
    )
    if ran.returncode:
        raise Stop(f"{plan.python} cannot import what is to be measured:\n{ran.stderr}")
    cases: list[Any] = json.loads(ran.stdout)
    for case in cases:
        case["limit"] = case["limit"] and case["limit"] * allowance
        # gpio-sim merges edges that come faster than its tick, so they cannot be counted.
        if plan.library is None and case["events"]:
            case["limit"] = None
    return [case for case in cases if plan.library or not case["events"]]


def whole(plan: Plan, allowance: float) -> Result:
    """All measurements on one Python, and the load of the machine."""
    before = os.getloadavg()[0]
    cases = measure(plan, listed(plan, allowance))
    return {"cases": cases, "load": [before, os.getloadavg()[0]], "rounds": plan.rounds}


def command() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--plan", required=True, help="JSON: the fields of Plan")
    parser.add_argument("--allowance", type=float, default=1)
    parser.add_argument("--json", type=Path, default=BUILD / "bench" / "compare.json")
    arguments = parser.parse_args()
    fields = json.loads(arguments.plan)
    for name in ("ours", "official", "floor", "library"):
        fields[name] = fields[name] and Path(fields[name])
    arguments.json.write_text(json.dumps(whole(Plan(**fields), arguments.allowance)))
    return 0


if __name__ == "__main__":
    main(command)
