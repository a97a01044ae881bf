# SPDX-License-Identifier: LGPL-2.1-or-later
"""Requests of lines: values, settings and edge events."""

from __future__ import annotations

import warnings
from typing import TYPE_CHECKING

from . import _ext
from ._ext import LineRequest
from ._overlay import description, method_of, settings_of_lines
from .exception import RequestReleasedError

if TYPE_CHECKING:
    from ._overlay import Config
    from .line_settings import LineSettings

__all__ = ["LineRequest"]


@method_of(LineRequest)
def reconfigure_lines(self: LineRequest, config: Config) -> None:
    """
    Change the settings of requested lines.

    A line that config does not name, or maps to None, gets the default settings. A line that was
    not requested is ignored, with a warning.

    Args:
      config: settings for offsets or names, or for tuples of them; read once, at the start

    Raises:
      RequestReleasedError: the lines are released
      ValueError, OSError: the kernel refuses the settings
    Threads: shared; any number of threads may call it at once, but it is not a single step
    Blocks: while the call into the C library runs, or another thread holds a guard that it needs
    Calls: gpiod_line_config_add_line_settings(), gpiod_line_request_reconfigure_lines()
    """
    names = self._names
    chosen: dict[int, LineSettings | None] = dict.fromkeys(self.offsets)

    for line, settings in settings_of_lines(config):
        offset = line if isinstance(line, int) else names.get(line)
        if offset in chosen:
            chosen[offset] = settings
        else:
            # As the official package words it, for whoever filters warnings by their text.
            kind = "offset" if isinstance(line, int) else "name"
            message = f"Line {kind} '{line}' was not included in original request."
            warnings.warn(message, stacklevel=2)

    line_config = _ext.LineConfig()
    for offset, settings in chosen.items():
        line_config.add_line_settings((offset,), settings)
    self._reconfigure_lines(line_config)


def attributes(request: LineRequest) -> str:
    return (
        f'<LineRequest chip="{request.chip_name}" num_lines={request.num_lines} '
        f"offsets={request.offsets} fd={request.fd}>"
    )


@method_of(LineRequest)
def __str__(self: LineRequest) -> str:
    return description(self, attributes, RequestReleasedError, "<LineRequest RELEASED>")
