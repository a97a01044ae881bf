# SPDX-License-Identifier: LGPL-2.1-or-later
# Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
# annotations or the templates and run `guardgen generate`.
"""The enums of gpiod.h; public where their __module__ says."""

from enum import Enum


class Value(Enum):
    """Logical value of a line."""

    __module__ = "gpiod.line"
    __qualname__ = "Value"

    INACTIVE = 0
    """Logically inactive."""
    ACTIVE = 1
    """Logically active."""

    def __bool__(self) -> bool:
        return self is type(self).ACTIVE


class Direction(Enum):
    """Direction of a line."""

    __module__ = "gpiod.line"
    __qualname__ = "Direction"

    AS_IS = 1
    """Leave the direction as it is."""
    INPUT = 2
    """Read the line."""
    OUTPUT = 3
    """Drive the line."""


class Edge(Enum):
    """Edges that are reported as events."""

    __module__ = "gpiod.line"
    __qualname__ = "Edge"

    NONE = 1
    """No edges are detected."""
    RISING = 2
    """Rising edges are detected."""
    FALLING = 3
    """Falling edges are detected."""
    BOTH = 4
    """Rising and falling edges are detected."""


class Bias(Enum):
    """Internal bias of a line."""

    __module__ = "gpiod.line"
    __qualname__ = "Bias"

    AS_IS = 1
    """Leave the bias as it is."""
    UNKNOWN = 2
    """The bias is not known; never set, only reported."""
    DISABLED = 3
    """No bias."""
    PULL_UP = 4
    """Pulled up."""
    PULL_DOWN = 5
    """Pulled down."""


class Drive(Enum):
    """How an output is driven."""

    __module__ = "gpiod.line"
    __qualname__ = "Drive"

    PUSH_PULL = 1
    """Driven both ways."""
    OPEN_DRAIN = 2
    """Driven low only."""
    OPEN_SOURCE = 3
    """Driven high only."""


class Clock(Enum):
    """Clock for the timestamps of edge events."""

    __module__ = "gpiod.line"
    __qualname__ = "Clock"

    MONOTONIC = 1
    """The monotonic clock."""
    REALTIME = 2
    """The wall clock."""
    HTE = 3
    """The hardware timestamp engine."""


class InfoEventType(Enum):
    """What happened to a watched line."""

    __module__ = "gpiod.info_event"
    __qualname__ = "InfoEvent.Type"

    LINE_REQUESTED = 1
    """The line was requested."""
    LINE_RELEASED = 2
    """The line was released."""
    LINE_CONFIG_CHANGED = 3
    """The line was reconfigured."""


InfoEventType.__name__ = "Type"


class EdgeEventType(Enum):
    """Which edge was detected."""

    __module__ = "gpiod.edge_event"
    __qualname__ = "EdgeEvent.Type"

    RISING_EDGE = 1
    """The line went from inactive to active."""
    FALLING_EDGE = 2
    """The line went from active to inactive."""


EdgeEventType.__name__ = "Type"
