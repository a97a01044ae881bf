# SPDX-License-Identifier: LGPL-2.1-or-later
"""Signals that arrive while the main thread waits, each in a new process."""

from __future__ import annotations

import unittest
from functools import partial

from support import WAKE_LIMIT, assert_within, run_program, unlike_official

WAITS = ("wait_edge_events", "wait_info_event")
READS = ("read_edge_events", "read_info_event")


class KeyboardInterrupts(unittest.TestCase):
    """Ctrl-C ends a wait promptly, and the handle stays usable."""

    def check(self, name: str) -> None:
        def once() -> float:
            done = run_program("interrupt", name)
            self.assertEqual(done.returncode, 0, done.stderr)
            return float(done.stdout)

        assert_within(WAKE_LIMIT, once)

    def test_end_waits(self) -> None:
        for name in WAITS:
            with self.subTest(name):
                self.check(name)

    @unlike_official("InterruptedError: a blocking read ends at the first signal")
    def test_end_reads(self) -> None:
        for name in READS:
            with self.subTest(name):
                self.check(name)


@unlike_official("the wait goes on with a closed descriptor")
class CloseInHandler(unittest.TestCase):
    """A handler may close the handle that the main thread waits on."""

    def test_ends_every_wait(self) -> None:
        for name in (*WAITS, *READS):
            with self.subTest(name):
                assert_within(WAKE_LIMIT, partial(self.closed, name))

    def closed(self, name: str) -> float:
        done = run_program("close_in_handler", name)
        self.assertEqual(done.returncode, 0, done.stderr)
        result, seconds = done.stdout.split()
        self.assertEqual(result, "ChipClosedError" if "info" in name else "RequestReleasedError")
        return float(seconds)


if __name__ == "__main__":
    unittest.main()
