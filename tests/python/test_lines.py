# SPDX-License-Identifier: LGPL-2.1-or-later
"""Line information: queried, watched, and in events."""

from __future__ import annotations

import errno
import time
import unittest
from datetime import timedelta
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Bias, Clock, Direction, Drive, Edge, Value
from support import GpioTest, things, unlike_official
from threads import Task

Type = gpiod.InfoEvent.Type


class LineInfo(GpioTest):
    def test_unused_line(self) -> None:
        info = self.chip(self.sim()).get_line_info(3)
        self.assertIsInstance(info, gpiod.LineInfo)
        self.assertEqual(info.offset, 3)
        self.assertIs(info.used, False)
        self.assertIsNone(info.name)
        self.assertIsNone(info.consumer)
        self.assertIs(info.direction, Direction.INPUT)
        self.assertIs(info.active_low, False)
        self.assertIs(info.bias, Bias.UNKNOWN)
        self.assertIs(info.drive, Drive.PUSH_PULL)
        self.assertIs(info.edge_detection, Edge.NONE)
        self.assertIs(info.event_clock, Clock.MONOTONIC)
        self.assertIs(info.debounced, False)
        self.assertEqual(info.debounce_period, timedelta())

    def test_hogged_line(self) -> None:
        sim = self.sim(
            line_names={2: "led"}, hogs={2: ("owner", gpiosim.Chip.Direction.OUTPUT_HIGH)}
        )
        info = self.chip(sim).get_line_info("led")
        self.assertEqual((info.offset, info.name), (2, "led"))
        self.assertEqual((info.used, info.consumer), (True, "owner"))
        self.assertIs(info.direction, Direction.OUTPUT)

    def test_requested_line(self) -> None:
        chip = self.chip(self.sim())
        wanted: dict[str, Any] = {
            "direction": Direction.INPUT,
            "edge_detection": Edge.FALLING,
            "bias": Bias.PULL_UP,
            "active_low": True,
            "debounce_period": timedelta(microseconds=1500),
            "event_clock": Clock.REALTIME,
        }
        with chip.request_lines({3: gpiod.LineSettings(**wanted)}, consumer="me"):
            info = chip.get_line_info(3)
            for name, value in wanted.items():
                with self.subTest(name):
                    self.assertEqual(getattr(info, name), value)
            self.assertEqual((info.used, info.consumer, info.debounced), (True, "me", True))
        info = chip.get_line_info(3)
        self.assertEqual((info.used, info.consumer), (False, None))

    def test_output_line(self) -> None:
        chip = self.chip(self.sim())
        for drive in Drive:
            settings = gpiod.LineSettings(Direction.OUTPUT, drive=drive)
            with self.subTest(drive=drive), chip.request_lines({0: settings}):
                info = chip.get_line_info(0)
                self.assertIs(info.direction, Direction.OUTPUT)
                self.assertIs(info.drive, drive)

    def test_line_by_name_offset_and_decimal_string(self) -> None:
        chip = self.chip(self.sim(line_names={3: "reset"}))
        by_offset = chip.get_line_info(3)
        self.assertEqual(by_offset.name, "reset")
        for line in ("reset", "3"):
            self.assertEqual(chip.get_line_info(line), by_offset)
        self.assertEqual(chip.get_line_info(line=3), by_offset)

    def test_each_call_makes_a_new_object(self) -> None:
        chip = self.chip(self.sim())
        self.assertIsNot(chip.get_line_info(0), chip.get_line_info(0))

    def test_invalid_lines(self) -> None:
        chip: Any = self.chip(self.sim())
        for method in (chip.get_line_info, chip.watch_line_info, chip.unwatch_line_info):
            for line in (8, -1, 2**32 - 1, 2**32, 2**64, 2**200, "8", "-1"):
                with self.subTest(method=method, line=line), self.assertRaises(ValueError):
                    method(line)
            for line in ("nope", "FOO", "1.0"):
                with self.subTest(method=method, line=line), self.assertRaises(FileNotFoundError):
                    method(line)
            for line in things(None, 1.0, b"1", [], (), (0,), object()):
                with self.subTest(method=method, line=line), self.assertRaises(TypeError):
                    method(line)

    @unlike_official("it takes the offset modulo 2**32 and answers for another line")
    def test_very_negative_offsets(self) -> None:
        chip = self.chip(self.sim())
        for method in (chip.get_line_info, chip.watch_line_info, chip.unwatch_line_info):
            for line in (-(2**32), -(2**32) + 1, -(2**64), -(2**200), str(-(2**32))):
                with self.subTest(method=method, line=line), self.assertRaises(ValueError):
                    method(line)


