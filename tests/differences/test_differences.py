# SPDX-License-Identifier: LGPL-2.1-or-later
"""The package differs from the official one in what known.py explains, and in nothing else.

GUARDGEN_OFFICIAL names the folder of the official package.
"""

from __future__ import annotations

import os
import unittest
from pathlib import Path
from unittest import mock

import cases
import compare
import gpiod
import known

PAGE = Path(__file__).resolve().parents[2] / "docs" / "differences.md"
OFFICIAL = os.environ.get("GUARDGEN_OFFICIAL")


@unittest.skipUnless(OFFICIAL, "GUARDGEN_OFFICIAL does not name the official package")
class Differences(unittest.TestCase):
    official: Path
    ours: Path
    found: list[compare.Found]

    @classmethod
    def setUpClass(cls) -> None:
        assert OFFICIAL and gpiod.__file__
        cls.official, cls.ours = Path(OFFICIAL), Path(gpiod.__file__).parents[1]
        cls.found = compare.differences(cls.official, cls.ours)

    def test_are_all_explained(self) -> None:
        self.assertEqual("\n".join(compare.complaints(self.found)), "")

    def test_are_not_seen_between_a_package_and_itself(self) -> None:
        self.assertEqual(compare.differences(self.official, self.official), [])

    def test_one_that_is_not_explained_is_reported(self) -> None:
        found = compare.differences(self.official, self.ours, "--broken")
        reported = list(compare.complaints(found))
        self.assertTrue(reported)
        for complaint in reported:
            self.assertIn("gpiod.is_gpiochip_device(", complaint)

    def test_an_explanation_of_nothing_is_reported(self) -> None:
        nothing = known.Known("x", "x", "x", "x", "^no such case$", "", "")
        with mock.patch.object(compare, "KNOWN", (*known.KNOWN, nothing)):
            self.assertEqual(list(compare.complaints(self.found)), ["differs no longer: x"])


class Cases(unittest.TestCase):
    def test_are_many(self) -> None:
        self.assertGreater(len(cases.cases()), 900)

    def test_a_process_that_dies_loses_no_other_case(self) -> None:
        assert gpiod.__file__
        found = compare.outcomes(Path(gpiod.__file__).parents[1], os.devnull, "--crash")
        self.assertEqual(list(found), cases.cases())
        died = [case for case, outcome in found.items() if outcome == "died of SIGABRT"]
        self.assertEqual(died, cases.cases()[3:4])


class Page(unittest.TestCase):
    def test_is_fresh(self) -> None:
        self.assertEqual(
            PAGE.read_text(), known.text(), "python3 tests/differences/known.py > PAGE"
        )
