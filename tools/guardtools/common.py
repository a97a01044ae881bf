# SPDX-License-Identifier: LGPL-2.1-or-later
"""Shared by all commands: failures without a traceback, paths, the cache folder, locks."""

from __future__ import annotations

import contextlib
import fcntl
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / "build"
PACKAGE = ROOT / "out" / "gpiod"

for name in (
    "MAKEFLAGS",
    "MFLAGS",
    "MAKELEVEL",
):  # set by the make that runs this, and not meant for others
    os.environ.pop(name, None)


class Stop(Exception):  # noqa: N818 (it ends a command, error or not)
    """The command cannot continue; the text is one sentence for the user."""


def say(text: str) -> None:
    """Print a message for the user to stderr."""
    print(text, file=sys.stderr, flush=True)


def main(command: Callable[[], int]) -> None:
    """Run a command; on Stop, print its text and return 1."""
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
    """The user's cache folder, for what is expensive to build or fetch."""
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    folder = Path(base) / "guardgen"
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise Stop(
            f"the cache folder {folder} cannot be made ({error.strerror}): set XDG_CACHE_HOME"
        ) from error
    return folder


@contextlib.contextmanager
def locked(path: Path) -> Iterator[None]:
    """Hold a lock file, which excludes the user's other processes; print a message if it waits."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say(f"waiting for another guardgen that holds {path}")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
