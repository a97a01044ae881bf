# SPDX-License-Identifier: LGPL-2.1-or-later
"""Arguments that run code: mappings and iterables that lie, change, raise or close the handle.

Wrong types and values are tested beside each method; here is what misbehaves while it is read.
Whatever happens, nothing is half done and the handle goes on working.
"""

from __future__ import annotations

import gc
import os
import resource
import types
import unittest
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Value
from support import GpioTest, is_official, unlike_official

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
ACTIVE, INACTIVE = gpiosim.Chip.Value.ACTIVE, gpiosim.Chip.Value.INACTIVE


class RaisedError(Exception):
    """What an argument raises while it is read."""


class Mapping:
    """A mapping whose items() is whatever it is told to be."""

    def __init__(self, items: Callable[[], object]) -> None:
        self.items = items


class Liar(list[Any]):
    """A list that says it has another length than it has."""

    def __init__(self, items: list[Any], length: int) -> None:
        super().__init__(items)
        self._length = length

    def __len__(self) -> int:
        return self._length

    def __length_hint__(self) -> int:
        return self._length


class Hooked(str):
    """A line name that runs a hook whenever it is hashed."""

    hook: Callable[[], object] = staticmethod(lambda: None)

    def __hash__(self) -> int:
        self.hook()
        return super().__hash__()


def doing(action: Callable[[], object], value: object) -> Any:
    """A stand-in for Value that acts when its value is read."""

    class Acting:
        @property
        def value(self) -> object:
            action()
            return value

    return Acting()


def fail() -> None:
    raise RaisedError


class BadInputTest(GpioTest):
    """Four outputs, low, of which line 1 is named foo."""

    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(num_lines=8, line_names={1: "foo"})
        self.board: Any = self.chip(self.simulated)
        self.request: Any = self.board.request_lines({(0, "foo", 2, 3): OUTPUT})
        self.addCleanup(self.request.release)

    def assert_untouched(self) -> None:
        """Every line is as it was and the request still works."""
        values = [self.simulated.get_value(offset) for offset in range(4)]
        self.assertEqual(values, [INACTIVE] * 4)
        self.assertEqual(self.request.get_values(), [Value.INACTIVE] * 4)
        self.assertFalse(self.board.get_line_info(7).used)


class LinesToGet(BadInputTest):
    def test_that_lie_about_their_length(self) -> None:
        for length in (0, 1, 2**20):
            with self.subTest(length):
                lines = Liar([0, 1], length)
                expected = 2 if length else 4  # none at all stands for all
                self.assertEqual(len(self.request.get_values(lines)), expected)
        with self.assertRaises(ValueError):
            self.request.get_values(Liar([0] * 1000, 1))

    def test_whose_length_raises(self) -> None:
        class Lines(list[int]):
            def __len__(self) -> int:
                raise RaisedError

        with self.assertRaises(RaisedError):
            self.request.get_values(Lines([0]))

    def test_that_raise_half_way(self) -> None:
        def lines() -> Iterator[int]:
            yield 0
            raise RaisedError

        with self.assertRaises(RaisedError):
            self.request.get_values(lines())

    def test_that_never_end(self) -> None:
        def lines() -> Iterator[int]:
            for _ in range(200_000):
                yield 0

        with self.assertRaises(ValueError):
            self.request.get_values(lines())

    def test_that_shrink_and_grow_while_they_are_read(self) -> None:
        lines: list[Any] = []

        def shrink() -> None:
            del lines[1:]

        def grow() -> None:
            if len(lines) < 3:
                lines.append(2)

        # The official package reads the list as it changes; this one reads what it was.
        for hook, found in ((shrink, 1 if is_official() else 2), (grow, 3 if is_official() else 2)):
            name = Hooked("foo")
            lines[:] = [name, 0]
            name.hook = hook
            with self.subTest(hook=hook):
                self.assertEqual(len(self.request.get_values(lines)), found)

    def test_that_grow_beyond_all_lines(self) -> None:
        lines: list[Any] = []
        name = Hooked("foo")
        lines += [name, 0]
        name.hook = lambda: lines.extend([0] * 100)
        if is_official():
            with self.assertRaises(ValueError):
                self.request.get_values(lines)
        else:
            self.assertEqual(len(self.request.get_values(lines)), 2)

    @unlike_official("AttributeError for a private name")
    def test_that_release_the_request(self) -> None:
        def lines() -> Iterator[int]:
            yield 0
            self.request.release()
            yield 2

        with self.assertRaises(gpiod.RequestReleasedError):
            self.request.get_values(lines())


