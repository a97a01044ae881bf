# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Runs all tests of this folder: python tests [-v] [-f] [-k NAME]

The package must be importable (PYTHONPATH), and so must whatever fixtures.py imports.
GUARDGEN_TEST_ROUNDS is the number of rounds for each pair of operations (default: 200). The tests
run in child processes, which inherit the environment: a checker in LD_PRELOAD is loaded there, too.
"""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

if __name__ == "__main__":
    folder = str(Path(__file__).parent)
    unittest.main(None, argv=["tests", "discover", "-s", folder, *sys.argv[1:]])
