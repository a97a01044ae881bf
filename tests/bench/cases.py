# SPDX-License-Identifier: LGPL-2.1-or-later
"""The calls that are measured, as statements, and the board they are made on.

The statements are the same for every package named `gpiod`, ours or not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Edge, Value

MOST_EVENTS = 1024  # the kernel queues no more for a request
UNROLLED = 8
"""How often a loop's body repeats the statement, so that the loop itself costs next to nothing."""


@dataclass(frozen=True)
class Case:
    """One call. `events`: how many must be queued before each.

    `limit`: how often int.bit_length() it may take, on a free-threaded Python; `beyond` the
    library, for only the binding counts, and the chip in memory does something. `library`: what
    floor.c calls the same work done in C.
    """

    name: str
    statement: str
    events: int = 0
    limit: float | None = None
    beyond: bool = True
    library: str | None = None

    @property
    def most_calls(self) -> int | None:
        """How many calls can be made in a row."""
        return MOST_EVENTS // self.events if self.events else None


FLOOR = "int.bit_length"
CASES = (
    Case(FLOOR, "number.bit_length()"),
    Case("get_value", "outputs.get_value(3)", limit=4.5, library="get_value"),
    Case("get_value by name", "named.get_value('led')", limit=5.5, library="get_value"),
    Case("set_value", "outputs.set_value(3, active)", limit=4.5, library="set_value"),
    Case("set_value by name", "named.set_value('led', active)", limit=5.5, library="set_value"),
    Case("get_values of 8", "outputs.get_values()", limit=12, library="get_values"),
    Case("get_values of 8 listed", "outputs.get_values(eight_lines)", library="get_values"),
    Case("set_values of 8", "outputs.set_values(eight_values)", limit=12, library="set_values"),
    Case("wait, zero timeout", "inputs.wait_edge_events(0)", 0, 12, False, "wait"),
    Case("read 16 events", "inputs.read_edge_events(16)", 16, 90, library="read"),
    Case("get_line_info", "chip.get_line_info(12)", limit=30, library="get_line_info"),
    Case("get_info", "chip.get_info()"),
    Case("open+close", "Chip(path).close()", limit=40, library="open+close"),
    Case(
        "request+release",
        "chip.request_lines(wanted).release()",
        limit=120,
        library="request+release",
    ),
)
GIL_ALLOWANCE = 4 / 3
"""The factor by which limits are higher on builds with the GIL, where detaching releases it."""

OUTPUTS, NAMED, INPUT, WANTED = range(8), 8, 9, 10
LIBRARY_OUTPUTS, LIBRARY_INPUT, LIBRARY_SPARE = 16, 24, 25
"""Lines that floor.c requests for itself."""


class Board:
    """A simulated chip, with requests on it that the statements use."""

    def __init__(self) -> None:
        names = {line: f"line-{line}" for line in range(32)} | {NAMED: "led"}
        self.sim = gpiosim.Chip(num_lines=32, line_names=names)
        self.chip = gpiod.Chip(self.sim.dev_path)
        output = gpiod.LineSettings(direction=Direction.OUTPUT)
        input = gpiod.LineSettings(direction=Direction.INPUT, edge_detection=Edge.BOTH)
        self.outputs = self.chip.request_lines({tuple(OUTPUTS): output})
        self.named = self.chip.request_lines({"led": output})
        self.inputs = self.chip.request_lines({INPUT: input}, event_buffer_size=MOST_EVENTS)
        self.wanted = {WANTED: gpiod.LineSettings()}
        self.pulled_up = False

    def names(self) -> dict[str, Any]:
        """The variables of the statements."""
        return {
            "number": 5,
            "chip": self.chip,
            "Chip": gpiod.Chip,
            "path": self.sim.dev_path,
            "outputs": self.outputs,
            "named": self.named,
            "inputs": self.inputs,
            "wanted": self.wanted,
            "active": Value.ACTIVE,
            "eight_lines": list(OUTPUTS),
            "eight_values": dict.fromkeys(OUTPUTS, Value.ACTIVE),
        }

    def queue(self, events: int, line: int = INPUT) -> None:
        """Queue this number of edge events."""
        for _ in range(events):
            self.pulled_up = not self.pulled_up
            pull = gpiosim.Chip.Pull.UP if self.pulled_up else gpiosim.Chip.Pull.DOWN
            self.sim.set_pull(line, pull)


def compiled(case: Case, names: dict[str, Any]) -> Callable[[int], None]:
    """A function that makes a given number of calls, a multiple of UNROLLED."""
    body = "\n        ".join([case.statement] * UNROLLED)
    # Locals, which every Python finds at once; closures and globals would be measured, too.
    parameters = ", ".join(f"{name}={name}" for name in names)
    source = (
        f"def calls(count, *, {parameters}):\n"
        f"    for _ in range(count // {UNROLLED}):\n"
        f"        {body}\n"
    )
    scope = dict(names)
    exec(compile(source, case.name, "exec"), scope)
    function: Callable[[int], None] = scope["calls"]
    return function
