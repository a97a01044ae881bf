#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Instructions per call, counted by callgrind: they do not depend on the machine's speed or load.

    instructions.py [--python PATH]...                 a table, compared with the recorded counts
    instructions.py [--python PATH]... --record        record the counts of this tree
    instructions.py [--python PATH] --profile 'get_value'    a profile, by function
    instructions.py [--python PATH] --official         the official package's table

The counts that are recorded, and must not grow, are the extension's own: its instructions, and its
calls into Python and libgpiod.  The instructions of those are only shown.
"""

from __future__ import annotations

import argparse
import json
import platform
import re
import subprocess
import tempfile
import threading
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import callgrind
import groups
from callgrind import Costs

from guardtools import build
from guardtools.common import Stop, main, say
from guardtools.process import progress
from guardtools.setup import official, pythons

HERE = Path(__file__).resolve().parent
RECORDED = HERE / "instructions.json"
SYSTEM = re.compile(r"(ld|libc|libm|libpthread)[-.].*|\?\?\?")
"""Libraries whose functions the compiler may call or not, as it likes."""

SAME_COMPILER, OTHER_COMPILER = 0.03, 0.30
"""By how much a count may be above the recorded one."""

RECORDING = threading.Lock()
SKIP = 77
SECONDS = 300

Calls = dict[str, float]
Counts = dict[str, Any]


@dataclass(frozen=True)
class Measured:
    """One call of a case."""

    name: str
    own: float
    """Instructions of the extension itself."""
    calls: Calls
    """Its calls into Python and libgpiod."""
    total: float
    """All instructions, the interpreter's for the statement among them."""
    groups: Counter[str]
    """The extension's and what it called, by what they are for."""
    costs: Costs
    count: int
    """The number of calls in `costs`."""

    def counts(self) -> Counts:
        return {"instructions": round(self.own, 2), "calls": self.calls}

    def summary(self) -> dict[str, Any]:
        """The line of the table."""
        split = {group: self.groups[group] for group in groups.GROUPS}
        return {
            "call": self.name,
            "own": round(self.own),
            "calls out": round(sum(self.calls.values())),
            **split,
            "interpreter": round(self.total - sum(split.values())),
            "total": round(self.total),
        }


def workload(python: pythons.Python, folder: Path, cases: list[Any] | None, work: Path) -> Any:
    """Run the cases under callgrind, which writes its dumps to the work folder."""
    command: list[str | Path] = [
        "valgrind",
        "--quiet",
        "--tool=callgrind",
        f"--callgrind-out-file={work / 'dump'}",
        "--dump-before=getpgrp",
        "--dump-instr=yes",
        "--compress-strings=no",
        "--compress-pos=no",
        python.path,
        HERE / "workload.py",
        *([json.dumps(cases)] if cases else []),
    ]
    env = build.python_environment(folder) | {"PYTHONHASHSEED": "0"}
    try:
        ran = subprocess.run(command, env=env, capture_output=True, text=True, timeout=SECONDS)
    except FileNotFoundError as error:
        raise Stop(f"{error.filename} is missing: install valgrind") from error
    except subprocess.TimeoutExpired:
        raise Stop(f"the workload under callgrind was not done after {SECONDS} s") from None
    if ran.returncode:
        raise Stop(f"the workload failed under callgrind on {python.path}:\n{ran.stderr}")
    return json.loads(ran.stdout.splitlines()[-1])


def extension(folder: Path) -> Path:
    found = sorted((folder / "gpiod").glob("_ext.*.so"))
    if len(found) != 1:
        raise Stop(f"{folder}/gpiod has no _ext.*.so: run make")
    return found[0].resolve()


def measure(python: pythons.Python, folder: Path, cases: list[Any] | None = None) -> list[Measured]:
    """The costs of every case: the difference of two blocks, which cancels the overhead."""
    library = extension(folder)
    with tempfile.TemporaryDirectory() as work:
        blocks = workload(python, folder, cases, Path(work))
        # A dump holds what happened since the last mark: the even ones hold the blocks.
        dumps = [Path(work, f"dump.{2 * number + 2}") for number in range(len(blocks))]
        if not dumps[-1].exists() or Path(work, f"dump.{2 * len(blocks) + 1}").exists():
            raise Stop("callgrind's dumps are not the workload's: something else calls getpgrp()")
        costs = [callgrind.read(dump) for dump in dumps]
    results = []
    for at in range(0, len(blocks), 2):
        name, few = blocks[at]
        _, many = blocks[at + 1]
        results.append(per_call(name, costs[at + 1].minus(costs[at]), many - few, library))
    return results