class Watching(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.board = self.chip(self.sim(line_names={3: "reset"}))

    def test_returns_the_line_info(self) -> None:
        info = self.board.watch_line_info("reset")
        self.assertIsInstance(info, gpiod.LineInfo)
        self.assertEqual((info.offset, info.name, info.used), (3, "reset", False))

    def test_twice(self) -> None:
        self.board.watch_line_info(3)
        with self.assertRaises(OSError) as caught:
            self.board.watch_line_info("reset")
        self.assertEqual(caught.exception.errno, errno.EBUSY)

    def test_unwatching(self) -> None:
        self.board.watch_line_info(line="reset")
        self.assertIsNone(self.board.unwatch_line_info(line="reset"))  # type: ignore[func-returns-value]
        self.board.watch_line_info(3)
        self.board.unwatch_line_info("3")
        with self.board.request_lines({3: None}):
            self.assertIs(self.board.wait_info_event(0), False)

    def test_unwatching_an_unwatched_line(self) -> None:
        with self.assertRaises(OSError) as caught:
            self.board.unwatch_line_info(3)
        self.assertEqual(caught.exception.errno, errno.EBUSY)

    def test_chips_watch_independently(self) -> None:
        other = self.chip(self.sim())
        same = gpiod.Chip(self.board.path)
        self.addCleanup(same.close)
        for chip in (self.board, same, other):
            chip.watch_line_info(3)
        with self.board.request_lines({3: None}):
            self.assertTrue(self.board.wait_info_event(1))
            self.assertTrue(same.wait_info_event(1))
            self.assertFalse(other.wait_info_event(0))


class InfoEvents(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(line_names={3: "reset"})
        self.board = self.chip(self.simulated)
        self.board.watch_line_info(3)

    def read(self) -> gpiod.InfoEvent:
        self.assertIs(self.board.wait_info_event(1), True)
        return self.board.read_info_event()

    def test_request_reconfigure_and_release(self) -> None:
        before = time.monotonic_ns()
        with gpiod.request_lines(self.simulated.dev_path, {3: None}, consumer="me") as request:
            requested = self.read()
            request.reconfigure_lines({3: gpiod.LineSettings(direction=Direction.OUTPUT)})
            changed = self.read()
        released = self.read()
        after = time.monotonic_ns()

        events = [requested, changed, released]
        self.assertEqual(
            [event.event_type for event in events],
            [Type.LINE_REQUESTED, Type.LINE_CONFIG_CHANGED, Type.LINE_RELEASED],
        )
        for event in events:
            self.assertIsInstance(event, gpiod.InfoEvent)
            self.assertEqual((event.line_info.offset, event.line_info.name), (3, "reset"))
        stamps = [before, *(event.timestamp_ns for event in events), after]
        self.assertEqual(stamps, sorted(stamps))
        self.assertEqual((requested.line_info.used, requested.line_info.consumer), (True, "me"))
        self.assertIs(changed.line_info.direction, Direction.OUTPUT)
        self.assertEqual((released.line_info.used, released.line_info.consumer), (False, None))
        self.assertIs(self.board.wait_info_event(0), False)

    def test_unwatched_line_makes_no_event(self) -> None:
        with self.board.request_lines({4: None}):
            self.assertIs(self.board.wait_info_event(0), False)

    def test_are_kept_in_order(self) -> None:
        self.board.watch_line_info(4)
        with self.board.request_lines({4: None, 3: None}):
            pass
        events = [self.read() for _ in range(4)]
        seen = [(event.event_type, event.line_info.offset) for event in events]
        self.assertEqual(
            seen,
            [
                (Type.LINE_REQUESTED, 4),
                (Type.LINE_REQUESTED, 3),
                (Type.LINE_RELEASED, 4),
                (Type.LINE_RELEASED, 3),
            ],
        )

    def test_reading_waits_for_an_event(self) -> None:
        reader = Task(self.board.read_info_event)
        reader.until_waiting()
        with gpiod.request_lines(self.simulated.dev_path, {3: None}):
            self.assertIs(reader.result().event_type, Type.LINE_REQUESTED)


class ActiveLow(GpioTest):
    def test_does_not_change_the_physical_line(self) -> None:
        sim = self.sim()
        settings = gpiod.LineSettings(
            direction=Direction.OUTPUT, active_low=True, output_value=Value.ACTIVE
        )
        with gpiod.request_lines(sim.dev_path, {0: settings}) as request:
            self.assertIs(request.get_value(0), Value.ACTIVE)
            self.assertEqual(sim.get_value(0), gpiosim.Chip.Value.INACTIVE)
            request.set_value(0, Value.INACTIVE)
            self.assertEqual(sim.get_value(0), gpiosim.Chip.Value.ACTIVE)


if __name__ == "__main__":
    unittest.main()
