# SPDX-License-Identifier: LGPL-2.1-or-later
"""The behaviour of libgpiod and GPIO chips, whether these are in the kernel or in memory."""
