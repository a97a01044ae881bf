# SPDX-License-Identifier: LGPL-2.1-or-later
"""The module itself, on the back end that is available."""

from __future__ import annotations

import gc
import threading
import unittest
from functools import partial

from threads import Task

from gpiosim import Chip


class Lifetime(unittest.TestCase):
    def test_closed_chip_raises_and_keeps_its_name(self) -> None:
        chip = Chip(num_lines=2)
        name, path = chip.name, chip.dev_path
        self.assertEqual(path, f"/dev/{name}")
        chip.close()
        chip.close()
        self.assertEqual((chip.name, chip.dev_path), (name, path))
        with self.assertRaises(ValueError):
            chip.set_pull(0, Chip.Pull.UP)
        with self.assertRaises(ValueError):
            chip.get_value(0)

    def test_context_manager_removes(self) -> None:
        with Chip() as chip:
            name = chip.name
        with Chip() as again:
            self.assertEqual(again.name, name)

    def test_collection_removes(self) -> None:
        chip = Chip()
        name = chip.name
        del chip
        gc.collect()
        with Chip() as again:
            self.assertEqual(again.name, name)

    def test_names_are_distinct(self) -> None:
        chips = [Chip() for _ in range(20)]
        self.assertEqual(len({chip.name for chip in chips}), 20)


class Lines(unittest.TestCase):
    def test_level_follows_pull(self) -> None:
        with Chip(num_lines=3) as chip:
            self.assertIs(chip.get_value(1), Chip.Value.INACTIVE)
            chip.set_pull(1, Chip.Pull.UP)
            self.assertIs(chip.get_value(1), Chip.Value.ACTIVE)
            self.assertIs(chip.get_value(2), Chip.Value.INACTIVE)
            chip.set_pull(1, Chip.Pull.DOWN)
            self.assertIs(chip.get_value(1), Chip.Value.INACTIVE)

    def test_hog_drives(self) -> None:
        hogs = {
            0: ("high", Chip.Direction.OUTPUT_HIGH),
            1: ("low", Chip.Direction.OUTPUT_LOW),
            2: ("in", Chip.Direction.INPUT),
        }
        with Chip(label="x", num_lines=3, line_names={0: "a", 9: "none"}, hogs=hogs) as chip:
            for line in range(3):
                chip.set_pull(line, Chip.Pull.UP)
            levels = [chip.get_value(line).name for line in range(3)]
            self.assertEqual(levels, ["ACTIVE", "INACTIVE", "ACTIVE"])

    def test_missing_line(self) -> None:
        with Chip(num_lines=2) as chip:
            with self.assertRaises(FileNotFoundError):
                chip.set_pull(2, Chip.Pull.UP)
            with self.assertRaises(FileNotFoundError):
                chip.get_value(2)

    def test_number_of_lines_is_checked(self) -> None:
        for num_lines in (-1, 0, 1025):
            with self.subTest(num_lines), self.assertRaises(OSError):
                Chip(num_lines=num_lines)
        with Chip(num_lines=1024) as chip:
            self.assertIs(chip.get_value(1023), Chip.Value.INACTIVE)


class Threads(unittest.TestCase):
    def test_close_while_in_use(self) -> None:
        chip = Chip(num_lines=4)
        started = threading.Barrier(5)

        def use(line: int) -> None:
            while True:
                chip.set_pull(line, Chip.Pull.UP)
                chip.get_value(line)

        users = [Task(partial(use, line), started) for line in range(4)]
        started.wait()
        chip.close()
        for user in users:
            with self.assertRaisesRegex(ValueError, "^the simulated chip is closed$"):
                user.result()


if __name__ == "__main__":
    unittest.main()
