# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of shared handles have in common: a simulated chip, and garbage."""

from __future__ import annotations

import gc
import itertools
import threading
import time
from collections.abc import Callable, Iterator, Sequence

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value
from isolated import IsolatedTest
from threads import LIMIT, Task, run_concurrently

THREADS = 6
TIMES = 40
NUM_LINES = 8

UP, DOWN = gpiosim.Chip.Pull.UP, gpiosim.Chip.Pull.DOWN
OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
INPUT = gpiod.LineSettings(direction=Direction.INPUT)
EDGES = gpiod.LineSettings(edge_detection=Edge.BOTH)
VALUES = (Value.ACTIVE, Value.INACTIVE)


def driven(value: Value) -> gpiod.LineSettings:
    return gpiod.LineSettings(direction=Direction.OUTPUT, output_value=value)


def repeatedly() -> Iterator[int]:
    """Rounds of a thread that races others, for long enough that they overlap."""
    deadline = time.monotonic() + 0.1
    for i in itertools.count():
        if i >= TIMES and time.monotonic() > deadline:
            return
        yield i


def together(*calls: Callable[[], None], times: int = THREADS) -> None:
    """Start a number of threads, which make the calls in turn."""
    run_concurrently([call for call, _ in zip(itertools.cycle(calls), range(times))])


class SharedChipTest(IsolatedTest):
    """A test with a simulated chip, opened once."""

    def setUp(self) -> None:
        gpiosim.Chip().close()  # opens descriptors that stay open
        super().setUp()
        names = {line: f"line{line}" for line in range(NUM_LINES)}
        self.sim = gpiosim.Chip(num_lines=NUM_LINES, line_names=names)
        self.addCleanup(self.sim.close)
        self.chip = gpiod.Chip(self.sim.dev_path)
        self.addCleanup(self.chip.close)

    def until_gone(self, objects: Sequence[Callable[[], object]]) -> None:
        """Collect garbage until the objects are gone; another thread may be collecting, too."""
        deadline = time.monotonic() + LIMIT
        while any(find() is not None for find in objects):
            gc.collect()
            self.assertLess(time.monotonic(), deadline, "an unreferenced object was not collected")

    def until_free(self, line: int) -> None:
        """Wait until a line is free: another thread may still be releasing it."""
        deadline = time.monotonic() + LIMIT
        while self.chip.get_line_info(line).used:
            self.assertLess(time.monotonic(), deadline, "a line was not released")

    def query(self, chip: gpiod.Chip) -> None:
        self.assertEqual(chip.get_info().num_lines, NUM_LINES)
        for line in range(NUM_LINES):
            info = chip.get_line_info(line)
            self.assertEqual((info.offset, info.name), (line, f"line{line}"))
            self.assertEqual(chip.line_offset_from_id(f"line{line}"), line)
        self.assertEqual(chip.path, self.sim.dev_path)
        self.assertRegex(str(chip), f'<Chip (path="{self.sim.dev_path}" fd=.* info=.*|CLOSED)>')


class Garbage:
    """A reference cycle of handles, with a finalizer that uses them."""

    def __init__(self, chip: gpiod.Chip, request: gpiod.LineRequest) -> None:
        self.me = self
        self.chip, self.request = chip, request

    def __del__(self) -> None:
        self.request.set_value(NUM_LINES - 1, Value.ACTIVE)
        self.request.release()
        self.chip.close()


class Collecting(SharedChipTest):
    """A test during which a thread makes garbage and collects it."""

    def setUp(self) -> None:
        super().setUp()
        self._end = threading.Event()
        collector = Task(self._collect)
        self.addCleanup(gc.collect)  # the last garbage, while there is a chip
        self.addCleanup(collector.result)
        self.addCleanup(self._end.set)

    def _collect(self) -> None:
        while not self._end.wait(0.005):  # a free-threaded collector stops everyone else
            chip = gpiod.Chip(self.sim.dev_path)
            if not chip.get_line_info(NUM_LINES - 1).used:  # else it is not collected yet
                Garbage(chip, chip.request_lines({NUM_LINES - 1: OUTPUT}))
            del chip
            gc.collect()
