# SPDX-License-Identifier: LGPL-2.1-or-later
"""Information about a line."""

from datetime import timedelta

from ._ext import LineInfo
from ._overlay import describe_as_dataclass
from .line import Bias, Clock, Direction, Drive, Edge

__all__ = ["LineInfo"]

describe_as_dataclass(
    LineInfo,
    offset=int,
    name=str,
    used=bool,
    consumer=str,
    direction=Direction,
    active_low=bool,
    bias=Bias,
    drive=Drive,
    edge_detection=Edge,
    event_clock=Clock,
    debounced=bool,
    debounce_period=timedelta,
)
