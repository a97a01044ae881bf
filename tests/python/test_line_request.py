# SPDX-License-Identifier: LGPL-2.1-or-later
"""LineRequest: its properties, values, settings and release."""

from __future__ import annotations

import copy
import gc
import inspect
import os
import pickle
import types
import unittest
import warnings
import weakref
from collections.abc import Callable
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Drive, Edge, Value
from support import GpioTest, things, unlike_official

ACTIVE, INACTIVE = gpiosim.Chip.Value.ACTIVE, gpiosim.Chip.Value.INACTIVE
UP, DOWN = gpiosim.Chip.Pull.UP, gpiosim.Chip.Pull.DOWN
OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)

METHODS: dict[str, dict[str, Any]] = {
    "release": {},
    "get_value": {"line": inspect.Parameter.empty},
    "get_values": {"lines": None},
    "set_value": {"line": inspect.Parameter.empty, "value": inspect.Parameter.empty},
    "set_values": {"values": inspect.Parameter.empty},
    "reconfigure_lines": {"config": inspect.Parameter.empty},
    "wait_edge_events": {"timeout": None},
    "read_edge_events": {"max_events": None},
    "fileno": {},
}

PROPERTIES = ("chip_name", "num_lines", "offsets", "lines", "fd")


def uses(request: Any) -> dict[str, Callable[[], object]]:
    """Every use of a request that raises once it is released."""
    return {
        "get_value": lambda: request.get_value(0),
        "get_values": request.get_values,
        "set_value": lambda: request.set_value(0, Value.ACTIVE),
        "set_values": lambda: request.set_values({0: Value.ACTIVE}),
        "reconfigure_lines": lambda: request.reconfigure_lines({0: None}),
        "wait_edge_events": lambda: request.wait_edge_events(0),
        "read_edge_events": request.read_edge_events,
        "fileno": request.fileno,
        "with": request.__enter__,
        **{name: lambda name=name: getattr(request, name) for name in PROPERTIES},
    }


class LineRequestTest(GpioTest):
    """Lines 0, foo (1) and 3 are outputs; bar (2) and 4 are inputs."""

    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(num_lines=8, line_names={1: "foo", 2: "bar", 3: "baz"})
        self.board = self.chip(self.simulated)
        self.request: Any = self.board.request_lines(
            {(0, "foo", 3): OUTPUT, ("bar", 4): gpiod.LineSettings(direction=Direction.INPUT)}
        )
        self.addCleanup(self.request.release)

    def driven(self, *offsets: int) -> list[gpiosim.Chip.Value]:
        return [self.simulated.get_value(offset) for offset in offsets]


class Release(LineRequestTest):
    def test_frees_the_lines(self) -> None:
        fd = self.request.fd
        self.assertIsNone(self.request.release())
        with self.assertRaises(OSError):
            os.fstat(fd)
        self.assertFalse(self.board.get_line_info(0).used)
        self.board.request_lines({0: None}).release()

    def test_twice(self) -> None:
        self.request.release()
        self.request.release()

    def test_truth(self) -> None:
        self.assertIs(bool(self.request), True)
        self.request.release()
        self.assertIs(bool(self.request), False)

    def test_with_statement(self) -> None:
        with self.request as entered:
            self.assertIs(entered, self.request)
        self.assertFalse(self.request)
        with self.assertRaises(gpiod.RequestReleasedError), self.request:
            self.fail("entered a released request")

    def test_with_statement_propagates_exceptions(self) -> None:
        with self.assertRaises(ZeroDivisionError), self.request:
            raise ZeroDivisionError
        self.assertFalse(self.request)
        self.assertIsNone(self.request.__exit__(None, None, None))

    def test_released_request_raises_from_every_method(self) -> None:
        self.request.release()
        for name, use in uses(self.request).items():
            with self.subTest(name), self.assertRaises(gpiod.RequestReleasedError):
                use()

    def test_released_request_raises_before_arguments_are_checked(self) -> None:
        self.request.release()
        for call in things(
            lambda: self.request.get_value("unknown"),
            lambda: self.request.get_value(-1),
            lambda: self.request.get_values(5),
            lambda: self.request.get_values(["unknown"]),
            lambda: self.request.set_value("unknown", None),
            lambda: self.request.set_values(None),
            lambda: self.request.reconfigure_lines(None),
            lambda: self.request.wait_edge_events("soon"),
            lambda: self.request.wait_edge_events(-1),
            lambda: self.request.read_edge_events("all"),
        ):
            with self.assertRaises(gpiod.RequestReleasedError):
                call()

    def test_last_reference_releases(self) -> None:
        request = self.board.request_lines({7: None})
        self.assertTrue(self.board.get_line_info(7).used)
        del request
        gc.collect()
        self.assertFalse(self.board.get_line_info(7).used)


