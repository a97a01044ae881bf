# SPDX-License-Identifier: LGPL-2.1-or-later
"""The examples of docs/threads.md print what it says."""

from __future__ import annotations

import re
import unittest
from pathlib import Path

from support import run_program, unlike_official

GUIDE = Path(__file__).resolve().parents[2] / "docs" / "threads.md"
EXAMPLE = re.compile(r"^```python\n(.*?)^```\n\n```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Guide(unittest.TestCase):
    def setUp(self) -> None:
        self.text = GUIDE.read_text()

    def test_every_example_says_what_it_prints(self) -> None:
        self.assertGreater(len(EXAMPLE.findall(self.text)), 3)
        self.assertEqual(len(EXAMPLE.findall(self.text)), self.text.count("```python\n"))

    @unlike_official("its waits outlive release(), and it has no locked()")
    def test_examples(self) -> None:
        for program, output in EXAMPLE.findall(self.text):
            with self.subTest(program):
                done = run_program("example", program)
                self.assertEqual((done.stderr, done.stdout), ("", output))
                self.assertEqual(done.returncode, 0)


if __name__ == "__main__":
    unittest.main()
