# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
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
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from crew import LIMIT, race
from model import APART, SPECIAL, Call, Class, Operation, Package, Provider, Relation, conforms

Action = Callable[[], object]

ROUNDS = int(os.environ.get("GUARDGEN_TEST_ROUNDS", "200"))
"""Races for each cell, with fresh objects in each."""

RACE_SECONDS = 0.00015
"""What a race may take on average. A machine that is busy with other things runs fewer races."""

BURST = 5
"""How often an operation is done in one race."""


class WrongAnswerError(AssertionError):
    """A call that answered what it must not."""


def batches() -> Iterator[range]:
    """The rounds of a cell: all, if time allows, but never less than a tenth of them."""
    deadline = time.monotonic() + ROUNDS * RACE_SECONDS
    for first in range(0, ROUNDS, APART):
        if first * 10 >= ROUNDS and time.monotonic() > deadline:
            return
        yield range(first, first + APART)


class Player:
    """Does operations and judges what they answer."""

    def __init__(self, package: Package, provider: Provider) -> None:
        self.package = package
        self.provider = provider
        names = package.names()
        self._hints = {o: eval(o.result, names) for cls in package.classes for o in cls.operations}
        self._closed = {cls.name: cls.load_closed_error() for cls in package.classes}
        self._opened = {cls.name for cls in package.classes if cls.closer}

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

    def act(self, call: Call) -> Callable[[], object]:
        """What makes the call, with as little besides as there can be."""
        operation = call.operation
        if operation.name in SPECIAL:
            return partial(SPECIAL[operation.name], call.subject)
        if operation.is_property:
            return partial(getattr, call.subject, operation.name)
        return partial(getattr(call.subject, operation.name), *call.arguments.values())

    def times(self, operation: Operation) -> int:
        """How often to do it in a row: once if it waits, or if its results get into its way."""
        return 1 if operation.waits or operation.makes_one_of(self._opened) else BURST

    def play(self, call: Call, closes: bool, beside: Operation | None) -> None:
        """Make the call several times, then judge the answers. They are forgotten here."""
        act = self.act(call)
        answers: list[object] = []
        for _ in range(self.times(call.operation)):
            try:
                answers.append(act())
            except Exception as error:
                answers.append(error)
        for answer in answers:
            self.judge(call, answer, closes, beside)

    def judge(self, call: Call, answer: object, closes: bool, beside: Operation | None) -> None:
        """
        Whether the call may answer so. closes: somebody closes the object meanwhile; beside: what
        another thread does, None if it may be anything.
        """
        operation = call.operation
        if isinstance(answer, Exception):
            if closes and isinstance(answer, self._closed[operation.cls]):
                return
            right = self.provider.may_raise(operation, beside, answer)
        elif operation.name == "__bool__":
            right = answer is True or (closes and answer is False)
        elif operation.name in ("__enter__", "locked"):
            right = answer is call.subject
        else:
            right = conforms(answer, self._hints[operation])
            right = right and (operation.name in SPECIAL or self.provider.expected(call, answer))
        if not right:
            raise WrongAnswerError(f"{operation}, beside {beside or 'others'}: {answer!r}") from (
                answer if isinstance(answer, Exception) else None
            )

    def check_closed(self, call: Call) -> None:
        """Make the call on an object that is closed by now."""
        operation = call.operation
        try:
            answer = self.act(call)()
        except self._closed[operation.cls]:
            return
        harmless = operation.closes or operation.name in ("__str__", "__repr__")
        if not harmless and (operation.name != "__bool__" or answer):
            raise WrongAnswerError(f"{operation}, after the object was closed: {answer!r}")


