# SPDX-License-Identifier: LGPL-2.1-or-later
"""The version of the official gpiod package that this one replaces."""

__version__ = "2.5.0"
