# SPDX-License-Identifier: LGPL-2.1-or-later
"""The race checker reports nothing for correct programs, and does not affect them."""

from __future__ import annotations

import unittest

from checker import SIM, program, run, scenario, scenario_on_system

CORRECT = ("guarded", "address_reuse", "parts", "reborn_parts", "counts", "errors")


class NoViolations(unittest.TestCase):
    def test_in_correct_programs(self) -> None:
        for name in CORRECT:
            for settings in ({"EXIT": "66"}, {"EXIT": "66", "DELAY": "7:20"}):
                with self.subTest(name, **settings):
                    done = scenario(name, **settings)
                    self.assertEqual((done.status, done.violations), (0, 0), done.stderr + done.log)

    def test_in_the_unit_tests_of_the_library(self) -> None:
        """The tests of the in-memory libgpiod are correct and call all of its functions."""
        for name in ("objects", "lines", "events", "removal", "threads"):
            with self.subTest(name):
                done = run([program(SIM / f"test_{name}.c")], {"EXIT": "66"})
                self.assertEqual((done.status, done.violations), (0, 0), done.stderr + done.log)
                self.assertGreater(done.calls, 90)

    def test_without_calls_of_the_library(self) -> None:
        done = run(["/bin/echo", "hello"], {"EXIT": "66"})
        self.assertEqual((done.status, done.stdout, done.stderr, done.log), (0, "hello\n", "", ""))

    def test_when_the_library_calls_itself(self) -> None:
        """On the system's libgpiod; the calls inside the library are not counted."""
        done = scenario_on_system("address_reuse")
        self.assertEqual((done.status, done.violations), (0, 0), done.stderr + done.log)
        self.assertEqual(done.calls, scenario("address_reuse").calls)

    def test_when_forking_beside_a_call(self) -> None:
        """The child, in which the other thread does not exist, counts separately."""
        done = scenario("forked")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertRegex(done.log, r"\]: 1 calls, 0 violations\n")

    def test_when_a_call_is_cancelled(self) -> None:
        done = scenario("cancelled")
        self.assertEqual(done.status, 0, done.stderr)


class Delays(unittest.TestCase):
    def test_make_threads_meet(self) -> None:
        for seed in range(3):
            self.assertGreater(scenario("unguarded", DELAY=str(seed)).violations, 0)

    def test_depend_on_the_seed(self) -> None:
        def delays(setting: str) -> str:
            log = scenario("unguarded", DELAY=setting).log
            return log.rpartition(" violations, ")[2].partition("\n")[0]

        first = delays("3:50")
        self.assertRegex(first, r"^\d{3} delays of \d{5} us$")
        self.assertEqual({delays("3:50") for _ in range(3)}, {first})
        self.assertNotEqual(delays("4:50"), first)
        self.assertNotEqual(delays("3:51"), first)

    def test_need_a_seed(self) -> None:
        self.assertNotIn("delays", scenario("guarded").log)


class Overhead(unittest.TestCase):
    def test_of_a_call_depends_on_its_stack_depth(self) -> None:
        """Most of it is the stack trace: no call looks up a name, and no list grows."""
        cost = {frames: int(scenario("overhead", STACK=frames).stdout) for frames in ("0", "8")}
        self.assertLess(cost["0"], 1000, "nanoseconds")
        self.assertLess(cost["8"], 20000, "nanoseconds")


if __name__ == "__main__":
    unittest.main()
