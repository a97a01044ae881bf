# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs the cases on two packages, each in processes of its own, and compares what comes of them."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from cases import cases
from known import KNOWN, Known

HERE = Path(__file__).resolve().parent
LIMIT = 120


@dataclass(frozen=True)
class Found:
    """A case in which the packages differ."""

    case: str
    official: str
    ours: str

    def __str__(self) -> str:
        return f"{self.case}\n  official: {self.official}\n  ours:     {self.ours}"


def run(package: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    folders = [str(package), *filter(None, [os.environ.get("PYTHONPATH")])]
    env = {**os.environ, "PYTHONPATH": os.pathsep.join(folders)}
    program: list[str | Path] = [sys.executable, "-W", "ignore", HERE / "program.py"]
    return subprocess.run(
        [*program, *arguments], env=env, capture_output=True, text=True, timeout=LIMIT
    )


def pickles(package: Path) -> object:
    done = run(package, "--pickle")
    if done.returncode:
        raise AssertionError(f"{package}: no pickles\n{done.stderr}")
    return json.loads(done.stdout)


def outcomes(package: Path, *arguments: str | Path) -> dict[str, str]:
    """What comes of each case; one that ends its process is no reason to omit the others."""
    found: dict[str, str] = {}
    expected = cases()
    while len(found) < len(expected):
        file, *options = arguments
        done = run(package, file, str(len(found)), *options)
        found.update(json.loads(line) for line in done.stdout.splitlines())
        if done.returncode < 0:
            found[expected[len(found)]] = f"died of {signal.Signals(-done.returncode).name}"
        elif done.returncode:
            raise AssertionError(f"{package}: exit status {done.returncode}\n{done.stderr}")
    return found


def differences(official: Path, ours: Path, *options: str) -> list[Found]:
    """The cases in which two packages differ."""
    with tempfile.NamedTemporaryFile("w+") as file:
        json.dump({"official": pickles(official), "ours": pickles(ours)}, file)
        file.flush()
        theirs, mine = outcomes(official, file.name), outcomes(ours, file.name, *options)
    return [Found(case, theirs[case], mine[case]) for case in theirs if theirs[case] != mine[case]]


def explanation(found: Found) -> Known | None:
    """The first entry of the table that a difference fits."""
    return next(
        (known for known in KNOWN if known.fits(found.case, found.official, found.ours)), None
    )


def complaints(found: Sequence[Found]) -> Iterator[str]:
    """Differences that the table does not have, and entries of the table without a difference."""
    explained = [explanation(each) for each in found]
    yield from (
        f"not in known.py: {each}"
        for each, known in zip(found, explained, strict=True)
        if not known
    )
    yield from (f"differs no longer: {known.what}" for known in KNOWN if known not in explained)
