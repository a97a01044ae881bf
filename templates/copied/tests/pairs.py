# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""
A pair of operations, performed at the same moment by two threads, in many short rounds.

Each may return a value of its documented type that the fixtures accept, or raise an error that is
documented for what the other thread does. After a close it raises the documented error.
"""

from __future__ import annotations

import gc
import os
import time
import weakref
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from api import BATCH, SPECIAL, Call, Class, Fixtures, Operation, Package, Relation, conforms
from threads import LIMIT, race

Action = Callable[[], object]

ROUNDS = int(os.environ.get("GUARDGEN_TEST_ROUNDS", "200"))
"""Rounds of each pair, with fresh objects in each."""

ROUND_SECONDS = 0.00015
"""What a round may take on average. A machine that is busy with other things runs fewer rounds."""

REPEATS = 5
"""How often an operation is performed in one round."""


class UnexpectedResultError(AssertionError):
    """A call returned or raised what it must not."""


def batches() -> Iterator[range]:
    """The rounds of a pair: all, if time allows, but at least a tenth of them."""
    deadline = time.monotonic() + ROUNDS * ROUND_SECONDS
    for first in range(0, ROUNDS, BATCH):
        if first * 10 >= ROUNDS and time.monotonic() > deadline:
            return
        yield range(first, first + BATCH)


class Caller:
    """Performs operations and checks their results."""

    def __init__(self, package: Package, fixtures: Fixtures) -> None:
        self.package = package
        self.fixtures = fixtures
        names = package.names()
        self._hints = {o: eval(o.result, names) for cls in package.classes for o in cls.operations}
        self._closed = {cls.name: cls.load_closed_error() for cls in package.classes}
        self._opened = {cls.name for cls in package.classes if cls.closer}

    def prepare(
        self,
        operation: Operation,
        target: Any,
        number: int,
        side: int = 0,
        ended_by_close: bool = False,
    ) -> Call:
        """A call with its arguments."""
        call = Call(operation, target, number, side, ended_by_close)
        for name, _ in operation.parameters:
            call.arguments[name] = self.fixtures.argument(call, name)
        return call

    def bind(self, call: Call) -> Callable[[], object]:
        """A callable that makes the call, with as little overhead as possible."""
        operation = call.operation
        if operation.name in SPECIAL:
            return partial(SPECIAL[operation.name], call.target)
        if operation.is_property:
            return partial(getattr, call.target, operation.name)
        return partial(getattr(call.target, operation.name), *call.arguments.values())

    def repeats(self, operation: Operation) -> int:
        """How often to perform it: once if it waits, or if its results keep it from succeeding."""
        return 1 if operation.waits or operation.makes_one_of(self._opened) else REPEATS

    def run(self, call: Call, closes: bool, beside: Operation | None) -> None:
        """Make the call several times, then check the results, keeping no reference to them."""
        bound = self.bind(call)
        results: list[object] = []
        for _ in range(self.repeats(call.operation)):
            try:
                results.append(bound())
            except Exception as error:
                results.append(error)
        for result in results:
            self.check(call, result, closes, beside)

    def check(self, call: Call, result: object, closes: bool, beside: Operation | None) -> None:
        """
        Fail unless the call may return or raise this. closes: a thread closes the object meanwhile;
        beside: what the other thread does, None if it may be anything.
        """
        operation = call.operation
        if isinstance(result, Exception):
            if closes and isinstance(result, self._closed[operation.cls]):
                return
            valid = self.fixtures.may_raise(operation, beside, result)
        elif operation.name == "__bool__":
            valid = result is True or (closes and result is False)
        elif operation.name in ("__enter__", "locked"):
            valid = result is call.target
        else:
            valid = conforms(result, self._hints[operation])
            valid = valid and (operation.name in SPECIAL or self.fixtures.expected(call, result))
        if not valid:
            message = f"{operation}, beside {beside or 'others'}: {result!r}"
            cause = result if isinstance(result, Exception) else None
            raise UnexpectedResultError(message) from cause

    def check_closed(self, call: Call) -> None:
        """Make the call on an object that is now closed."""
        operation = call.operation
        try:
            result = self.bind(call)()
        except self._closed[operation.cls]:
            return
        harmless = operation.closes or operation.name in ("__str__", "__repr__")
        if not harmless and (operation.name != "__bool__" or result):
            raise UnexpectedResultError(f"{operation}, after the object was closed: {result!r}")


@dataclass
class Round:
    """Two calls made at the same moment, and what is closed and checked afterwards."""

    number: int
    calls: tuple[Call, Call]
    objects: list[tuple[Class, Any]]
    descriptors: list[int] = field(default_factory=list)

    def closes(self, side: int) -> bool:
        """Whether either thread closes the object that this one uses."""
        target = self.calls[side].target
        return any(call.operation.closes and call.target is target for call in self.calls)

    def thread_bodies(self, caller: Caller) -> tuple[Callable[[], None], Callable[[], None]]:
        left, right = self._thread_body(caller, 0), self._thread_body(caller, 1)
        return (right, left) if self.number % 2 else (left, right)

    def _thread_body(self, caller: Caller, side: int) -> Callable[[], None]:
        """
        What one thread does. If the other waits for something to read, this one supplies it, or it
        is there before the round. A waiter that close() must wake gets nothing, or, in some rounds,
        something beforehand.
        """
        call, other = self.calls[side], self.calls[1 - side]
        closes = self.closes(side)
        stimulate = other.operation.waits and not self.closes(1 - side)
        if other.operation.waits and self.number % 4 == 3:
            caller.fixtures.stimulate(other.target, 1)
            stimulate = False
        wakes = call.operation.closes and other.operation.waits and self.closes(1 - side)
        lets_other_sleep = other.operation.waits and self.number % 8 == 0
        head_start = self.number // 2 % 16 * 4 if side else 0

        def run() -> None:
            if lets_other_sleep:
                time.sleep(0.0003)  # the kernel does not notify anyone when a thread falls asleep
            for _ in range(head_start):
                pass
            if stimulate:
                caller.fixtures.stimulate(other.target, 1)
            caller.run(call, closes, other.operation)
            if wakes:  # reuse the closed descriptor's number: a late waiter would poll another file
                self.descriptors.extend(os.eventfd(0) for _ in range(3))

        return run

    def finish(self, caller: Caller) -> None:
        """Check what is closed by now, and close the rest."""
        for side, call in enumerate(self.calls):
            if self.closes(side):
                caller.check_closed(call)
        for cls, target in self.objects:
            if cls.closer is not None:
                getattr(target, cls.closer)()
        for descriptor in self.descriptors:
            os.close(descriptor)


@dataclass(frozen=True)
class Pair:
    """Two operations, and how the objects they use are related."""

    left: Operation
    right: Operation

    @property
    def name(self) -> str:
        return f"{self.left.name}_and_{self.right.name}"

    @property
    def readable(self) -> bool:
        """Whether the objects must be ready to receive something to read."""
        return self.left.waits or self.right.waits

    def run(self, caller: Caller) -> None:
        for batch in batches():
            rounds = [self.round(caller, number) for number in batch]
            bodies = [each.thread_bodies(caller) for each in rounds]
            race([mine for mine, _ in bodies], [theirs for _, theirs in bodies])
            for each in rounds:
                each.finish(caller)

    def round(self, caller: Caller, number: int) -> Round:
        """A round with fresh objects and calls."""
        raise NotImplementedError

    def calls(self, caller: Caller, left: Any, right: Any, number: int) -> tuple[Call, Call]:
        """The two operations on these objects."""
        left_closes = self.left.closes or (left is right and self.right.closes)
        right_closes = self.right.closes or (left is right and self.left.closes)
        return (
            caller.prepare(self.left, left, number, 0, left_closes),
            caller.prepare(self.right, right, number, 1, right_closes),
        )


@dataclass(frozen=True)
class SameObject(Pair):
    """Both operations use the same object."""

    cls: Class

    def round(self, caller: Caller, number: int) -> Round:
        target = caller.fixtures.make(self.cls.name, number, self.readable)
        return Round(number, self.calls(caller, target, target, number), [(self.cls, target)])


@dataclass(frozen=True)
class RelatedObjects(Pair):
    """One operation uses an object, the other one that it made; or each uses one that it made."""

    relation: Relation
    siblings: bool

    def round(self, caller: Caller, number: int) -> Round:
        names = self.relation.owner.name, self.relation.other.name
        owner, children = caller.fixtures.make_family(*names, number, self.readable)
        left, right = children if self.siblings else (owner, children[0])
        objects = [(self.relation.other, child) for child in children]
        objects.append((self.relation.owner, owner))
        return Round(number, self.calls(caller, left, right, number), objects)


@dataclass(frozen=True)
class SharedArgument(Pair):
    """One operation uses an object that the other has as an argument; or both have it as one."""

    relation: Relation
    both: bool

    def round(self, caller: Caller, number: int) -> Round:
        target = caller.fixtures.make(self.relation.owner.name, number, self.readable)
        parameter = self.left.takes(self.relation.other.name)
        assert parameter is not None
        left = caller.prepare(self.left, target, number, 0)
        shared = left.arguments[parameter]
        right = caller.prepare(self.right, target if self.both else shared, number, 1)
        if self.both:
            right.arguments[parameter] = shared
        return Round(number, (left, right), [(self.relation.owner, target)])


@dataclass(frozen=True)
class LastReference(Pair):
    """Both drop the only references to an object; one of them may hold a weak reference only."""

    cls: Class

    def run(self, caller: Caller) -> None:
        for batch in batches():
            references = self._drop(caller, batch)
            deadline = time.monotonic() + LIMIT
            while any(reference() is not None for reference in references):
                gc.collect()
                if time.monotonic() > deadline:
                    raise AssertionError(f"an unreferenced {self.cls.name} was not collected")

    def _drop(self, caller: Caller, batch: range) -> list[Callable[[], object]]:
        users, references = zip(*(self._users(caller, number) for number in batch), strict=True)
        race([use for use, _ in users], [use for _, use in users])
        return list(references)

    def _users(self, caller: Caller, number: int) -> tuple[tuple[Action, Action], Action]:
        """What the two threads do, and a weak reference to the object."""
        target = caller.fixtures.make(self.cls.name, number, self.readable)
        if self.left.reads:
            caller.fixtures.stimulate(target, 2)
        calls = [caller.prepare(self.left, target, number, side) for side in range(2)]
        reference: Action = weakref.ref(target) if self.cls.is_handle else lambda: None

        def use() -> None:
            caller.run(calls.pop(), self.left.closes, self.right)

        def revive() -> None:
            found = reference()
            if found is not None:
                caller.run(caller.prepare(self.left, found, number), self.left.closes, self.right)

        if self.cls.is_handle and number % 2:
            calls.pop()
            return (use, revive), reference
        return (use, use), reference
