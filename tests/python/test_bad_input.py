# SPDX-License-Identifier: LGPL-2.1-or-later
"""Arguments that run code: mappings and iterables that lie, change, raise or close the handle.

The tests of each method cover wrong types and values; these cover arguments that misbehave while
they are read. Calls succeed or fail completely, and the handle stays usable.
"""

from __future__ import annotations

import _thread
import collections
import contextlib
import gc
import importlib.util
import itertools
import operator
import os
import resource
import signal
import sys
import threading
import types
import unittest
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import gpiod
import gpiosim
from gpiod.line import Direction, Value
from support import GpioTest, is_official, things, unlike_official
from threads import LIMIT

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
ACTIVE, INACTIVE = gpiosim.Chip.Value.ACTIVE, gpiosim.Chip.Value.INACTIVE


class RaisedError(Exception):
    """The exception of an argument that raises while it is read."""


class Mapping:
    """A mapping with a given items() function."""

    def __init__(self, items: Callable[[], object]) -> None:
        self.items = items


class Liar(list[Any]):
    """A list that misreports its length."""

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
        """Check that no line has changed and that the request still works."""
        values = [self.simulated.get_value(offset) for offset in range(4)]
        self.assertEqual(values, [INACTIVE] * 4)
        self.assertEqual(self.request.get_values(), [Value.INACTIVE] * 4)
        self.assertFalse(self.board.get_line_info(7).used)


class LinesToGet(BadInputTest):
    def test_may_misreport_their_length(self) -> None:
        for length in (0, 1, 2**20):
            with self.subTest(length):
                lines = Liar([0, 1], length)
                expected = 2 if length else 4  # an empty list means all lines
                self.assertEqual(len(self.request.get_values(lines)), expected)
        with self.assertRaises(ValueError):
            self.request.get_values(Liar([0] * 1000, 1))

    def test_may_raise_from_len(self) -> None:
        class Lines(list[int]):
            def __len__(self) -> int:
                raise RaisedError

        with self.assertRaises(RaisedError):
            self.request.get_values(Lines([0]))

    def test_may_raise_while_they_are_iterated(self) -> None:
        def lines() -> Iterator[int]:
            yield 0
            raise RaisedError

        with self.assertRaises(RaisedError):
            self.request.get_values(lines())

    def test_may_never_end(self) -> None:
        def lines() -> Iterator[int]:
            for _ in range(200_000):
                yield 0

        with self.assertRaises(ValueError):
            self.request.get_values(lines())

    def test_may_shrink_and_grow_while_they_are_iterated(self) -> None:
        lines: list[Any] = []

        def shrink() -> None:
            del lines[1:]

        def grow() -> None:
            if len(lines) < 3:
                lines.append(2)

        # The official package iterates over the list itself; this one over a copy.
        for hook, found in ((shrink, 1 if is_official() else 2), (grow, 3 if is_official() else 2)):
            name = Hooked("foo")
            lines[:] = [name, 0]
            name.hook = hook
            with self.subTest(hook=hook):
                self.assertEqual(len(self.request.get_values(lines)), found)

    def test_may_grow_beyond_the_number_of_lines(self) -> None:
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
    def test_may_release_the_request(self) -> None:
        def lines() -> Iterator[int]:
            yield 0
            self.request.release()
            yield 2

        with self.assertRaises(gpiod.RequestReleasedError):
            self.request.get_values(lines())


