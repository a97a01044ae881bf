# SPDX-License-Identifier: LGPL-2.1-or-later
"""The release of the official package whose interface this one has."""

__version__ = "2.5.0"
