# SPDX-License-Identifier: LGPL-2.1-or-later
"""Evaluates the cases on the imported package, and prints what comes of each as a line of JSON.

program.py FILE FIRST [OPTION]          from case FIRST on; FILE has the pickles that cases load
program.py --pickle                     prints such pickles instead, in hexadecimal

For tests of the comparison, --broken makes a function of the package lie, and --crash ends the
process at a case.
"""

from __future__ import annotations

import copy
import dataclasses
import enum
import json
import os
import pickle
import re
import sys
import tempfile
import types
import warnings
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import gpiod
import gpiosim
from cases import PICKLED, PROTOCOLS, cases
from gpiod.line import Bias, Clock, Direction, Drive, Edge, Value

NAMES = {"foo": 0, "bar": 1, "twice": 3}
VARIES = (
    (re.compile(r"gpiochip\d+"), "gpiochipN"),
    (re.compile(r"timestamp_ns=\d+"), "timestamp_ns=T"),
    (re.compile(r"\bfd=\d+"), "fd=F"),
    (re.compile(r"0x[0-9a-f]{6,}"), "0xA"),
    (re.compile(r"/tmp/\w+"), "/tmp/D"),
)
"""What differs from run to run."""


class RaisedError(Exception):
    """What arguments raise."""


class Text(str):
    """A str of another type."""


class Number(int):
    """An int of another type."""


class Count(enum.IntEnum):
    ONE = 1


class Period(timedelta):
    """A timedelta of another type."""


class Index:
    def __init__(self, number: int) -> None:
        self.number = number

    def __index__(self) -> int:
        return self.number


class Float:
    def __init__(self, number: float) -> None:
        self.number = number

    def __float__(self) -> float:
        return float(self.number)


class Has:
    """What is used like a member of an enum."""

    def __init__(self, value: object) -> None:
        self.value = value


class Total:
    """What is used like a timedelta."""

    def __init__(self, seconds: Any) -> None:
        self.seconds = seconds

    def total_seconds(self) -> Any:
        return self.seconds


class Items:
    """What is used like a dict."""

    def __init__(self, pairs: Any) -> None:
        self.pairs = pairs

    def items(self) -> Any:
        return self.pairs


def refuse(*arguments: object) -> Any:
    raise RaisedError("raised by an argument")


class Raising:
    """Raises whatever is asked of it."""

    __bool__ = __len__ = __iter__ = __index__ = __int__ = __float__ = __fspath__ = refuse
    __getattr__ = refuse


