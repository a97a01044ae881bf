# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Control of GPIO lines on Linux, with libgpiod.

Threads may share every object without a lock of their own; THREAD-SAFETY.md has the details.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import (
    _ext,
    chip,
    chip_info,
    edge_event,
    exception,
    info_event,
    line,
    line_info,
    line_request,
    line_settings,
    version,
)
from ._ext import api_version, is_gpiochip_device
from .chip import Chip
from .chip_info import ChipInfo
from .edge_event import EdgeEvent
from .exception import ChipClosedError, RequestReleasedError
from .info_event import InfoEvent
from .line_info import LineInfo
from .line_request import LineRequest
from .line_settings import LineSettings
from .version import __version__

if TYPE_CHECKING:
    from ._overlay import Config

__all__ = [
    "Chip",
    "ChipClosedError",
    "ChipInfo",
    "EdgeEvent",
    "InfoEvent",
    "LineInfo",
    "LineRequest",
    "LineSettings",
    "RequestReleasedError",
    "__version__",
    "api_version",
    "chip",
    "chip_info",
    "edge_event",
    "exception",
    "info_event",
    "is_gpiochip_device",
    "line",
    "line_info",
    "line_request",
    "line_settings",
    "request_lines",
    "version",
]


def request_lines(
    path: str,
    config: Config,
    consumer: str | None = None,
    event_buffer_size: int | None = None,
    output_values: dict[int | str, line.Value] | None = None,
) -> LineRequest:
    """
    Open a chip, request some of its lines and close the chip again. The request stays open.

    Args:
      path: path of the GPIO character device
      config, consumer, event_buffer_size, output_values: as for Chip.request_lines()

    Returns: the request
    Raises: what Chip() and Chip.request_lines() raise
    Threads: shared; any number of threads may call it at once, but it is not a single step
    Blocks: while the call into the C library runs, or another thread holds a guard that it needs
    Calls: gpiod_chip_open(), gpiod_chip_request_lines(), gpiod_chip_close()
    """
    with Chip(path) as opened:
        return opened.request_lines(
            config=config,
            consumer=consumer,
            event_buffer_size=event_buffer_size,
            output_values=output_values,
        )


_ext._freeze()
