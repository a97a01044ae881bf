# SPDX-License-Identifier: LGPL-2.1-or-later
# Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
# annotations or the templates and run `guardgen generate`.
from collections.abc import Iterable
from datetime import timedelta
from types import TracebackType
from typing import Generic, TypeAlias, TypeVar, final

from typing_extensions import Self

import gpiod
from gpiod import _enums
from gpiod._enums import Value, Direction, Edge, Bias, Drive, Clock

_Handle = TypeVar("_Handle")
_Item = TypeVar("_Item")

@final
class _Locked(Generic[_Handle]):
    def __enter__(self) -> _Handle: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
        /,
    ) -> None: ...

class Chip:
    """An open GPIO chip."""
    def __init__(self, path: str) -> None: ...
    @property
    def path(self) -> str:
        """Path from which the chip was opened."""
    @property
    def fd(self) -> int:
        """File descriptor of the chip; the chip closes it."""
    def get_info(self) -> ChipInfo:
        """
        Get the chip's name, label and number of lines.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def get_line_info(self, line: int | str) -> LineInfo:
        """
        Get the state of a line, given by name or offset.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def watch_line_info(self, line: int | str) -> LineInfo:
        """
        Get the state of a line and watch it for changes.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def unwatch_line_info(self, line: int | str) -> None:
        """
        Stop watching a line.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def wait_info_event(self, timeout: timedelta | float | None = None) -> bool:
        """
        Wait until a watched line has changed.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: until the file descriptor is readable, the timeout expires or the object is
          closed; no guard is held
        """
    def read_info_event(self) -> InfoEvent:
        """
        Read one change of a watched line; wait for it if there is none.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: until the file descriptor is readable or the object is closed; the guard is held
          only to read
        """
    def _line_offset_from_name(self, name: str) -> int:
        """
        Get the offset of the first line with this name.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def request_lines(self, config: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None], consumer: str | None = None, event_buffer_size: int | None = None, output_values: dict[int | str, Value] | None = None) -> LineRequest:
        """
        Request lines for exclusive use.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def close(self) -> None:
        """
        Close the chip.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def line_offset_from_id(self, id: str | int) -> int:
        """
        Map a line's name, its offset as a string or its offset to the offset.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def fileno(self) -> int:
        """Get the file descriptor, for select() and the like."""
    def locked(self) -> _Locked[Self]:
        """Keep other threads out for several calls."""
    def __bool__(self) -> bool: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

class ChipInfo:
    """Information about a chip."""

    __match_args__ = ("name", "label", "num_lines")
    def __init__(
        self,
        name: str,
        label: str,
        num_lines: int,
    ) -> None: ...
    @property
    def name(self) -> str:
        """Name of the chip in the kernel."""
    @property
    def label(self) -> str:
        """Label of the chip."""
    @property
    def num_lines(self) -> int:
        """Number of lines of the chip."""

class LineInfo:
    """A snapshot of a line's state; the value of the line is not part of it."""

    __match_args__ = ("offset", "name", "used", "consumer", "direction", "active_low", "bias", "drive", "edge_detection", "event_clock", "debounced", "debounce_period")
    def __init__(
        self,
        offset: int,
        name: str | None,
        used: bool,
        consumer: str | None,
        direction: Direction | int,
        active_low: bool,
        bias: Bias | int,
        drive: Drive | int,
        edge_detection: Edge | int,
        event_clock: Clock | int,
        debounced: bool,
        debounce_period_us: timedelta | int,
    ) -> None: ...
    @property
    def offset(self) -> int:
        """Offset of the line in its chip."""
    @property
    def name(self) -> str | None:
        """Name of the line, if it has one."""
    @property
    def used(self) -> bool:
        """Whether the line is in use."""
    @property
    def consumer(self) -> str | None:
        """Name of the user of the line, if known."""
    @property
    def direction(self) -> Direction:
        """Direction of the line."""
    @property
    def active_low(self) -> bool:
        """Whether the line is active when it is low."""
    @property
    def bias(self) -> Bias:
        """Bias of the line."""
    @property
    def drive(self) -> Drive:
        """How the line is driven."""
    @property
    def edge_detection(self) -> Edge:
        """Edges that are reported as events."""
    @property
    def event_clock(self) -> Clock:
        """Clock for the timestamps of the line's edge events."""
    @property
    def debounced(self) -> bool:
        """Whether the line is debounced."""
    @property
    def debounce_period(self) -> timedelta:
        """Debounce period of the line."""

