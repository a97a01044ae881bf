# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Every operation beside every other, by two threads: on one object, on objects of one family, on an
object that is an argument meanwhile, and on one that both are the last to know.
"""

from __future__ import annotations

import functools
import itertools
import sys
import unittest
from collections.abc import Iterator
from typing import Any, ClassVar

from cells import Argument, Cell, Family, LastReference, OneObject, Player
from isolated import IsolatedTest, end_child
from model import SPECIAL, Class, Relation
from provider import make_provider
from tables import PACKAGE

tearDownModule = end_child  # noqa: N816 (unittest's name)


@functools.cache
def player() -> Player:
    return Player(PACKAGE, make_provider())


def one_object(cls: Class) -> Iterator[Cell]:
    for left, right in cls.pairs():
        yield OneObject(left, right, cls)


def family(relation: Relation) -> Iterator[Cell]:
    for left, right in itertools.product(relation.owner.operations, relation.other.operations):
        yield Family(left, right, relation, siblings=False)


def siblings(relation: Relation) -> Iterator[Cell]:
    for left, right in relation.other.pairs():
        yield Family(left, right, relation, siblings=True)


def given(relation: Relation) -> Iterator[Cell]:
    for left, right in itertools.product(relation.through, relation.other.operations):
        yield Argument(left, right, relation, twice=False)


def given_twice(relation: Relation) -> Iterator[Cell]:
    for left, right in itertools.combinations_with_replacement(relation.through, 2):
        yield Argument(left, right, relation, twice=True)


def last_reference(cls: Class) -> Iterator[Cell]:
    for operation in cls.operations:
        yield LastReference(operation, operation, cls)


def matrix() -> Iterator[tuple[str, list[Cell]]]:
    """Everything there is to run: the name of each part, and its cells."""
    for cls in PACKAGE.classes:
        yield cls.name, list(one_object(cls))
        yield f"LastReferenceTo{cls.name}", list(last_reference(cls))
    for relation in PACKAGE.children():
        owner, child = relation.owner, relation.other
        yield f"{owner.name}AndIts{child.name}", list(family(relation))
        yield f"{child.name}sOfOne{owner.name}", list(siblings(relation))
    for relation in PACKAGE.borrowers():
        taker, other = relation.owner.name, relation.other.name
        yield f"{other}GivenTo{taker}", list(given(relation))
        yield f"{other}GivenTo{taker}Twice", list(given_twice(relation))


class Part(IsolatedTest):
    """The cells of one part of the matrix, each a test."""

    exist: ClassVar[set[str]]
    run_so_far: ClassVar[set[str]]

    def setUp(self) -> None:
        player()  # opens what stays open
        super().setUp()

    def hear(self, notes: dict[str, Any]) -> None:
        self.run_so_far.add(notes["cell"])


def make_test(cell: Cell) -> Any:
    def test(self: Part) -> None:
        cell.play(player())
        self.note(cell=cell.name)

    test.__doc__ = f"{cell.left} beside {cell.right}"
    return test


def make_part(name: str, cells: list[Cell]) -> type[Part]:
    members: dict[str, Any] = {f"test_{cell.name}": make_test(cell) for cell in cells}
    members["__module__"] = __name__
    members["exist"] = {cell.name for cell in cells}
    members["run_so_far"] = set()
    return type(name, (Part,), members)


PARTS = [make_part(name, cells) for name, cells in matrix()]
globals().update({part.__name__: part for part in PARTS})


class Coverage(unittest.TestCase):
    """Nothing is left out. Comes last, and holds for a run of everything."""

    def test_every_pair_was_run(self) -> None:
        print("\npairs run / pairs that exist", file=sys.stderr)
        for part in PARTS:
            print(
                f"  {len(part.run_so_far):4} / {len(part.exist):4}  {part.__name__}",
                file=sys.stderr,
            )
        left_out = {part.__name__: part.exist - part.run_so_far for part in PARTS}
        self.assertEqual({name: pairs for name, pairs in left_out.items() if pairs}, {})

    def test_the_tables_have_all_that_the_classes_have(self) -> None:
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
