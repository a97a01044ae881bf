# SPDX-License-Identifier: LGPL-2.1-or-later
"""Edge events of requested lines."""

from ._ext import EdgeEvent
from ._overlay import describe_as_dataclass

__all__ = ["EdgeEvent"]

describe_as_dataclass(
    EdgeEvent,
    event_type=EdgeEvent.Type,
    timestamp_ns=int,
    line_offset=int,
    global_seqno=int,
    line_seqno=int,
)