@final
class LineSettings:
    """Settings of a line, in libgpiod's form."""
    def __init__(self) -> None: ...
    def reset(self) -> None:
        """
        Reset all settings to the defaults.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def copy(self) -> LineSettings:
        """
        Make a copy of the settings.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_direction(self, direction: Direction) -> None:
        """
        Set the direction.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_direction(self) -> Direction:
        """
        Get the direction.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_edge_detection(self, edge: Edge) -> None:
        """
        Set which edges are reported as events.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_edge_detection(self) -> Edge:
        """
        Get which edges are reported as events.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_bias(self, bias: Bias) -> None:
        """
        Set the bias.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_bias(self) -> Bias:
        """
        Get the bias.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_drive(self, drive: Drive) -> None:
        """
        Set how the line is driven as an output.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_drive(self) -> Drive:
        """
        Get how the line is driven as an output.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_active_low(self, active_low: bool) -> None:
        """
        Set whether the line is active when it is low.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_active_low(self) -> bool:
        """
        Get whether the line is active when it is low.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_debounce_period_us(self, period: int) -> None:
        """
        Set the debounce period, in microseconds; 0 is none.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_debounce_period_us(self) -> int:
        """
        Get the debounce period, in microseconds.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_event_clock(self, event_clock: Clock) -> None:
        """
        Set the clock for the timestamps of edge events.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_event_clock(self) -> Clock:
        """
        Get the clock for the timestamps of edge events.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_output_value(self, value: Value) -> None:
        """
        Set the initial value of an output.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_output_value(self) -> Value:
        """
        Get the initial value of an output.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """

@final
class LineConfig:
    """Settings for the offsets of a request."""
    def __init__(self) -> None: ...
    def reset(self) -> None:
        """
        Remove all lines.

        Threads: atomic; other threads see it as a single step
        Blocks: while another thread holds a guard that it needs
        """
    def add_line_settings(self, offsets: Iterable[int], settings: LineSettings | gpiod.LineSettings | None) -> None:
        """
        Set the settings of some lines; None stands for the defaults.

        Threads: atomic; other threads see it as a single step
        Blocks: while another thread holds a guard that it needs
        """
    def get_line_settings(self, offset: int) -> LineSettings:
        """
        Get a copy of a line's settings.

        Threads: atomic; other threads see it as a single step
        Blocks: while another thread holds a guard that it needs
        """
    def set_output_values(self, values: Iterable[Value]) -> None:
        """
        Set the initial values of outputs, in the order in which the lines were added.

        Threads: atomic; other threads see it as a single step
        Blocks: while another thread holds a guard that it needs
        """
    def get_num_configured_offsets(self) -> int:
        """
        Get the number of configured lines.

        Threads: atomic; other threads see it as a single step
        Blocks: while another thread holds a guard that it needs
        """
    def get_configured_offsets(self) -> list[int]:
        """
        Get the offsets of all configured lines, in the order in which they were added.

        Threads: atomic; other threads see it as a single step
        Blocks: while another thread holds a guard that it needs
        """

@final
class RequestConfig:
    """Consumer and event buffer size of a request."""
    def __init__(self) -> None: ...
    def set_consumer(self, consumer: str | None) -> None:
        """
        Set the consumer, the name of the user of the lines; the kernel keeps the first 31 bytes.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_consumer(self) -> str | None:
        """
        Get the consumer, the name of the user of the lines.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def set_event_buffer_size(self, event_buffer_size: int) -> None:
        """
        Set the number of edge events that the kernel can buffer; 0 for its default.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """
    def get_event_buffer_size(self) -> int:
        """
        Get the number of edge events that the kernel can buffer.

        Threads: atomic; other threads see it as a single step
        Blocks: never
        """

@final
class LineRequest:
    """A request: lines held for exclusive use."""
    @property
    def chip_name(self) -> str:
        """Name of the chip that has the lines."""
    @property
    def num_lines(self) -> int:
        """Number of lines of the request."""
    @property
    def offsets(self) -> list[int]:
        """Offsets of the lines, in the order in which they were requested."""
    @property
    def fd(self) -> int:
        """File descriptor of the request; the request closes it."""
    @property
    def lines(self) -> list[int | str]: ...
    @property
    def _names(self) -> dict[str, int]: ...
    @property
    def _event_capacity(self) -> int: ...
    def get_value(self, line: int | str) -> Value:
        """
        Get the value of a line, given by name or offset.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def get_values(self, lines: Iterable[int | str] | None = None) -> list[Value]:
        """
        Get the values of some or all lines, in the order in which they are given.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def set_value(self, line: int | str, value: Value) -> None:
        """
        Set the value of a line, given by name or offset.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def set_values(self, values: dict[int | str, Value]) -> None:
        """
        Set the values of some lines at once.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def _reconfigure_lines(self, config: LineConfig) -> None:
        """
        Apply a line config to all requested lines.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def wait_edge_events(self, timeout: timedelta | float | None = None) -> bool:
        """
        Wait until there are edge events to read.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: until the file descriptor is readable, the timeout expires or the object is
          closed; no guard is held
        """
    def read_edge_events(self, max_events: int | None = None) -> list[EdgeEvent]:
        """
        Read edge events; wait for one if there is none.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: until the file descriptor is readable or the object is closed; the guard is held
          only to read
        """
    def release(self) -> None:
        """
        Release the lines.

        Threads: atomic; other threads see it as a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def reconfigure_lines(self, config: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None]) -> None:
        """
        Change the settings of requested lines.

        Threads: shared; any number of threads may call it at once, but it is not a single step
        Blocks: while the call into the C library runs, or another thread holds a guard that it
          needs
        """
    def fileno(self) -> int:
        """Get the file descriptor, for select() and the like."""
    def locked(self) -> _Locked[Self]:
        """Keep other threads out for several calls."""
    def __bool__(self) -> bool: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None: ...

class InfoEvent:
    """A change of the state of a watched line."""

    __match_args__ = ("event_type", "timestamp_ns", "line_info")
    Type: TypeAlias = _enums.InfoEventType
    def __init__(
        self,
        event_type: InfoEvent.Type | int,
        timestamp_ns: int,
        line_info: LineInfo,
    ) -> None: ...
    @property
    def event_type(self) -> InfoEvent.Type:
        """What happened to the line."""
    @property
    def timestamp_ns(self) -> int:
        """Time of the event, in nanoseconds of the monotonic clock."""
    @property
    def line_info(self) -> LineInfo:
        """State of the line after the event."""

class EdgeEvent:
    """An edge detected on a requested line."""

    __match_args__ = ("event_type", "timestamp_ns", "line_offset", "global_seqno", "line_seqno")
    Type: TypeAlias = _enums.EdgeEventType
    def __init__(
        self,
        event_type: EdgeEvent.Type | int,
        timestamp_ns: int,
        line_offset: int,
        global_seqno: int,
        line_seqno: int,
    ) -> None: ...
    @property
    def event_type(self) -> EdgeEvent.Type:
        """Which edge was detected."""
    @property
    def timestamp_ns(self) -> int:
        """Time of the event, in nanoseconds of the line's event clock."""
    @property
    def line_offset(self) -> int:
        """Offset of the line."""
    @property
    def global_seqno(self) -> int:
        """Sequence number among all events of the request, from 1."""
    @property
    def line_seqno(self) -> int:
        """Sequence number among the events of the line, from 1."""

api_version: str

def is_gpiochip_device(path: str) -> bool:
    """
    Tell whether path is a GPIO character device.

    Threads: shared; any number of threads may call it at once, but it is not a single step
    Blocks: while the call into the C library runs, or another thread holds a guard that it
      needs
    """
def _contents(iterable: Iterable[_Item], /) -> Iterable[_Item]: ...
def _printable(value: object, /) -> str: ...
def _freeze() -> None: ...
