# SPDX-License-Identifier: LGPL-2.1-or-later
"""Enums for the settings and values of lines."""

from ._enums import Bias, Clock, Direction, Drive, Edge, Value

__all__ = ["Value", "Direction", "Bias", "Drive", "Edge", "Clock"]
