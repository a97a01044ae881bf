# SPDX-License-Identifier: LGPL-2.1-or-later
"""ChipInfo, LineInfo, InfoEvent and EdgeEvent: values that never change."""

from __future__ import annotations

import copy
import dataclasses
import gc
import inspect
import operator
import pickle
import unittest
import weakref
from datetime import timedelta
from typing import Any

import gpiod
from gpiod.line import Bias, Clock, Direction, Drive, Edge
from support import is_official

Snapshot = Any
"""One of the four; the tests treat them alike."""

LINE: dict[str, Any] = {
    "offset": 3,
    "name": "reset",
    "used": True,
    "consumer": "me",
    "direction": Direction.OUTPUT,
    "active_low": True,
    "bias": Bias.PULL_UP,
    "drive": Drive.OPEN_DRAIN,
    "edge_detection": Edge.NONE,
    "event_clock": Clock.REALTIME,
    "debounced": True,
    "debounce_period": timedelta(microseconds=1500),
}

LINE_ARGUMENTS: dict[str, Any] = {
    "offset": 3,
    "name": "reset",
    "used": True,
    "consumer": "me",
    "direction": 3,
    "active_low": True,
    "bias": 4,
    "drive": 2,
    "edge_detection": 1,
    "event_clock": 2,
    "debounced": True,
    "debounce_period_us": 1500,
}


def line_info(**changes: object) -> gpiod.LineInfo:
    return gpiod.LineInfo(**{**LINE_ARGUMENTS, **changes})


ARGUMENTS: dict[type, dict[str, Any]] = {
    gpiod.ChipInfo: {"name": "gpiochip0", "label": "gpio-sim.0", "num_lines": 8},
    gpiod.LineInfo: LINE_ARGUMENTS,
    gpiod.InfoEvent: {"event_type": 2, "timestamp_ns": 2**63, "line_info": line_info()},
    gpiod.EdgeEvent: {
        "event_type": 1,
        "timestamp_ns": 2**64 - 1,
        "line_offset": 3,
        "global_seqno": 7,
        "line_seqno": 5,
    },
}

FIELDS: dict[type, dict[str, Any]] = {
    **ARGUMENTS,
    gpiod.LineInfo: LINE,
    gpiod.InfoEvent: {
        **ARGUMENTS[gpiod.InfoEvent],
        "event_type": gpiod.InfoEvent.Type.LINE_RELEASED,
    },
    gpiod.EdgeEvent: {
        **ARGUMENTS[gpiod.EdgeEvent],
        "event_type": gpiod.EdgeEvent.Type.RISING_EDGE,
    },
}

OTHER_ARGUMENTS: dict[type, dict[str, Any]] = {
    gpiod.ChipInfo: {"name": "gpiochip1", "label": "other", "num_lines": 9},
    gpiod.LineInfo: {
        "offset": 4,
        "name": None,
        "used": False,
        "consumer": None,
        "direction": 2,
        "active_low": False,
        "bias": 5,
        "drive": 3,
        "edge_detection": 4,
        "event_clock": 1,
        "debounced": False,
        "debounce_period_us": 0,
    },
    gpiod.InfoEvent: {"event_type": 1, "timestamp_ns": 0, "line_info": line_info(offset=0)},
    gpiod.EdgeEvent: {
        "event_type": 2,
        "timestamp_ns": 0,
        "line_offset": 0,
        "global_seqno": 1,
        "line_seqno": 1,
    },
}


def each() -> list[tuple[Any, Snapshot]]:
    """Every snapshot class with an instance."""
    return [(kind, kind(**arguments)) for kind, arguments in ARGUMENTS.items()]


