# SPDX-License-Identifier: LGPL-2.1-or-later
"""
A cell of the matrix: two operations that two threads do at the same moment, in many short races.

What each may answer: a result of its documented type that the provider finds possible, or an error
that is documented for what the other thread does. After a close the error is the documented one.
"""

from __future__ import annotations

import gc
import os
import time
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from crew import LIMIT, Crew
from model import SPECIAL, Call, Class, Operation, Package, Provider, Relation, conforms

ROUNDS = int(os.environ.get("GUARDGEN_TEST_ROUNDS", "100"))
"""Races for each cell, with fresh objects in each."""

BURST = 3
"""How often an operation is done in one race; once if it waits."""


class Wrong(AssertionError):
    """A call that answered what it must not."""


class Player:
    """Does operations and judges what they answer."""

    def __init__(self, package: Package, provider: Provider) -> None:
        self.package = package
        self.provider = provider
        self.crew = Crew()
        names = package.names()
        self._hints = {o: eval(o.result, names) for cls in package.classes for o in cls.operations}
        self._closed = {cls.name: cls.load_closed_error() for cls in package.classes}

    def call(
        self,
        operation: Operation,
        subject: Any,
        turn: int,
        side: int = 0,
        ended_by_close: bool = False,
    ) -> Call:
        """A call with its arguments."""
        call = Call(operation, subject, turn, side, ended_by_close)
        for name, _ in operation.parameters:
            call.arguments[name] = self.provider.argument(call, name)
        return call

    def answer(self, call: Call) -> Any:
        """Make the call."""
        operation = call.operation
        if operation.name in SPECIAL:
            return SPECIAL[operation.name](call.subject)
        found = getattr(call.subject, operation.name)
        return found if operation.is_property else found(*call.arguments.values())

    def check(self, call: Call, closes: bool, beside: Operation | None) -> None:
        """Make the call and judge its answer."""
        try:
            result = self.answer(call)
        except Exception as error:
            if closes and isinstance(error, self._closed[call.operation.cls]):
                return
            if not self.provider.may_raise(call.operation, beside, error):
                raise Wrong(f"{call.operation} beside {beside or 'others'} raised {error!r}") from error
        else:
            self._check_result(call, closes, result)

    def _check_result(self, call: Call, closes: bool, result: object) -> None:
        operation = call.operation
        if not conforms(result, self._hints[operation]):
            raise Wrong(f"{operation} gave {result!r}, which is no {operation.result}")
        if operation.name in ("__enter__", "locked"):
            right = result is call.subject
        elif operation.name == "__bool__":
            right = bool(result) or closes
        else:
            right = operation.name in SPECIAL or self.provider.expected(call, result)
        if not right:
            raise Wrong(f"{operation} gave {result!r}")

    def check_closed(self, call: Call) -> None:
        """Make the call on an object that is closed by now."""
        operation = call.operation
        try:
            result = self.answer(call)
        except self._closed[operation.cls]:
            return
        if operation.name == "__bool__" and result is False:
            return
        if not operation.closes and operation.name not in ("__str__", "__repr__"):
            raise Wrong(f"{operation} gave {result!r} after the object was closed")

    def discard(self, cls: Class, *subjects: Any) -> None:
        """Be done with objects."""
        if cls.closer is not None:
            for subject in subjects:
                getattr(subject, cls.closer)()


@dataclass
class Stage:
    """What one race needs: two calls, and the objects to be done with afterwards."""

    calls: tuple[Call, Call]
    belongings: list[tuple[Class, Any]]

    def closes(self, side: int) -> bool:
        """Whether either thread closes what this one works on."""
        subject = self.calls[side].subject
        return any(call.operation.closes and call.subject is subject for call in self.calls)

    def race(self, player: Player, turn: int) -> None:
        racers = [self._racer(player, side, turn) for side in (0, 1)]
        racers += self._stimuli(player, turn)
        if turn % 2:  # the first to come is not always the same
            racers[0], racers[1] = racers[1], racers[0]
        player.crew.race(racers)
        for side, call in enumerate(self.calls):
            if self.closes(side):
                player.check_closed(call)
        for cls, subject in self.belongings:
            player.discard(cls, subject)

    def _racer(self, player: Player, side: int, turn: int) -> Callable[[], None]:
        call, other = self.calls[side], self.calls[1 - side]
        closes = self.closes(side)
        lets_it_sleep = call.operation.closes and other.operation.waits and turn % 8 == 0
        head_start = turn // 2 % 16 if side else 0

        def run() -> None:
            if lets_it_sleep:
                time.sleep(0.0003)  # nothing tells when a thread has fallen asleep
            for _ in range(head_start):
                pass
            for _ in range(1 if call.operation.waits else BURST):
                player.check(call, closes, other.operation)

        return run

    def _stimuli(self, player: Player, turn: int) -> list[Callable[[], None]]:
        """
        Something to read for each that waits, made beside it: if it is lost, a reader hangs. Those
        whom close must wake get nothing, but on some turns something beforehand.
        """
        stimuli = []
        for side, call in enumerate(self.calls):
            stimulus = partial(player.provider.stimulate, call.subject, 1)
            if call.operation.waits and not self.closes(side):
                stimuli.append(stimulus)
            elif call.operation.waits and turn % 4 == 3:
                stimulus()
        return stimuli


