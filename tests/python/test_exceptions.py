# SPDX-License-Identifier: LGPL-2.1-or-later
"""The two exceptions of the package."""

from __future__ import annotations

import unittest
from typing import Any

import gpiod

ERRORS: dict[type[Exception], str] = {
    gpiod.ChipClosedError: "closed",
    gpiod.RequestReleasedError: "released",
}
"""Each with a word that its message has."""


class Exceptions(unittest.TestCase):
    def test_bases(self) -> None:
        for error in ERRORS:
            with self.subTest(error):
                self.assertEqual(error.__mro__, (error, Exception, BaseException, object))

    def test_message(self) -> None:
        for error, word in ERRORS.items():
            with self.subTest(error):
                raised = error()
                self.assertIn(word, str(raised))
                self.assertEqual(raised.args, (str(raised),))

    def test_take_no_arguments(self) -> None:
        for error in ERRORS:
            anything: Any = error
            with self.subTest(error):
                with self.assertRaises(TypeError):
                    anything("another message")
                with self.assertRaises(TypeError):
                    anything(message="another message")

    def test_can_be_raised_and_subclassed(self) -> None:
        for error in ERRORS:
            derived = type("Derived", (error,), {})
            with self.subTest(error), self.assertRaises(error):
                raise derived


if __name__ == "__main__":
    unittest.main()