def per_call(name: str, costs: Costs, count: int, library: Path) -> Measured:
    own = sum(n for place, n in costs.executed.items() if place.function.object == str(library))
    calls: Counter[str] = Counter()
    for call, number in costs.calls.items():
        callee = call.callee
        if groups.is_outward(call.place.function, callee, str(library)) and not SYSTEM.fullmatch(
            Path(callee.object).name
        ):
            calls[callee.name.partition("'")[0]] += number
    split = groups.split(costs, library)
    return Measured(
        name=name,
        own=own / count,
        calls={callee: round(number / count, 2) for callee, number in sorted(calls.items())},
        total=costs.total() / count,
        groups=Counter({group: round(number / count) for group, number in split.items()}),
        costs=costs,
        count=count,
    )


def table(lines: Sequence[Mapping[str, Any]], title: str) -> str:
    """Markdown: a line for each case."""
    heads = list(lines[0])
    rows = [row(str(line[head] or "") for head in heads) for line in lines]
    rule = row(["---"] + ["--:"] * (len(heads) - 1))
    return "\n".join([f"### {title}", "", row(heads), rule, *rows, ""])


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def key(python: pythons.Python, folder: Path) -> tuple[str, str]:
    """What the counts depend on: the Python and processor; how the extension was compiled."""
    info = folder / "meson" / "meson-info"
    compiler, options = "unknown", "unknown"
    if info.exists():
        compilers = json.loads((info / "intro-compilers.json").read_text())
        c = compilers.get("build", compilers.get("host"))["c"]
        compiler = f"{c['id']} {'.'.join(c['version'].split('.')[:2])}"
        for option in json.loads((info / "intro-buildoptions.json").read_text()):
            if option["name"] == "buildtype":
                options = option["value"]
    tag = python.tag.partition("-")[0]
    return f"{tag} {platform.machine()}", f"{compiler} {options}"


def recorded() -> dict[str, dict[str, dict[str, Counts]]]:
    if not RECORDED.exists():
        return {}
    data: dict[str, dict[str, dict[str, Counts]]] = json.loads(RECORDED.read_text())
    return data


def complaints(results: Sequence[Measured], before: dict[str, Counts], allowed: float) -> list[str]:
    """A sentence for each case that costs more than recorded."""
    said = []
    for result in results:
        known = before.get(result.name)
        if known is None:
            said.append(f"{result.name}: nothing is recorded")
            continue
        limit = known["instructions"] * (1 + allowed) + 1
        if result.own > limit:
            more = result.own - known["instructions"]
            said.append(
                f"{result.name}: {result.own:.1f} instructions of our own, {more:.1f} more than the"
                f" {known['instructions']:.1f} recorded ({allowed:.0%} and 1 are allowed)"
            )
        for callee, number in result.calls.items():
            if number > known["calls"].get(callee, 0) + 0.05:
                said.append(
                    f"{result.name}: {number:g} calls of {callee}(), recorded are"
                    f" {known['calls'].get(callee, 0):g}"
                )
    return said


def gate(python: pythons.Python, folder: Path, results: Sequence[Measured]) -> int:
    """Compare the results with the recorded ones; return 0, 1, or SKIP."""
    where, how = key(python, folder)
    by_compiler = recorded().get(where, {})
    if not by_compiler:
        say(f"skipped: no counts are recorded for {where}: instructions.py --record")
        return SKIP
    allowed = SAME_COMPILER if how in by_compiler else OTHER_COMPILER
    nearest = how if how in by_compiler else sorted(by_compiler)[-1]
    said = complaints(results, by_compiler[nearest], allowed)
    for sentence in said:
        say(f"{where}, {how}: {sentence}")
    if said:
        say(
            f"held against {nearest} in {RECORDED.name}; where it goes: tests/bench/instructions.py"
            f" --python {python.path} --profile CALL; if it is meant to be so: --record"
        )
    for result in results:
        known = by_compiler[nearest].get(result.name, {"instructions": 0})["instructions"]
        if nearest == how and result.own < known * (1 - SAME_COMPILER) - 1:
            say(f"{where}: {result.name}: {result.own:.1f}, was {known:.1f}: --record keeps that")
    return int(bool(said))


