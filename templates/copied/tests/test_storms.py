# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
Many threads perform every operation on the same objects, in an order drawn from a seed, until one
of them closes the objects.
"""

from __future__ import annotations

import functools
import gc
import random
import unittest
from collections.abc import Callable
from typing import Any

from api import Class, Operation, Relation
from fixtures import make_fixtures
from isolated import IsolatedTest, end_child
from package import PACKAGE
from pairs import Caller
from threads import run_concurrently

tearDownModule = end_child  # noqa: N816 (unittest's name)

THREADS = 8
STEPS = 60
STORMS = 10

Objects = list[tuple[Class, Any]]


@functools.cache
def caller() -> Caller:
    return Caller(PACKAGE, make_fixtures())


class Storm:
    """Some objects, and what the threads do to them."""

    def __init__(self, seed: str, objects: Objects) -> None:
        self._seed = seed
        self._objects = objects
        self._closed = tuple(error for cls, _ in objects for error in cls.load_closed_error())

    def run(self) -> None:
        calls: list[Callable[[], None]] = [self._close_at_the_end]
        calls += [functools.partial(self._use, number) for number in range(1, THREADS)]
        run_concurrently(calls)

    def _use(self, number: int) -> None:
        rng = random.Random(f"{self._seed} {number}")
        for step in range(STEPS):
            cls, target = rng.choice(self._objects)
            operations = [o for o in cls.operations if not o.closes]
            self._perform(rng.choice(operations), target, step, bool(cls.closer) and step % 4 == 0)

    def _close_at_the_end(self) -> None:
        """Supply the others with what they wait for, without ever waiting, and close everything."""
        rng = random.Random(self._seed)
        for step in range(STEPS):
            cls, target = rng.choice(self._objects)
            self._perform(
                rng.choice([o for o in cls.operations if not o.waits and not o.closes]),
                target,
                step,
            )
            if any(operation.waits for operation in cls.operations):
                caller().fixtures.stimulate(target, 1)
            if step % 20 == 0:
                gc.collect()
        for cls, target in rng.sample(self._objects, len(self._objects)):
            if cls.closer:
                getattr(target, cls.closer)()

    def _perform(
        self, operation: Operation, target: Any, step: int, ended_by_close: bool = False
    ) -> None:
        try:
            call = caller().prepare(operation, target, step, ended_by_close=ended_by_close)
        except self._closed:  # while its arguments were made
            return
        caller().run(call, True, None)


def one_object(cls: Class, storm: int) -> Objects:
    return [(cls, caller().fixtures.make(cls.name, storm, readable=True))]


def family(relation: Relation, storm: int) -> Objects:
    owner, child = relation.owner, relation.other
    made, children = caller().fixtures.make_family(owner.name, child.name, storm, True)
    return [(owner, made), *((child, one) for one in children)]


class Storms(IsolatedTest):
    def setUp(self) -> None:
        caller()  # opens descriptors that stay open
        super().setUp()


def make_test(name: str, make_objects: Callable[[int], Objects]) -> Callable[[Storms], None]:
    def test(self: Storms) -> None:
        for storm in range(STORMS):
            objects = make_objects(storm)
            Storm(f"{name} {storm}", objects).run()
            for cls, target in objects:
                if cls.closer:
                    self.assertFalse(target)

    return test


for one in PACKAGE.classes:
    setattr(Storms, f"test_{one.name}", make_test(one.name, functools.partial(one_object, one)))
for several in PACKAGE.children():
    kin = f"{several.owner.name}_and_each_{several.other.name}"
    setattr(Storms, f"test_{kin}", make_test(kin, functools.partial(family, several)))


if __name__ == "__main__":
    unittest.main()