@dataclass(frozen=True)
class Cell:
    """Two operations, and how their objects belong together."""

    left: Operation
    right: Operation

    @property
    def name(self) -> str:
        return f"{self.left.name}_and_{self.right.name}"

    def play(self, player: Player) -> None:
        for turn in range(ROUNDS):
            self.stage(player, turn).race(player, turn)

    def stage(self, player: Player, turn: int) -> Stage:
        """Fresh objects and calls."""
        raise NotImplementedError

    def calls(self, player: Player, left: Any, right: Any, turn: int) -> tuple[Call, Call]:
        """The two operations on these objects."""
        left_closes = self.left.closes or (left is right and self.right.closes)
        right_closes = self.right.closes or (left is right and self.left.closes)
        return (
            player.call(self.left, left, turn, 0, left_closes),
            player.call(self.right, right, turn, 1, right_closes),
        )


@dataclass(frozen=True)
class OneObject(Cell):
    """Both on one object."""

    cls: Class

    def stage(self, player: Player, turn: int) -> Stage:
        subject = player.provider.make(self.cls.name, turn)
        return Stage(self.calls(player, subject, subject, turn), [(self.cls, subject)])


@dataclass(frozen=True)
class Family(Cell):
    """One on an object, the other on one that it made; or both on such others."""

    relation: Relation
    siblings: bool

    def stage(self, player: Player, turn: int) -> Stage:
        names = self.relation.owner.name, self.relation.other.name
        owner, children = player.provider.make_family(*names, turn)
        left, right = children if self.siblings else (owner, children[0])
        belongings = [(self.relation.other, child) for child in children]
        return Stage(
            self.calls(player, left, right, turn), [*belongings, (self.relation.owner, owner)]
        )


@dataclass(frozen=True)
class Argument(Cell):
    """One on an object that the other has as its argument; or both have it as theirs."""

    relation: Relation
    twice: bool

    def stage(self, player: Player, turn: int) -> Stage:
        subject = player.provider.make(self.relation.owner.name, turn)
        parameter = self.left.takes(self.relation.other.name)
        assert parameter is not None
        left = player.call(self.left, subject, turn, 0)
        shared = left.arguments[parameter]
        right = player.call(self.right, subject if self.twice else shared, turn, 1)
        if self.twice:
            right.arguments[parameter] = shared
        return Stage((left, right), [(self.relation.owner, subject)])


@dataclass(frozen=True)
class LastReference(Cell):
    """Both on an object that nobody else knows and that both forget; a third may still find it."""

    cls: Class

    def play(self, player: Player) -> None:
        for turn in range(ROUNDS):
            gone = self._forget(player, turn)
            deadline = time.monotonic() + LIMIT
            while gone() is not None:
                gc.collect()
                if time.monotonic() > deadline:
                    raise Wrong(f"a {self.cls.name} that nobody knows is still there")

    def _forget(self, player: Player, turn: int) -> Callable[[], object]:
        subject = player.provider.make(self.cls.name, turn)
        if self.left.reads:
            player.provider.stimulate(subject, 3)
        box = [player.call(self.left, subject, turn, side) for side in range(2)]
        find = weakref.ref(subject) if self.cls.is_handle else lambda: None
        del subject

        def use() -> None:
            player.check(box.pop(), self.left.closes, self.right)

        def revive() -> None:
            found = find()
            if found is not None:
                call = player.call(self.left, found, turn)
                del found
                player.check(call, self.left.closes, self.right)

        player.crew.race([use, use, revive])
        return find
