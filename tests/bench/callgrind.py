# SPDX-License-Identifier: LGPL-2.1-or-later
"""Reads the output of callgrind with --dump-instr=yes and without compression."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple, TypeVar

Key = TypeVar("Key")


class Function(NamedTuple):
    """A function of an object file."""

    object: str
    name: str


class Place(NamedTuple):
    """An instruction: the function that contains it, and its address in the file."""

    function: Function
    address: int


class Call(NamedTuple):
    """One function calling another."""

    place: Place
    callee: Function


@dataclass
class Costs:
    """Instructions, by function; calls, and the instructions executed inside them."""

    executed: Counter[Place] = field(default_factory=Counter)
    calls: Counter[Call] = field(default_factory=Counter)
    inside: Counter[Call] = field(default_factory=Counter)

    def total(self) -> int:
        return sum(self.executed.values())

    def minus(self, other: Costs) -> Costs:
        """The difference, without what both did equally often."""
        return Costs(
            difference(self.executed, other.executed),
            difference(self.calls, other.calls),
            difference(self.inside, other.inside),
        )


def difference(more: Counter[Key], less: Counter[Key]) -> Counter[Key]:
    keys = more.keys() | less.keys()
    return Counter({key: more[key] - less[key] for key in keys if more[key] != less[key]})


def read(path: Path) -> Costs:
    """The costs in one dump."""
    costs = Costs()
    object = name = callee_object = callee_name = ""
    calls: int | None = None
    with path.open() as lines:
        for line in lines:
            if line[:2] == "0x":
                fields = line.split()
                place = Place(Function(object, name), int(fields[0], 16))
                if calls is None:
                    costs.executed[place] += int(fields[2])
                else:
                    call = Call(place, Function(callee_object or object, callee_name))
                    costs.calls[call] += calls
                    costs.inside[call] += int(fields[2])
                    calls, callee_object = None, ""
            elif "=" in line:
                key, _, value = line.rstrip("\n").partition("=")
                if key == "ob":
                    object = value
                elif key == "fn":
                    name = value
                elif key == "cob":
                    callee_object = value
                elif key == "cfn":
                    callee_name = value
                elif key == "calls":
                    calls = int(value.split()[0])
    return costs
