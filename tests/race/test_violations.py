# SPDX-License-Identifier: LGPL-2.1-or-later
"""The race checker reports every kind of violation: both functions, threads and stacks."""

from __future__ import annotations

import re
import signal
import subprocess
import unittest
from typing import NamedTuple

from checker import LIMIT, Done, function_at, scenario, unit


class Half(NamedTuple):
    """One of the two threads of a report."""

    thread: int
    function: str
    caller: str


def halves(report: str) -> list[Half]:
    """The threads of a report; the caller is the function of the program that made the call."""
    found = re.findall(
        r"thread (\d+) \(\d+\) in (\w+)\(\):\n +#0 .*\blibgpiod-race\.so\S* (\w+)\n +#1 +(\S+)",
        report,
    )
    for _, function, top, _ in found:
        assert function == top, f"the stack of {function}() begins in {top}()"
    return [Half(int(thread), name, function_at(place)) for thread, name, _, place in found]


class Violations(unittest.TestCase):
    def check(self, done: Done, what: str, kind: str, *expected: Half) -> None:
        """Check the first report; the two threads may be in either order."""
        report = done.log.split("guardgen-race[")[1]
        self.assertRegex(report.splitlines()[0], rf"^\d+\]: {what}: {kind} (0x[0-9a-f]+|\(nil\))$")
        self.assertCountEqual(halves(report), expected, done.log)

    def test_two_threads_in_one_object(self) -> None:
        done = scenario("two_threads")
        self.assertEqual(done.status, 0, done.stderr)
        self.check(
            done,
            "two threads inside one object",
            "gpiod_line_request",
            Half(1, "gpiod_line_request_get_fd", "two_threads"),
            Half(2, "gpiod_line_request_wait_edge_events", "wait_for_events"),
        )

    def test_use_after_destroy(self) -> None:
        done = scenario("use_after_destroy")
        self.assertEqual((done.status, done.violations), (0, 1), done.stderr)
        self.check(
            done,
            "call on a destroyed object",
            "gpiod_line_settings",
            Half(1, "gpiod_line_settings_get_active_low", "use_after_destroy"),
            Half(1, "gpiod_line_settings_free", "use_after_destroy"),
        )

    def test_argument_after_destroy(self) -> None:
        done = scenario("argument_after_destroy")
        self.assertEqual(done.violations, 1)
        self.check(
            done,
            "call on a destroyed object",
            "gpiod_request_config",
            Half(1, "gpiod_chip_request_lines", "argument_after_destroy"),
            Half(1, "gpiod_request_config_free", "argument_after_destroy"),
        )

    def test_double_destroy(self) -> None:
        done = scenario("double_destroy")  # for which the C library aborts
        self.check(
            done,
            "object destroyed twice",
            "gpiod_line_settings",
            Half(1, "gpiod_line_settings_free", "double_destroy"),
            Half(1, "gpiod_line_settings_free", "double_destroy"),
        )

    def test_null(self) -> None:
        done = scenario("null")
        self.assertEqual(done.status, -signal.SIGABRT, "the library itself goes on")
        self.check(
            done,
            "call on NULL",
            "gpiod_line_settings",
            Half(1, "gpiod_line_settings_get_active_low", "null"),
        )

    def test_child_beside_its_owner(self) -> None:
        done = scenario("part_during_owner")
        self.assertEqual(done.status, 0, done.stderr)
        self.check(
            done,
            "part of an object used while another thread is inside the object",
            "gpiod_edge_event_buffer",
            Half(1, "gpiod_edge_event_get_line_offset", "part_during_owner"),
            Half(2, "gpiod_line_request_read_edge_events", "read_events"),
        )

    def test_child_after_its_owner(self) -> None:
        done = scenario("part_after_owner")
        self.assertEqual((done.status, done.violations), (0, 1), done.stderr)
        self.check(
            done,
            "part of an object used after the object was destroyed",
            "gpiod_edge_event_buffer",
            Half(1, "gpiod_edge_event_get_line_offset", "part_after_owner"),
            Half(1, "gpiod_edge_event_buffer_free", "part_after_owner"),
        )

    def test_child_of_a_freed_object_at_the_same_address(self) -> None:
        done = scenario("part_after_rebirth")
        self.assertEqual((done.status, done.violations), (0, 1), done.stderr)
        self.check(
            done,
            "part of an object used after the object was destroyed",
            "gpiod_info_event",
            Half(1, "gpiod_line_info_get_offset", "part_after_rebirth"),
        )


class Interposition(unittest.TestCase):
    def test_functions_that_libgpiod_lacks(self) -> None:
        done = subprocess.run([unit()], capture_output=True, text=True, timeout=LIMIT)
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr)


class Reporting(unittest.TestCase):
    def test_summary(self) -> None:
        done = scenario("use_after_destroy")
        summary = done.log.split("guardgen-race[")[-1].splitlines()
        self.assertRegex(summary[0], r"^\d+\]: 3 calls, 1 violations$")
        self.assertEqual(
            summary[1:],
            [
                "  gpiod_line_settings: 1 objects, 0 alive",
                "  call on a destroyed object: 1",
                "    1 in gpiod_line_settings_get_active_low,"
                " after or beside gpiod_line_settings_free",
            ],
        )

    def test_repeated_pair_is_only_counted(self) -> None:
        done = scenario("unguarded", DELAY="1")
        self.assertGreater(done.violations, 1)
        self.assertEqual(done.log.count("two threads inside one object: gpiod_line_settings"), 1)

    def test_goes_to_stderr_without_a_log(self) -> None:
        done = scenario("use_after_destroy", LOG="")
        self.assertIn("call on a destroyed object", done.stderr)
        self.assertIn("3 calls, 1 violations", done.stderr)

    def test_log_that_cannot_be_opened(self) -> None:
        """It goes to stderr again, and the checker does not change the program's errno."""
        done = scenario("errno_beside_report", LOG="/nonexistent/log")
        self.assertEqual(done.status, 0, done.stderr)
        self.assertIn("call on a destroyed object", done.stderr)

    def test_exit_status(self) -> None:
        done = scenario("use_after_destroy", EXIT="66")
        self.assertEqual(done.status, 66)
        self.assertEqual(done.stdout, "done", "what the program printed is lost")
        self.assertEqual(scenario("guarded", EXIT="66").status, 0)

    def test_abort(self) -> None:
        done = scenario("use_after_destroy", ABORT="1")
        self.assertEqual(done.status, -signal.SIGABRT)
        self.assertIn("call on a destroyed object", done.log)
        self.assertEqual(scenario("guarded", ABORT="1").status, 0)

    def test_stack_depth(self) -> None:
        none = scenario("use_after_destroy", STACK="0")
        self.assertEqual((none.violations, none.log.count("#")), (1, 0), none.log)
        two = scenario("use_after_destroy", STACK="2")
        self.assertEqual(two.log.count("use_after_destroy"), 0)
        self.assertLessEqual(two.log.count("#"), 8)
        self.assertEqual(two.log.count("#1 "), 2, two.log)

    def test_invalid_settings(self) -> None:
        for name, value in (("DELAY", "x"), ("STACK", "17"), ("EXIT", "0")):
            done = scenario("guarded", **{name: value})
            self.assertEqual((done.status, done.stdout), (2, ""))
            self.assertIn(f'GUARDGEN_RACE_{name} is "{value}": give it', done.stderr)


if __name__ == "__main__":
    unittest.main()
