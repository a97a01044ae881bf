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
from collections.abc import Callable, Sequence
from dataclasses import dataclass
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
        self._names = package.names()
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
        hint = eval(operation.result, self._names)
        if not conforms(result, hint):
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


@dataclass(frozen=True)
class Cell:
    """Two operations, and how their objects belong together."""

    left: Operation
    right: Operation

    @property
    def name(self) -> str:
        return f"{self.left.name}_and_{self.right.name}"

    def operations(self) -> tuple[Operation, Operation]:
        return self.left, self.right

    def stage(self, player: Player, turn: int) -> Stage:
        raise NotImplementedError

    def play(self, player: Player, rounds: int = ROUNDS) -> None:
        for turn in range(rounds):
            stage = self.stage(player, turn)
            stage.race(player, turn)
            stage.leave(player)


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
        if turn % 2:  # who makes the first step is not always the same thread
            racers[0], racers[1] = racers[1], racers[0]
        player.crew.race(racers)
        for side, call in enumerate(self.calls):
            if self.closes(side):
                player.check_closed(call)

    def _racer(self, player: Player, side: int, turn: int) -> Callable[[], None]:
        call, other = self.calls[side], self.calls[1 - side]
        closes = self.closes(side)
        sleeps = call.operation.closes and other.operation.waits and turn % 8 == 0
        head_start = turn // 2 % 16 if side else 0

        def run() -> None:
            if sleeps:
                time.sleep(0.0003)  # on some turns the other one has fallen asleep by then
            for _ in range(head_start):
                pass
            for _ in range(1 if call.operation.waits else BURST):
                player.check(call, closes, other.operation)

        return run

    def _stimuli(self, player: Player, turn: int) -> list[Callable[[], None]]:
        """
        As many things to read as there are reads, made beside them: one lost, and a reader hangs.
        A thread that close must wake gets none, or one beforehand.
        """
        stimuli: list[Callable[[], None]] = []
        for side, call in enumerate(self.calls):
            subject = call.subject
            if not call.operation.waits:
                continue
            if not self.closes(side):
                stimuli.append(lambda s=subject: player.provider.stimulate(s, 1))  # type: ignore[misc]
            elif turn % 4 == 3:
                player.provider.stimulate(subject, 1)
        return stimuli

    def leave(self, player: Player) -> None:
        for cls, subject in self.belongings:
            player.discard(cls, subject)


def make_stage(
    player: Player, cell: Cell, subjects: Sequence[Any], turn: int, belongings: list[tuple[Class, Any]]
) -> Stage:
    left, right = subjects
    same = left is right
    closes = [
        any(o.closes and (same or o is mine) for o in cell.operations()) for mine in cell.operations()
    ]
    calls = (
        player.call(cell.left, left, turn, 0, closes[0]),
        player.call(cell.right, right, turn, 1, closes[1]),
    )
    return Stage(calls, belongings)


@dataclass(frozen=True)
class SameHandle(Cell):
    """Both on one object."""

    cls: Class

    def stage(self, player: Player, turn: int) -> Stage:
        subject = player.provider.make(self.cls.name, turn)
        return make_stage(player, self, (subject, subject), turn, [(self.cls, subject)])


@dataclass(frozen=True)
class Family(Cell):
    """One on an object, one on another that it made; or both on such others."""

    relation: Relation
    siblings: bool

    def stage(self, player: Player, turn: int) -> Stage:
        owner_class, child_class = self.relation.owner, self.relation.other
        owner, children = player.provider.make_family(owner_class.name, child_class.name, turn)
        belongings = [(child_class, child) for child in children] + [(owner_class, owner)]
        subjects = children if self.siblings else (owner, children[0])
        return make_stage(player, self, subjects, turn, belongings)


@dataclass(frozen=True)
class Argument(Cell):
    """One on an object while another call has it as its argument; or two calls have it."""

    relation: Relation
    twice: bool

    def stage(self, player: Player, turn: int) -> Stage:
        borrower, given = self.relation.owner, self.relation.other
        subject = player.provider.make(borrower.name, turn)
        belongings = [(borrower, subject)]
        left = player.call(self.left, subject, turn)
        parameter = self.left.takes(given.name)
        assert parameter is not None
        shared = left.arguments[parameter]
        if self.twice:
            right = player.call(self.right, subject, turn, 1)
            right.arguments[parameter] = shared
        else:
            right = player.call(self.right, shared, turn, 1)
        return Stage((left, right), belongings)


@dataclass(frozen=True)
class LastReference(Cell):
    """Two threads use an object of which nobody else knows, and then forget it."""

    cls: Class

    def play(self, player: Player, rounds: int = ROUNDS) -> None:
        for turn in range(rounds):
            self.forget(player, turn)

    def forget(self, player: Player, turn: int) -> None:
        subject = player.provider.make(self.cls.name, turn)
        box = [player.call(operation, subject, turn, i) for i, operation in enumerate(self.operations())]
        stimuli = [
            (lambda s=weakref.ref(subject): self.stimulate(player, s))
            for operation in self.operations() if operation.waits
        ]
        gone = weakref.ref(subject)
        del subject
