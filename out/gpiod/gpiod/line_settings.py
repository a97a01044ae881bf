# SPDX-License-Identifier: LGPL-2.1-or-later
"""Settings for requesting and reconfiguring lines."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import timedelta
from enum import Enum

from .line import Bias, Clock, Direction, Drive, Edge, Value

__all__ = ["LineSettings"]


@dataclass(repr=False)
class LineSettings:
    """
    Settings of a line: a plain dataclass, read when lines are requested or reconfigured with it.

    Threads: a request that reads settings while another thread changes them may see some fields
    before and others after the change.
    """

    direction: Direction = Direction.AS_IS
    edge_detection: Edge = Edge.NONE
    bias: Bias = Bias.AS_IS
    drive: Drive = Drive.PUSH_PULL
    active_low: bool = False
    debounce_period: timedelta = timedelta()
    event_clock: Clock = Clock.MONOTONIC
    output_value: Value = Value.INACTIVE

    def __repr__(self) -> str:
        def show(value: object) -> str:
            return f"gpiod.line.{value}" if isinstance(value, Enum) else repr(value)

        shown = (f"{field.name}={show(getattr(self, field.name))}" for field in fields(self))
        return f"gpiod.LineSettings({', '.join(shown)})"

    def __str__(self) -> str:
        shown = (f"{field.name}={getattr(self, field.name)}" for field in fields(self))
        return f"<LineSettings {' '.join(shown)}>"
