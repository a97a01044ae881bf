# SPDX-License-Identifier: LGPL-2.1-or-later
"""The enums: members, values and everything an enum.Enum can do."""

from __future__ import annotations

import copy
import enum
import operator
import pickle
import unittest
from typing import Any

import gpiod
from gpiod.line import Bias, Clock, Direction, Drive, Edge, Value

MEMBERS: dict[type[enum.Enum], dict[str, int]] = {
    Value: {"INACTIVE": 0, "ACTIVE": 1},
    Direction: {"AS_IS": 1, "INPUT": 2, "OUTPUT": 3},
    Bias: {"AS_IS": 1, "UNKNOWN": 2, "DISABLED": 3, "PULL_UP": 4, "PULL_DOWN": 5},
    Drive: {"PUSH_PULL": 1, "OPEN_DRAIN": 2, "OPEN_SOURCE": 3},
    Edge: {"NONE": 1, "RISING": 2, "FALLING": 3, "BOTH": 4},
    Clock: {"MONOTONIC": 1, "REALTIME": 2, "HTE": 3},
    gpiod.EdgeEvent.Type: {"RISING_EDGE": 1, "FALLING_EDGE": 2},
    gpiod.InfoEvent.Type: {"LINE_REQUESTED": 1, "LINE_RELEASED": 2, "LINE_CONFIG_CHANGED": 3},
}


class Enums(unittest.TestCase):
    def test_members_in_order(self) -> None:
        for kind, members in MEMBERS.items():
            with self.subTest(kind):
                self.assertEqual(
                    [(member.name, member.value) for member in kind], list(members.items())
                )
                self.assertEqual(list(kind.__members__), list(members))

    def test_are_plain_enums(self) -> None:
        for kind in MEMBERS:
            with self.subTest(kind):
                self.assertEqual(kind.__bases__, (enum.Enum,))
                self.assertNotIsInstance(next(iter(kind)), int)

    def test_nested_enums_have_qualified_names(self) -> None:
        self.assertEqual(gpiod.EdgeEvent.Type.__qualname__, "EdgeEvent.Type")
        self.assertEqual(gpiod.EdgeEvent.Type.__module__, "gpiod.edge_event")
        self.assertEqual(gpiod.InfoEvent.Type.__qualname__, "InfoEvent.Type")
        self.assertEqual(gpiod.InfoEvent.Type.__module__, "gpiod.info_event")

    def test_lookup(self) -> None:
        for kind, members in MEMBERS.items():
            for name, value in members.items():
                with self.subTest(kind=kind, name=name):
                    member = kind[name]
                    self.assertIs(kind(value), member)
                    self.assertIs(kind(member), member)
                    self.assertIs(getattr(kind, name), member)

    def test_lookup_of_a_missing_value(self) -> None:
        for kind in MEMBERS:
            with self.subTest(kind):
                for value in (-1, 99, None, "ACTIVE", 2**70):
                    with self.assertRaises(ValueError):
                        kind(value)
                with self.assertRaises(KeyError):
                    kind["NO_SUCH_NAME"]

    def test_repr_and_str(self) -> None:
        self.assertEqual(repr(Value.ACTIVE), "<Value.ACTIVE: 1>")
        self.assertEqual(str(Value.ACTIVE), "Value.ACTIVE")
        self.assertEqual(str(Direction.AS_IS), "Direction.AS_IS")
        self.assertEqual(str(gpiod.EdgeEvent.Type.RISING_EDGE), "Type.RISING_EDGE")
        self.assertEqual(repr(gpiod.InfoEvent.Type.LINE_RELEASED), "<Type.LINE_RELEASED: 2>")

    def test_truth(self) -> None:
        self.assertIs(bool(Value.ACTIVE), True)
        self.assertIs(bool(Value.INACTIVE), False)
        for kind in MEMBERS:
            if kind is not Value:
                self.assertTrue(all(kind))

    def test_equality_is_identity(self) -> None:
        everything = [member for kind in MEMBERS for member in kind]
        for i, one in enumerate(everything):
            for j, other in enumerate(everything):
                self.assertEqual(one == other, i == j)
        self.assertNotEqual(Value.ACTIVE, 1)
        self.assertEqual(len(set(everything)), len(everything))

    def test_members_cannot_be_ordered_changed_or_created(self) -> None:
        anything: Any = Value
        with self.assertRaises(TypeError):
            operator.lt(anything.ACTIVE, anything.INACTIVE)
        with self.assertRaises(AttributeError):
            anything.ACTIVE = 5
        with self.assertRaises(AttributeError):
            anything.ACTIVE.value = 5
        with self.assertRaises(TypeError):

            class More(anything):  # type: ignore[misc]
                pass

    def test_copies_are_the_member_itself(self) -> None:
        for kind in MEMBERS:
            for member in kind:
                with self.subTest(member=member):
                    self.assertIs(copy.copy(member), member)
                    self.assertIs(copy.deepcopy(member), member)

    def test_pickle_gives_the_member_itself(self) -> None:
        for kind in MEMBERS:
            nested = "." in kind.__qualname__
            for protocol in range(4 if nested else 0, pickle.HIGHEST_PROTOCOL + 1):
                for member in kind:
                    with self.subTest(member=member, protocol=protocol):
                        self.assertIs(pickle.loads(pickle.dumps(member, protocol)), member)

    def test_match_statement(self) -> None:
        match Value(1):
            case Value.ACTIVE:
                pass
            case other:
                self.fail(f"{other} did not match")


if __name__ == "__main__":
    unittest.main()