class ValuesToSet(BadInputTest):
    def test_must_be_pairs(self) -> None:
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

    def test_may_come_from_a_mapping_that_raises(self) -> None:
        def half() -> Iterator[tuple[int, Value]]:
            yield 0, Value.ACTIVE
            raise RaisedError

        for items in (fail, half):
            with self.subTest(items=items), self.assertRaises(RaisedError):
                self.request.set_values(Mapping(items))
        self.assert_untouched()

    def test_may_not_repeat_endlessly(self) -> None:
        """Of an iterator, no more items are read than the request has lines."""
        pairs = ((offset % 4, Value.INACTIVE) for offset in range(200_000))
        with self.assertRaises(ValueError):
            self.request.set_values(Mapping(lambda: pairs))
        self.assertEqual(next(pairs), (5 % 4, Value.INACTIVE))
        self.assert_untouched()

    def test_may_be_more_than_the_request_has_lines(self) -> None:
        pairs = ((offset, Value.ACTIVE) for offset in range(1000))
        with self.assertRaises(ValueError):
            self.request.set_values(Mapping(lambda: pairs))
        self.assert_untouched()

    def test_may_come_from_a_dict_that_changes_meanwhile(self) -> None:
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

    def test_may_change_their_dict(self) -> None:
        values: dict[Any, Any] = {}
        values.update({0: doing(values.clear, 0), 1: Value.INACTIVE, 2: Value.INACTIVE})
        self.request.set_values(values)
        self.assertEqual(values, {})
        self.assert_untouched()

    def test_may_raise_from_their_value_attribute(self) -> None:
        with self.assertRaises(RaisedError):
            self.request.set_values({0: Value.ACTIVE, 1: doing(fail, 1)})
        with self.assertRaises(RaisedError):
            self.request.set_value(0, doing(fail, 1))
        self.assert_untouched()

    def test_must_have_an_integer_value(self) -> None:
        for value in (None, "1", 1.0, Value.ACTIVE):
            with self.subTest(value=value), self.assertRaises(TypeError):
                self.request.set_values({0: Value.ACTIVE, 1: types.SimpleNamespace(value=value)})
        self.assert_untouched()

    @unlike_official("the request is used after it was freed")
    def test_may_release_the_request(self) -> None:
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
    def test_may_be_a_mapping_that_raises(self) -> None:
        def half() -> Iterator[tuple[int, None]]:
            yield 6, None
            raise RaisedError

        for items in (fail, half):
            with self.subTest(items=items), self.assertRaises(RaisedError):
                self.board.request_lines(Mapping(items))
        self.assert_untouched()

    def test_may_have_keys_that_raise(self) -> None:
        def lines() -> Iterator[int]:
            yield 6
            raise RaisedError

        with self.assertRaises(RaisedError):
            self.board.request_lines({lines(): None})
        self.assert_untouched()

    def test_may_have_keys_that_never_end(self) -> None:
        with self.assertRaises(ValueError):
            self.board.request_lines({iter([6, 7] * 100_000): None})
        self.assert_untouched()

    def test_may_have_settings_that_raise(self) -> None:
        class Settings:
            @property
            def direction(self) -> Direction:
                raise RaisedError

        with self.assertRaises(RaisedError):
            self.board.request_lines({6: None, 7: Settings()})
        self.assert_untouched()

    def test_may_be_a_dict_that_changes_meanwhile(self) -> None:
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
    def test_may_close_the_chip(self) -> None:
        def lines() -> Iterator[int]:
            yield 6
            self.board.close()
            yield 7

        with self.assertRaises(gpiod.ChipClosedError):
            self.board.request_lines({lines(): None})
        with gpiod.Chip(self.simulated.dev_path) as chip:
            self.assertFalse(chip.get_line_info(6).used)

    def test_may_come_with_output_values_that_raise(self) -> None:
        for values in (Mapping(fail), {7: doing(fail, 1)}):
            with self.subTest(values=values), self.assertRaises(RaisedError):
                self.board.request_lines({7: OUTPUT}, output_values=values)
        self.assert_untouched()


class ConfigToReconfigure(BadInputTest):
    def test_may_be_a_mapping_that_raises(self) -> None:
        high = gpiod.LineSettings(direction=Direction.OUTPUT, output_value=Value.ACTIVE)

        def half() -> Iterator[tuple[int, gpiod.LineSettings]]:
            yield 0, high
            raise RaisedError

        for items in (fail, half):
            with self.subTest(items=items), self.assertRaises(RaisedError):
                self.request.reconfigure_lines(Mapping(items))
        self.assert_untouched()

    @unlike_official("AttributeError for a private name")
    def test_may_release_the_request(self) -> None:
        def lines() -> Iterator[int]:
            yield 0
            self.request.release()
            yield 2

        with self.assertRaises(gpiod.RequestReleasedError):
            self.request.reconfigure_lines({lines(): OUTPUT})


