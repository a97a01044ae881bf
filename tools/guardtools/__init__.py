# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tools that set up machines, build, and run the tests."""