class ValuesToSet(BadInputTest):
    def test_that_are_no_pairs(self) -> None:
        for items, error in (
            ([0], TypeError),
            ([(0,)], ValueError),
            ([(0, Value.ACTIVE, 1)], ValueError),
            (None, TypeError),
            (5, TypeError),
        ):
            with self.subTest(items=items), self.assertRaises(error):
                self.request.set_values(Mapping(partial(next, iter([items]))))
        self.assert_untouched()

    def test_from_a_mapping_that_raises(self) -> None:
        def half() -> Iterator[tuple[int, Value]]:
            yield 0, Value.ACTIVE
            raise RaisedError

        for items in (fail, half):
            with self.subTest(items=items), self.assertRaises(RaisedError):
                self.request.set_values(Mapping(items))
        self.assert_untouched()

    def test_that_repeat_without_end(self) -> None:
        pairs = ((offset % 4, Value.INACTIVE) for offset in range(200_000))
        self.request.set_values(Mapping(lambda: pairs))
        self.assert_untouched()

    def test_of_more_lines_than_there_are(self) -> None:
        pairs = ((offset, Value.ACTIVE) for offset in range(1000))
        with self.assertRaises(ValueError):
            self.request.set_values(Mapping(lambda: pairs))
        self.assert_untouched()

    def test_in_a_dict_that_changes_while_it_is_read(self) -> None:
        values: dict[Any, Any] = {}
        name = Hooked("foo")
        values.update({name: Value.ACTIVE, 2: Value.ACTIVE})

        def grow() -> None:
            name.hook = lambda: None
            values.update(dict.fromkeys(range(1000), Value.ACTIVE))

        name.hook = grow
        if is_official():
            with self.assertRaises(RuntimeError):
                self.request.set_values(values)
            return
        self.request.set_values(values)
        driven = [self.simulated.get_value(offset) for offset in range(4)]
        self.assertEqual(driven, [INACTIVE, ACTIVE, ACTIVE, INACTIVE], "what the dict was")

    def test_whose_value_changes_the_dict(self) -> None:
        values: dict[Any, Any] = {}
        values.update({0: doing(values.clear, 0), 1: Value.INACTIVE, 2: Value.INACTIVE})
        self.request.set_values(values)
        self.assertEqual(values, {})
        self.assert_untouched()

    def test_whose_value_raises(self) -> None:
        with self.assertRaises(RaisedError):
            self.request.set_values({0: Value.ACTIVE, 1: doing(fail, 1)})
        with self.assertRaises(RaisedError):
            self.request.set_value(0, doing(fail, 1))
        self.assert_untouched()

    def test_whose_value_is_no_number(self) -> None:
        for value in (None, "1", 1.0, Value.ACTIVE):
            with self.subTest(value=value), self.assertRaises(TypeError):
                self.request.set_values({0: Value.ACTIVE, 1: types.SimpleNamespace(value=value)})
        self.assert_untouched()

    @unlike_official("the request is used after it was freed")
    def test_whose_value_releases_the_request(self) -> None:
        setters: list[Callable[[Any, Any], None]] = [
            lambda request, value: request.set_value(7, value),
            lambda request, value: request.set_values({6: Value.ACTIVE, 7: value}),
        ]
        for set_on in setters:
            request = self.board.request_lines({(6, 7): OUTPUT})
            with self.assertRaises(gpiod.RequestReleasedError):
                set_on(request, doing(request.release, 1))
        self.assert_untouched()


