# SPDX-License-Identifier: LGPL-2.1-or-later
"""The GIL really is disabled, and close storms do break the official package."""

from __future__ import annotations

import json
import os
import sys
import sysconfig
import unittest
from pathlib import Path

from support import run_program, unlike_official


class NoGil(unittest.TestCase):
    @unittest.skipUnless(
        sysconfig.get_config_var("Py_GIL_DISABLED"), "this interpreter is built with the GIL"
    )
    def test_gil_stays_disabled(self) -> None:
        done = run_program("gil", options=["-W", "error::RuntimeWarning"])
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertEqual(json.loads(done.stdout), [False, False], "the import turned the GIL on")


class CloseStorm(unittest.TestCase):
    """Four threads use one chip and one request, which a fifth closes and reopens."""

    @unlike_official("this is what it cannot do")
    def test_raises_only_documented_errors(self) -> None:
        done = run_program("close_storm", "2")
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr)
        tally = json.loads(done.stdout)
        self.assertLessEqual(set(tally), {"ok", "ChipClosedError", "RequestReleasedError"})
        self.assertGreater(tally["ok"], 100)

    def test_negative_control(self) -> None:
        """In the same storm, the official package crashes or raises undocumented exceptions."""
        package = os.environ.get("GUARDGEN_OFFICIAL")
        if not package:
            self.skipTest("GUARDGEN_OFFICIAL does not name a folder with the official package")
        suffix = sysconfig.get_config_var("EXT_SUFFIX")
        if not Path(package, "gpiod", f"_ext{suffix}").exists():
            self.skipTest(f"GUARDGEN_OFFICIAL holds no official package for {sys.executable}")
        done = run_program("close_storm", "10", package=package)
        crashed = done.returncode < 0
        told = done.returncode == 3 and "undocumented" in done.stdout
        self.assertTrue(crashed or told, f"nothing happened: {done.stdout}{done.stderr}")


if __name__ == "__main__":
    unittest.main()
