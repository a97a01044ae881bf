# SPDX-License-Identifier: LGPL-2.1-or-later
"""In the same storm, the race checker reports the official package, but not this one.

To run longer: GUARDGEN_STORM_CALLS=10000000 python3 -m unittest test_storm
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

from checker import HERE, checker, folder_of

CALLS = int(os.environ.get("GUARDGEN_STORM_CALLS", "50000"))
SECONDS = 10 + CALLS / 5000
"""For a slow machine; it should take a tenth of this."""


def storm(
    package: str, log: Path, *options: str, **settings: str
) -> subprocess.CompletedProcess[str]:
    """Run storm.py on the package in a folder, under the checker."""
    env = {**os.environ, **settings}
    env.pop("PYTHON_GIL", None)  # it overrides what the package declares
    env["PYTHONPATH"] = os.pathsep.join([package, folder_of("gpiosim")])
    env["LD_PRELOAD"] = str(checker())
    env["GUARDGEN_RACE_LOG"] = str(log)
    return subprocess.run(
        [sys.executable, "-X", "faulthandler", str(HERE / "storm.py"), *options],
        env=env,
        capture_output=True,
        text=True,
        timeout=SECONDS + 60,
    )


class StormTest(unittest.TestCase):
    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.log = Path(folder.name, "log")

    def official(self) -> str:
        package = os.environ.get("GUARDGEN_OFFICIAL")
        if not package:
            self.skipTest("GUARDGEN_OFFICIAL does not name a folder with the official package")
        if not Path(package, "gpiod", f"_ext{sysconfig.get_config_var('EXT_SUFFIX')}").exists():
            self.skipTest(f"GUARDGEN_OFFICIAL holds no official package for {sys.executable}")
        return package


class ThisPackage(StormTest):
    def check(self, calls: int, **settings: str) -> None:
        options = ["--calls", str(calls), "--seconds", str(SECONDS)]
        done = storm(folder_of("gpiod"), self.log, *options, **settings)
        report = self.log.read_text()
        self.assertEqual(done.returncode, 0, done.stdout + done.stderr + report)
        result = json.loads(done.stdout)
        self.assertEqual(result["violations"], 0, report)
        self.assertEqual(result["live objects"], 0, report)
        self.assertGreaterEqual(result["calls"], calls, "the storm was too slow for this machine")
        met = ("ChipClosedError", "RequestReleasedError")
        closed = sum(result["outcomes"].get(error, 0) for error in met)
        self.assertGreater(closed, 0, "nothing was closed in use")
        print(f"{calls} calls, {closed} of them closed in use, in {result['seconds']} s")

    def test_has_no_violations(self) -> None:
        self.check(CALLS)

    def test_has_no_violations_with_delays(self) -> None:
        self.check(CALLS // 10, GUARDGEN_RACE_DELAY="1:50")


class OfficialPackage(StormTest):
    def report(self, *options: str) -> str:
        """What the checker reports up to the first violation; the rest does not matter."""
        storm(self.official(), self.log, "--stop-at-violation", "--calls", "1000000", *options)
        return self.log.read_text()

    def test_has_violations_when_shared(self) -> None:
        report = self.report("--no-close")
        self.assertRegex(report, r"two threads inside one object: gpiod_\w+ 0x")
        stack = r"thread (\d+) \(\d+\) in gpiod_\w+\(\):\n +#0 .* gpiod_\w+\n"
        for found in re.findall(r"two threads inside one object: gpiod(?:.|\n )+", report):
            self.assertEqual(len(set(re.findall(stack, found))), 2, found)

    def test_has_violations_when_closed_in_use(self) -> None:
        """The loser may pass a stale pointer or NULL, which often crashes the process."""
        self.assertRegex(self.report(), r"\]: (two threads inside|call on|object destroyed twice)")


if __name__ == "__main__":
    unittest.main()