class Interface(LineRequestTest):
    def test_signatures(self) -> None:
        for name, expected in METHODS.items():
            with self.subTest(name):
                parameters = dict(inspect.signature(getattr(gpiod.LineRequest, name)).parameters)
                del parameters["self"]
                self.assertEqual(
                    {name: item.default for name, item in parameters.items()}, expected
                )

    def test_methods_check_their_number_of_arguments(self) -> None:
        for name, parameters in METHODS.items():
            method = getattr(self.request, name)
            with self.subTest(name), self.assertRaises(TypeError):
                method(*[0] * (len(parameters) + 1))
            with self.subTest(name), self.assertRaises(TypeError):
                method(no_such_argument=1)
            if inspect.Parameter.empty in parameters.values():
                with self.subTest(name), self.assertRaises(TypeError):
                    method()

    def test_public_names(self) -> None:
        public = {name for name in dir(gpiod.LineRequest) if not name.startswith("_")}
        self.assertLessEqual({*METHODS, *PROPERTIES}, public)

    def test_properties(self) -> None:
        self.assertEqual(self.request.chip_name, self.simulated.name)
        self.assertEqual(self.request.num_lines, 5)
        self.assertEqual(self.request.offsets, [0, 1, 3, 2, 4])
        self.assertEqual(self.request.lines, [0, "foo", 3, "bar", 4])
        self.assertEqual(self.request.fileno(), self.request.fd)
        self.assertFalse(os.get_inheritable(self.request.fd))

    def test_properties_cannot_be_set(self) -> None:
        for name in PROPERTIES:
            with self.subTest(name), self.assertRaises(AttributeError):
                setattr(self.request, name, getattr(self.request, name))
            with self.subTest(name), self.assertRaises(AttributeError):
                delattr(self.request, name)

    @unlike_official("its lists can be changed from outside")
    def test_lists_are_copies(self) -> None:
        self.request.offsets.append(7)
        self.request.lines.clear()
        self.assertEqual(self.request.offsets, [0, 1, 3, 2, 4])
        self.assertEqual(self.request.lines, [0, "foo", 3, "bar", 4])
        self.assertEqual(len(self.request.get_values()), 5)

    def test_cannot_be_constructed(self) -> None:
        anything: Any = gpiod.LineRequest
        with self.assertRaises(TypeError):
            anything()

    @unlike_official("LineRequest is written in Python there")
    def test_cannot_be_constructed_subclassed_or_extended(self) -> None:
        anything: Any = gpiod.LineRequest
        with self.assertRaises(TypeError):
            anything(self.request)
        with self.assertRaises(TypeError):
            anything.__new__(anything)
        with self.assertRaises(TypeError):
            type("Derived", (anything,), {})
        with self.assertRaises(AttributeError):
            self.request.owner = "me"

    def test_default_repr(self) -> None:
        pattern = r"\A<gpiod\.line_request\.LineRequest object at 0x[0-9a-fA-F]+>\Z"
        self.assertRegex(repr(self.request), pattern)
        self.request.release()
        self.assertRegex(repr(self.request), pattern)

    def test_str(self) -> None:
        self.assertEqual(
            str(self.request),
            f'<LineRequest chip="{self.simulated.name}" num_lines=5 offsets=[0, 1, 3, 2, 4] '
            f"fd={self.request.fd}>",
        )
        self.request.release()
        self.assertEqual(str(self.request), "<LineRequest RELEASED>")

    def test_equality_is_identity(self) -> None:
        with self.board.request_lines({7: None}) as other:
            self.assertEqual(self.request, self.request)
            self.assertNotEqual(self.request, other)
            self.assertEqual(len({self.request, other}), 2)

    def test_weak_references(self) -> None:
        request = self.board.request_lines({7: None})
        reference = weakref.ref(request)
        self.assertIs(reference(), request)
        del request
        gc.collect()
        self.assertIsNone(reference())

    def test_cannot_be_pickled_or_deep_copied(self) -> None:
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with self.subTest(protocol), self.assertRaises(TypeError):
                pickle.dumps(self.request, protocol)
        with self.assertRaises(TypeError):
            copy.deepcopy(self.request)

    @unlike_official("two objects would release one request")
    def test_cannot_be_copied(self) -> None:
        with self.assertRaises(TypeError):
            copy.copy(self.request)