@dataclass
class Stage:
    """What one race needs: two calls, and the objects to be done with afterwards."""

    turn: int
    calls: tuple[Call, Call]
    belongings: list[tuple[Class, Any]]
    files: list[int] = field(default_factory=list)

    def closes(self, side: int) -> bool:
        """Whether either thread closes what this one works on."""
        subject = self.calls[side].subject
        return any(call.operation.closes and call.subject is subject for call in self.calls)

    def racers(self, player: Player) -> tuple[Callable[[], None], Callable[[], None]]:
        left, right = self._racer(player, 0), self._racer(player, 1)
        return (right, left) if self.turn % 2 else (left, right)

    def _racer(self, player: Player, side: int) -> Callable[[], None]:
        """
        What one thread does. If the other waits for something to read, it gets it from this one,
        or before the race. Whom close must wake gets nothing, or on some turns something before.
        """
        call, other = self.calls[side], self.calls[1 - side]
        closes = self.closes(side)
        stimulate = other.operation.waits and not self.closes(1 - side)
        if other.operation.waits and self.turn % 4 == 3:
            player.provider.stimulate(other.subject, 1)
            stimulate = False
        wakes = call.operation.closes and other.operation.waits and self.closes(1 - side)
        lets_it_sleep = other.operation.waits and self.turn % 8 == 0
        head_start = self.turn // 2 % 16 * 4 if side else 0

        def run() -> None:
            if lets_it_sleep:
                time.sleep(0.0003)  # nothing tells when a thread has fallen asleep
            for _ in range(head_start):
                pass
            if stimulate:
                player.provider.stimulate(other.subject, 1)
            player.play(call, closes, other.operation)
            if wakes:  # and who still waits by a number that is free now meets another file
                self.files.extend(os.eventfd(0) for _ in range(3))

        return run

    def leave(self, player: Player) -> None:
        """Look at what is closed by now, and close the rest."""
        for side, call in enumerate(self.calls):
            if self.closes(side):
                player.check_closed(call)
        for cls, subject in self.belongings:
            if cls.closer is not None:
                getattr(subject, cls.closer)()
        for file in self.files:
            os.close(file)


@dataclass(frozen=True)
class Cell:
    """Two operations, and how their objects belong together."""

    left: Operation
    right: Operation

    @property
    def name(self) -> str:
        return f"{self.left.name}_and_{self.right.name}"

    @property
    def readable(self) -> bool:
        """Whether there must be something to read."""
        return self.left.waits or self.right.waits

    def play(self, player: Player) -> None:
        for batch in batches():
            stages = [self.stage(player, turn) for turn in batch]
            racers = [stage.racers(player) for stage in stages]
            race([mine for mine, _ in racers], [theirs for _, theirs in racers])
            for stage in stages:
                stage.leave(player)

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
        subject = player.provider.make(self.cls.name, turn, self.readable)
        return Stage(turn, self.calls(player, subject, subject, turn), [(self.cls, subject)])


@dataclass(frozen=True)
class Family(Cell):
    """One on an object, the other on one that it made; or both on such others."""

    relation: Relation
    siblings: bool

    def stage(self, player: Player, turn: int) -> Stage:
        names = self.relation.owner.name, self.relation.other.name
        owner, children = player.provider.make_family(*names, turn, self.readable)
        left, right = children if self.siblings else (owner, children[0])
        belongings = [(self.relation.other, child) for child in children]
        belongings.append((self.relation.owner, owner))
        return Stage(turn, self.calls(player, left, right, turn), belongings)


@dataclass(frozen=True)
class Argument(Cell):
    """One on an object that the other has as its argument; or both have it as theirs."""

    relation: Relation
    twice: bool

    def stage(self, player: Player, turn: int) -> Stage:
        subject = player.provider.make(self.relation.owner.name, turn, self.readable)
        parameter = self.left.takes(self.relation.other.name)
        assert parameter is not None
        left = player.call(self.left, subject, turn, 0)
        shared = left.arguments[parameter]
        right = player.call(self.right, subject if self.twice else shared, turn, 1)
        if self.twice:
            right.arguments[parameter] = shared
        return Stage(turn, (left, right), [(self.relation.owner, subject)])


@dataclass(frozen=True)
class LastReference(Cell):
    """Both on an object that nobody else knows and that both forget; one may have to find it."""

    cls: Class

    def play(self, player: Player) -> None:
        for batch in batches():
            finds = self._forget(player, batch)
            deadline = time.monotonic() + LIMIT
            while any(find() is not None for find in finds):
                gc.collect()
                if time.monotonic() > deadline:
                    raise WrongAnswerError(f"a {self.cls.name} that nobody knows is still there")

    def _forget(self, player: Player, batch: range) -> list[Callable[[], object]]:
        users, finds = zip(*(self._users(player, turn) for turn in batch), strict=True)
        race([use for use, _ in users], [use for _, use in users])
        return list(finds)

    def _users(self, player: Player, turn: int) -> tuple[tuple[Action, Action], Action]:
        """Two threads' parts, and what finds the object as long as it is there."""
        subject = player.provider.make(self.cls.name, turn, self.readable)
        if self.left.reads:
            player.provider.stimulate(subject, 2)
        box = [player.call(self.left, subject, turn, side) for side in range(2)]
        find: Action = weakref.ref(subject) if self.cls.is_handle else lambda: None

        def use() -> None:
            player.play(box.pop(), self.left.closes, self.right)

        def revive() -> None:
            found = find()
            if found is not None:
                player.play(player.call(self.left, found, turn), self.left.closes, self.right)

        if self.cls.is_handle and turn % 2:
            box.pop()
            return (use, revive), find
        return (use, use), find
