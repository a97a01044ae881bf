# SPDX-License-Identifier: LGPL-2.1-or-later
"""The process under test: reads programs from stdin, and prints how each ended.

A program is a line of JSON. The process may crash or hang; the number of the step that it began is
in the file on descriptor 3.
"""

from __future__ import annotations

import faulthandler
import gc
import json
import os
import sys
import threading
import time
import warnings
import weakref
from collections import Counter
from typing import Any

import api
from steps import NEVER, Steps
from world import LIMIT, TYPES, Failure, Rescue, Simulation, Token, World, constants, held

PROGRESS = 3
strays: list[str] = []
"""What nobody caught, in threads and finalizers."""


def stray(args: Any) -> None:
    """A hook for uncaught exceptions: those of arguments are expected, others are failures."""
    error = args.exc_type
    if issubclass(error, NEVER):
        strays.append(f"unraisable {error.__name__}: {str(args.exc_value)[:200]!r}")


def progress(number: int) -> None:
    os.pwrite(PROGRESS, b"%6d" % number, 0)


class Runner:
    def __init__(self) -> None:
        self.entries = api.entries()
        self.simulation = Simulation()
        self.rescue = Rescue()
        self.reached: Counter[str] = Counter()
        for _ in range(3):  # what is opened or made once, and kept
            World(self.simulation).end()
        gc.collect()
        gc.freeze()
        self.held = held()

    def facts(self) -> dict[str, Any]:
        """What can be called, and with what."""
        world = World(self.simulation)
        objects: dict[str, list[str]] = {name: [] for name in TYPES}
        for name, item in world.objects.items():
            if api.name_of(type(item)) in objects:
                objects[api.name_of(type(item))].append(name)
        world.end()
        return {
            "entries": [entry.facts() for entry in self.entries.values()],
            "objects": objects,
            "aliases": api.aliases(),
            "constants": list(constants()),
        }

    def run(self, program: Any) -> str:
        """Run a program; return what failed, if anything."""
        world = World(self.simulation)
        steps = Steps(self.entries, world, self.rescue)
        wrong = ""
        try:
            try:
                steps.program(program, progress)
            finally:
                tokens = world.tokens
                progress(len(program))
                world.end()
        except Failure as failure:
            wrong = str(failure)
        # At one moment: bare threads may still be calling.
        self.reached += Counter(dict(steps.reached))
        del steps, world
        return wrong or self.left(tokens)

    def left(self, tokens: list[weakref.ref[Token]]) -> str:
        """What is left once bare threads, which cannot be joined, have had time to end."""
        deadline = time.monotonic() + LIMIT
        while (found := self.leftover(tokens)) and time.monotonic() < deadline:
            time.sleep(0.01)
        return strays.pop() if strays else found

    def leftover(self, tokens: list[weakref.ref[Token]]) -> str:
        gc.collect()
        for token in tokens:
            if (kept := token()) is not None:
                return f"{kept.what} is never freed"
        now = held()
        more = {name: now[name] - count for name, count in self.held.items()}
        return ", ".join(f"{count} {name} more" for name, count in more.items() if count)


def main() -> None:
    faulthandler.enable()
    warnings.simplefilter("ignore")
    sys.unraisablehook = stray
    threading.excepthook = stray
    runner = Runner()
    print(json.dumps(runner.facts()), flush=True)
    for line in sys.stdin:
        wrong = runner.run(json.loads(line))
        reached = dict(runner.reached)
        runner.reached.clear()
        print(json.dumps({"wrong": wrong, "reached": reached}), flush=True)
        del wrong, reached


if __name__ == "__main__":
    main()
