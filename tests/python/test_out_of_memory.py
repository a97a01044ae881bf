# SPDX-License-Identifier: LGPL-2.1-or-later
"""Out of memory: every API call, with each of its allocations failing in turn.

It raises MemoryError or succeeds; the handles stay usable, and nothing leaks.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import unittest
from typing import Any

from api_calls import IN_PYTHON
from race import checker
from support import in_memory, run_program, unlike_official

SECONDS = 120.0


@unlike_official("its overlay makes promises of its own")
@unittest.skipUnless(
    importlib.util.find_spec("_testcapi"),
    "this interpreter comes without _testcapi, which makes allocations fail",
)
class OutOfMemory(unittest.TestCase):
    def run_script(self, *arguments: str) -> list[dict[str, Any]]:
        """The outcomes it prints; where possible, the library's objects are counted."""
        counted = {"GUARDGEN_RACE_STACK": "0"}
        if in_memory():
            counted["LD_PRELOAD"] = str(checker.checker())
        done = run_program(
            *arguments,
            script="memory_program.py",
            timeout=SECONDS,
            environment=counted,
        )
        self.assertEqual(done.returncode, 0, f"it died of {done.returncode}: {done.stderr}")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def left_out(self, width: str) -> list[str]:
        """API calls in which this interpreter itself crashes or leaks."""
        names: list[str] = []
        for what, concerned in IN_PYTHON.items():
            done = run_program(what, width, script="memory_program.py")
            if done.returncode or json.loads(done.stdout)["left"]:
                with self.subTest(what):
                    version = sys.version.split()[0]
                    self.skipTest(f"CPython {version} itself crashes or leaks in {what}")
                names += concerned
        return names

    def check(self, width: str) -> None:
        told = self.run_script("fail_all", width, *self.left_out(width))
        self.assertGreater(len(told), 35)
        failures = 0
        for one in told:
            with self.subTest(one["name"]):
                self.assertLessEqual(set(one["seen"]), {"ok", "MemoryError"})
                self.assertEqual(one["after"], one["before"])
                failures += one["seen"].get("MemoryError", 0)
        self.assertGreater(failures, 100)

    def test_one_allocation_fails(self) -> None:
        self.check("1")

    def test_all_later_allocations_fail(self) -> None:
        self.check("0")

    def test_negative_controls(self) -> None:
        """A call that leaks and one that raises another exception are noticed."""
        leak, hide = self.run_script("controls", "1")
        self.assertNotEqual(leak["after"]["descriptors"], leak["before"]["descriptors"])
        self.assertGreater(leak["seen"]["MemoryError"], 0)
        self.assertIn("ValueError: something else", hide["seen"])


if __name__ == "__main__":
    unittest.main()
