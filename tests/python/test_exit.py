# SPDX-License-Identifier: LGPL-2.1-or-later
"""The interpreter exits quickly, cleanly and silently while daemon threads are inside calls."""

from __future__ import annotations

import subprocess
import unittest

from support import run_program, unlike_official
from threads import LIMIT

WAYS = ("return_from_main", "exit_with_status")
FINALIZERS = ("close_in_finalizer", "close_in_cycle", "use_in_finalizer")


def end(does: str, how: str, *options: str) -> subprocess.CompletedProcess[str]:
    return run_program(does, how, script="exit_program.py", options=options)


@unlike_official("its waits are not woken by a close")
class DaemonThreads(unittest.TestCase):
    def check(self, does: str, how: str, *options: str) -> None:
        with self.subTest(options=options, how=how):
            done = end(does, how, *options)
            told = "done\nfinalized\n" if how in FINALIZERS else "done\n"
            self.assertEqual((done.returncode, done.stdout), (0, told), done.stderr)
            self.assertEqual(done.stderr, "")

    def check_all(self, does: str, *ways: str) -> None:
        for how in (*ways, *FINALIZERS):
            self.check(does, how)
        for how in (ways[-1], FINALIZERS[0]):
            self.check(does, how, "-X", "dev")

    def test_in_a_wait(self) -> None:
        self.check_all("wait", *WAYS, "close_at_exit")

    def test_in_a_wait_inside_locked(self) -> None:
        self.check_all("wait_inside_locked", *WAYS, "close_at_exit")

    def test_inside_locked_forever(self) -> None:
        """Without a close at exit, which would rightly wait for the other threads."""
        self.check_all("stay_inside_locked", *WAYS)

    def test_that_are_always_busy(self) -> None:
        self.check_all("never_rest", *WAYS, "close_at_exit")

    def test_negative_control(self) -> None:
        """A thread that delays the exit makes it take too long."""
        with self.assertRaises(subprocess.TimeoutExpired):
            run_program(
                *("stay_inside_locked", "close_at_exit"),
                script="exit_program.py",
                timeout=LIMIT / 10,
            )


if __name__ == "__main__":
    unittest.main()
