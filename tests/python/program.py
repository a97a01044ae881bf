# SPDX-License-Identifier: LGPL-2.1-or-later
"""Functions that tests run in a new process, because they may end, block or crash it.

python program.py FUNCTION [ARGUMENT…]
"""

from __future__ import annotations

import collections
import json
import os
import signal
import sys
import threading
import time
from collections.abc import Callable
from types import FrameType

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value
from support import CLOSED
from threads import LIMIT, Task, run_concurrently, until_waiting

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)


class Board:
    """A simulated chip, opened, with a request on it."""

    def __init__(self) -> None:
        self.sim = gpiosim.Chip(num_lines=8)
        self.chip = gpiod.Chip(self.sim.dev_path)
        self.request = self.chip.request_lines({0: EDGES})

    def call(self, name: str) -> Callable[[], object]:
        """A method of the chip or the request."""
        owner = self.chip if hasattr(self.chip, name) else self.request
        method: Callable[[], object] = getattr(owner, name)
        return method

    def close(self) -> None:
        self.request.release()
        self.chip.close()


def leave_open() -> None:
    """End the interpreter with handles open, some of them in a cycle."""
    board = Board()
    more = [board, gpiod.Chip(board.sim.dev_path)]
    more.append(more)
    globals()["kept"] = more
    print("done")


def leave_waiting() -> None:
    """End the interpreter while daemon threads wait."""
    board = Board()
    for name in ("wait_edge_events", "read_edge_events", "wait_info_event", "read_info_event"):
        Task(board.call(name)).until_waiting()
    print("done")


def import_again() -> None:
    """Import the package twice; both copies work."""
    sim = gpiosim.Chip(num_lines=8)
    first = sys.modules["gpiod"]
    for name in [name for name in sys.modules if name.partition(".")[0] == "gpiod"]:
        del sys.modules[name]
    import gpiod as second

    assert second is not first
    for module in (first, second):
        with module.Chip(sim.dev_path) as chip, chip.request_lines({0: None}) as request:
            assert request.get_values() == [module.line.Value.INACTIVE]
    print("done")


def _until_main_waits(action: Callable[[], None]) -> Task[float]:
    """Act once the main thread sleeps in its wait; the task's result is the time of that."""

    def watch() -> float:
        until_waiting(os.getpid())
        now = time.monotonic()
        action()
        return now

    return Task(watch)


def interrupt(name: str) -> None:
    """Send SIGINT during a wait; print after how many seconds it ended."""
    signal.signal(signal.SIGINT, signal.default_int_handler)  # ignored by what a shell runs with &
    board = Board()
    interrupter = _until_main_waits(lambda: os.kill(os.getpid(), signal.SIGINT))
    try:
        board.call(name)()
    except KeyboardInterrupt:
        ended = time.monotonic()
    print(ended - interrupter.result())
    assert board.request.get_values() == [Value.INACTIVE], "the request no longer works"
    board.close()


def close_in_handler(name: str) -> None:
    """Close the handle in a signal handler during a wait; print how the wait ended."""
    board = Board()

    def close(number: int, frame: FrameType | None) -> None:
        board.close()

    signal.signal(signal.SIGUSR1, close)
    signaller = _until_main_waits(lambda: os.kill(os.getpid(), signal.SIGUSR1))
    try:
        result = repr(board.call(name)())
    except CLOSED as error:
        result = type(error).__name__
    ended = time.monotonic()
    print(result)
    print(ended - signaller.result())
    with gpiod.request_lines(board.sim.dev_path, {0: None}):
        pass


def gil() -> None:
    """Print whether the GIL is enabled after the import, and after threads have shared a handle."""
    answers = [sys._is_gil_enabled()]  # type: ignore[attr-defined]
    board = Board()
    run_concurrently([board.request.get_values] * 4)
    board.close()
    answers.append(sys._is_gil_enabled())  # type: ignore[attr-defined]
    print(json.dumps(answers))


OFTEN = 25
"""Calls of each kind that must succeed in a storm."""


class Storm:
    """Threads that use one chip and one request while another keeps closing and reopening them."""

    def __init__(self, seconds: float) -> None:
        self.deadline = time.monotonic() + seconds
        self.sim = gpiosim.Chip(num_lines=8)
        self.stop = threading.Event()
        self.tally: collections.Counter[str] = collections.Counter()
        self.open()

    def open(self) -> None:
        self.chip = gpiod.Chip(self.sim.dev_path)
        self.request = self.chip.request_lines({(0, 1): OUTPUT})

    def reopen(self) -> None:
        self.request.release()
        self.chip.close()
        self.open()

    def use_request(self) -> None:
        self.request.set_values({0: Value.ACTIVE, 1: Value.ACTIVE})
        self.request.get_values()

    def use_chip(self) -> None:
        self.chip.get_line_info(0)
        self.chip.line_offset_from_id("1")

    def wait(self) -> None:
        self.request.wait_edge_events(0.001)

    def loop(self, call: Callable[[], None]) -> collections.Counter[str]:
        """Repeat the call until time is up, at least OFTEN times; stop at undocumented errors."""
        seen: collections.Counter[str] = collections.Counter()
        while not self.stop.is_set() and (time.monotonic() < self.deadline or seen["ok"] < OFTEN):
            try:
                call()
                seen["ok"] += 1
            except CLOSED as error:
                seen[type(error).__name__] += 1
            except Exception as error:
                seen[f"undocumented {type(error).__name__}: {error}"] += 1
                self.stop.set()
        return seen

    def run(self) -> None:
        calls = [self.reopen, self.use_request, self.use_request, self.use_chip, self.wait]
        loops = [lambda call=call: self.loop(call) for call in calls]
        for seen in run_concurrently(loops, LIMIT + self.deadline - time.monotonic()):
            self.tally += seen


def text_of_lines() -> None:
    """Names and consumers are decoded as UTF-8 with surrogateescape, whatever the locale."""
    names = {0: "caf\udce9", 1: "na\u00efve"}
    sim = gpiosim.Chip(num_lines=2, line_names=names)
    with gpiod.Chip(sim.dev_path) as chip:
        for offset, name in names.items():
            with chip.request_lines({name: None}, consumer=name):
                info = chip.get_line_info(offset)
                assert (info.name, info.consumer) == (name, name), ascii(info)
    print("done")


def example(program: str) -> None:
    """Run an example of the documentation on a simulated chip."""
    with gpiosim.Chip(num_lines=8) as sim:
        exec(program.replace("/dev/gpiochip0", str(sim.dev_path)), {"__name__": "__main__"})


def close_storm(seconds: str) -> None:
    """Print the outcomes of a storm; exit status 3 if any was undocumented."""
    sys.setswitchinterval(1e-6)
    storm = Storm(float(seconds))
    storm.run()
    print(json.dumps(storm.tally))
    if any(name.startswith("undocumented") for name in storm.tally):
        sys.exit(3)


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
