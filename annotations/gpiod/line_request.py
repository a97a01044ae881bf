# SPDX-License-Identifier: LGPL-2.1-or-later
"""Requested lines: their values, their settings, their edge events."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from . import _ext
from ._ext import LineRequest
from ._overlay import method_of, settings_by_lines
from .exception import RequestReleasedError

if TYPE_CHECKING:
    from ._overlay import Config
    from .line_settings import LineSettings

__all__ = ["LineRequest"]


@method_of(LineRequest)
def reconfigure_lines(self: LineRequest, config: Config) -> None:
    """
    Give requested lines other settings.

    A line that config does not name, or maps to None, goes back to the default settings. A line
    that was not requested is passed over, with a warning.

    Args:
      config: settings for offsets or names, or for tuples of them

    Raises:
      RequestReleasedError: the lines are released
      ValueError, OSError: the kernel refuses
    Threads: internally synchronized; config is read once, at the start
    Blocks: as long as the device takes, with other threads running
    Source: gpiod_line_request_reconfigure_lines()
    """
    names = self._names
    chosen: dict[int, LineSettings | None] = dict.fromkeys(self.offsets)

    for lines, settings in settings_by_lines(config):
        for line in lines:
            offset = line if isinstance(line, int) else names.get(line)
            if offset in chosen:
                chosen[offset] = settings
            else:
                warnings.warn(f"line {line!r} is not among those requested", stacklevel=2)

    line_config = _ext.LineConfig()
    for offset, settings in chosen.items():
        line_config.add_line_settings((offset,), settings)
    self._reconfigure_lines(line_config)


@method_of(LineRequest)
def __str__(self: LineRequest) -> str:
    try:
        return (
            f'<LineRequest chip="{self.chip_name}" num_lines={self.num_lines} '
            f"offsets={self.offsets} fd={self.fd}>"
        )
    except RequestReleasedError:
        return "<LineRequest RELEASED>"
