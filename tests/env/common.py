# SPDX-License-Identifier: LGPL-2.1-or-later
"""What every command here shares: plain failures, progress, the cache folder, long programs."""

from __future__ import annotations

import contextlib
import fcntl
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PACKAGE = ROOT / "out" / "gpiod"

for name in (
    "MAKEFLAGS",
    "MFLAGS",
    "MAKELEVEL",
):  # of the make that started us: not for makes we start
    os.environ.pop(name, None)


class Stop(Exception):  # noqa: N818 (it ends a command, error or not)
    """The command cannot go on; the text is one plain sentence for the user."""


def say(text: str) -> None:
    """Tell the user something, beside whatever stdout is used for."""
    print(text, file=sys.stderr, flush=True)


def main(command: Callable[[], int]) -> None:
    """Run a command; a Stop becomes its sentence and exit status 1, never a traceback."""
    try:
        status = command()
    except Stop as stop:
        say(f"guardgen: {stop}")
        status = 1
    except KeyboardInterrupt:
        say("guardgen: interrupted")
        status = 130
    sys.exit(status)


def cache() -> Path:
    """The user's cache folder, for what is dear to make or fetch."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "guardgen"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(
            f"the cache folder {folder} cannot be made ({error.strerror}): set XDG_CACHE_HOME"
        ) from error
    return folder


def capture(argv: Sequence[str | Path], env: Mapping[str, str] | None = None) -> str | None:
    """A short program's stdout, or None where it is missing or fails: for finding things out."""
    try:
        done = subprocess.run(
            argv, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=60
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout.strip() if done.returncode == 0 else None


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file against other processes of this user; say so when it is another's turn."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another guardgen that holds {path}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def end_group(process: subprocess.Popen[bytes], first: signal.Signals = signal.SIGTERM) -> None:
    """End a program started as a session leader, and all it started."""
    for number in (first, signal.SIGKILL):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, number)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(5)


@contextlib.contextmanager
def ticking(doing: Callable[[], str]) -> Iterator[None]:
    """While the block runs, say every 30 seconds what is being done."""
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
    argv: Sequence[str | Path],
    doing: str,
    log: Path,
    *,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    timeout: float = 1800,
) -> None:
    """Run a long program, its output appended to a log; a failure is a Stop that quotes the log."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out, ticking(lambda: doing):
        out.write(f"$ {shlex.join(map(str, argv))}\n".encode())
        out.flush()
        try:
            process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                env=env,
                cwd=cwd,
                start_new_session=True,
            )
        except OSError as error:
            raise Stop(f"{doing}: {argv[0]} cannot be started: {error.strerror}") from error
        try:
            status = process.wait(timeout)
        except subprocess.TimeoutExpired:
            raise Stop(f"{doing}: not done after {timeout:.0f} s; its log is {log}") from None
        finally:
            if process.poll() is None:
                end_group(process)
    if status:
        raise Stop(f"{doing}: failed ({reason(log)}); its log is {log}")


def reason(log: Path) -> str:
    """The line of a log that most likely says why the program failed."""
    lines = [line.strip() for line in log.read_text(errors="replace").splitlines() if line.strip()]
    for mark in ("ERROR:", "error:", "E: "):
        for line in reversed(lines[-200:]):
            if mark in line:
                return line
    return lines[-1] if lines else "no output"
