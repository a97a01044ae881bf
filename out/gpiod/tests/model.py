# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""What the tests know of a package: its classes, what each can do, who makes example objects."""

from __future__ import annotations

import abc
import ast
import importlib
import itertools
import typing
from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from types import UnionType
from typing import Any

SPECIAL: dict[str, Callable[[Any], object]] = {
    "locked": lambda subject: _enter_and_leave(subject),
    "__enter__": lambda subject: subject.__enter__(),
    "__exit__": lambda subject: subject.__exit__(None, None, None),
    "__bool__": bool,
    "__str__": str,
    "__repr__": repr,
    "__eq__": lambda subject: subject == subject,
    "__hash__": hash,
}
"""What is done to an object other than by calling a method with arguments."""


def _enter_and_leave(subject: Any) -> object:
    with subject.locked() as entered:
        return entered


@dataclass(frozen=True)
class Operation:
    """Something that a thread does with an object."""

    cls: str
    name: str
    result: str
    """The type of the result, as annotations write it."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Names and types."""
    is_property: bool = False
    waits: bool = False
    """Waits until there is something to read."""
    reads: bool = False
    """Waits too, and takes one thing away."""
    closes: bool = False

    def __str__(self) -> str:
        return f"{self.cls}.{self.name}"

    def makes(self, cls: str) -> bool:
        """Whether it returns a new object of the class."""
        return self.result == cls and self.name not in ("__enter__", "locked")

    def makes_one_of(self, classes: Container[str]) -> bool:
        return self.result in classes and self.makes(self.result)

    def takes(self, cls: str) -> str | None:
        """The first parameter that takes an object of the class."""
        for name, annotation in self.parameters:
            if cls in (part.strip() for part in annotation.split("|")):
                return name
        return None


@dataclass(frozen=True)
class Class:
    """A class of the package."""

    name: str
    module: str
    is_handle: bool
    """Else a value that nothing changes."""
    closer: str | None = None
    closed_error: tuple[str, str] | None = None
    """Module and name."""
    lockable: bool = False
    operations: tuple[Operation, ...] = ()

    def operation(self, name: str) -> Operation:
        return next(operation for operation in self.operations if operation.name == name)

    def pairs(self) -> list[tuple[Operation, Operation]]:
        """Every unordered pair of operations, each with itself too."""
        return list(itertools.combinations_with_replacement(self.operations, 2))

    def load(self) -> type:
        """The class itself."""
        found: type = getattr(importlib.import_module(self.module), self.name)
        return found

    def load_closed_error(self) -> tuple[type[Exception], ...]:
        """What a closed object raises; nothing if there is no such thing."""
        if self.closed_error is None:
            return ()
        module, name = self.closed_error
        return (getattr(importlib.import_module(module), name),)


APART = 10
"""How many turns are prepared at a time, so that the races follow each other closely."""


def method(cls: str, signature: str, shape: str = "call") -> Operation:
    """An operation by its signature, as a stub file has it."""
    definition = ast.parse(f"def {signature}: ...").body[0]
    assert isinstance(definition, ast.FunctionDef)
    assert definition.returns is not None
    parameters = tuple(
        (argument.arg, ast.unparse(argument.annotation))
        for argument in definition.args.args
        if argument.annotation is not None
    )
    return Operation(
        cls,
        definition.name,
        ast.unparse(definition.returns),
        parameters,
        waits=shape in ("wait", "read"),
        reads=shape == "read",
        closes=shape == "close",
    )


def attribute(cls: str, name: str, result: str) -> Operation:
    """A property."""
    return Operation(cls, name, result, is_property=True)


def special(cls: str, name: str) -> Operation:
    """One of SPECIAL."""
    results = {"__bool__": "bool", "__eq__": "bool", "__hash__": "int", "__exit__": "None"}
    result = cls if name in ("__enter__", "locked") else results.get(name, "str")
    return Operation(cls, name, result, closes=name == "__exit__")


@dataclass(frozen=True)
class Relation:
    """Objects of one class come from, or are given to, a method of another."""

    owner: Class
    other: Class
    through: tuple[Operation, ...]


@dataclass(frozen=True)
class Package:
    """The whole package."""

    name: str
    classes: tuple[Class, ...]
    enum_modules: tuple[str, ...]

    def cls(self, name: str) -> Class:
        return next(cls for cls in self.classes if cls.name == name)

    def children(self) -> Iterator[Relation]:
        """Which class makes objects of which, that are open as long as somebody uses them."""
        for owner, child in itertools.product(self.classes, repeat=2):
            makers = tuple(o for o in owner.operations if o.makes(child.name))
            if makers and child.closer:
                yield Relation(owner, child, makers)

    def borrowers(self) -> Iterator[Relation]:
        """Which class has methods that take objects of which."""
        for owner, given in itertools.product(self.classes, repeat=2):
            takers = tuple(o for o in owner.operations if o.takes(given.name))
            if takers:
                yield Relation(owner, given, takers)

    def names(self) -> dict[str, object]:
        """Everything that the types of results speak of."""
        found: dict[str, object] = {"timedelta": timedelta}
        for module in self.enum_modules:
            found.update(vars(importlib.import_module(module)))
        for cls in self.classes:
            found[cls.name] = cls.load()
        return found


def conforms(value: object, hint: Any) -> bool:
    """Whether the value is what the annotation says."""
    origin, arguments = typing.get_origin(hint), typing.get_args(hint)
    if hint is None:
        return value is None
    if origin is None:
        return isinstance(value, hint)
    if origin in (UnionType, typing.Union):
        return any(conforms(value, argument) for argument in arguments)
    if not isinstance(value, origin):
        return False
    if isinstance(value, dict):
        return all(conforms(v, arguments[1]) for v in value.values())
    return all(conforms(item, arguments[0]) for item in typing.cast("list[object]", value))


@dataclass
class Call:
    """An operation on an object, with arguments, in one round of a race."""

    operation: Operation
    subject: Any
    turn: int
    """Which round it is; arguments may vary with it."""
    side: int
    """0 or 1: which of two threads."""
    ended_by_close: bool = False
    """It may wait for ever, because another thread closes the object."""
    arguments: dict[str, object] = field(default_factory=dict)


class Provider(abc.ABC):
    """Makes objects and arguments for the tests. Each package has its own, in provider.py."""

    @abc.abstractmethod
    def make(self, cls: str, turn: int, readable: bool) -> Any:
        """
        A fresh object, open, that nobody else has. It must not get into the way of those of other
        turns, of which APART are in use at a time. readable: somebody will stimulate and read it.
        """

    @abc.abstractmethod
    def make_family(
        self, owner: str, child: str, turn: int, readable: bool
    ) -> tuple[Any, list[Any]]:
        """The same, and two objects that it made."""

    @abc.abstractmethod
    def argument(self, call: Call, parameter: str) -> object:
        """What to pass for a parameter. Alone, the call must then succeed, but see may_raise()."""

    @abc.abstractmethod
    def expected(self, call: Call, result: Any) -> bool:
        """Whether a result of the right type is one that the call may have."""

    @abc.abstractmethod
    def may_raise(self, operation: Operation, beside: Operation | None, error: Exception) -> bool:
        """Whether the call may end so, beside the other; None: beside any."""

    @abc.abstractmethod
    def stimulate(self, subject: Any, times: int) -> None:
        """
        Give those who read from the object so many things to read, which are told apart as long as
        no more than two are unread.
        """
