# SPDX-License-Identifier: LGPL-2.1-or-later
"""Runs programs, each in its own process group, which ends with it, and with a time limit.

execute() returns a program's output and exit status; run() is for long programs that must succeed;
capture() is for short queries.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from guardtools.common import ROOT, Stop, say

Argv = Sequence[str | Path]


@dataclass(frozen=True)
class Finished:
    """How a program ended and what it printed; `stderr` is empty if it was merged into stdout."""

    status: int
    stdout: str
    stderr: str = ""
    timed_out: bool = False

    @property
    def good(self) -> bool:
        return self.status == 0 and not self.timed_out

    @property
    def output(self) -> str:
        """Its output, and how it ended if it was killed."""
        text = self.stdout + self.stderr
        if self.timed_out:
            text += "\nended at its time limit\n"
        elif self.status < 0:
            text += f"\nended by {signal.Signals(-self.status).name}\n"
        return text


def start(argv: Argv, **options: Any) -> subprocess.Popen[bytes]:
    """Start a program in its own process group, with empty input."""
    return subprocess.Popen(argv, stdin=subprocess.DEVNULL, start_new_session=True, **options)


def end_group(process: subprocess.Popen[bytes], first: signal.Signals = signal.SIGTERM) -> None:
    """End a program and its process group."""
    for number in (first, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)


def wait(process: subprocess.Popen[bytes], timeout: float, first: signal.Signals) -> bool:
    """Wait for a program, then kill the rest of its group. False if it hit the time limit."""
    try:
        process.wait(timeout)
    except subprocess.TimeoutExpired:
        return False
    finally:
        end_group(process, first)
    return True


def execute(
    argv: Argv,
    timeout: float,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path = ROOT,
    apart: bool = False,
) -> Finished:
    """Run a program to its end or the time limit; `apart`: keep its two output streams apart."""

    def text(file: IO[bytes]) -> str:
        file.seek(0)
        return file.read().decode(errors="replace")

    # Files, not pipes: a process that it leaves behind may hold a pipe open.
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        stderr = err if apart else subprocess.STDOUT
        process = start(argv, stdout=out, stderr=stderr, env=env, cwd=cwd)
        # On SIGABRT, faulthandler shows every thread's stack.
        in_time = wait(process, timeout, signal.SIGABRT)
        return Finished(process.returncode, text(out), text(err), not in_time)


def capture(argv: Argv, env: Mapping[str, str] | None = None) -> str | None:
    """A short program's stdout, or None if it is missing or fails."""
    try:
        done = execute(argv, 60, env=env, apart=True)
    except OSError:
        return None
    return done.stdout.strip() if done.good else None


@contextlib.contextmanager
def progress(doing: Callable[[], str]) -> Iterator[None]:
    """While the block runs, print every 30 seconds what it is doing."""
    done = threading.Event()
    started = time.monotonic()

    def tick() -> None:
        while not done.wait(30):
            say(f"  … {doing()}: {time.monotonic() - started:.0f} s")

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def run(
    argv: Argv,
    doing: str,
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 1800,
) -> None:
    """Run a long program, its output appended to a log; a failure is a Stop that quotes the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out, progress(lambda: doing):
        out.write(f"$ {shlex.join(map(str, argv))}\n".encode())
        out.flush()
        try:
            process = start(argv, stdout=out, stderr=subprocess.STDOUT, env=env, cwd=cwd)
        except OSError as error:
            raise Stop(f"{doing}: {argv[0]} cannot be started: {error.strerror}") from error
        if not wait(process, timeout, signal.SIGTERM):
            raise Stop(f"{doing}: not done after {timeout:.0f} s; its log is {log}")
    if process.returncode:
        raise Stop(f"{doing}: failed ({reason(log)}); its log is {log}")


def reason(log: Path) -> str:
    """The line of a log that most likely shows why the program failed."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    for mark in ("ERROR:", "error:", "E: "):
        for line in reversed(lines[-200:]):
            if mark in line:
                return line
    return lines[-1] if lines else "no output"
