# SPDX-License-Identifier: LGPL-2.1-or-later
"""Threads that use all methods of one chip and one request, and close both while they are in use.

    LD_PRELOAD=…/libgpiod-race.so python3 storm.py --calls 1000000

It works with any gpiod package of the official interface, on a simulated chip. It ends when the
library has been called as often as requested and a method has found its object closed, or when time
is up. Then it prints a JSON object. Exit status: 0; 3 if a method raised an exception that is not
documented; 1, with the stacks of all threads, if a thread did not end.
"""

from __future__ import annotations

import argparse
import collections
import ctypes
import errno
import faulthandler
import gc
import itertools
import json
import os
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value
from threads import Task

USERS = 4
CLOSE_EVERY = 200
"""Calls of a user that succeed before it closes the shared handles."""

PAUSE = 0.001
"""Seconds between two events, and the longest wait for an event that may not come."""

LIMIT = 20.0
"""Seconds in which all threads must have ended after time is up."""

CLOSED = (gpiod.ChipClosedError, gpiod.RequestReleasedError)
OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
CONFIG: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None] = {
    (0, 1): OUTPUT,
    2: gpiod.LineSettings(edge_detection=Edge.BOTH),
}
SPARE = 3
"""A line that several threads watch and request at once: all but one of them get EBUSY."""


class Checker:
    """The race checker's counters."""

    def __init__(self) -> None:
        library = ctypes.CDLL(None)
        if not hasattr(library, "guardgen_race_calls"):
            sys.exit("the race checker is not loaded: name it in LD_PRELOAD")
        library.guardgen_race_calls.restype = ctypes.c_ulong
        library.guardgen_race_violations.restype = ctypes.c_ulong
        library.guardgen_race_live_objects.restype = ctypes.c_long
        library.guardgen_race_live_objects.argtypes = [ctypes.c_char_p]
        self._library = library

    def calls(self) -> int:
        return int(self._library.guardgen_race_calls())

    def violations(self) -> int:
        return int(self._library.guardgen_race_violations())

    def live_objects(self) -> int:
        return int(self._library.guardgen_race_live_objects(None))


