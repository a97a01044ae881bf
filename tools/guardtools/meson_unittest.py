# SPDX-License-Identifier: LGPL-2.1-or-later
"""A test of the ordinary meson build: unittest tests, on the package as it would be installed.

python3 -m guardtools.meson_unittest BUILD FOLDER     TAP
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

from guardtools import build
from guardtools.common import main

SECONDS = 1200
"""Less than the timeout in meson.build, so that a test that hangs is named."""


def command() -> int:
    """Lay the package out from the install plan and become the test runner."""
    work, tests = Path(sys.argv[1]), Path(sys.argv[2])
    staged = work / "tests" / "staged"
    build.stage(work, staged)
    env = build.python_environment(staged, work / "tests" / "sim")
    argv = build.unittest_command(sys.executable, tests, SECONDS)
    os.execve(sys.executable, argv, env)


if __name__ == "__main__":
    main(command)
