# SPDX-License-Identifier: LGPL-2.1-or-later
"""Ends the interpreter while daemon threads are inside calls; run by test_exit.

python exit_program.py THREADS EXIT
"""

from __future__ import annotations

import atexit
import os
import sys
import threading
import types
from collections.abc import Callable
from functools import partial
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value
from support import CLOSED
from threads import LIMIT, Task

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)


class Board:
    def __init__(self) -> None:
        self.sim = gpiosim.Chip(num_lines=8)
        self.chip = gpiod.Chip(self.sim.dev_path)
        self.request = self.chip.request_lines({0: EDGES, 1: OUTPUT})
        self.entered = threading.Event()

    def waits(self) -> list[Callable[[], object]]:
        return [
            self.request.wait_edge_events,
            self.request.read_edge_events,
            self.chip.wait_info_event,
            self.chip.read_info_event,
            partial(self.request.wait_edge_events, 1000),
        ]

    def close(self) -> None:
        self.request.release()
        self.chip.close()

    # What the threads do.

    def wait(self) -> None:
        for call in self.waits():
            Task(call).until_waiting()

    def wait_inside_locked(self) -> None:
        def hold() -> None:
            with self.chip.locked(), self.request.locked():
                self.request.wait_edge_events()

        Task(hold).until_waiting()

    def stay_inside_locked(self) -> None:
        """Threads that wait for the end of the block are left waiting, too."""

        def hold() -> None:
            with self.chip.locked(), self.request.locked():
                self.entered.set()
                threading.Event().wait()

        Task(hold)
        if not self.entered.wait(LIMIT):
            raise AssertionError("locked() was not entered")
        for call in (self.request.get_values, self.chip.get_info, self.chip.locked().__enter__):
            Task(call)

    def never_rest(self) -> None:
        calls: list[Callable[[], object]] = [
            self.request.get_values,
            partial(self.request.set_value, 1, Value.ACTIVE),
            partial(self.request.wait_edge_events, 0.0001),
            partial(self.chip.get_line_info, 0),
            self._open_and_close,
            self._own,
        ]
        rounds = [threading.Event() for _ in calls]

        def loop(call: Callable[[], object], begun: threading.Event) -> None:
            try:
                while True:
                    call()
                    begun.set()
            except CLOSED:
                pass

        for call, begun in zip(calls, rounds, strict=True):
            Task(partial(loop, call, begun))
        for begun in rounds:
            if not begun.wait(LIMIT):
                raise AssertionError("a thread did not begin")

    def _open_and_close(self) -> None:
        with gpiod.request_lines(self.sim.dev_path, {5: None}):
            pass

    def _own(self) -> None:
        with self.request.locked():
            self.request.set_value(1, self.request.get_value(1))


class Closer:
    """Closes the board in its finalizer, late in the interpreter's exit."""

    def __init__(self, board: Board) -> None:
        self.close = board.close
        self.tell = partial(os.write, 1, b"finalized\n")  # modules are gone by then

    def __del__(self) -> None:
        self.close()
        self.tell()


class Last(gpiod.Chip):
    """Uses itself and the other handles in its finalizer."""

    others: tuple[Any, ...]
    tell: Callable[[], object]

    def __del__(self) -> None:
        for call in (self.get_info, self.close, *self.others):
            try:
                call()
            except OSError as error:
                if error.errno != 19:  # ENODEV: the simulated chip in the kernel is already gone
                    raise
        self.tell()


# Ways to exit.

keeper: Any = types.ModuleType("keeper")
"""Cleared at the end of the interpreter; this module is not, as long as threads are inside it."""

sys.modules["keeper"] = keeper


def return_from_main(board: Board) -> None:
    pass


def exit_with_status(board: Board) -> None:
    sys.exit(0)


def close_at_exit(board: Board) -> None:
    atexit.register(board.close)


def close_in_finalizer(board: Board) -> None:
    keeper.kept = Closer(board)


def close_in_cycle(board: Board) -> None:
    closer: Any = Closer(board)
    closer.me = closer
    keeper.kept = closer


def use_in_finalizer(board: Board) -> None:
    last = Last(board.sim.dev_path)
    last.others = (board.request.get_values, board.chip.get_info, board.close)
    last.tell = partial(os.write, 1, b"finalized\n")
    keeper.kept = last


if __name__ == "__main__":
    everything = Board()
    getattr(everything, sys.argv[1])()
    print("done", flush=True)
    globals()[sys.argv[2]](everything)