class Storm:
    """What the threads share, without a lock on purpose."""

    def __init__(self, options: argparse.Namespace) -> None:
        self.checker = Checker()
        self.options = options
        self.deadline = time.monotonic() + options.seconds
        self.stop = threading.Event()
        self.closed = threading.Event()
        self.opened = threading.Event()
        self.found_closed = not options.close  # if nothing is closed, there is nothing to wait for
        self.sim = gpiosim.Chip(num_lines=8, line_names={0: "zero"})
        self.chip = gpiod.Chip(self.sim.dev_path)
        self.request = self.chip.request_lines(CONFIG)

    # The users' calls.

    def set_and_get(self) -> None:
        self.request.set_values({0: Value.ACTIVE, "zero": Value.INACTIVE, 1: Value.ACTIVE})
        self.request.get_values()

    def set_and_get_one(self) -> None:
        self.request.set_value(1, Value.ACTIVE)
        self.request.get_value("zero")

    def reconfigure(self) -> None:
        self.request.reconfigure_lines(CONFIG)

    def wait_edge(self) -> None:
        self.request.wait_edge_events(PAUSE)

    def read_edge(self) -> None:
        if self.request.wait_edge_events(0):
            self.request.read_edge_events()

    def inspect_request(self) -> None:
        assert repr(self.request) and str(self.request)
        assert [*self.request.offsets, self.request.num_lines, self.request.chip_name]
        self.request.fileno()

    def info(self) -> None:
        self.chip.get_info()
        self.chip.get_line_info("zero")

    def offset(self) -> None:
        self.chip.line_offset_from_id("zero")

    def watch(self) -> None:
        self.chip.watch_line_info(SPARE)
        self.chip.unwatch_line_info(SPARE)

    def request_spare(self) -> None:
        self.chip.request_lines({SPARE: OUTPUT}).release()

    def wait_info(self) -> None:
        self.chip.wait_info_event(PAUSE)

    def read_info(self) -> None:
        if self.chip.wait_info_event(0):
            self.chip.read_info_event()

    def inspect_chip(self) -> None:
        assert repr(self.chip) and str(self.chip)
        self.chip.fileno()

    def actions(self) -> list[Callable[[], None]]:
        return [
            self.set_and_get,
            self.info,
            self.wait_edge,
            self.watch,
            self.set_and_get_one,
            self.read_info,
            self.read_edge,
            self.offset,
            self.reconfigure,
            self.request_spare,
            self.inspect_request,
            self.wait_info,
            self.inspect_chip,
        ]

    # The threads.

    def rounds(self) -> Iterator[int]:
        """Count until the storm is over."""
        for count in itertools.count(1):
            if self.stop.is_set() or time.monotonic() > self.deadline:
                return
            yield count

    def use(self, number: int) -> collections.Counter[str]:
        """Perform the actions in turn, beginning with a different one than the other users."""
        seen: collections.Counter[str] = collections.Counter()
        actions = self.actions()
        for count in self.rounds():
            action = actions[(count + 3 * number) % len(actions)]
            if seen["ok"] % CLOSE_EVERY == (number + 1) * CLOSE_EVERY // USERS - 1:
                action = self.close_in_use
            outcome = attempt(action)
            seen[outcome] += 1
            if outcome not in ("ok", "EBUSY"):
                self.found_closed = True
                self.opened.clear()
                self.closed.set()
                self.opened.wait(PAUSE)
        return seen

    def close_in_use(self) -> None:
        if self.options.close:
            self.close()

    def close(self) -> None:
        self.request.release()
        self.chip.close()

    def open(self) -> None:
        if not (self.chip and self.request):
            self.close()  # one of them may be open still
            self.chip = gpiod.Chip(self.sim.dev_path)
            self.request = self.chip.request_lines(CONFIG)
        self.opened.set()

    def reopen(self) -> collections.Counter[str]:
        """Reopen what users have closed, and make the events that they read."""
        seen: collections.Counter[str] = collections.Counter()
        for count in self.rounds():
            self.sim.set_pull(2, gpiosim.Chip.Pull(count % 2))
            if self.closed.wait(PAUSE):
                self.closed.clear()
                seen[f"reopen: {attempt(self.open)}"] += 1
            if self.options.stop_at_violation and self.checker.violations():
                os._exit(0)  # after a violation, a normal exit may hang or crash
            if self.found_closed and self.checker.calls() >= self.options.calls:
                self.stop.set()
        return seen

    def run(self) -> collections.Counter[str]:
        """Count the outcomes. A thread that does not end makes the process exit."""
        faulthandler.dump_traceback_later(self.deadline - time.monotonic() + LIMIT, exit=True)
        users = [Task(partial(self.use, number)) for number in range(USERS)]
        tally = self.reopen()
        self.close()  # which wakes a user that waits for the next event
        for user in users:
            tally += user.result()
        faulthandler.cancel_dump_traceback_later()
        return tally


def attempt(action: Callable[[], None]) -> str:
    """Perform an action; return "ok", or the documented or undocumented error that it raised."""
    try:
        action()
    except CLOSED as error:
        return type(error).__name__
    except OSError as error:
        if error.errno == errno.EBUSY:
            return "EBUSY"
        return f"undocumented {error!r}"
    except Exception as error:
        return f"undocumented {error!r}"
    return "ok"


def main() -> int:
    parser = argparse.ArgumentParser(description="Use and close one chip and one request at once.")
    parser.add_argument("--calls", type=int, default=100_000, help="calls of the library to make")
    parser.add_argument("--seconds", type=float, default=10.0, help="longest time to take")
    parser.add_argument("--stop-at-violation", action="store_true", help="end at the first one")
    parser.add_argument("--no-close", dest="close", action="store_false", help="only use them")
    sys.setswitchinterval(1e-6)
    storm = Storm(parser.parse_args())
    checker = storm.checker
    began = time.monotonic()
    tally = storm.run()
    seconds = time.monotonic() - began
    del storm
    gc.collect()
    print(
        json.dumps(
            {
                "package": gpiod.__version__,
                "calls": checker.calls(),
                "seconds": round(seconds, 1),
                "violations": checker.violations(),
                "live objects": checker.live_objects(),
                "outcomes": tally,
            }
        )
    )
    return 3 if any("undocumented" in outcome for outcome in tally) else 0


if __name__ == "__main__":
    sys.exit(main())
