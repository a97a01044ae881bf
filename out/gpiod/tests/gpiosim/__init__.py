# SPDX-License-Identifier: LGPL-2.1-or-later
"""Simulated GPIO chips for tests: in memory, or the kernel's gpio-sim.

Where the loaded libgpiod.so.3 is the in-memory stand-in, chips are its own; else they are made in
the kernel through configfs, which takes root as a rule.
"""

from .chip import Chip

__all__ = ["Chip"]
