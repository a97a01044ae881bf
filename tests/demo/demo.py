# SPDX-License-Identifier: LGPL-2.1-or-later
"""Four threads share one Chip and one LineRequest, with no lock, while one of them closes both.

Each call either succeeds or raises the error that says that its handle is closed. Anything else is
counted and reported, and makes the exit status 1.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import ctypes
import json
import platform
import sys
import sysconfig
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gpiod
from gpiod.line import Direction, Edge, Value

Line = int | str

DOCUMENTED = (gpiod.ChipClosedError, gpiod.RequestReleasedError)
PLAN = Path(__file__).resolve().parents[2] / "out" / "gpiod" / "plan.json"
PATIENCE = 10.0
"""Seconds that a thread may take to end after the demo is over."""


class Demo:
    """The two shared handles, what the threads do with them, and what happened."""

    chip: gpiod.Chip
    request: gpiod.LineRequest

    def __init__(self, path: str, lines: list[Line]) -> None:
        self.path = path
        self.outputs, self.input = lines[:-1], lines[-1]
        self.over = threading.Event()
        self.threads: dict[str, Callable[[], int]] = {
            "closes and reopens": self.reopen,
            "sets and gets values": self.set_and_get,
            "queries and reconfigures": self.query_and_reconfigure,
            "blocks in wait_edge_events": self.wait,
        }
        self.calls = dict.fromkeys(self.threads, 0)
        self.errors = {name: collections.Counter[str]() for name in self.threads}
        self.surprises = {name: collections.Counter[str]() for name in self.threads}
        self.config: dict[Any, gpiod.LineSettings | None] = {
            self.input: gpiod.LineSettings(edge_detection=Edge.BOTH),
            **{line: gpiod.LineSettings(direction=Direction.OUTPUT) for line in self.outputs},
        }
        self.open()

    def open(self) -> None:
        self.chip = gpiod.Chip(self.path)
        self.request = self.chip.request_lines(self.config, consumer="demo")

    def close(self) -> None:
        self.request.release()
        self.chip.close()

    # What each thread does over and over. Each returns the number of calls that it made.

    def set_and_get(self) -> int:
        if not self.outputs:
            self.request.get_values()
            return 1
        for value in (Value.ACTIVE, Value.INACTIVE):
            self.request.set_values(dict.fromkeys(self.outputs, value))
            self.request.get_values()
        return 4

    def query_and_reconfigure(self) -> int:
        chip = self.chip  # what is watched on one chip cannot be unwatched on the next
        chip.get_info()
        chip.watch_line_info(self.input)
        chip.unwatch_line_info(self.input)
        self.request.reconfigure_lines(self.config)
        return 4

    def wait(self) -> int:
        self.request.wait_edge_events()
        self.request.read_edge_events()
        return 2

    def reopen(self) -> int:
        self.over.wait(0.002)
        self.close()
        if self.over.is_set():
            return 2
        self.open()
        return 4

    def loop(self, name: str) -> None:
        """Repeat one thread's calls until the demo ends. Only this thread writes its counts."""
        while not self.over.is_set():
            try:
                self.calls[name] += self.threads[name]()
            except DOCUMENTED as error:
                self.calls[name] += 1
                self.errors[name][type(error).__name__] += 1
                self.over.wait(0.0002)  # until it is open again
            except Exception as error:
                self.surprises[name][f"{type(error).__name__}: {error}"] += 1

    def run(self, seconds: float, make_edge: Callable[[], None]) -> None:
        threads = [
            threading.Thread(target=self.loop, args=(name,), name=name, daemon=True)
            for name in self.threads
        ]
        for thread in threads:
            thread.start()
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            make_edge()
            self.over.wait(0.005)
        self.over.set()
        for thread in threads:  # first the one that reopens; what it leaves open wakes the others
            thread.join(PATIENCE)
            self.close()
            if thread.is_alive():
                self.surprises[thread.name]["it did not end"] += 1


def simulator() -> str:
    """The name of the simulator in use."""
    library = ctypes.CDLL("libgpiod.so.3")
    return "the in-memory libgpiod" if hasattr(library, "gpiosim_chip_new") else "gpio-sim"


