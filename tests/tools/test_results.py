# SPDX-License-Identifier: LGPL-2.1-or-later
"""What is made of a run of tests: none may be lost, whatever the process does."""

from __future__ import annotations

import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

from guardtools.process import Finished, execute
from guardtools.results import Outcome, of_summary, of_tap

LIMIT = 60.0


def counts(outcome: Outcome) -> tuple[int, int, int]:
    return outcome.passed, outcome.failed, outcome.skipped


class Runner(unittest.TestCase):
    """Tests that are run by unittest_runner.py, in a process of their own."""

    def run_tests(self, body: str) -> Outcome:
        with tempfile.TemporaryDirectory() as folder:
            head = "import os, threading, unittest\nclass Some(unittest.TestCase):\n"
            text = head + textwrap.indent(textwrap.dedent(body), "    ")
            Path(folder, "test_some.py").write_text(text)
            options = ["--timeout", str(LIMIT), folder]
            argv = [sys.executable, "-m", "guardtools.unittest_runner", *options]
            return of_tap(execute(argv, LIMIT, apart=True), "some tests")

    def test_each_is_counted(self) -> None:
        outcome = self.run_tests("""
            def test_pass(self): pass
            def test_fail(self): self.fail()
            @unittest.skip("why # not")
            def test_skip(self): pass
        """)
        self.assertEqual(counts(outcome), (1, 1, 1))

    def test_skipped_test_may_not_have_been_started(self) -> None:
        outcome = self.run_tests("""
            def test_pass(self): pass
            def test_skip(self): pass
            def run(self, result=None):
                if "skip" not in self.id():
                    return super().run(result)
                result.addSkip(self, "as CPython 3.12.1 does")
                result.stopTest(self)
                return result
        """)
        self.assertEqual(counts(outcome), (1, 0, 1))

    def test_skipped_part_does_not_hide_the_rest(self) -> None:
        outcome = self.run_tests("""
            def test_parts(self):
                with self.subTest("first"): self.skipTest("no")
                with self.subTest("second"): pass
        """)
        self.assertEqual(counts(outcome), (1, 0, 1))

    def test_exception_in_a_thread_fails_the_test(self) -> None:
        outcome = self.run_tests("""
            def test_thread(self):
                thread = threading.Thread(target=self.fail)
                thread.start()
                thread.join()
        """)
        self.assertEqual(counts(outcome), (0, 1, 0))

    def test_what_tests_print_is_no_result(self) -> None:
        outcome = self.run_tests("""
            def test_print(self): os.system("echo; echo 'ok 7 - another'; echo 1..8")
        """)
        self.assertEqual(counts(outcome), (1, 0, 0))

    def test_death_names_the_test(self) -> None:
        outcome = self.run_tests("""
            def test_a(self): pass
            def test_b(self): os.abort()
        """)
        self.assertEqual(counts(outcome), (1, 1, 0))
        self.assertIn("test_b was running when", outcome.report)

    def test_early_exit_fails(self) -> None:
        outcome = self.run_tests("def test_exit(self): os._exit(0)")
        self.assertEqual(counts(outcome), (0, 1, 0))

    def test_no_test_fails(self) -> None:
        self.assertEqual(counts(self.run_tests("pass")), (0, 1, 0))


class Tap(unittest.TestCase):
    def test_plan_that_is_not_kept(self) -> None:
        for stdout in ("ok 1 - a\n1..2\n", "ok 1 - a\n"):
            outcome = of_tap(Finished(0, stdout), "a program")
            self.assertEqual(counts(outcome), (1, 1, 0))

    def test_failure_shows_the_output(self) -> None:
        outcome = of_tap(Finished(0, "not ok 1 - a\n1..1\n", "why\n"), "a program")
        self.assertEqual(counts(outcome), (0, 1, 0))
        self.assertIn("why", outcome.report)

    def test_exit_status_counts(self) -> None:
        outcome = of_tap(Finished(1, "ok 1 - a\n1..1\n"), "a program")
        self.assertEqual(counts(outcome), (1, 1, 0))


class Summary(unittest.TestCase):
    def test_last_line(self) -> None:
        outcome = of_summary(Finished(0, "what\n3 passed, 0 failed, 1 skipped\n"))
        self.assertEqual(counts(outcome), (3, 0, 1))

    def test_none(self) -> None:
        self.assertEqual(counts(of_summary(Finished(0, "3 passed\n"))), (0, 1, 0))