class GetValues(LineRequestTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated.set_pull(2, UP)
        self.request.set_values({0: Value.INACTIVE, 1: Value.ACTIVE, 3: Value.INACTIVE})
        # In the order of the request: 0, foo (1), 3, bar (2), 4.
        self.all = [Value.INACTIVE, Value.ACTIVE, Value.INACTIVE, Value.ACTIVE, Value.INACTIVE]

    def test_one_line(self) -> None:
        for line, value in ((0, 0), ("foo", 1), (1, 1), ("bar", 1), (4, 0), ("baz", 0)):
            with self.subTest(line=line):
                self.assertIs(self.request.get_value(line), Value(value))
        self.assertIs(self.request.get_value(line=2), Value.ACTIVE)

    def test_all_lines(self) -> None:
        self.assertEqual(self.request.get_values(), self.all)
        self.assertIsInstance(self.request.get_values(), list)

    def test_any_falsy_argument_means_all_lines(self) -> None:
        for lines in things(None, [], (), {}, "", 0, False):
            with self.subTest(lines=lines):
                self.assertEqual(self.request.get_values(lines), self.all)

    def test_values_are_in_the_requested_order(self) -> None:
        for lines, values in (
            ([1, 0], [1, 0]),
            (["bar", 4, "foo"], [1, 0, 1]),
            ((3,), [0]),
            ({2: None, 0: None}, [1, 0]),
            (range(2, 4), [1, 0]),
            (iter([4, 1]), [0, 1]),
            ((line for line in ("foo", 0)), [1, 0]),
            (b"\x01\x00", [1, 0]),
        ):
            with self.subTest(lines=lines):
                self.assertEqual(self.request.get_values(lines), [Value(v) for v in values])
        self.assertEqual(self.request.get_values(lines=["foo"]), [Value.ACTIVE])

    def test_exhausted_iterator_means_no_lines(self) -> None:
        with self.assertRaises(ValueError):
            self.request.get_values(iter([]))

    def test_repeated_line(self) -> None:
        self.assertEqual(
            self.request.get_values([1, "foo", 0, 1]), [Value(v) for v in (1, 1, 0, 1)]
        )

    def test_values_are_enum_members(self) -> None:
        for value in self.request.get_values():
            self.assertIs(value, Value(value.value))

    def test_more_lines_than_requested(self) -> None:
        with self.assertRaises(ValueError):
            self.request.get_values([0] * 6)
        with self.assertRaises(ValueError):
            self.request.get_values(range(1000))

    def test_lines_that_are_not_requested(self) -> None:
        for line in (5, 7, 8, 99, 2**31, 2**32 - 1, 2**32, 2**63):
            with self.subTest(line=line):
                with self.assertRaises(ValueError):
                    self.request.get_value(line)
                with self.assertRaises(ValueError):
                    self.request.get_values([0, line])
        for line in (-1, -(2**31), 2**64, 2**200, -(2**200)):
            with self.subTest(line=line), self.assertRaises(OverflowError):
                self.request.get_value(line)

    def test_names_that_are_not_requested(self) -> None:
        for name in things("nope", "0", "", "FOO", "foo\0", "\u00e9", None, 1.0, b"foo", (1,)):
            with self.subTest(name=name), self.assertRaises(ValueError) as caught:
                self.request.get_value(name)
            self.assertIn(str(name), str(caught.exception))

    def test_wrong_types(self) -> None:
        for lines in (5, 1.5, object(), True):
            with self.subTest(lines=lines), self.assertRaises(TypeError):
                self.request.get_values(lines)
        for line in things([], {}, set()):
            with self.subTest(line=line), self.assertRaises(TypeError):
                self.request.get_value(line)

    def test_a_str_is_an_iterable_of_names(self) -> None:
        with self.assertRaises(ValueError):
            self.request.get_values("foo")
        with self.board.request_lines({7: None}) as request, self.assertRaises(ValueError):
            request.get_values("7")


class SetValues(LineRequestTest):
    def test_one_line(self) -> None:
        self.assertIsNone(self.request.set_value(0, Value.ACTIVE))
        self.request.set_value("foo", Value.ACTIVE)
        self.assertEqual(self.driven(0, 1, 3), [ACTIVE, ACTIVE, INACTIVE])
        self.request.set_value(value=Value.INACTIVE, line=0)
        self.assertEqual(self.driven(0, 1, 3), [INACTIVE, ACTIVE, INACTIVE])

    def test_some_lines(self) -> None:
        self.assertIsNone(self.request.set_values({"foo": Value.ACTIVE, 3: Value.ACTIVE}))
        self.assertEqual(self.driven(0, 1, 3), [INACTIVE, ACTIVE, ACTIVE])
        self.request.set_values(values={1: Value.INACTIVE, "baz": Value.INACTIVE, 0: Value.ACTIVE})
        self.assertEqual(self.driven(0, 1, 3), [ACTIVE, INACTIVE, INACTIVE])

    def test_any_mapping(self) -> None:
        self.request.set_values(types.MappingProxyType({0: Value.ACTIVE}))
        self.assertEqual(self.driven(0), [ACTIVE])

    def test_any_object_with_a_value_attribute(self) -> None:
        self.request.set_value(0, ACTIVE)  # the simulator's own enum
        self.request.set_values({1: types.SimpleNamespace(value=1)})
        self.assertEqual(self.driven(0, 1), [ACTIVE, ACTIVE])

    @unlike_official("it takes the lower 32 bits")
    def test_integers_out_of_range(self) -> None:
        for number in (2**32, 2**32 + 1, -(2**32), 2**80):
            value = types.SimpleNamespace(value=number)
            with self.subTest(number), self.assertRaises((ValueError, OverflowError)):
                self.request.set_value(0, value)
            with self.subTest(number), self.assertRaises((ValueError, OverflowError)):
                self.request.set_values({1: Value.ACTIVE, 0: value})
        self.assertEqual(self.driven(0, 1), [INACTIVE] * 2)

    def test_last_value_of_a_repeated_line_wins(self) -> None:
        self.request.set_values({1: Value.ACTIVE, "foo": Value.INACTIVE})
        self.assertEqual(self.driven(1), [INACTIVE])

    def test_no_values(self) -> None:
        with self.assertRaises(ValueError):
            self.request.set_values({})

    def test_lines_that_are_inputs(self) -> None:
        with self.assertRaises(PermissionError):
            self.request.set_value("bar", Value.ACTIVE)
        with self.assertRaises(PermissionError):
            self.request.set_values({0: Value.ACTIVE, 4: Value.ACTIVE})
        self.assertEqual(self.driven(0), [INACTIVE])

    def test_lines_that_are_not_requested(self) -> None:
        for line in (5, 8, 2**31, 2**32 - 1, 2**32, 2**63, "nope", "", None, 1.5):
            with self.subTest(line=line):
                with self.assertRaises(ValueError):
                    self.request.set_value(line, Value.ACTIVE)
                with self.assertRaises(ValueError):
                    self.request.set_values({0: Value.ACTIVE, line: Value.ACTIVE})
        for line in (-1, 2**64, -(2**200)):
            with self.subTest(line=line), self.assertRaises(OverflowError):
                self.request.set_values({0: Value.ACTIVE, line: Value.ACTIVE})
        self.assertEqual(self.driven(0), [INACTIVE])

    def test_more_lines_than_requested(self) -> None:
        with self.assertRaises(ValueError):
            self.request.set_values(dict.fromkeys(range(100), Value.ACTIVE))
        self.assertEqual(self.driven(0, 1, 3), [INACTIVE] * 3)

    def test_wrong_types(self) -> None:
        for values in (None, 0, [0], "foo", {0}):
            with self.subTest(values=values), self.assertRaises(AttributeError):
                self.request.set_values(values)
        for line in things([], {}):
            with self.subTest(line=line), self.assertRaises(TypeError):
                self.request.set_value(line, Value.ACTIVE)
        for value in (None, 1, True, "ACTIVE", object()):
            with self.subTest(value=value):
                with self.assertRaises(AttributeError):
                    self.request.set_value(0, value)
                with self.assertRaises(AttributeError):
                    self.request.set_values({1: Value.ACTIVE, 0: value})
        for value in (None, "1", 1.0):
            with self.subTest(value=value), self.assertRaises(TypeError):
                self.request.set_value(0, types.SimpleNamespace(value=value))
        self.assertEqual(self.driven(0, 1, 3), [INACTIVE] * 3)


class ReconfigureLines(LineRequestTest):
    def test_changes_settings_of_each_line(self) -> None:
        high = gpiod.LineSettings(direction=Direction.OUTPUT, output_value=Value.ACTIVE)
        self.assertIsNone(self.request.reconfigure_lines({(0, "bar"): high}))
        self.assertEqual(self.driven(0, 2), [ACTIVE, ACTIVE])
        self.assertIs(self.board.get_line_info(2).direction, Direction.OUTPUT)

    def test_by_keyword(self) -> None:
        self.request.reconfigure_lines(config={0: gpiod.LineSettings(direction=Direction.INPUT)})
        self.assertIs(self.board.get_line_info(0).direction, Direction.INPUT)

    def test_omitted_lines_keep_their_direction(self) -> None:
        self.request.reconfigure_lines({0: OUTPUT, 3: None})
        directions = [self.board.get_line_info(offset).direction for offset in (1, 3, 2, 4)]
        self.assertEqual(directions, [Direction.OUTPUT] * 2 + [Direction.INPUT] * 2)

    def test_other_settings(self) -> None:
        inputs = gpiod.LineSettings(edge_detection=Edge.RISING, active_low=True)
        self.request.reconfigure_lines({"bar": inputs, 4: None})
        info = self.board.get_line_info(2)
        self.assertEqual((info.edge_detection, info.active_low), (Edge.RISING, True))

    def test_last_settings_of_a_repeated_line_win(self) -> None:
        self.request.reconfigure_lines({1: gpiod.LineSettings(Direction.INPUT), "foo": OUTPUT})
        self.assertIs(self.board.get_line_info(1).direction, Direction.OUTPUT)

    def test_warns_about_lines_that_are_not_requested(self) -> None:
        for line in (5, 99, -1, 2**64, "nope", "0"):
            with self.subTest(line=line):
                with warnings.catch_warnings(record=True) as caught:
                    warnings.simplefilter("always")
                    self.request.reconfigure_lines({line: OUTPUT, 4: OUTPUT})
                (warning,) = caught
                kind = "offset" if isinstance(line, int) else "name"
                self.assertTrue(str(warning.message).startswith(f"Line {kind} '{line}' "))
                self.assertIs(warning.category, UserWarning)
                self.assertEqual(warning.filename, __file__, "the warning blames its caller")
                self.assertIs(self.board.get_line_info(4).direction, Direction.OUTPUT)

    def test_warning_turned_into_an_error_changes_nothing(self) -> None:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            with self.assertRaises(UserWarning):
                self.request.reconfigure_lines({4: OUTPUT, "nope": OUTPUT})
        self.assertIs(self.board.get_line_info(4).direction, Direction.INPUT)

    def test_contradictory_settings(self) -> None:
        for wrong in (
            gpiod.LineSettings(direction=Direction.OUTPUT, edge_detection=Edge.BOTH),
            gpiod.LineSettings(direction=Direction.INPUT, drive=Drive.OPEN_SOURCE),
        ):
            with self.subTest(settings=str(wrong)), self.assertRaises(ValueError):
                self.request.reconfigure_lines({4: OUTPUT, 0: wrong})
            self.assertIs(self.board.get_line_info(4).direction, Direction.INPUT)

    def test_wrong_types(self) -> None:
        for config in (None, 0, [0], "foo"):
            with self.subTest(config=config), self.assertRaises(AttributeError):
                self.request.reconfigure_lines(config)
        for key in (None, 1.5, object()):
            with self.subTest(key=key), self.assertRaises(TypeError):
                self.request.reconfigure_lines({key: OUTPUT})
        for settings in (1, "x", Direction.INPUT):
            with self.subTest(settings=settings), self.assertRaises(AttributeError):
                self.request.reconfigure_lines({4: OUTPUT, 0: settings})
        self.assertIs(self.board.get_line_info(4).direction, Direction.INPUT)


if __name__ == "__main__":
    unittest.main()
