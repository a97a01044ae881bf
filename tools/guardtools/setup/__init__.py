# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a machine needs, and how it gets there."""