def record(python: pythons.Python, folder: Path, results: Sequence[Measured]) -> None:
    """Record the results, for later comparisons."""
    where, how = key(python, folder)
    with RECORDING:
        everything = recorded()
        by_compiler = everything.setdefault(where, {})
        by_compiler[how] = {result.name: result.counts() for result in results}
        RECORDED.write_text(f"{as_lines(dict(sorted(everything.items())))}\n")
    say(f"recorded {where}, {how}")


def as_lines(everything: Mapping[str, Any], depth: int = 3) -> str:
    """JSON with a line for each call, for readable diffs."""
    if not depth:
        return json.dumps(everything)
    inner = [f"{json.dumps(key)}: {as_lines(everything[key], depth - 1)}" for key in everything]
    return "{\n" + ",\n".join(inner) + "\n}"


def profile(result: Measured, library: Path) -> str:
    """Functions by their own instructions per call, with those of their callees."""
    own: Counter[tuple[str, str]] = Counter()
    inside: Counter[tuple[str, str]] = Counter()
    calls: Counter[tuple[str, str]] = Counter()
    for place, number in result.costs.executed.items():
        own[place.function] += number
    for call, number in result.costs.inside.items():
        if call.callee != call.place.function:
            inside[call.place.function] += number
    for call, number in result.costs.calls.items():
        calls[call.callee] += number
    lines = [f"{result.name}, instructions per call:", "", f"{'own':>8} {'all':>8} {'calls':>6}"]
    for function, number in own.most_common(40):
        if number < result.count / 4:
            break
        object, name = function
        lines.append(
            f"{number / result.count:8.1f} {(number + inside[function]) / result.count:8.1f}"
            f" {calls[function] / result.count:6.2f} {name}  [{Path(object).name}]"
        )
    lines += ["", f"of which inlined in {library.name}:", ""]
    by_inline: Counter[str] = Counter()
    places = {p: n for p, n in result.costs.executed.items() if p.function.object == str(library)}
    chains = groups.inlined(library, [place.address for place in places])
    for place, number in places.items():
        chain = chains.get(place.address) or [place.function.name]
        by_inline[" < ".join(chain[:4])] += number
    for text, number in by_inline.most_common(40):
        if number < result.count / 4:
            break
        lines.append(f"{number / result.count:8.1f} {text}")
    return "\n".join([*lines, ""])


def of_python(python: pythons.Python, arguments: argparse.Namespace) -> int:
    """Perform the requested action on one Python."""
    folder = python.folder
    if arguments.official:
        folder = official.build(python)
    call = arguments.profile
    if call:
        case = [call, call, 0] if "(" in call else [call]
        (result,) = measure(python, folder, [case])
        print(profile(result, extension(folder)), flush=True)
        return 0
    results = measure(python, folder)
    whose = "the official gpiod" if arguments.official else "gpiod"
    lines = [result.summary() for result in results]
    print(table(lines, f"{whose} on {' '.join(key(python, folder))}"), flush=True)
    if arguments.official:
        return 0
    if arguments.record:
        record(python, folder, results)
        return 0
    return gate(python, folder, results)


def chosen_pythons(paths: list[str] | None) -> list[pythons.Python]:
    """The given Pythons, or the newest of each kind that the package is built for."""
    if paths:
        return pythons.chosen(paths)
    built = [python for python in pythons.in_use() if (python.folder / "gpiod").exists()]
    if not built:
        raise Stop("the package is not built for any Python: run make")
    newest = {python.free_threaded: python for python in built}
    return list(newest.values())


def command() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--python", action="append", help="may be given several times")
    what = parser.add_mutually_exclusive_group()
    what.add_argument("--record", action="store_true", help="record anew")
    what.add_argument("--profile", metavar="CALL", help="a name from the table, or a statement")
    what.add_argument("--official", action="store_true", help="of the official package")
    arguments = parser.parse_args()
    found = chosen_pythons(arguments.python)

    def attempt(python: pythons.Python) -> int:
        try:
            return of_python(python, arguments)
        except Stop as stop:
            say(f"guardgen: {stop}")
            return 1

    with progress(lambda: "counting instructions"), ThreadPoolExecutor(2) as pool:
        statuses = set(pool.map(attempt, found))
    return 1 if 1 in statuses else max(statuses)


if __name__ == "__main__":
    main(command)