LINE = {
    "offset": 3,
    "name": "reset",
    "used": True,
    "consumer": "me",
    "direction": 3,
    "active_low": True,
    "bias": 1,
    "drive": 1,
    "edge_detection": 1,
    "event_clock": 1,
    "debounced": True,
    "debounce_period_us": 0,
}

SNAPSHOTS: dict[type, dict[str, Any]] = {
    gpiod.ChipInfo: {"name": "gpiochip0", "label": "label", "num_lines": 8},
    gpiod.LineInfo: LINE,
    gpiod.InfoEvent: {
        "event_type": 1,
        "timestamp_ns": 1,
        "line_info": gpiod.LineInfo(**LINE),  # type: ignore[arg-type]
    },
    gpiod.EdgeEvent: {
        "event_type": 1,
        "timestamp_ns": 1,
        "line_offset": 1,
        "global_seqno": 1,
        "line_seqno": 1,
    },
}


class Spy:
    """An argument that runs a hook when it is converted."""

    def __init__(self, hook: Callable[[], object], answer: int) -> None:
        self._hook, self._answer = hook, answer

    def _look(self, *_: object) -> int:
        self._hook()
        return self._answer

    __index__ = __int__ = __floordiv__ = __hash__ = _look

    def __bool__(self) -> bool:
        return self._look() > 0

    def __eq__(self, other: object) -> bool:
        self._hook()
        return False


class Constructors(unittest.TestCase):
    """Unlike functions, types are called with the caller's own dict of keywords."""

    def test_reject_keywords_that_are_not_strings(self) -> None:
        for kind in (gpiod.Chip, gpiod.LineSettings, *SNAPSHOTS):
            for key in things(b"path", 1, 1.5, None, (1,), object()):
                with (
                    self.subTest(kind=kind, key=key),
                    self.assertRaisesRegex(TypeError, "must be strings"),
                ):
                    kind(**{key: "x"})

    def test_reject_unknown_and_duplicate_keywords(self) -> None:
        for kind, arguments in SNAPSHOTS.items():
            for keywords in things({1: 1}, {"nope": 1}, dict.fromkeys(arguments)):
                with self.subTest(kind=kind, keywords=keywords), self.assertRaises(TypeError):
                    kind(*arguments.values(), **keywords)
        with self.assertRaises(TypeError):
            gpiod.Chip("/dev/null", path="/dev/null")  # type: ignore[misc]

    @unlike_official("it converts nothing")
    def test_survive_keywords_that_change_meanwhile(self) -> None:
        """start_new_thread() passes on the caller's dict, whose values may be freed meanwhile."""
        seen: list[str] = []
        made = threading.Event()
        keywords: dict[str, Any] = {}

        class Last:
            def __bool__(self) -> bool:
                seen.append("asked")
                return True

            def __del__(self) -> None:
                seen.append("gone")

        class Info(gpiod.LineInfo):
            def __init__(self, *_: object, **__: object) -> None:
                made.set()

        def clear() -> None:
            keywords.clear()
            seen.append("cleared")

        keywords.update(LINE, used=Spy(clear, 1), consumer="".join(["m", "e"]), debounced=Last())
        _thread.start_new_thread(Info, (), keywords)
        self.assertTrue(made.wait(LIMIT))
        self.assertEqual(seen[:2], ["cleared", "asked"])

    @unlike_official("the path is used as it is")
    def test_keep_the_path_alive_while_the_chip_opens(self) -> None:
        """A failure shows under AddressSanitizer, or when malloc() fills freed memory."""
        paths: dict[str, Any] = {}
        ended = threading.Semaphore(0)
        self.addCleanup(setattr, sys, "unraisablehook", sys.unraisablehook)
        # Each thread ends with a FileNotFoundError, which is the last that it has to say.
        sys.unraisablehook = lambda _: ended.release()
        for number in range(100):
            paths["path"] = f"/dev/{number}" * 50
            _thread.start_new_thread(gpiod.Chip, (), paths)
            paths["path"] = f"/nowhere/{number}" * 50
        for _ in range(100):
            self.assertTrue(ended.acquire(timeout=LIMIT))

    @unlike_official("it converts nothing")
    def test_hide_snapshots_until_they_are_complete(self) -> None:
        """gc.get_objects() finds none while arguments are converted, nor after one was rejected."""
        asked: set[str] = set()
        for kind, arguments in SNAPSHOTS.items():
            for name in arguments:
                with self.subTest(kind=kind, name=name):
                    self._convert(kind, arguments, name, asked)
        self.assertLessEqual({"used", "direction", "debounce_period_us", "event_type"}, asked)

    def _convert(self, kind: type, arguments: dict[str, Any], name: str, asked: set[str]) -> None:
        seen: list[object] = []
        finalized: list[object] = []
        fields: tuple[str, ...] = kind.__match_args__  # type: ignore[attr-defined]

        class Derived(kind):  # type: ignore[misc]
            def __del__(self) -> None:
                finalized.append([getattr(self, field) for field in fields])

        def look() -> None:
            asked.add(name)
            for thing in gc.get_objects():
                if type(thing) is Derived:
                    seen.append([getattr(thing, field) for field in fields])

        made = 0
        try:
            Derived(**{**arguments, name: Spy(look, 1)})
            made = 1
        except (TypeError, ValueError):
            pass
        self.assertEqual(seen, [])
        self.assertEqual(len(finalized), made)

    @unlike_official("it is made of Python")
    def test_cannot_be_bypassed(self) -> None:
        for kind in (gpiod.Chip, gpiod.LineRequest, *SNAPSHOTS):
            with self.subTest(kind), self.assertRaises(TypeError):
                object.__new__(kind)


