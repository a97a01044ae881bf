# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measures threads on the package that it imports; prints JSON.

thread_costs.py ROUNDS SECONDS [--locked]    --locked: a lock around each call; no closing

Throughput is in calls per second of wall-clock time. On a busy machine, calls per second of the
threads' processor time say more, as long as the threads never sleep: see the voluntary switches.
"""

from __future__ import annotations

import gc
import json
import resource
import statistics
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any

import gpiod
import gpiosim
from cases import UNROLLED, Case, compiled
from gpiod.line import Direction, Edge, Value
from threads import run_concurrently

BLOCK = 16 * UNROLLED
MOST_THREADS = 4
WAITERS = 8
LATENCIES = 4000

Call = Callable[[int], None]


def voluntary_switches() -> int:
    """How often this thread has gone to sleep."""
    return resource.getrusage(resource.RUSAGE_THREAD).ru_nvcsw


class Run:
    """Threads that make their calls for a number of seconds, all at once."""

    def __init__(self, calls: Sequence[Call], seconds: float) -> None:
        self.seconds = seconds
        self.began = 0.0
        self.start = threading.Barrier(len(calls), action=self.begin)
        self.counts: list[int] = []
        self.ends: list[float] = []
        self.processor: list[float] = []
        self.switches: list[int] = []
        self.calls = calls

    def begin(self) -> None:
        self.began = time.perf_counter()

    def work(self, call: Call) -> None:
        call(BLOCK)
        self.start.wait()
        processor, switches = time.thread_time(), voluntary_switches()
        end = self.began + self.seconds
        count = 0
        while time.perf_counter() < end:
            call(BLOCK)
            count += BLOCK
        self.ends.append(time.perf_counter())
        self.processor.append(time.thread_time() - processor)
        self.switches.append(voluntary_switches() - switches)
        self.counts.append(count)

    def measure(self) -> dict[str, float]:
        run_concurrently([partial(self.work, call) for call in self.calls])
        calls = sum(self.counts)
        return {
            "per second": calls / (max(self.ends) - self.began),
            "per processor second": calls / sum(self.processor),
            "switches per second": sum(self.switches) / sum(self.processor),
            "fairness": min(self.counts) / max(self.counts),
        }


class Benchmark:
    def __init__(self, rounds: int, seconds: float, locked: bool) -> None:
        self.rounds, self.seconds, self.locked = rounds, seconds, locked
        self.sims = [gpiosim.Chip(num_lines=16) for _ in range(MOST_THREADS)]
        self.output = gpiod.LineSettings(direction=Direction.OUTPUT)
        self.input = gpiod.LineSettings(direction=Direction.INPUT, edge_detection=Edge.BOTH)

    def request(self, chip: int, config: Any) -> Any:
        return gpiod.request_lines(self.sims[chip].dev_path, config)

    def call(self, request: Any, line: int, lock: threading.Lock) -> Call:
        statement = f"request.set_value({line}, active)"
        if self.locked:
            statement = f"with lock: {statement}"
        names = {"request": request, "active": Value.ACTIVE, "lock": lock}
        return compiled(Case("set_value", statement), names)

    def throughput(self) -> dict[str, Any]:
        """For each way of sharing and each number of threads, the measurements of all rounds."""
        own_chip = [self.request(chip, {0: self.output}) for chip in range(MOST_THREADS)]
        own_request = [self.request(0, {line: self.output}) for line in range(1, 5)]
        shared = self.request(0, {tuple(range(8, 12)): self.output})
        lock = threading.Lock()
        ways = {
            "distinct chips": [self.call(request, 0, threading.Lock()) for request in own_chip],
            "distinct requests of a chip": [
                self.call(request, line, threading.Lock())
                for line, request in enumerate(own_request, 1)
            ],
            "one request": [self.call(shared, line, lock) for line in range(8, 12)],
        }
        found: dict[str, Any] = {way: {} for way in ways}
        for _ in range(self.rounds):
            for way, calls in ways.items():
                for threads in range(1, MOST_THREADS + 1):
                    measured = Run(calls[:threads], self.seconds).measure()
                    found[way].setdefault(threads, []).append(measured)
        for request in (*own_chip, *own_request, shared):
            request.release()
        return found

    def latencies(self) -> dict[str, Any]:
        """The latency of set_value() alone, and beside a thread that waits on the same request."""
        request = self.request(1, {8: self.output, 9: self.input})
        found: dict[str, Any] = {"alone": [], "beside a waiter": []}
        for _ in range(self.rounds):
            found["alone"].append(quantiles(sample(request)))
            waiter = Waiter(request, seconds=60)
            waiter.until_asleep()
            found["beside a waiter"].append(quantiles(sample(request)))
            self.sims[1].set_pull(9, gpiosim.Chip.Pull.UP)
            waiter.end()
            request.read_edge_events()
            self.sims[1].set_pull(9, gpiosim.Chip.Pull.DOWN)
            request.read_edge_events()
        request.release()
        return found

    def closes(self) -> dict[str, float]:
        """Milliseconds that release() takes beside waiting threads, and until all have returned."""
        took, noticed = [], []
        for _ in range(self.rounds):
            request = self.request(2, {9: self.input})
            waiters = [Waiter(request) for _ in range(WAITERS)]
            for waiter in waiters:
                waiter.until_asleep()
            started = time.perf_counter()
            request.release()
            took.append(time.perf_counter() - started)
            for waiter in waiters:
                waiter.noticed.wait()
            for waiter in waiters:
                waiter.end()
            noticed.append(max(waiter.ended for waiter in waiters) - started)
            if not all(waiter.refused for waiter in waiters):
                raise SystemExit("a waiter did not raise RequestReleasedError")
        return {
            "release, median ms": statistics.median(took) * 1e3,
            "release, longest ms": max(took) * 1e3,
            "last waiter, median ms": statistics.median(noticed) * 1e3,
            "last waiter, longest ms": max(noticed) * 1e3,
        }


class Waiter:
    """A thread in wait_edge_events()."""

    def __init__(self, request: Any, seconds: float | None = None) -> None:
        self.request, self.seconds = request, seconds
        self.refused = False
        self.ended = 0.0
        self.started, self.noticed, self.may_end = (threading.Event() for _ in range(3))
        self.thread = threading.Thread(target=self.work)
        self.thread.start()

    def work(self) -> None:
        self.started.set()
        try:
            self.request.wait_edge_events(self.seconds)
        except gpiod.RequestReleasedError:
            self.refused = True
        self.ended = time.perf_counter()
        self.noticed.set()
        self.may_end.wait()

    def end(self) -> None:
        """End the thread: not earlier, since that takes longer than what is measured."""
        self.noticed.wait()
        self.may_end.set()
        self.thread.join()

    def until_asleep(self) -> None:
        """Return once the thread sleeps, which it only does in the wait."""
        self.started.wait()
        status = Path(f"/proc/self/task/{self.thread.native_id}/stat")
        while status.read_text().rpartition(")")[2].split()[0] != "S":
            pass


def sample(request: Any) -> list[int]:
    """Nanoseconds of single calls, including those of reading the clock."""
    set_value, clock, active = request.set_value, time.perf_counter_ns, Value.ACTIVE
    times = []
    gc.collect()
    gc.disable()
    for _ in range(LATENCIES):
        started = clock()
        set_value(8, active)
        times.append(clock() - started)
    gc.enable()
    return times


def quantiles(times: list[int]) -> dict[str, float]:
    times.sort()
    return {"p50": times[len(times) // 2], "p99": times[len(times) * 99 // 100]}


def main() -> None:
    locked = "--locked" in sys.argv
    bench = Benchmark(int(sys.argv[1]), float(sys.argv[2]), locked)
    found: dict[str, Any] = {"throughput": bench.throughput()}
    if not locked:
        found |= {"latency": bench.latencies(), "close": bench.closes()}
    print(json.dumps(found))


main()
