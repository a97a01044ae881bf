# SPDX-License-Identifier: LGPL-2.1-or-later
"""Simulated GPIO chips for tests: in memory, or the kernel's gpio-sim.

If the loaded libgpiod.so.3 is the one of tests/sim, chips are in its memory; otherwise they are
created in the kernel through configfs, which usually requires root.
"""

from .chip import Chip

__all__ = ["Chip"]
