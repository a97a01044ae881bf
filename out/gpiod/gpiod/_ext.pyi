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
        """Path the chip was opened by."""
    @property
    def fd(self) -> int:
        """File descriptor of the chip; the chip closes it."""
    def get_info(self) -> ChipInfo:
        """Get the chip's name, label and number of lines."""
    def get_line_info(self, line: int | str) -> LineInfo:
        """Get the state of a line, named or given by offset."""
    def watch_line_info(self, line: int | str) -> LineInfo:
        """Get the state of a line and watch it for changes."""
    def unwatch_line_info(self, line: int | str) -> None:
        """Stop watching a line."""
    def wait_info_event(self, timeout: timedelta | float | None = None) -> bool:
        """Wait until a watched line has changed."""
    def read_info_event(self) -> InfoEvent:
        """Read one change of a watched line; wait for it if there is none."""
    def _line_offset_from_name(self, name: str) -> int:
        """Get the offset of the first line of that name."""
    def request_lines(self, config: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None], consumer: str | None = None, event_buffer_size: int | None = None, output_values: dict[int | str, Value] | None = None) -> LineRequest:
        """Request lines for exclusive use."""
    def close(self) -> None:
        """Close the chip."""
    def line_offset_from_id(self, id: str | int) -> int:
        """Map a line's name, its offset as a string or its offset to the offset."""
    def fileno(self) -> int:
        """Get the file descriptor, for select() and its like."""
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
    """What a chip says of itself."""

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
        """How many lines the chip has."""

class LineInfo:
    """The state of a line when it was asked for; its value is not part of it."""

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
        """Who uses the line, if that is known."""
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
        """Edges that are detected."""
    @property
    def event_clock(self) -> Clock:
        """Clock that stamps the line's edge events."""
    @property
    def debounced(self) -> bool:
        """Whether the line is debounced."""
    @property
    def debounce_period(self) -> timedelta:
        """Debounce period of the line."""

@final
class LineSettings:
    """Settings of a line, as libgpiod keeps them."""
    def __init__(self) -> None: ...
    def reset(self) -> None:
        """Go back to the defaults."""
    def copy(self) -> LineSettings:
        """Make settings of the same content."""
    def set_direction(self, direction: Direction) -> None:
        """Set the direction."""
    def get_direction(self) -> Direction:
        """Get the direction."""
    def set_edge_detection(self, edge: Edge) -> None:
        """Set which edges make events."""
    def get_edge_detection(self) -> Edge:
        """Get which edges make events."""
    def set_bias(self, bias: Bias) -> None:
        """Set the bias."""
    def get_bias(self) -> Bias:
        """Get the bias."""
    def set_drive(self, drive: Drive) -> None:
        """Set how an output is driven."""
    def get_drive(self) -> Drive:
        """Get how an output is driven."""
    def set_active_low(self, active_low: bool) -> None:
        """Set whether low is active."""
    def get_active_low(self) -> bool:
        """Get whether low is active."""
    def set_debounce_period_us(self, period: int) -> None:
        """Set the debounce period, in microseconds; 0 is none."""
    def get_debounce_period_us(self) -> int:
        """Get the debounce period, in microseconds."""
    def set_event_clock(self, event_clock: Clock) -> None:
        """Set the clock that stamps edge events."""
    def get_event_clock(self) -> Clock:
        """Get the clock that stamps edge events."""
    def set_output_value(self, value: Value) -> None:
        """Set the value an output starts with."""
    def get_output_value(self) -> Value:
        """Get the value an output starts with."""

@final
class LineConfig:
    """Settings for each offset of a request."""
    def __init__(self) -> None: ...
    def reset(self) -> None:
        """Forget all lines."""
    def add_line_settings(self, offsets: Iterable[int], settings: LineSettings | gpiod.LineSettings | None) -> None:
        """Give lines these settings; None stands for the defaults."""
    def get_line_settings(self, offset: int) -> LineSettings:
        """Get a copy of a line's settings."""
    def set_output_values(self, values: Iterable[Value]) -> None:
        """Set the values outputs start with, in the order the lines were added."""
    def get_num_configured_offsets(self) -> int:
        """Get how many lines are configured."""
    def get_configured_offsets(self) -> list[int]:
        """Get the offsets of all configured lines, in the order they were added."""

@final
class RequestConfig:
    """Consumer and event buffer size of a request."""
    def __init__(self) -> None: ...
    def set_consumer(self, consumer: str | None) -> None:
        """Set who uses the lines; the kernel keeps the first 31 bytes."""
    def get_consumer(self) -> str | None:
        """Get who uses the lines."""
    def set_event_buffer_size(self, event_buffer_size: int) -> None:
        """Set how many edge events the kernel keeps; 0 leaves it to the kernel."""
    def get_event_buffer_size(self) -> int:
        """Get how many edge events the kernel keeps."""

@final
class LineRequest:
    """Lines held for exclusive use."""
    @property
    def chip_name(self) -> str:
        """Name of the chip the lines belong to."""
    @property
    def num_lines(self) -> int:
        """How many lines the request holds."""
    @property
    def offsets(self) -> list[int]:
        """Offsets of the lines, in the order they were requested."""
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
        """Get the value of a line, named or given by offset."""
    def get_values(self, lines: Iterable[int | str] | None = None) -> list[Value]:
        """Get the values of some lines, or of all, in the order asked for."""
    def set_value(self, line: int | str, value: Value) -> None:
        """Set the value of a line, named or given by offset."""
    def set_values(self, values: dict[int | str, Value]) -> None:
        """Set the values of some lines at once."""
    def _reconfigure_lines(self, config: LineConfig) -> None:
        """Give all requested lines the settings of a line config."""
    def wait_edge_events(self, timeout: timedelta | float | None = None) -> bool:
        """Wait until there are edge events to read."""
    def read_edge_events(self, max_events: int | None = None) -> list[EdgeEvent]:
        """Read edge events; wait for one if there is none."""
    def release(self) -> None:
        """Release the lines."""
    def reconfigure_lines(self, config: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None]) -> None:
        """Give requested lines other settings."""
    def fileno(self) -> int:
        """Get the file descriptor, for select() and its like."""
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
    """A change of a watched line's state."""

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
        """When it happened, in nanoseconds of the monotonic clock."""
    @property
    def line_info(self) -> LineInfo:
        """State of the line after it."""

class EdgeEvent:
    """An edge seen on a requested line."""

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
        """Which edge it was."""
    @property
    def timestamp_ns(self) -> int:
        """When it was seen, in nanoseconds of the line's event clock."""
    @property
    def line_offset(self) -> int:
        """Offset of the line it was seen on."""
    @property
    def global_seqno(self) -> int:
        """Its number among the events of the request, from 1."""
    @property
    def line_seqno(self) -> int:
        """Its number among the events of its line, from 1."""

api_version: str

def is_gpiochip_device(path: str) -> bool:
    """Tell whether path is a GPIO character device."""
def _contents(iterable: Iterable[_Item], /) -> Iterable[_Item]: ...
def _printable(value: object, /) -> str: ...
def _freeze() -> None: ...
