# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compare the chip in memory with the kernel.

Every behaviour of the list is run on the in-memory stand-in for libgpiod, and again on libgpiod and
a kernel with gpio-sim.  What differs is a failure of the stand-in, shown as a diff.
"""

from __future__ import annotations

import argparse
import difflib
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from guardtools.common import Stop, main, say
from guardtools.process import capture, progress
from guardtools.setup import libgpiod
from guardtools.setup.programs import version
from parity.behaviour import EACH_RELEASE

HERE = Path(__file__).resolve().parent
TESTS = HERE.parent
RUN = TESTS.parent / "tools" / "kernel-run"
SKIP = 77
LIMIT = 600

MEMORY = "chips in memory"
KERNEL = "chips of the kernel"


@dataclass(frozen=True)
class Results:
    """The output of one side: for each behaviour, the remark in its heading and its lines."""

    release: str
    remarks: Mapping[str, str]
    lines: Mapping[str, Sequence[str]]


@dataclass(frozen=True)
class Verdict:
    """The outcome of comparing one behaviour."""

    name: str
    outcome: str
    report: str = ""


class NoKernel(Exception):  # noqa: N818 (it is no error)
    """There is no kernel to compare with, for this reason."""


def parse(text: str, chips: str, release: str) -> Results:
    """Parse the output, which must be of the right kind of chips."""
    first, _, rest = text.partition("\n")
    if first != chips:
        raise Stop(f"expected results from {chips}, not from {first or 'nothing'}")
    remarks: dict[str, str] = {}
    lines: dict[str, list[str]] = {}
    name = ""
    for line in rest.splitlines():
        if line.startswith("== "):
            name, _, remark = line[3:].partition(" (changed in ")
            remarks[name] = remark.rstrip(")")
            lines[name] = []
        else:
            lines[name].append(line)
    return Results(release, remarks, lines)


def ask(command: Sequence[str | Path], library: Path | None) -> subprocess.CompletedProcess[str]:
    """Run the behaviours by a command, on the libgpiod in a folder or else the system's."""
    env = {**os.environ, "PYTHONPATH": str(TESTS), "PYTHONDONTWRITEBYTECODE": "1"}
    env.pop("LD_LIBRARY_PATH", None)
    if library:
        env["LD_LIBRARY_PATH"] = str(library)
    with progress(lambda: "waiting for results"):
        return subprocess.run(
            command, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True
        )


def command_line(names: Sequence[str]) -> list[str]:
    return [sys.executable, "-m", "parity", *names]


def in_memory(folder: Path, release: str, names: Sequence[str]) -> Results:
    done = ask(command_line(names), folder)
    sys.stderr.write(done.stderr)
    if not done.stdout:
        raise Stop(f"no results from the stand-in in {folder}")
    return parse(done.stdout, MEMORY, release)


def of_the_kernel(library: Path | None, release: str, names: Sequence[str]) -> Results:
    # Not the running kernel, even where it has gpio-sim: see board.py.
    command: list[str | Path] = [RUN, "--um", "--timeout", str(LIMIT), "--", *command_line(names)]
    done = ask(command, library)
    if done.returncode == SKIP:
        raise NoKernel(done.stderr.strip().splitlines()[-1])
    sys.stderr.write(done.stderr)
    if not done.stdout:
        raise Stop(f"no results from the kernel: {RUN} ended with status {done.returncode}")
    return parse(done.stdout, KERNEL, release)


def differs_by_release(remark: str, one: str, other: str) -> bool:
    """Whether libgpiod itself behaves differently in the two releases."""
    if remark == EACH_RELEASE:
        return one != other
    return bool(remark) and (version(one) < version(remark)) != (version(other) < version(remark))


def diff(name: str, kernel: Sequence[str], memory: Sequence[str]) -> str:
    sides = (f"{name}, the kernel", f"{name}, memory")
    return "\n".join(difflib.unified_diff(kernel, memory, *sides, lineterm=""))


def unfinished(lines: Sequence[str] | None) -> bool:
    return lines is None or any(line.startswith("!!") for line in lines)


def judge(name: str, memory: Results, kernel: Results | None, why_not: str) -> Verdict:
    """Compare the results of one behaviour; without a kernel, it must only have finished."""
    mine = memory.lines.get(name)
    if kernel is None:
        if unfinished(mine):
            return Verdict(name, "failed", "not finished in memory")
        return Verdict(name, "skipped", why_not)
    theirs = kernel.lines.get(name)
    sides = {"memory": mine, "the kernel": theirs}
    if missing := [side for side, lines in sides.items() if unfinished(lines)]:
        report = f"not finished by {' and '.join(missing)}\n"
        return Verdict(name, "failed", report + diff(name, theirs or (), mine or ()))
    if differs_by_release(memory.remarks[name], memory.release, kernel.release):
        change = f"libgpiod changed it in {memory.remarks[name]}"
        releases = f"memory plays {memory.release}, the kernel's is {kernel.release}"
        return Verdict(name, "skipped", f"{change}; {releases}")
    assert mine is not None and theirs is not None
    if mine != theirs:
        return Verdict(name, "failed", diff(name, theirs, mine))
    return Verdict(name, "passed")


def verdicts(memory: Results, kernel: Results | None, why_not: str = "") -> Iterator[Verdict]:
    """One for each behaviour that either side ran."""
    names = dict.fromkeys([*memory.lines, *(kernel.lines if kernel else ())])
    for name in names:
        yield judge(name, memory, kernel, why_not)


def report(found: Sequence[Verdict]) -> int:
    """Print failures, reasons and counts; return the exit status."""
    reasons = Counter(verdict.report for verdict in found if verdict.outcome == "skipped")
    for verdict in found:
        if verdict.outcome == "failed":
            print(f"FAILED {verdict.name}\n{verdict.report}\n")
    for reason, count in reasons.items():
        print(f"skipped: {count} of them: {reason}")
    counts = Counter(verdict.outcome for verdict in found)
    print(", ".join(f"{counts[outcome]} {outcome}" for outcome in ("passed", "failed", "skipped")))
    return int(counts["failed"] > 0 or not found)


def installed_release() -> str:
    found = capture(["pkg-config", "--modversion", "libgpiod"])
    if not found:
        raise Stop("pkg-config knows no libgpiod: install its headers")
    return found


def command() -> int:
    parser = argparse.ArgumentParser(prog="compare", description=__doc__)
    parser.add_argument("folder", type=Path, help="the stand-in's build folder")
    parser.add_argument("name", nargs="*", help="which behaviours; all by default")
    parser.add_argument("--release", help="the kernel's side with libgpiod of another release")
    arguments = parser.parse_args()
    installed = installed_release()
    release = arguments.release or installed
    library = libgpiod.library(arguments.release) if arguments.release else None
    say("running the behaviours in memory")
    memory = in_memory(arguments.folder, installed, arguments.name)
    say(f"running the behaviours in the kernel, with libgpiod {release}")
    try:
        kernel, why_not = of_the_kernel(library, release, arguments.name), ""
    except NoKernel as reason:
        kernel, why_not = None, str(reason)
    return report(list(verdicts(memory, kernel, why_not)))


if __name__ == "__main__":
    main(command)
