# SPDX-License-Identifier: LGPL-2.1-or-later
"""
GPIO lines of Linux, by libgpiod.

Everything here may be shared between threads with no lock of yours; THREAD-SAFETY.md says what is
promised to whom.
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
    Open a chip, request lines of it and close it again; the request stays.

    Args:
      path: path of the GPIO character device
      config, consumer, event_buffer_size, output_values: as for Chip.request_lines()

    Returns: the request
    Raises: what Chip() and Chip.request_lines() raise
    Threads: internally synchronized
    Blocks: as long as the device takes, with other threads running
    Source: gpiod_chip_open(), gpiod_chip_request_lines(), gpiod_chip_close()
    """
    with Chip(path) as opened:
        return opened.request_lines(
            config=config,
            consumer=consumer,
            event_buffer_size=event_buffer_size,
            output_values=output_values,
        )


_ext._freeze()
