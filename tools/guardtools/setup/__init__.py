# SPDX-License-Identifier: LGPL-2.1-or-later
"""Installs and builds what guardgen needs on a machine."""
