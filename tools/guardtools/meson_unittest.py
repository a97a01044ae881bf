# SPDX-License-Identifier: LGPL-2.1-or-later
"""A test of the ordinary meson build: unittest tests, on the package as it would be installed.

python3 -m guardtools.meson_unittest BUILD EXTENSION TESTS     TAP
"""

from __future__ import annotations

import os
import shutil
import sys
from pathlib import Path

from guardtools import build
from guardtools.common import PACKAGE, main

SECONDS = 1200
"""Less than the timeout in meson.build, so that a test that hangs is named."""


def command() -> int:
    """Put the extension into a copy of the package and become the test runner."""
    work, extension, tests = map(Path, sys.argv[1:])
    staged = work / "tests" / "staged"
    shutil.rmtree(staged, ignore_errors=True)
    shutil.copytree(PACKAGE / "gpiod", staged / "gpiod")
    shutil.copy2(extension, staged / "gpiod")
    env = build.python_environment(staged, work / "tests" / "sim")
    argv = build.unittest_command(sys.executable, tests, SECONDS)
    os.execve(sys.executable, argv, env)


if __name__ == "__main__":
    main(command)
