# SPDX-License-Identifier: LGPL-2.1-or-later
"""Input that is rejected half-way, and offsets above the cached small integers: both may leak.

These tests make each call once; tests/leaks repeats them and counts objects.
"""

from __future__ import annotations

import unittest
from collections.abc import Callable
from typing import Any

import gpiod
from gpiod.line import Direction, Edge, Value
from support import GpioTest, things, unlike_official

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
HIGH = range(300, 304)
"""Offsets above 256, the largest small integer that CPython caches."""


@unlike_official("its LineConfig is another")
class Offsets(unittest.TestCase):
    """An array argument of the C library."""

    def setUp(self) -> None:
        from gpiod import _ext

        self.settings = _ext.LineSettings()
        self.config: Any = _ext.LineConfig()

    def test_valid_offsets_are_accepted(self) -> None:
        self.config.add_line_settings(list(HIGH), self.settings)
        self.assertEqual(self.config.get_configured_offsets(), list(HIGH))

    def test_one_invalid_offset(self) -> None:
        for wrong in things("nope", None, 1.5, -1, 2**64):
            with (
                self.subTest(wrong=wrong),
                self.assertRaises((TypeError, ValueError, OverflowError)),
            ):
                self.config.add_line_settings([*HIGH, wrong], self.settings)


class Lines(GpioTest):
    """Lines of a request, only some of which are valid."""

    def setUp(self) -> None:
        super().setUp()
        chip = self.chip(self.sim())
        self.request: Any = chip.request_lines({(0, 1): OUTPUT})
        self.addCleanup(self.request.release)

    def test_one_invalid_line(self) -> None:
        for wrong in things(99, "nope", None, 2**64):
            with self.subTest(wrong=wrong), self.assertRaises((ValueError, OSError, OverflowError)):
                self.request.get_values([0, wrong])

    def test_one_invalid_value(self) -> None:
        for wrong in things("high", None, 7.5):
            with self.subTest(wrong=wrong), self.assertRaises(AttributeError):
                self.request.set_values({0: Value.ACTIVE, 1: wrong})


class Configs(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.request: Any = self.chip(self.sim(line_names={1: "foo"})).request_lines

    def assert_refused(self, *arguments: object, **more: object) -> None:
        with self.assertRaises((TypeError, ValueError, OSError, AttributeError)):
            self.request(*arguments, **more)

    def test_one_invalid_line(self) -> None:
        for wrong in things(99, "nope", None, -1, 2**64):
            with self.subTest(wrong=wrong):
                self.assert_refused({0: OUTPUT, ("foo", wrong): OUTPUT})

    def test_output_value_for_an_invalid_line(self) -> None:
        for wrong in things("nope", None, 1.5):
            with self.subTest(wrong=wrong):
                self.assert_refused(
                    {0: OUTPUT}, output_values={0: Value.ACTIVE, wrong: Value.ACTIVE}
                )

    def test_invalid_output_value(self) -> None:
        for wrong in things("high", None, 7.5):
            with self.subTest(wrong=wrong):
                self.assert_refused(
                    {0: OUTPUT, 1: OUTPUT}, output_values={0: Value.ACTIVE, 1: wrong}
                )


class HighOffsets(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(512, line_names={line: f"line {line}" for line in HIGH})
        self.board = self.chip(self.simulated)

    def test_by_number(self) -> None:
        with self.board.request_lines(dict.fromkeys(HIGH)) as request:
            self.assertEqual(request.offsets, list(HIGH))
            self.assertEqual(request.get_values([f"line {HIGH[0]}", HIGH[1]]), [Value.INACTIVE] * 2)

    def test_by_name(self) -> None:
        self.assertEqual(self.board.line_offset_from_id(f"line {HIGH[1]}"), HIGH[1])
        with self.board.request_lines({f"line {line}": None for line in HIGH}) as request:
            self.assertEqual(request.offsets, list(HIGH))
            self.assertEqual(request.lines, [f"line {line}" for line in HIGH])

    def test_in_output_values(self) -> None:
        values: dict[int | str, Value] = {HIGH[0]: Value.ACTIVE, f"line {HIGH[1]}": Value.ACTIVE}
        with self.board.request_lines({tuple(HIGH): OUTPUT}, output_values=values) as request:
            self.assertEqual(request.get_values(), [Value.ACTIVE] * 2 + [Value.INACTIVE] * 2)
            request.set_values({f"line {HIGH[1]}": Value.INACTIVE, HIGH[2]: Value.ACTIVE})
            request.reconfigure_lines({tuple(HIGH): OUTPUT})

    def test_in_infos_and_events(self) -> None:
        self.assertEqual(self.board.watch_line_info(HIGH[0]).offset, HIGH[0])
        settings = gpiod.LineSettings(edge_detection=Edge.BOTH)
        with self.board.request_lines({HIGH[0]: settings}) as request:
            self.assertEqual(self.board.read_info_event().line_info.offset, HIGH[0])
            self.simulated.set_pull(HIGH[0], self.simulated.Pull.UP)
            self.assertEqual([e.line_offset for e in request.read_edge_events()], [HIGH[0]])


@unlike_official("its snapshots take anything")
class Snapshots(GpioTest):
    def test_invalid_field(self) -> None:
        with self.chip(self.sim()) as chip:
            info = chip.get_line_info(0)
        wrong = things("nope")[0]
        made: list[Callable[[], object]] = [
            lambda: gpiod.EdgeEvent(1, 1000, 3, 4, wrong),
            lambda: gpiod.InfoEvent(1, wrong, info),
            lambda: gpiod.ChipInfo("".join(("na", "me")), "label", wrong),  # no constant: counted
        ]
        for make in made:
            with self.assertRaises(TypeError):
                make()


class Timeouts(GpioTest):
    def test_index_objects_out_of_range(self) -> None:
        class Seconds:
            def __index__(self) -> int:
                return 2**40  # too large, and not a cached small integer

        seconds: Any = Seconds()
        with self.chip(self.sim()) as chip, self.assertRaises((OverflowError, TypeError)):
            chip.wait_info_event(seconds)


if __name__ == "__main__":
    unittest.main()