@unlike_official("it has another module")
class PartialImport(unittest.TestCase):
    """importlib can create the module without executing it."""

    def setUp(self) -> None:
        spec = importlib.util.find_spec("gpiod._ext")
        assert spec is not None and spec.loader is not None
        self.spec, self.loader = spec, spec.loader
        self.module: Any = importlib.util.module_from_spec(spec)

    def assert_refuses(self) -> None:
        for call in (self.module._freeze, lambda: self.module.is_gpiochip_device("/dev/null")):
            with self.assertRaises(ImportError):
                call()

    def test_module_that_was_not_executed(self) -> None:
        self.assert_refuses()

    def test_module_that_is_being_executed(self) -> None:
        test, looks = self, []
        enums: Any = sys.modules["gpiod._enums"]

        class Enums(types.ModuleType):
            def __getattr__(self, name: str) -> object:
                looks.append(name)
                test.assert_refuses()
                return getattr(enums, name)

        self.addCleanup(sys.modules.__setitem__, "gpiod._enums", enums)
        sys.modules["gpiod._enums"] = Enums("gpiod._enums")
        self.loader.exec_module(self.module)
        self.assertTrue(looks)
        self.assertFalse(self.module.is_gpiochip_device("/dev/null"))


def left_of(iterator: itertools.repeat[Any]) -> int:
    """The number of items that were not read."""
    return operator.length_hint(iterator)


