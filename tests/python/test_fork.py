# SPDX-License-Identifier: LGPL-2.1-or-later
"""fork() while other threads are inside calls of every kind.

The child can close inherited handles, gets an exception from every other use, and can open its own.
The parent's threads are not affected.
"""

from __future__ import annotations

import unittest

from race import checker
from support import in_memory, run_program, unlike_official
from threads import LIMIT


@unlike_official("an inherited handle works, and disturbs the parent's")
class Fork(unittest.TestCase):
    def run_script(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        done = run_program(
            *arguments, script="fork_program.py", timeout=3 * LIMIT, environment=environment
        )
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr)
        self.assertEqual(done.stderr, "")

    def test_many_children(self) -> None:
        self.run_script("storm", "10")

    @unittest.skipUnless(in_memory(), "the race checker is built for the in-memory libgpiod")
    def test_many_children_with_slow_calls(self) -> None:
        """Threads are in the middle of a close, too: the child must not destroy what they do."""
        for seed in ("1", "2"):
            self.run_script(
                *("storm", "8"),
                environment={
                    "LD_PRELOAD": str(checker.checker()),
                    "GUARDGEN_RACE_DELAY": f"{seed}:300",
                    "GUARDGEN_RACE_STACK": "0",
                    "GUARDGEN_RACE_EXIT": "99",
                    "GUARDGEN_RACE_LOG": "/dev/null",
                },
            )

    def test_by_threads_other_than_the_main_thread(self) -> None:
        self.run_script("from_threads", "5")

    def test_inside_locked(self) -> None:
        self.run_script("inside_locked")

    def test_child_that_drops_inherited_handles(self) -> None:
        self.run_script("dropped")

    def test_child_of_a_child(self) -> None:
        self.run_script("grandchild")

    def test_child_that_exits_with_open_handles(self) -> None:
        self.run_script("natural_end")


if __name__ == "__main__":
    unittest.main()
