# SPDX-License-Identifier: LGPL-2.1-or-later
"""What lines can be set to."""

from ._enums import Bias, Clock, Direction, Drive, Edge, Value

__all__ = ["Value", "Direction", "Bias", "Drive", "Edge", "Clock"]