@unlike_official("what it is given is read to its end")
class EndlessInput(BadInputTest):
    """Iterators implemented in C, which run no Python code, are not read further than needed."""

    MANY = 10_000_000

    def many(self, item: object) -> itertools.repeat[Any]:
        return itertools.repeat(item, self.MANY)

    def test_too_many_lines_and_values_are_refused(self) -> None:
        from gpiod import _ext

        config = _ext.LineConfig()
        calls: list[tuple[str, object, int, Callable[[Any], object]]] = [
            ("get_values", 0, 5, self.request.get_values),
            ("request_lines: key", 6, 2, lambda lines: self.board.request_lines({lines: None})),
            (
                "request_lines: items",
                (6, None),
                2,
                lambda items: self.board.request_lines(Mapping(lambda: items)),
            ),
            (
                "request_lines: pair",
                6,
                3,
                lambda pair: self.board.request_lines(Mapping(lambda: [pair])),
            ),
            (
                "set_values: pair",
                0,
                3,
                lambda pair: self.request.set_values(Mapping(lambda: [pair])),
            ),
            ("offsets", 0, 65, lambda offsets: config.add_line_settings(offsets, None)),
            ("values", Value.ACTIVE, 65, config.set_output_values),
        ]
        for name, item, read, call in calls:
            with self.subTest(name):
                given = self.many(item)
                with self.assertRaises(ValueError):
                    call(given)
                self.assertEqual(self.MANY - left_of(given), read)
        self.assert_untouched()

    def repeating(self) -> list[tuple[str, object, int, Callable[[Any], object]]]:
        """Calls that accept repeated items: the call, an item, and the most items that it reads."""
        low = (0, Value.INACTIVE)
        return [
            (
                "set_values",
                low,
                len(self.request.offsets),
                lambda items: self.request.set_values(Mapping(lambda: items)),
            ),
            (
                "output_values",
                low,
                64,
                lambda items: self.board.request_lines(
                    {6: None}, output_values=Mapping(lambda: items)
                ),
            ),
            (
                "request_lines",
                ((), None),
                64,
                lambda items: self.board.request_lines(Mapping(lambda: items)),
            ),
            (
                "reconfigure_lines: items",
                (0, OUTPUT),
                64,
                lambda items: self.request.reconfigure_lines(Mapping(lambda: items)),
            ),
            (
                "reconfigure_lines: key",
                0,
                64,
                lambda lines: self.request.reconfigure_lines({lines: OUTPUT}),
            ),
        ]

    def test_endless_repetitions_are_refused(self) -> None:
        for name, item, most, call in self.repeating():
            given = self.many(item)
            with self.subTest(name):
                with self.assertRaisesRegex(ValueError, f"more than {most} items"):
                    call(given)
                self.assertEqual(self.MANY - left_of(given), most + 1)
        self.assert_untouched()

    def test_sized_iterables_are_interrupted_by_signals(self) -> None:
        def interrupt(*_: object) -> None:
            raise RaisedError

        class Long:
            def __init__(self, items: Iterator[object]) -> None:
                self.items = items

            def __len__(self) -> int:
                return EndlessInput.MANY

            def __iter__(self) -> Iterator[object]:
                return self.items

        self.addCleanup(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, interrupt))
        for name, item, _, call in self.repeating():
            given = self.many(item)
            with self.subTest(name):
                with self.assertRaises(RaisedError):
                    signal.setitimer(signal.ITIMER_REAL, 0.01)
                    call(Long(given))
                self.assertGreater(left_of(given), 0, "it was read to its end")
        self.assert_untouched()

    def test_long_containers_are_interrupted_by_signals(self) -> None:
        def interrupt(*_: object) -> None:
            raise RaisedError

        self.addCleanup(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, interrupt))
        last = self.many(6)
        pairs = [*itertools.repeat(((), None), self.MANY // 4), (last, None)]
        with self.assertRaises(RaisedError):
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            self.board.request_lines(Mapping(lambda: pairs))
        self.assertEqual(left_of(last), self.MANY, "the last pair was read")


class Finalized:
    """A reference cycle with a finalizer that runs any code."""

    def __init__(self, action: Callable[[], object]) -> None:
        self.cycle, self.action = self, action

    def __del__(self) -> None:
        self.action()


@unlike_official("it reads containers as they change")
class GarbageCollection(BadInputTest):
    """Before 3.12, the collector runs inside C code that allocates lists and tuples."""

    def test_containers_changed_by_finalizers(self) -> None:
        # More tuples than CPython's free list has: new ones must be allocated.
        for call, value in (
            (self.request.set_values, Value.INACTIVE),
            (self.board.request_lines, OUTPUT),
        ):
            pairs: dict[Any, Any] = collections.defaultdict(int)
            pairs.update(dict.fromkeys(range(10_000), value))
            changing = self.changing_often(pairs, value)
            with self.subTest(call), changing, self.assertRaises(ValueError):
                call(pairs)

    @contextlib.contextmanager
    def changing_often(self, pairs: dict[Any, Any], value: object) -> Iterator[None]:
        """Each collection finalizes a cycle, which leaves another one."""
        busy = True

        def change() -> None:
            if pairs.pop(-1, None) is None:
                pairs[-1] = value
            if busy:
                Finalized(change)

        change()
        thresholds = gc.get_threshold()
        gc.set_threshold(1)
        try:
            yield
        finally:
            gc.set_threshold(*thresholds)
            busy = False
            gc.collect()


class Descriptors(GpioTest):
    @unlike_official("select() takes no descriptor above 1023")
    def test_may_exceed_fd_setsize(self) -> None:
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

    def test_may_be_exhausted(self) -> None:
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
