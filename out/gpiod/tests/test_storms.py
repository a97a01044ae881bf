# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Many threads do anything they can to the same objects, in an order drawn from a seed, and one of
them closes the objects in the end.
"""

from __future__ import annotations

import functools
import gc
import random
import unittest
from collections.abc import Callable
from typing import Any

from cells import Player
from crew import run_concurrently
from isolated import IsolatedTest, end_child
from model import Class, Operation, Relation
from provider import make_provider
from tables import PACKAGE

tearDownModule = end_child  # noqa: N816 (unittest's name)

THREADS = 8
STEPS = 60
STORMS = 10

Objects = list[tuple[Class, Any]]


@functools.cache
def player() -> Player:
    return Player(PACKAGE, make_provider())


class Storm:
    """One storm: some objects, and what the threads do to them."""

    def __init__(self, seed: str, objects: Objects) -> None:
        self._seed = seed
        self._objects = objects
        self._closed = tuple(error for cls, _ in objects for error in cls.load_closed_error())

    def blow(self) -> None:
        calls: list[Callable[[], None]] = [self._closing_thread]
        calls += [functools.partial(self._thread, number) for number in range(1, THREADS)]
        run_concurrently(calls)

    def _thread(self, number: int) -> None:
        dice = random.Random(f"{self._seed} {number}")
        for step in range(STEPS):
            cls, subject = dice.choice(self._objects)
            operations = [o for o in cls.operations if not o.closes]
            self._do(dice.choice(operations), subject, step, bool(cls.closer) and step % 4 == 0)

    def _closing_thread(self) -> None:
        """Waits for nothing, gives the others things to wait for, and closes everything."""
        dice = random.Random(self._seed)
        for step in range(STEPS):
            cls, subject = dice.choice(self._objects)
            self._do(
                dice.choice([o for o in cls.operations if not o.waits and not o.closes]),
                subject,
                step,
            )
            if any(operation.waits for operation in cls.operations):
                player().provider.stimulate(subject, 1)
            if step % 20 == 0:
                gc.collect()
        for cls, subject in dice.sample(self._objects, len(self._objects)):
            if cls.closer:
                getattr(subject, cls.closer)()

    def _do(self, operation: Operation, subject: Any, step: int, for_ever: bool = False) -> None:
        try:
            call = player().call(operation, subject, step, ended_by_close=for_ever)
        except self._closed:  # while its arguments were looked for
            return
        player().play(call, True, None)


def one_object(cls: Class, storm: int) -> Objects:
    return [(cls, player().provider.make(cls.name, storm, readable=True))]


def family(relation: Relation, storm: int) -> Objects:
    owner, child = relation.owner, relation.other
    made, children = player().provider.make_family(owner.name, child.name, storm, True)
    return [(owner, made), *((child, one) for one in children)]


class Storms(IsolatedTest):
    def setUp(self) -> None:
        player()  # opens what stays open
        super().setUp()


def make_test(name: str, make_objects: Callable[[int], Objects]) -> Callable[[Storms], None]:
    def test(self: Storms) -> None:
        for storm in range(STORMS):
            objects = make_objects(storm)
            Storm(f"{name} {storm}", objects).blow()
            for cls, subject in objects:
                if cls.closer:
                    self.assertFalse(subject)

    return test


for one in PACKAGE.classes:
    setattr(Storms, f"test_{one.name}", make_test(one.name, functools.partial(one_object, one)))
for several in PACKAGE.children():
    kin = f"{several.owner.name}_and_each_{several.other.name}"
    setattr(Storms, f"test_{kin}", make_test(kin, functools.partial(family, several)))


if __name__ == "__main__":
    unittest.main()
