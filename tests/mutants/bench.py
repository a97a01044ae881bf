# SPDX-License-Identifier: LGPL-2.1-or-later
"""Where mutants are judged, one after the other: a copy of the sources that is built and tested."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from mutants import Mutant, StaleError

ROOT = Path(__file__).resolve().parents[2]
KILLED, LIVES, STALE, UNBUILT = "killed", "LIVES", "STALE", "NOT BUILT"


class UnbuiltError(Exception):
    """What is no C kills nothing: a mutant that does not build is a mistake in the list."""


@dataclass(frozen=True)
class Verdict:
    """What became of a mutant, by which test, and what was said."""

    name: str
    outcome: str
    by: str = ""
    seconds: float = 0.0
    detail: str = ""

    def __str__(self) -> str:
        return f"{self.outcome:9} {self.seconds:5.1f} s  {self.name:48} {self.by}".rstrip()


def run(
    argv: Sequence[str | Path], cwd: Path, env: Mapping[str, str], seconds: float
) -> tuple[bool, str]:
    """Run a command, and end all it has started if it takes too long."""
    with tempfile.TemporaryFile("w+", errors="replace") as output:
        process = subprocess.Popen(
            argv,
            cwd=cwd,
            env={**os.environ, **env},
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        late = False
        try:
            good = process.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            good, late = False, True
        finally:
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()
        output.seek(0)
        return good, output.read() + (f"\nnot done after {seconds:.0f} s\n" if late else "")


def limit(mutant: Mutant | None) -> float:
    """Seconds that a test may take: a mutant that hangs is not waited for as what must pass is."""
    return 4.0 if mutant else 60.0


def must(argv: Sequence[str | Path], cwd: Path, env: Mapping[str, str], seconds: float) -> str:
    """Run a command of the build."""
    good, output = run(argv, cwd, env, seconds)
    if not good:
        raise UnbuiltError(output)
    return output


@dataclass(frozen=True)
class Told:
    """Which test failed, and what it said."""

    test: str
    output: str


class Bench(ABC):
    """A copy of the sources in a folder of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @abstractmethod
    def build(self, mutant: Mutant | None) -> None:
        """Build what the mutant's tests need; of the sources as they are, what any test needs."""

    @abstractmethod
    def test(self, mutant: Mutant | None) -> Told | None:
        """Nothing if the tests pass, or which one did not."""

    def control(self) -> None:
        """The sources as they are must pass, or what kills a mutant would show nothing."""
        try:
            self.build(None)
        except UnbuiltError as error:
            raise SystemExit(f"the sources as they are do not build:\n{error}") from None
        if told := self.test(None):
            raise SystemExit(
                f"the sources as they are fail: no mutant can be judged\n{told.output}"
            )

    def judge(self, mutant: Mutant) -> Verdict:
        """Make the mutant, test it, and put the sources back."""
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
            told = self.test(mutant)
        except UnbuiltError as error:
            return Verdict(mutant.name, UNBUILT, detail=str(error))
        finally:
            for path, text in before.items():
                path.write_text(text)
        seconds = time.monotonic() - start
        if told is None:
            return Verdict(mutant.name, LIVES, seconds=seconds, detail=f"without it: {mutant.why}")
        return Verdict(mutant.name, KILLED, told.test, seconds, told.output)
