# SPDX-License-Identifier: LGPL-2.1-or-later
"""Events of watched lines."""

from ._ext import InfoEvent
from ._overlay import describe_as_dataclass
from .line_info import LineInfo

__all__ = ["InfoEvent"]

describe_as_dataclass(InfoEvent, event_type=InfoEvent.Type, timestamp_ns=int, line_info=LineInfo)
