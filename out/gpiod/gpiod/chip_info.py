# SPDX-License-Identifier: LGPL-2.1-or-later
"""Information about a chip."""

from ._ext import ChipInfo
from ._overlay import describe_as_dataclass

__all__ = ["ChipInfo"]

describe_as_dataclass(ChipInfo, name=str, label=str, num_lines=int)
