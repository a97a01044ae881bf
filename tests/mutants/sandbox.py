# SPDX-License-Identifier: LGPL-2.1-or-later
"""A copy of the sources in which mutants are built and tested, one after the other."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutants import Mutant, StaleError

from guardtools.process import execute

ROOT = Path(__file__).resolve().parents[2]
KILLED, LIVES, STALE, UNBUILT = "killed", "LIVES", "STALE", "NOT BUILT"


class UnbuiltError(Exception):
    """A mutant does not build, so no test has killed it: the list of mutants is wrong."""


@dataclass(frozen=True)
class Verdict:
    """Whether a mutant was killed, by which test, and the output."""

    name: str
    outcome: str
    by: str = ""
    seconds: float = 0.0
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.outcome:9} {self.seconds:5.1f} s  {self.name:48} {self.by}".rstrip()


def limit(mutant: Mutant | None) -> float:
    """Seconds that a test may take. Mutants often hang, so they get less than the original."""
    return 4.0 if mutant else 60.0


def must(argv: Sequence[str | Path], cwd: Path, env: Mapping[str, str], seconds: float) -> str:
    """Run a command of the build."""
    done = execute(argv, seconds, cwd=cwd, env=env)
    if not done.good:
        raise UnbuiltError(done.output)
    return done.output


@dataclass(frozen=True)
class Failure:
    """Which test failed, and its output."""

    test: str
    output: str


class Sandbox(ABC):
    """A copy of the sources in its own folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def build(self, mutant: Mutant | None) -> None:
        """Build what the mutant's tests need; without a mutant, what any of the tests needs."""

    @abstractmethod
    def test(self, mutant: Mutant | None) -> Failure | None:
        """The first test that fails, or None if all pass."""

    def control(self) -> None:
        """The unmodified sources must pass: otherwise a failure would not be due to a mutant."""
        try:
            self.build(None)
        except UnbuiltError as error:
            raise SystemExit(f"the unmodified sources do not build:\n{error}") from None
        if failure := self.test(None):
            raise SystemExit(
                f"the unmodified sources fail; no mutant can be judged\n{failure.output}"
            )

    def judge(self, mutant: Mutant) -> Verdict:
        """Apply the mutant, test it, and restore the sources."""
        start = time.monotonic()
        try:
            changed = mutant.sources(self.folder)
        except StaleError as error:
            return Verdict(mutant.name, STALE, detail=str(error))
        before = {path: path.read_text() for path in changed}
        try:
            for path, text in changed.items():
                path.write_text(text)
            self.build(mutant)
            failure = self.test(mutant)
        except UnbuiltError as error:
            return Verdict(mutant.name, UNBUILT, detail=str(error))
        finally:
            for path, text in before.items():
                path.write_text(text)
        seconds = time.monotonic() - start
        if failure is None:
            return Verdict(mutant.name, LIVES, seconds=seconds, detail=f"without it: {mutant.why}")
        return Verdict(mutant.name, KILLED, failure.test, seconds, failure.output)
