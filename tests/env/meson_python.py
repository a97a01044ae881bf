# SPDX-License-Identifier: LGPL-2.1-or-later
"""A test of the ordinary meson build: the Python tests, on the package as it would be installed."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import build
from common import ROOT, main

SECONDS = 600


def command() -> int:
    """Lay the package out from the install plan and become the test runner."""
    work = Path(sys.argv[1])
    into = work / "tests" / "staged"
    build.stage(work, into)
    env = build.python_environment(into, work / "tests" / "sim")
    tests = ROOT / "tests" / "python"
    argv = build.unittest_command(sys.executable, tests, Path(os.devnull), SECONDS)
    os.execve(sys.executable, argv, env)


if __name__ == "__main__":
    main(command)
