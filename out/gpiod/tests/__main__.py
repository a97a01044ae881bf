# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Runs all tests of this folder: python tests [-v] [-f] [-k NAME]

The package must be importable (PYTHONPATH), and so must what the provider makes its objects on.
GUARDGEN_TEST_ROUNDS says how many races there are for each pair of operations (200). A checker
that is preloaded is preloaded for the tests too; they run in processes of their own.
"""

from __future__ import annotations

import sys
import unittest
from pathlib import Path

if __name__ == "__main__":
    folder = str(Path(__file__).parent)
    unittest.main(None, argv=["tests", "discover", "-s", folder, *sys.argv[1:]])