@contextlib.contextmanager
def simulated() -> Iterator[tuple[str, list[Line], Callable[[], None]]]:
    """A simulated chip: its path, lines to use, and a function that makes an edge on the last."""
    import gpiosim

    try:
        chip = gpiosim.Chip(num_lines=4, label="demo")
    except RuntimeError as error:
        raise SystemExit(f"demo: {error}") from None
    with chip as sim:
        pulls = [gpiosim.Chip.Pull.UP, gpiosim.Chip.Pull.DOWN]

        def make_edge() -> None:
            pulls.reverse()
            sim.set_pull(2, pulls[0])

        yield sim.dev_path, [0, 1, 2], make_edge


def bindings(plan: Path) -> str:
    """A line about what the generator bound, and how it is guarded."""
    contents = json.loads(plan.read_text())
    coverage = contents["coverage"]
    guards = ", ".join(
        f"{count} {kind.replace('_', ' ')}" for kind, count in contents["guards"].items()
    )
    return (
        f"{contents['header']}: {coverage['functions']} functions, {coverage['bound']} bound, "
        f"{coverage['helpers']} helpers, {coverage['skipped']} skipped; guards: {guards}"
    )


def interpreter() -> str:
    """A line about this Python and its GIL."""
    free_threaded = bool(sysconfig.get_config_var("Py_GIL_DISABLED"))
    enabled = getattr(sys, "_is_gil_enabled", lambda: True)()
    build = "free-threaded build" if free_threaded else "build with the GIL"
    return (
        f"{platform.python_implementation()} {platform.python_version()}, {build}, "
        f"the GIL is {'on' if enabled else 'off'}; libgpiod {gpiod.api_version}"
    )


def report(demo: Demo) -> None:
    """What happened, in a few lines."""
    for name, count in demo.calls.items():
        print(f"  {name:28}{count:>10,} calls")
    for error in (error.__name__ for error in DOCUMENTED):
        count = sum(errors[error] for errors in demo.errors.values())
        print(f"  {error:28}{count:>10,} times, as documented")
    for name, surprises in demo.surprises.items():
        for surprise, count in surprises.items():
            print(f"  UNDOCUMENTED in the thread that {name}: {surprise} ({count:,} times)")
    if not any(demo.surprises.values()):
        print("Nothing else happened.")


def line(text: str) -> Line:
    return int(text) if text.isdecimal() else text


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--chip", metavar="PATH", help="a real chip; otherwise a simulated one")
    parser.add_argument(
        "--lines",
        metavar="LINE,…",
        type=lambda text: [line(part) for part in text.split(",") if part],
        help="offsets or names on the real chip; all but the last are driven as outputs",
    )
    parser.add_argument("--seconds", type=float, default=3.0, help="for how long (default: 3)")
    parser.add_argument("--plan", type=Path, default=PLAN, help="guardgen's plan of the package")
    options = parser.parse_args()
    if bool(options.chip) != bool(options.lines):
        parser.error("--chip and --lines go together")
    return options


def main() -> int:
    options = arguments()
    try:
        print(bindings(options.plan))
    except OSError as error:
        print(
            f"demo: {options.plan}: {error.strerror}: generate the bindings first", file=sys.stderr
        )
        return 1
    print(interpreter())
    chip = (
        contextlib.nullcontext((options.chip, options.lines, lambda: None))
        if options.chip
        else simulated()
    )
    with chip as (path, lines, make_edge):
        try:
            demo = Demo(path, lines)
        except (OSError, ValueError) as error:
            print(f"demo: {path}, lines {lines}: {error}", file=sys.stderr)
            return 1
        where = path if options.chip else f"{path} of {simulator()}"
        print(
            f"{len(demo.threads)} threads share one Chip and one LineRequest, with no lock, "
            f"on {where} for {options.seconds:g} s:"
        )
        demo.run(options.seconds, make_edge)
    report(demo)
    return 1 if any(demo.surprises.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
