# SPDX-License-Identifier: LGPL-2.1-or-later
"""
Exceptions for a chip or request that is used after it was closed, or closed meanwhile.

Here and elsewhere, messages that programs may look for are those of the official package.
"""

__all__ = ["ChipClosedError", "RequestReleasedError"]


class ChipClosedError(Exception):
    """The chip is closed, or was closed while the call waited."""

    def __init__(self) -> None:
        super().__init__("I/O operation on closed chip")


class RequestReleasedError(Exception):
    """The lines are released, or were released while the call waited."""

    def __init__(self) -> None:
        super().__init__("GPIO lines have been released")