class ConfigToRequest(BadInputTest):
    def test_from_a_mapping_that_raises(self) -> None:
        def half() -> Iterator[tuple[int, None]]:
            yield 6, None
            raise RaisedError

        for items in (fail, half):
            with self.subTest(items=items), self.assertRaises(RaisedError):
                self.board.request_lines(Mapping(items))
        self.assert_untouched()

    def test_whose_key_raises(self) -> None:
        def lines() -> Iterator[int]:
            yield 6
            raise RaisedError

        with self.assertRaises(RaisedError):
            self.board.request_lines({lines(): None})
        self.assert_untouched()

    def test_whose_key_never_ends(self) -> None:
        with self.assertRaises(ValueError):
            self.board.request_lines({iter([6, 7] * 100_000): None})
        self.assert_untouched()

    def test_whose_settings_raise(self) -> None:
        class Settings:
            @property
            def direction(self) -> Direction:
                raise RaisedError

        with self.assertRaises(RaisedError):
            self.board.request_lines({6: None, 7: Settings()})
        self.assert_untouched()

    def test_in_a_dict_that_changes_while_it_is_read(self) -> None:
        config: dict[Any, Any] = {}

        def lines() -> Iterator[int]:
            yield 6
            config[7] = None

        config[lines()] = None
        if is_official():
            with self.assertRaises(RuntimeError):
                self.board.request_lines(config)
            self.assert_untouched()
            return
        with self.board.request_lines(config) as request:
            self.assertEqual(request.offsets, [6], "what the dict was")

    @unlike_official("AttributeError for a private name")
    def test_that_closes_the_chip(self) -> None:
        def lines() -> Iterator[int]:
            yield 6
            self.board.close()
            yield 7

        with self.assertRaises(gpiod.ChipClosedError):
            self.board.request_lines({lines(): None})
        with gpiod.Chip(self.simulated.dev_path) as chip:
            self.assertFalse(chip.get_line_info(6).used)

    def test_whose_output_values_raise(self) -> None:
        for values in (Mapping(fail), {7: doing(fail, 1)}):
            with self.subTest(values=values), self.assertRaises(RaisedError):
                self.board.request_lines({7: OUTPUT}, output_values=values)
        self.assert_untouched()


class ConfigToReconfigure(BadInputTest):
    def test_from_a_mapping_that_raises(self) -> None:
        high = gpiod.LineSettings(direction=Direction.OUTPUT, output_value=Value.ACTIVE)

        def half() -> Iterator[tuple[int, gpiod.LineSettings]]:
            yield 0, high
            raise RaisedError

        for items in (fail, half):
            with self.subTest(items=items), self.assertRaises(RaisedError):
                self.request.reconfigure_lines(Mapping(items))
        self.assert_untouched()

    @unlike_official("AttributeError for a private name")
    def test_that_releases_the_request(self) -> None:
        def lines() -> Iterator[int]:
            yield 0
            self.request.release()
            yield 2

        with self.assertRaises(gpiod.RequestReleasedError):
            self.request.reconfigure_lines({lines(): OUTPUT})


class Descriptors(GpioTest):
    @unlike_official("select() takes no descriptor above 1023")
    def test_numbers_beyond_what_select_takes(self) -> None:
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        if hard < 2048:
            self.skipTest(f"at most {hard} descriptors are allowed here")
        self.addCleanup(resource.setrlimit, resource.RLIMIT_NOFILE, (soft, hard))
        resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2048), hard))
        null = os.open("/dev/null", os.O_RDONLY)
        self.addCleanup(os.close, null)
        while (number := os.dup(null)) < 1100:
            self.addCleanup(os.close, number)
        self.addCleanup(os.close, number)
        chip = self.chip(self.sim())
        chip.watch_line_info(0)
        with chip.request_lines({0: None}) as request:
            self.assertGreater(request.fd, 1023)
            self.assertFalse(request.wait_edge_events(0))
            self.assertTrue(chip.wait_info_event(1))

    def test_none_left(self) -> None:
        sim = self.sim()
        chip = self.chip(sim)
        soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
        taken: list[int] = []
        null = os.open("/dev/null", os.O_RDONLY)
        resource.setrlimit(resource.RLIMIT_NOFILE, (null + 20, hard))
        try:
            with self.assertRaises(OSError):
                while True:
                    taken.append(os.dup(null))
            with self.assertRaises(OSError) as caught:
                chip.request_lines({0: None})
            with self.assertRaises(OSError) as caught_too:
                gpiod.Chip(sim.dev_path)
        finally:
            resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
            for number in [*taken, null]:
                os.close(number)
        self.assertEqual((caught.exception.errno, caught_too.exception.errno), (24, 24))
        gc.collect()
        chip.request_lines({0: None}).release()


if __name__ == "__main__":
    unittest.main()
