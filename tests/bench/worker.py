# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures blocks of calls of the package that it imports, one for each line of JSON on stdin.

worker.py CLOCK        processor: this thread's time, which goes on only while it runs; or wall

A question is [form, name of a case, seconds]; the answer [ns per call, ns of int.bit_length()], the
second measured just before. A statement is repeated in the body of its loop (cases.UNROLLED), so
the loop is not taken off: it weighs half a nanosecond a call. Forms:

plain      the statement
locked     the statement inside `with lock:`, which is what the official package asks of its users
library    the same work done in C by libgpiod alone
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from dataclasses import replace

import floor
from cases import (
    CASES,
    FLOOR,
    LIBRARY_INPUT,
    LIBRARY_OUTPUTS,
    LIBRARY_SPARE,
    MOST_EVENTS,
    UNROLLED,
    Board,
    Case,
    compiled,
)

CLOCKS = {"processor": time.thread_time_ns, "wall": time.perf_counter_ns}
FLOOR_SECONDS = 0.001
MOST_PREPARATIONS = 10  # queueing events takes longer than to read them
FLOORS = (
    Case("empty method", "empty(3)"),
    Case("detach, lock, unlock, attach", "guarded(3)"),
)


class Worker:
    def __init__(self) -> None:
        self.board = Board()
        more = {"lock": threading.Lock(), "empty": floor.empty, "guarded": floor.guarded}
        self.names = self.board.names() | more
        self.cases = {case.name: case for case in (*CASES, *FLOORS)}
        self.blocks: dict[tuple[str, str], Block] = {}
        lines = (LIBRARY_OUTPUTS, LIBRARY_INPUT, LIBRARY_SPARE, MOST_EVENTS)
        floor.open(self.board.sim.dev_path, *lines)

    def block(self, form: str, name: str) -> Block:
        key = (form, name)
        if key not in self.blocks:
            made = LibraryBlock if form == "library" else Block
            self.blocks[key] = made(self, self.cases[name], form)
        return self.blocks[key]

    def answer(self, form: str, name: str, seconds: float) -> tuple[float, float]:
        gc.collect()
        gc.disable()
        try:
            bit_length = self.block("plain", FLOOR).measure(FLOOR_SECONDS)
            return self.block(form, name).measure(seconds), bit_length
        finally:
            gc.enable()


class Block:
    """As many calls in a row as take about the requested time."""

    line: int | None = None
    clock = staticmethod(CLOCKS[sys.argv[1]] if len(sys.argv) > 1 else time.perf_counter_ns)

    def __init__(self, worker: Worker, case: Case, form: str) -> None:
        self.board, self.case = worker.board, case
        statement = f"with lock: {case.statement}" if form == "locked" else case.statement
        self.function = compiled(replace(case, statement=statement), worker.names)
        self.count = UNROLLED

    def calls(self) -> None:
        self.function(self.count)

    def prepared(self) -> int:
        """Make the calls; return how many nanoseconds they took."""
        events = self.count * self.case.events
        if events and self.line:
            self.board.queue(events, self.line)
        elif events:
            self.board.queue(events)
        started = self.clock()
        self.calls()
        return self.clock() - started

    def measure(self, seconds: float) -> float:
        wanted = seconds * 1e9
        most = self.case.most_calls or 10**9
        spent = self.prepared()
        while spent < wanted / 2 and 2 * self.count <= most:
            self.count *= 2
            spent = self.prepared()
        total, rounds = 0, 0
        while total < wanted and rounds < MOST_PREPARATIONS:
            total += self.prepared()
            rounds += 1
        return total / rounds / self.count


class LibraryBlock(Block):
    line = LIBRARY_INPUT

    def calls(self) -> None:
        assert self.case.library
        floor.library(self.case.library, self.count)


def main() -> None:
    worker = Worker()
    for question in sys.stdin:
        print(json.dumps(worker.answer(*json.loads(question))), flush=True)


if __name__ == "__main__":
    main()
