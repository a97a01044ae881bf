# SPDX-License-Identifier: LGPL-2.1-or-later
"""fork() while other threads are inside calls of every kind.

The child closes what it inherited, is told clearly that it cannot use it otherwise, and opens its
own; the parent's threads notice nothing.
"""

from __future__ import annotations

import unittest

from race import checker
from support import LIMIT, in_memory, run_scenario, unlike_official


@unlike_official("an inherited handle works, and disturbs the parent's")
class Fork(unittest.TestCase):
    def run_script(self, *arguments: str, environment: dict[str, str] | None = None) -> None:
        done = run_scenario(
            *arguments, script="world_fork.py", timeout=3 * LIMIT, environment=environment
        )
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr)
        self.assertEqual(done.stderr, "")

    def test_many_children(self) -> None:
        self.run_script("storm", "10")

    @unittest.skipUnless(in_memory(), "the race checker is built for the in-memory libgpiod")
    def test_many_children_with_calls_that_take_their_time(self) -> None:
        """Threads are in the middle of a close, too: what they destroy is not the child's."""
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

    def test_by_threads_that_are_not_the_main_one(self) -> None:
        self.run_script("from_threads", "5")

    def test_inside_locked(self) -> None:
        self.run_script("inside_locked")

    def test_a_child_that_drops_what_it_inherited(self) -> None:
        self.run_script("dropped")

    def test_a_child_of_a_child(self) -> None:
        self.run_script("grandchild")

    def test_a_child_that_ends_with_everything_open(self) -> None:
        self.run_script("natural_end")


if __name__ == "__main__":
    unittest.main()
