# SPDX-License-Identifier: LGPL-2.1-or-later
"""libgpiod's enums and snapshots as Python values that print the same everywhere."""

from __future__ import annotations

from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any

from .libgpiod import call


class Direction(IntEnum):
    AS_IS = 1
    INPUT = 2
    OUTPUT = 3


class Edge(IntEnum):
    NONE = 1
    RISING = 2
    FALLING = 3
    BOTH = 4


class Bias(IntEnum):
    AS_IS = 1
    UNKNOWN = 2
    DISABLED = 3
    PULL_UP = 4
    PULL_DOWN = 5


class Drive(IntEnum):
    PUSH_PULL = 1
    OPEN_DRAIN = 2
    OPEN_SOURCE = 3


class Clock(IntEnum):
    MONOTONIC = 1
    REALTIME = 2
    HTE = 3


INFO_EVENTS = {1: "requested", 2: "released", 3: "reconfigured"}
EDGE_EVENTS = {1: "rising", 2: "falling"}


def words(value: object) -> str:
    """A value in words, as a part of a sentence."""
    if isinstance(value, IntEnum):
        return value.name.lower().replace("_", "-")
    return str(value)


@dataclass(frozen=True)
class Settings:
    """How a line is to be requested; prints what is not the default."""

    direction: Direction = Direction.AS_IS
    edges: Edge = Edge.NONE
    bias: Bias = Bias.AS_IS
    drive: Drive = Drive.PUSH_PULL
    clock: Clock = Clock.MONOTONIC
    active_low: bool = False
    debounce_us: int = 0
    value: int = 0

    @classmethod
    def of(cls, address: int) -> Settings:
        """What a gpiod_line_settings says."""

        def got(what: str) -> Any:
            return call(f"line_settings_get_{what}", address)

        return cls(
            Direction(got("direction")),
            Edge(got("edge_detection")),
            Bias(got("bias")),
            Drive(got("drive")),
            Clock(got("event_clock")),
            got("active_low"),
            got("debounce_period_us"),
            got("output_value"),
        )

    def __str__(self) -> str:
        told = []
        for field in fields(self):
            value = getattr(self, field.name)
            if value != field.default:
                told.append(field.name if value is True else f"{field.name} {words(value)}")
        return ", ".join(told) or "defaults"


INPUT = Settings(Direction.INPUT)
OUTPUT = Settings(Direction.OUTPUT)
OUTPUT_ACTIVE = Settings(Direction.OUTPUT, value=1)
EDGES = Settings(Direction.INPUT, Edge.BOTH)


def _text(raw: bytes | None) -> str:
    return "none" if raw is None else ascii(raw)[1:]


@dataclass(frozen=True)
class LineInfo:
    """What a gpiod_line_info says."""

    offset: int
    name: bytes | None
    used: bool
    consumer: bytes | None
    settings: Settings
    debounced: bool

    @classmethod
    def of(cls, address: int) -> LineInfo:
        def got(what: str) -> Any:
            return call(f"line_info_{what}", address)

        settings = Settings(
            Direction(got("get_direction")),
            Edge(got("get_edge_detection")),
            Bias(got("get_bias")),
            Drive(got("get_drive")),
            Clock(got("get_event_clock")),
            got("is_active_low"),
            got("get_debounce_period_us"),
        )
        return cls(
            got("get_offset"),
            got("get_name"),
            got("is_used"),
            got("get_consumer"),
            settings,
            got("is_debounced"),
        )

    def __str__(self) -> str:
        who = f"used by {_text(self.consumer)}" if self.used else "free"
        if not self.used and self.consumer is not None:
            who += f" but of {_text(self.consumer)}"
        debounced = ", debounced" if self.debounced else ""
        return f"{self.offset} name {_text(self.name)}, {who}, {self.settings}{debounced}"


@dataclass(frozen=True)
class InfoEvent:
    """What a gpiod_info_event says."""

    type: str
    timestamp_ns: int
    line: LineInfo

    @classmethod
    def of(cls, address: int) -> InfoEvent:
        return cls(
            INFO_EVENTS[call("info_event_get_event_type", address)],
            call("info_event_get_timestamp_ns", address),
            LineInfo.of(call("info_event_get_line_info", address)),
        )

    def __str__(self) -> str:
        return f"{self.type} {self.line}"


@dataclass(frozen=True)
class EdgeEvent:
    """What a gpiod_edge_event says."""

    type: str
    timestamp_ns: int
    line: int
    seqno: int
    line_seqno: int

    @classmethod
    def of(cls, address: int) -> EdgeEvent:
        return cls(
            EDGE_EVENTS[call("edge_event_get_event_type", address)],
            call("edge_event_get_timestamp_ns", address),
            call("edge_event_get_line_offset", address),
            call("edge_event_get_global_seqno", address),
            call("edge_event_get_line_seqno", address),
        )

    def __str__(self) -> str:
        return f"{self.type} on {self.line}, number {self.seqno}, the line's {self.line_seqno}"