class World(dict[str, Any]):
    """The names in a case; what needs the chip is made when it is looked up."""

    def __init__(self) -> None:
        super().__init__(
            {kind.__name__: kind for kind in (Text, Number, Count, Period, Index, Float, Has)}
        )
        self.update({kind.__name__: kind for kind in (Total, Items, Raising, Path, timedelta)})
        self.update({kind.__name__: kind for kind in (Direction, Edge, Bias, Drive, Clock, Value)})
        self.update({kind.__name__: kind for kind in (Decimal, Fraction, OrderedDict)})
        for name in ("LineSettings", "LineInfo", "ChipInfo", "EdgeEvent", "InfoEvent"):
            self[name] = getattr(gpiod, name)
        self.update(gpiod=gpiod, copy=copy, pickle=pickle, dataclasses=dataclasses)
        self.update(nan=float("nan"), inf=float("inf"), raising=Raising())
        self.update(MappingProxy=types.MappingProxyType, Namespace=types.SimpleNamespace)
        self.sim = gpiosim.Chip(
            num_lines=8, line_names={0: "foo", 1: "bar", 3: "twice", 6: "twice"}
        )
        self["path"] = self.sim.dev_path

    def __missing__(self, name: str) -> Any:
        maker: Callable[[], Any] | None = getattr(self, f"make_{name}", None)
        if maker is None:
            raise KeyError(name)
        self[name] = maker()
        return self[name]

    def make_official(self) -> Any:
        return self.pickles("official")

    def make_ours(self) -> Any:
        return self.pickles("ours")

    def pickles(self, package: str) -> dict[tuple[str, int], bytes]:
        made = json.loads(Path(sys.argv[1]).read_text())[package]
        return {(name, protocol): bytes.fromhex(text) for name, protocol, text in made}

    def make_OUTPUT(self) -> Any:  # noqa: N802
        return gpiod.LineSettings(direction=Direction.OUTPUT)

    def make_INPUT(self) -> Any:  # noqa: N802
        return gpiod.LineSettings(direction=Direction.INPUT)

    def make_settings(self) -> Any:
        return gpiod.LineSettings()

    def make_settings_like(self) -> Any:
        return types.SimpleNamespace(**vars(gpiod.LineSettings()))

    def make_link(self) -> Any:
        link = Path(tempfile.mkdtemp(), "link")
        link.symlink_to(self["path"])
        return str(link)

    def make_chip(self) -> Any:
        return gpiod.Chip(self["path"])

    def make_closed(self) -> Any:
        chip = gpiod.Chip(self["path"])
        chip.close()
        return chip

    def make_gone(self) -> Any:
        """A chip whose device was removed."""
        sim = gpiosim.Chip(num_lines=8)
        chip = gpiod.Chip(sim.dev_path)
        del sim
        return chip

    def make_request(self) -> Any:
        return self["chip"].request_lines({("bar", 2): self["OUTPUT"]})

    def make_released(self) -> Any:
        request = self["chip"].request_lines({7: None})
        request.release()
        return request

    def make_ready(self) -> Any:
        """A request with events to read."""
        request = self["chip"].request_lines({5: gpiod.LineSettings(edge_detection=Edge.BOTH)})
        for pull in (self.sim.Pull.UP, self.sim.Pull.DOWN, self.sim.Pull.UP):
            self.sim.set_pull(5, pull)
        request.wait_edge_events()
        return request

    def make_ready_chip(self) -> Any:
        self["chip"].watch_line_info(7)
        self["chip"].request_lines({7: None}).release()
        self["chip"].wait_info_event()
        return self["chip"]

    def make_info(self) -> Any:
        return self["chip"].get_info()

    def make_line_info(self) -> Any:
        return self["chip"].get_line_info(0)

    def make_event(self) -> Any:
        return self["ready"].read_edge_events()[0]

    def make_info_event(self) -> Any:
        return self["ready_chip"].read_info_event()

    def state(self) -> str:
        """What a call has done to the lines, and to the objects that it used."""
        levels = "".join(str(self.sim.get_value(line).value) for line in range(8))
        open_ones = [name for name in ("chip", "request") if name in self and self[name]]
        return f"levels {levels}, open {open_ones}"


def shown(value: Any) -> str:
    """A value as text that is the same in every process."""
    if isinstance(value, (list, tuple)):
        return f"{type(value).__name__}({', '.join(map(shown, value))})"
    if value is None or type(value) in (bool, int, float, str, bytes, timedelta) or value is int:
        return repr(value)
    if isinstance(value, type):
        return value.__name__
    return f"{type(value).__qualname__}: {value}"


def outcome(world: World, expression: str) -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            text = shown(eval(expression, {}, world))
        except Exception as error:
            text = f"{type(error).__qualname__}: {error}"
    text += "".join(f"; {each.category.__name__}: {each.message}" for each in caught)
    text += f" [{world.state()}]"
    for pattern, replacement in VARIES:
        text = pattern.sub(replacement, text)
    return text.encode("ascii", "backslashreplace").decode()


def pickles() -> list[tuple[str, int, str]]:
    world = World()
    return [
        (name, protocol, pickle.dumps(eval(name, {}, world), protocol).hex())
        for name in PICKLED
        for protocol in PROTOCOLS
    ]


def main(arguments: list[str]) -> None:
    if arguments == ["--pickle"]:
        print(json.dumps(pickles()))
        return
    if "--broken" in arguments:
        gpiod.is_gpiochip_device = lambda path: True
    first = int(arguments[1])
    for number, expression in enumerate(cases()[first:], first):
        if number == 3 and "--crash" in arguments:
            os.abort()
        print(json.dumps([expression, outcome(World(), expression)]), flush=True)


if __name__ == "__main__":
    main(sys.argv[1:])
