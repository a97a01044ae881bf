# SPDX-License-Identifier: LGPL-2.1-or-later
"""What libgpiod and the kernel's GPIO chips answer, written down by whichever pair is there."""
