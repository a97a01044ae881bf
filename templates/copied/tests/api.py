# SPDX-License-Identifier: LGPL-2.1-or-later OR MIT
"""What the tests know of a package: its classes, their operations, and the fixtures' interface."""

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
    "locked": lambda target: _enter_and_leave(target),
    "__enter__": lambda target: target.__enter__(),
    "__exit__": lambda target: target.__exit__(None, None, None),
    "__bool__": bool,
    "__str__": str,
    "__repr__": repr,
    "__eq__": lambda target: target == target,
    "__hash__": hash,
}
"""Operations other than attributes and calls of methods with arguments."""


def _enter_and_leave(target: Any) -> object:
    with target.locked() as entered:
        return entered


@dataclass(frozen=True)
class Operation:
    """A method, an attribute, or another use of an object."""

    cls: str
    name: str
    result: str
    """The type of the result, as an annotation spells it."""
    parameters: tuple[tuple[str, str], ...] = ()
    """Their names and types."""
    is_property: bool = False
    waits: bool = False
    """Waits until there is something to read."""
    reads: bool = False
    """Waits, and consumes one item."""
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
    """Otherwise it is an immutable value."""
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
        """The exceptions that a closed object raises; none if it cannot be closed."""
        if self.closed_error is None:
            return ()
        module, name = self.closed_error
        return (getattr(importlib.import_module(module), name),)


BATCH = 10
"""How many rounds are prepared at a time, so that they follow each other closely."""


def method(cls: str, signature: str, shape: str = "call") -> Operation:
    """An operation, from its signature in a stub file."""
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
    """An operation in SPECIAL."""
    results = {"__bool__": "bool", "__eq__": "bool", "__hash__": "int", "__exit__": "None"}
    result = cls if name in ("__enter__", "locked") else results.get(name, "str")
    return Operation(cls, name, result, closes=name == "__exit__")


@dataclass(frozen=True)
class Relation:
    """Methods of one class return objects of another, or take them as arguments."""

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
        """The classes whose methods make objects that can be closed."""
        for owner, child in itertools.product(self.classes, repeat=2):
            makers = tuple(o for o in owner.operations if o.makes(child.name))
            if makers and child.closer:
                yield Relation(owner, child, makers)

    def borrowers(self) -> Iterator[Relation]:
        """The classes whose methods take objects of the package."""
        for owner, given in itertools.product(self.classes, repeat=2):
            takers = tuple(o for o in owner.operations if o.takes(given.name))
            if takers:
                yield Relation(owner, given, takers)

    def names(self) -> dict[str, object]:
        """The names that occur in the types of results."""
        found: dict[str, object] = {"timedelta": timedelta}
        for module in self.enum_modules:
            found.update(vars(importlib.import_module(module)))
        for cls in self.classes:
            found[cls.name] = cls.load()
        return found


def conforms(value: object, hint: Any) -> bool:
    """Whether the value is an instance of the annotated type."""
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
    """An operation on an object, with arguments, in one round."""

    operation: Operation
    target: Any
    number: int
    """The number of the round; arguments may vary with it."""
    side: int
    """Which of the two threads makes it: 0 or 1."""
    ended_by_close: bool = False
    """It may wait without a time limit, because another thread closes the object."""
    arguments: dict[str, object] = field(default_factory=dict)


class Fixtures(abc.ABC):
    """Makes objects and arguments for the tests. Each package implements them in fixtures.py."""

    @abc.abstractmethod
    def make(self, cls: str, number: int, readable: bool) -> Any:
        """
        A new, open object with no other references. It must not interfere with those of other
        rounds, BATCH of which are in use at a time. readable: a thread will stimulate and read it.
        """

    @abc.abstractmethod
    def make_family(
        self, owner: str, child: str, number: int, readable: bool
    ) -> tuple[Any, list[Any]]:
        """The same for the owner, and two children that it made."""

    @abc.abstractmethod
    def argument(self, call: Call, parameter: str) -> object:
        """An argument for a parameter. Without races, the call must succeed; see may_raise()."""

    @abc.abstractmethod
    def expected(self, call: Call, result: Any) -> bool:
        """Whether the call may return this result, which is of the right type."""

    @abc.abstractmethod
    def may_raise(self, operation: Operation, beside: Operation | None, error: Exception) -> bool:
        """Whether the operation may raise this beside the other; None: beside any other."""

    @abc.abstractmethod
    def stimulate(self, target: Any, times: int) -> None:
        """
        Make so many items available to those who read from the object. They are distinguishable as
        long as no more than two are unread.
        """
