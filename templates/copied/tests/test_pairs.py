# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Every operation beside every other, in two threads: on the same object, on an object and one that
it made, on an object that is an argument of the other, and on the last references to an object.
"""

from __future__ import annotations

import functools
import itertools
import sys
import unittest
from collections.abc import Iterator
from typing import Any, ClassVar

from api import SPECIAL, Class, Relation
from fixtures import make_fixtures
from isolated import IsolatedTest, end_child
from package import PACKAGE
from pairs import Caller, LastReference, Pair, RelatedObjects, SameObject, SharedArgument

tearDownModule = end_child  # noqa: N816 (unittest's name)


@functools.cache
def caller() -> Caller:
    return Caller(PACKAGE, make_fixtures())


def same_object(cls: Class) -> Iterator[Pair]:
    for left, right in cls.pairs():
        yield SameObject(left, right, cls)


def owner_and_child(relation: Relation) -> Iterator[Pair]:
    for left, right in itertools.product(relation.owner.operations, relation.other.operations):
        yield RelatedObjects(left, right, relation, siblings=False)


def siblings(relation: Relation) -> Iterator[Pair]:
    for left, right in relation.other.pairs():
        yield RelatedObjects(left, right, relation, siblings=True)


def argument(relation: Relation) -> Iterator[Pair]:
    for left, right in itertools.product(relation.through, relation.other.operations):
        yield SharedArgument(left, right, relation, both=False)


def argument_of_both(relation: Relation) -> Iterator[Pair]:
    for left, right in itertools.combinations_with_replacement(relation.through, 2):
        yield SharedArgument(left, right, relation, both=True)


def last_reference(cls: Class) -> Iterator[Pair]:
    for operation in cls.operations:
        yield LastReference(operation, operation, cls)


def matrix() -> Iterator[tuple[str, list[Pair]]]:
    """The name of each part of the matrix, and its pairs."""
    for cls in PACKAGE.classes:
        yield cls.name, list(same_object(cls))
        yield f"LastReferenceTo{cls.name}", list(last_reference(cls))
    for relation in PACKAGE.children():
        owner, child = relation.owner, relation.other
        yield f"{owner.name}AndIts{child.name}", list(owner_and_child(relation))
        yield f"{child.name}sOfOne{owner.name}", list(siblings(relation))
    for relation in PACKAGE.borrowers():
        taker, other = relation.owner.name, relation.other.name
        yield f"{other}GivenTo{taker}", list(argument(relation))
        yield f"{other}GivenTo{taker}Twice", list(argument_of_both(relation))


class Part(IsolatedTest):
    """The pairs of one part of the matrix, each a test."""

    expected: ClassVar[set[str]]
    completed: ClassVar[set[str]]

    def setUp(self) -> None:
        caller()  # opens descriptors that stay open
        super().setUp()

    def receive(self, notes: dict[str, Any]) -> None:
        self.completed.add(notes["pair"])


def make_test(pair: Pair) -> Any:
    def test(self: Part) -> None:
        pair.run(caller())
        self.send(pair=pair.name)

    test.__doc__ = f"{pair.left} beside {pair.right}"
    return test


def make_part(name: str, pairs: list[Pair]) -> type[Part]:
    members: dict[str, Any] = {f"test_{pair.name}": make_test(pair) for pair in pairs}
    members["__module__"] = __name__
    members["expected"] = {pair.name for pair in pairs}
    members["completed"] = set()
    return type(name, (Part,), members)


PARTS = [make_part(name, pairs) for name, pairs in matrix()]
globals().update({part.__name__: part for part in PARTS})


class Coverage(unittest.TestCase):
    """Every pair was run. This comes last, and can only pass when all tests are run."""

    def test_every_pair_was_run(self) -> None:
        print("\npairs run / all pairs", file=sys.stderr)
        for part in PARTS:
            print(
                f"  {len(part.completed):4} / {len(part.expected):4}  {part.__name__}",
                file=sys.stderr,
            )
        missing = {part.__name__: part.expected - part.completed for part in PARTS}
        self.assertEqual({name: pairs for name, pairs in missing.items() if pairs}, {})

    def test_every_member_of_a_class_is_an_operation(self) -> None:
        for cls in PACKAGE.classes:
            known = {operation.name for operation in cls.operations}
            found = {
                name
                for name, value in vars(cls.load()).items()
                if not isinstance(value, type) and (name in SPECIAL or not name.startswith("__"))
            }
            with self.subTest(cls.name):
                self.assertEqual(found | {"__str__", "__repr__"}, known)


def load_tests(
    loader: unittest.TestLoader, tests: unittest.TestSuite, pattern: str | None
) -> unittest.TestSuite:
    suite = unittest.TestSuite()
    for case in [*PARTS, Coverage]:
        suite.addTests(loader.loadTestsFromTestCase(case))
    return suite


if __name__ == "__main__":
    unittest.main()
