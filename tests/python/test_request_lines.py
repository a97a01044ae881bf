# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chip.request_lines(): all ways to specify lines, settings and values."""

from __future__ import annotations

import errno
import types
import unittest
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Bias, Clock, Direction, Drive, Edge, Value
from support import GpioTest, things, unlike_official

ACTIVE, INACTIVE = gpiosim.Chip.Value.ACTIVE, gpiosim.Chip.Value.INACTIVE
OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
REFUSED = (ValueError, OverflowError)
HIGH = gpiod.LineSettings(direction=Direction.OUTPUT, output_value=Value.ACTIVE)


class RequestTest(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        names = {1: "foo", 2: "bar", 4: "baz", 5: "bar"}
        self.simulated = self.sim(num_lines=8, line_names=names)
        self.board = self.chip(self.simulated)
        self.request: Any = self.board.request_lines
        """The method, untyped: it is given wrong things too."""

    def assert_free(self) -> None:
        for offset in range(8):
            self.assertFalse(self.board.get_line_info(offset).used, f"line {offset} is in use")


class WhichLines(RequestTest):
    def test_one_offset(self) -> None:
        with self.request({3: None}) as request:
            self.assertIsInstance(request, gpiod.LineRequest)
            self.assertEqual((request.lines, request.offsets), ([3], [3]))
            self.assertEqual(request.num_lines, 1)
            self.assertEqual(request.chip_name, self.simulated.name)
            self.assertTrue(self.board.get_line_info(3).used)
        self.assert_free()

    def test_names_offsets_and_decimal_strings(self) -> None:
        with self.request({"baz": None, 0: None, "6": None, "foo": None}) as request:
            self.assertEqual(request.lines, ["baz", 0, "6", "foo"])
            self.assertEqual(request.offsets, [4, 0, 6, 1])

    def test_several_lines_with_the_same_settings(self) -> None:
        with self.request({("baz", 0): None, (6,): None, frozenset({7}): None}) as request:
            self.assertEqual(request.lines, ["baz", 0, 6, 7])
            self.assertEqual(request.offsets, [4, 0, 6, 7])

    def test_any_hashable_iterable_as_a_key(self) -> None:
        class Lines:
            def __iter__(self) -> Iterator[int]:
                return iter([2, 3])

        for key, offsets in (
            (range(2, 5), [2, 3, 4]),
            (b"\x01\x02", [1, 2]),
            (Lines(), [2, 3]),
            (iter([5, 6]), [5, 6]),
        ):
            with self.subTest(key=key), self.request({key: None}) as request:
                self.assertEqual(request.offsets, offsets)

    def test_any_mapping(self) -> None:
        with self.request(types.MappingProxyType({3: None})) as request:
            self.assertEqual(request.offsets, [3])

    def test_lists_are_new_each_time(self) -> None:
        with self.request({3: None, "foo": None}) as request:
            self.assertEqual(request.lines, [3, "foo"])
            self.assertIsInstance(request.lines, list)
            self.assertIsInstance(request.offsets, list)

    def test_duplicate_name_means_the_first_line(self) -> None:
        with self.request({"bar": None}) as request:
            self.assertEqual(request.offsets, [2])

    def test_by_keyword(self) -> None:
        with self.request(
            output_values={3: Value.ACTIVE}, event_buffer_size=8, consumer="me", config={3: OUTPUT}
        ) as request:
            self.assertEqual(request.offsets, [3])
            self.assertEqual(self.simulated.get_value(3), ACTIVE)

    def test_no_lines(self) -> None:
        for config in things({}, {(): None}, {frozenset(): OUTPUT}):
            with self.subTest(config=config), self.assertRaises(ValueError):
                self.request(config)

    def test_repeated_lines(self) -> None:
        for config in (
            {3: None, "3": None},
            {"foo": None, 1: None},
            {(0, 0): None},
            {0: None, (3, 0): None},
            {("baz", "baz"): None},
            {1: None, (True,): None},
        ):
            with self.subTest(config=config), self.assertRaises(ValueError) as caught:
                self.request(config)
            self.assertIn("offset", str(caught.exception))
            self.assert_free()

    def test_unknown_lines(self) -> None:
        for line in (8, 99, -1, 2**32 - 1, 2**32, 2**64, 2**200, "8"):
            with self.subTest(line=line), self.assertRaises(ValueError):
                self.request({0: None, line: None})
        for line in (-(2**32), -(2**200), "-1"):
            with self.subTest(line=line), self.assertRaises((ValueError, OverflowError)):
                self.request({0: None, line: None})
        for line in ("nope", "FOO", "1.0"):
            with self.subTest(line=line), self.assertRaises(FileNotFoundError):
                self.request({0: None, line: None})
        self.assert_free()

    def test_wrong_types(self) -> None:
        for key in (None, 1.5, object(), (None,), (1.5,), ((0,),), (b"foo",)):
            with self.subTest(key=key), self.assertRaises(TypeError):
                self.request({0: None, key: None})
        for config in (None, 0, "foo", [0], ("foo",), {0}):
            with self.subTest(config=config), self.assertRaises(AttributeError):
                self.request(config)
        with self.assertRaises(TypeError):
            self.request()
        self.assert_free()

    def test_lines_in_use(self) -> None:
        with self.request({3: None}):
            with self.assertRaises(OSError) as caught:
                self.request({2: None, 3: None})
            self.assertEqual(caught.exception.errno, errno.EBUSY)
            self.assertFalse(self.board.get_line_info(2).used)

    def test_more_lines_than_a_request_can_hold(self) -> None:
        board = self.chip(self.sim(num_lines=100))
        with board.request_lines({tuple(range(64)): None}) as request:
            self.assertEqual(request.offsets, list(range(64)))
            self.assertEqual(len(request.get_values()), 64)
        with self.assertRaises(OSError) as caught:
            board.request_lines({tuple(range(65)): None})
        self.assertEqual(caught.exception.errno, errno.E2BIG)

    def test_request_outlives_the_chip(self) -> None:
        request = self.request({3: OUTPUT})
        self.board.close()
        with request:
            request.set_value(3, Value.ACTIVE)
            self.assertEqual(self.simulated.get_value(3), ACTIVE)
            self.assertEqual(request.chip_name, self.simulated.name)


class Names(RequestTest):
    """The names by which a request knows its lines."""

    def test_requested_by_name(self) -> None:
        with self.request({"foo": None}) as request:
            self.assertIs(request.get_value("foo"), Value.INACTIVE)
            self.assertIs(request.get_value(1), Value.INACTIVE)

    def test_requested_by_offset(self) -> None:
        with self.request({1: None}) as request:
            self.assertIs(request.get_value("foo"), Value.INACTIVE)
            with self.assertRaises(ValueError):
                request.get_value("1")

    def test_requested_by_decimal_string(self) -> None:
        with self.request({"1": None}) as request:
            self.assertIs(request.get_value("1"), Value.INACTIVE)
            with self.assertRaises(ValueError):
                request.get_value("foo")

    def test_two_lines_with_the_same_name(self) -> None:
        self.simulated.set_pull(5, gpiosim.Chip.Pull.UP)
        with self.request({5: None, 2: None}) as request:
            self.assertIs(request.get_value("bar"), Value.ACTIVE, "the first one asked for")
        with self.request({5: None, "bar": None}) as request:
            self.assertIs(request.get_value("bar"), Value.INACTIVE, "the one asked for by name")
        with self.request({"bar": None, 5: None}) as request:
            self.assertIs(request.get_value("bar"), Value.INACTIVE, "the one asked for by name")


class Settings(RequestTest):
    def test_each_line_has_its_own(self) -> None:
        with self.request({0: OUTPUT, (1, 2): HIGH, 3: None}):
            self.assertEqual(
                [self.simulated.get_value(offset) for offset in (0, 1, 2)],
                [INACTIVE, ACTIVE, ACTIVE],
            )
            self.assertIs(self.board.get_line_info(0).direction, Direction.OUTPUT)
            self.assertIs(self.board.get_line_info(3).direction, Direction.INPUT)

    def test_are_copied_at_the_call(self) -> None:
        settings = gpiod.LineSettings(direction=Direction.OUTPUT)
        with self.request({0: settings}):
            settings.direction = Direction.INPUT
            self.assertIs(self.board.get_line_info(0).direction, Direction.OUTPUT)

    def test_any_falsy_object_means_the_defaults(self) -> None:
        for settings in (None, False, 0, "", ()):
            with self.subTest(settings=settings), self.request({0: settings}):
                self.assertIs(self.board.get_line_info(0).direction, Direction.INPUT)

    def test_any_object_with_the_same_attributes(self) -> None:
        settings = types.SimpleNamespace(**vars(HIGH))
        with self.request({0: settings}):
            self.assertEqual(self.simulated.get_value(0), ACTIVE)

    def test_contradictory_combinations(self) -> None:
        for wrong in (
            gpiod.LineSettings(direction=Direction.OUTPUT, edge_detection=Edge.BOTH),
            gpiod.LineSettings(direction=Direction.INPUT, drive=Drive.OPEN_DRAIN),
            gpiod.LineSettings(bias=Bias.UNKNOWN),
            gpiod.LineSettings(bias=Bias.PULL_UP),
        ):
            with self.subTest(settings=str(wrong)), self.assertRaises(ValueError):
                self.request({1: None, 0: wrong})
            self.assert_free()

    def test_wrong_types(self) -> None:
        for settings in (1, "x", object(), {"direction": Direction.INPUT}, Direction.INPUT):
            with self.subTest(settings=settings), self.assertRaises(AttributeError):
                self.request({1: None, 0: settings})
            self.assert_free()

    def test_attributes_of_the_wrong_type(self) -> None:
        for name in (*vars(HIGH),):
            if name == "active_low":
                continue
            for value in (None, 1, "INPUT"):
                settings: Any = gpiod.LineSettings()
                setattr(settings, name, value)
                with self.subTest(name=name, value=value), self.assertRaises(AttributeError):
                    self.request({1: None, 0: settings})
            self.assert_free()

    def test_active_low_accepts_any_truth_value(self) -> None:
        for value, expected in (("yes", True), ([], False), (None, False), (2, True)):
            settings: Any = gpiod.LineSettings(direction=Direction.INPUT)
            settings.active_low = value
            with self.subTest(value=value), self.request({0: settings}):
                self.assertIs(self.board.get_line_info(0).active_low, expected)

    def test_values_of_another_enum(self) -> None:
        for name, value in (
            ("direction", Bias.PULL_DOWN),
            ("direction", Value.INACTIVE),
            ("edge_detection", Bias.PULL_DOWN),
            ("edge_detection", Value.INACTIVE),
            ("drive", Bias.PULL_UP),
            ("event_clock", Edge.BOTH),
            ("output_value", Direction.INPUT),
        ):
            settings: Any = gpiod.LineSettings()
            setattr(settings, name, value)
            with self.subTest(name=name, value=value), self.assertRaises(ValueError):
                self.request({1: None, 0: settings})
            self.assert_free()

    @unlike_official("it takes the lower 32 bits")
    def test_enum_values_out_of_range(self) -> None:
        for name in ("direction", "edge_detection", "bias", "drive", "event_clock", "output_value"):
            for value in (2**32, 2**32 + 1, -(2**32) + 1, 2**64 + 1, -(2**200)):
                settings: Any = gpiod.LineSettings()
                setattr(settings, name, types.SimpleNamespace(value=value))
                with self.subTest(name=name, value=value), self.assertRaises(REFUSED):
                    self.request({1: None, 0: settings})
            self.assert_free()

    def test_negative_debounce_periods(self) -> None:
        for period in (timedelta(microseconds=-1), timedelta(days=-1)):
            settings = gpiod.LineSettings(debounce_period=period)
            with self.subTest(period), self.assertRaises(ValueError):
                self.request({1: None, 0: settings})
            self.assert_free()

    @unlike_official("it takes some of the bits")
    def test_invalid_debounce_periods(self) -> None:
        for period, error in (
            (timedelta(microseconds=-1), ValueError),
            (timedelta(days=-1), ValueError),
            (timedelta.min, ValueError),
            (timedelta.max, OverflowError),
        ):
            settings = gpiod.LineSettings(direction=Direction.INPUT, debounce_period=period)
            with self.subTest(period), self.assertRaises(error):
                self.request({1: None, 0: settings})
            self.assert_free()

    def test_debounce_periods(self) -> None:
        for period in (
            timedelta(microseconds=1),
            timedelta(seconds=2),
            timedelta(milliseconds=1.5),
        ):
            settings = gpiod.LineSettings(direction=Direction.INPUT, debounce_period=period)
            with self.subTest(period), self.request({0: settings}):
                info = self.board.get_line_info(0)
                self.assertEqual((info.debounced, info.debounce_period), (True, period))

    def test_event_clocks(self) -> None:
        for clock in (Clock.MONOTONIC, Clock.REALTIME):
            settings = gpiod.LineSettings(edge_detection=Edge.BOTH, event_clock=clock)
            with self.subTest(clock=clock), self.request({0: settings}):
                self.assertIs(self.board.get_line_info(0).event_clock, clock)

    def test_biases(self) -> None:
        for bias in (Bias.PULL_UP, Bias.PULL_DOWN, Bias.DISABLED):
            settings = gpiod.LineSettings(direction=Direction.INPUT, bias=bias)
            with self.subTest(bias=bias), self.request({0: settings}) as request:
                self.assertIs(self.board.get_line_info(0).bias, bias)
                self.assertIs(request.get_value(0), Value(bias is Bias.PULL_UP))


class Consumer(RequestTest):
    def consumer(self, given: object) -> str | None:
        with self.request({0: None}, given):
            return self.board.get_line_info(0).consumer

    def test_is_set(self) -> None:
        self.assertEqual(self.consumer("me"), "me")
        self.assertEqual(self.consumer("\N{SNOWMAN}"), "\N{SNOWMAN}")

    def test_has_a_default(self) -> None:
        self.assertEqual(self.consumer(None), "?")

    def test_is_truncated_when_too_long(self) -> None:
        self.assertEqual(self.consumer("x" * 100), "x" * 31)

    def test_invalid(self) -> None:
        for consumer in (1, b"me", [], object()):
            with self.subTest(consumer=consumer), self.assertRaises(TypeError):
                self.request({0: None}, consumer)
        with self.assertRaises(UnicodeEncodeError):
            self.request({0: None}, "\ud800")
        self.assert_free()

    @unlike_official("it takes the part before the null character")
    def test_with_a_null_character(self) -> None:
        with self.assertRaises(ValueError):
            self.request({0: None}, "me\0and you")
        self.assert_free()


class EventBufferSize(RequestTest):
    def test_valid_sizes(self) -> None:
        for size in (None, 0, 1, 64, 1024, 2**20, True):
            with self.subTest(size=size), self.request({0: None}, None, size) as request:
                self.assertTrue(request)

    def test_invalid_sizes(self) -> None:
        for size in ("8", 8.0, [], object()):
            with self.subTest(size=size), self.assertRaises(TypeError):
                self.request({0: None}, event_buffer_size=size)
        for size in (-1, 2**64, -(2**200), 2**200):
            with self.subTest(size=size), self.assertRaises(OverflowError):
                self.request({0: None}, event_buffer_size=size)
        self.assert_free()


class OutputValues(RequestTest):
    def test_override_the_settings(self) -> None:
        values = {"foo": Value.ACTIVE, 2: Value.INACTIVE}
        with self.request({(1, 2): HIGH}, output_values=values):
            self.assertEqual(self.simulated.get_value(1), ACTIVE)
            self.assertEqual(self.simulated.get_value(2), INACTIVE)

    def test_default_to_inactive(self) -> None:
        with self.request({(1, 2): HIGH}, output_values={2: Value.ACTIVE}):
            self.assertEqual(self.simulated.get_value(1), INACTIVE)
            self.assertEqual(self.simulated.get_value(2), ACTIVE)

    def test_may_be_empty(self) -> None:
        for values in things(None, {}, [], 0, ""):
            with self.subTest(values=values), self.request({1: HIGH}, output_values=values):
                self.assertEqual(self.simulated.get_value(1), ACTIVE)

    def test_ignore_lines_that_are_not_requested(self) -> None:
        values = {1: Value.ACTIVE, 7: Value.ACTIVE}
        with self.request({1: OUTPUT}, output_values=values) as request:
            self.assertEqual(request.offsets, [1])
            self.assertEqual(self.simulated.get_value(1), ACTIVE)

    def test_ignore_lines_that_do_not_exist(self) -> None:
        for line in (-1, "-1", -(2**70)):
            with (
                self.subTest(line=line),
                self.request({1: HIGH}, output_values={line: Value.ACTIVE, 1: Value.INACTIVE}),
            ):
                self.assertEqual(self.simulated.get_value(1), INACTIVE)

    def test_may_be_an_empty_but_truthy_mapping(self) -> None:
        class Empty(dict[int, Value]):
            def __bool__(self) -> bool:
                return True

        with self.request({1: HIGH}, output_values=Empty()):
            self.assertEqual(self.simulated.get_value(1), ACTIVE)

    def test_last_value_of_a_repeated_line_wins(self) -> None:
        values = {1: Value.INACTIVE, "foo": Value.ACTIVE}
        with self.request({1: OUTPUT}, output_values=values):
            self.assertEqual(self.simulated.get_value(1), ACTIVE)

    def test_are_ignored_by_inputs(self) -> None:
        with self.request(
            {1: gpiod.LineSettings(Direction.INPUT)}, output_values={1: Value.ACTIVE}
        ):
            self.assertIs(self.board.get_line_info(1).direction, Direction.INPUT)

    def test_invalid(self) -> None:
        for values, error in (
            ({99: Value.ACTIVE}, ValueError),
            ({"nope": Value.ACTIVE}, FileNotFoundError),
            ({None: Value.ACTIVE}, TypeError),
            ({(1, 2): Value.ACTIVE}, TypeError),
            ({1: 1}, AttributeError),
            ({1: None}, AttributeError),
            ({1: Direction.INPUT}, ValueError),
            ([1], AttributeError),
            (1, AttributeError),
        ):
            with self.subTest(values=values), self.assertRaises(error):
                self.request({0: None, 1: OUTPUT}, output_values=values)
            self.assert_free()


if __name__ == "__main__":
    unittest.main()