class Tagged(gpiod.EdgeEvent):
    """A subclass with attributes, a slot, and a constructor with another parameter."""

    __slots__ = ("__dict__", "seen")

    tag: str
    seen: bool
    more: list[Tagged]

    def __new__(cls, *fields: Any, tag: str = "none", **named: Any) -> Tagged:
        if is_official():
            return super().__new__(cls)
        return super().__new__(cls, *fields, **named)

    def __init__(self, *fields: Any, tag: str = "none", **named: Any) -> None:
        if is_official():
            super().__init__(*fields, **named)
        object.__setattr__(self, "tag", tag)


class Name(str):
    """A str that can be part of a cycle."""

    refers_to: object = None


class Snapshots(unittest.TestCase):
    def test_constructor(self) -> None:
        for kind, arguments in ARGUMENTS.items():
            with self.subTest(kind):
                anything: Any = kind
                parameters = inspect.signature(kind).parameters
                self.assertEqual(list(parameters), list(arguments))
                for parameter in parameters.values():
                    self.assertIs(parameter.default, parameter.empty)
                self.assertEqual(anything(*arguments.values()), anything(**arguments))
                with self.assertRaises(TypeError):
                    anything()
                with self.assertRaises(TypeError):
                    anything(*arguments.values(), 1)
                with self.assertRaises(TypeError):
                    anything(**arguments, speed=1)
                for name in arguments:
                    with self.assertRaises(TypeError):
                        anything(**{key: item for key, item in arguments.items() if key != name})

    def test_fields(self) -> None:
        for kind, snapshot in each():
            for name, value in FIELDS[kind].items():
                with self.subTest(kind=kind, name=name):
                    self.assertEqual(getattr(snapshot, name), value)
                    self.assertIs(type(getattr(snapshot, name)), type(value))

    def test_name_and_consumer_may_be_none(self) -> None:
        info = line_info(name=None, consumer=None)
        self.assertIsNone(info.name)
        self.assertIsNone(info.consumer)

    def test_constructor_accepts_enum_members(self) -> None:
        self.assertEqual(
            line_info(direction=Direction.OUTPUT, bias=Bias.PULL_UP), line_info(direction=3, bias=4)
        )

    def test_constructor_rejects_unknown_enum_values(self) -> None:
        for name in ("direction", "bias", "drive", "edge_detection", "event_clock"):
            for value in (0, 99, -1, 2**70, None, "INPUT"):
                with self.subTest(name=name, value=value), self.assertRaises(ValueError):
                    line_info(**{name: value})
        for kind in (gpiod.InfoEvent, gpiod.EdgeEvent):
            with self.subTest(kind), self.assertRaises(ValueError):
                kind(**{**ARGUMENTS[kind], "event_type": 9})

    def test_are_immutable(self) -> None:
        for kind, snapshot in each():
            for name in FIELDS[kind]:
                with self.subTest(kind=kind, name=name):
                    before = getattr(snapshot, name)
                    error = dataclasses.FrozenInstanceError
                    with self.assertRaisesRegex(error, f"^cannot assign to field '{name}'$"):
                        setattr(snapshot, name, before)
                    with self.assertRaisesRegex(error, f"^cannot delete field '{name}'$"):
                        delattr(snapshot, name)
                    self.assertEqual(getattr(snapshot, name), before)
            with self.subTest(kind), self.assertRaises(dataclasses.FrozenInstanceError):
                snapshot.speed = 1
            with self.subTest(kind), self.assertRaises(AttributeError):
                _ = snapshot.speed

    def test_subclasses_have_attributes_beside_the_fields(self) -> None:
        for kind, _ in each():
            with self.subTest(kind=kind):
                snapshot: Snapshot = type("Derived", (kind,), {})(**ARGUMENTS[kind])
                snapshot.speed = 1
                self.assertEqual(snapshot.speed, 1)
                del snapshot.speed
                with self.assertRaises(dataclasses.FrozenInstanceError):
                    setattr(snapshot, next(iter(FIELDS[kind])), None)

    def test_equality_and_hash_by_value(self) -> None:
        for kind, snapshot in each():
            with self.subTest(kind):
                twin = kind(**ARGUMENTS[kind])
                self.assertIsNot(twin, snapshot)
                self.assertTrue(twin == snapshot)
                self.assertFalse(twin != snapshot)
                self.assertEqual(hash(twin), hash(snapshot))
                self.assertEqual(len({twin, snapshot}), 1)

    def test_every_field_is_compared(self) -> None:
        for kind, snapshot in each():
            for name, value in OTHER_ARGUMENTS[kind].items():
                with self.subTest(kind=kind, name=name):
                    other = kind(**{**ARGUMENTS[kind], name: value})
                    self.assertFalse(other == snapshot)
                    self.assertTrue(other != snapshot)
                    self.assertEqual(len({other, snapshot}), 2)

    def test_are_unequal_to_other_types(self) -> None:
        for kind, snapshot in each():
            for other in (None, 0, tuple(FIELDS[kind].values()), dict(FIELDS[kind]), kind):
                with self.subTest(kind=kind, other=other):
                    self.assertFalse(snapshot == other)
                    self.assertTrue(snapshot != other)
            for other_kind, other in each():
                if other_kind is not kind:
                    self.assertFalse(snapshot == other)

    def test_are_unordered(self) -> None:
        for kind, snapshot in each():
            for compare in (operator.lt, operator.le, operator.gt, operator.ge):
                with self.subTest(kind=kind, compare=compare), self.assertRaises(TypeError):
                    compare(snapshot, kind(**ARGUMENTS[kind]))

    def test_can_be_copied(self) -> None:
        for kind, snapshot in each():
            twins = [copy.copy(snapshot), copy.deepcopy(snapshot)]
            twins += [
                pickle.loads(pickle.dumps(snapshot, protocol))
                for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
            ]
            for twin in twins:
                with self.subTest(kind):
                    self.assertIs(type(twin), kind)
                    self.assertEqual(twin, snapshot)
                    self.assertEqual(hash(twin), hash(snapshot))

    def test_subclasses_can_be_copied(self) -> None:
        event = Tagged(*ARGUMENTS[gpiod.EdgeEvent].values(), tag="mine")
        object.__setattr__(event, "seen", True)
        object.__setattr__(event, "more", [event])
        twins = [copy.copy(event), copy.deepcopy(event)]
        twins += [
            pickle.loads(pickle.dumps(event, protocol))
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
        ]
        for twin in twins:
            self.assertIs(type(twin), Tagged)
            self.assertEqual(str(twin), str(event))
            self.assertEqual((twin.tag, twin.seen), ("mine", True))
        self.assertEqual([twin.more[0] is twin for twin in twins], [False] + 7 * [True])

    def test_subclass_may_override_reduce(self) -> None:
        class Own(gpiod.ChipInfo):
            def __reduce__(self) -> Any:
                return dict, ()

        self.assertEqual(copy.copy(Own("a", "b", 1)), {})

    def test_cycles_are_collected(self) -> None:
        class Event(gpiod.InfoEvent):
            pass

        def through_a_name() -> Any:
            name = Name("reset")
            name.refers_to = line_info(name=name)
            return name

        def through_a_field_of_a_subclass() -> Any:
            name = Name("reset")
            event = Event(2, 1, line_info(name=name))
            name.refers_to = event
            return event

        def through_an_attribute() -> Any:
            event = Event(2, 1, line_info())
            object.__setattr__(event, "me", event)
            return event

        for make in (through_a_name, through_a_field_of_a_subclass, through_an_attribute):
            with self.subTest(make.__name__):
                gone = weakref.ref(make())
                gc.collect()
                self.assertIsNone(gone())

    def test_unnamed_lines_can_be_copied(self) -> None:
        info = line_info(name=None, consumer=None)
        self.assertEqual(pickle.loads(pickle.dumps(info)), info)
        self.assertEqual(copy.deepcopy(info), info)

    def test_are_dataclasses(self) -> None:
        for kind, snapshot in each():
            with self.subTest(kind):
                self.assertTrue(dataclasses.is_dataclass(kind))
                self.assertTrue(dataclasses.is_dataclass(snapshot))
                for of in (kind, snapshot):
                    fields = dataclasses.fields(of)
                    self.assertEqual([field.name for field in fields], list(FIELDS[kind]))
                    for field in fields:
                        self.assertIs(field.default, dataclasses.MISSING)
                        self.assertIs(field.default_factory, dataclasses.MISSING)
                self.assertEqual(kind.__match_args__, tuple(FIELDS[kind]))
                self.assertTrue(kind.__dataclass_params__.frozen)

    def test_asdict_and_astuple(self) -> None:
        for kind, snapshot in each():
            with self.subTest(kind):
                expected = dict(FIELDS[kind])
                if "line_info" in expected:
                    expected["line_info"] = LINE
                self.assertEqual(dataclasses.asdict(snapshot), expected)
                if "line_info" in expected:
                    expected["line_info"] = tuple(LINE.values())
                self.assertEqual(dataclasses.astuple(snapshot), tuple(expected.values()))

    def test_replace(self) -> None:
        info: Snapshot = gpiod.ChipInfo("gpiochip0", "label", 8)
        self.assertEqual(
            dataclasses.replace(info, num_lines=9), gpiod.ChipInfo("gpiochip0", "label", 9)
        )

    def test_match_statement(self) -> None:
        match gpiod.EdgeEvent(1, 2, 3, 4, 5):
            case gpiod.EdgeEvent(gpiod.EdgeEvent.Type.RISING_EDGE, _, offset, line_seqno=seqno):
                self.assertEqual((offset, seqno), (3, 5))
            case other:
                self.fail(f"{other} did not match")

    def test_default_repr(self) -> None:
        for kind, snapshot in each():
            with self.subTest(kind):
                self.assertRegex(
                    repr(snapshot),
                    rf"\A<{kind.__module__}\.{kind.__qualname__} object at 0x[0-9a-fA-F]+>\Z",
                )

    def test_str(self) -> None:
        line = (
            '<LineInfo offset=3 name="reset" used=True consumer="me" direction=Direction.OUTPUT '
            "active_low=True bias=Bias.PULL_UP drive=Drive.OPEN_DRAIN edge_detection=Edge.NONE "
            "event_clock=Clock.REALTIME debounced=True debounce_period=0:00:00.001500>"
        )
        expected: dict[type, str] = {
            gpiod.ChipInfo: '<ChipInfo name="gpiochip0" label="gpio-sim.0" num_lines=8>',
            gpiod.LineInfo: line,
            gpiod.InfoEvent: "<InfoEvent type=Type.LINE_RELEASED "
            f"timestamp_ns={2**63} line_info={line}>",
            gpiod.EdgeEvent: f"<EdgeEvent type=Type.RISING_EDGE timestamp_ns={2**64 - 1} "
            "line_offset=3 global_seqno=7 line_seqno=5>",
        }
        for kind, snapshot in each():
            with self.subTest(kind):
                self.assertEqual(str(snapshot), expected[kind])
                self.assertEqual(format(snapshot), expected[kind])

    def test_str_of_an_unnamed_line(self) -> None:
        self.assertIn(' name="None" ', str(line_info(name=None)))

    def test_truth(self) -> None:
        for kind, snapshot in each():
            with self.subTest(kind):
                self.assertTrue(snapshot)

    def test_weak_references(self) -> None:
        for kind, snapshot in each():
            with self.subTest(kind):
                self.assertIs(weakref.ref(snapshot)(), snapshot)

    def test_can_be_subclassed(self) -> None:
        for kind, snapshot in each():
            with self.subTest(kind):
                derived: Any = type("Derived", (kind,), {})
                instance = derived(**ARGUMENTS[kind])
                self.assertIsInstance(instance, kind)
                self.assertFalse(instance == snapshot, "equality is for one class only")


if __name__ == "__main__":
    unittest.main()
