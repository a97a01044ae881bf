# SPDX-License-Identifier: LGPL-2.1-or-later
"""Programs drawn by hypothesis: calls with arguments that are valid, almost valid, or invalid."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, TypeVar

from hypothesis import strategies as st

Spec = Any
T = TypeVar("T")

METHODS = (
    *("__index__", "__int__", "__float__", "__bool__", "__len__", "__length_hint__", "__iter__"),
    *("__next__", "__eq__", "__hash__", "__lt__", "__str__", "__repr__", "__format__", "__del__"),
    *("__getattr__", "__getattribute__", "__setattr__", "__class__", "__reduce__", "__contains__"),
    *("__getitem__", "__fspath__", "__enter__", "__exit__", "__call__", "__instancecheck__"),
    *("items", "keys", "value", "total_seconds", "fileno", "name"),
)
"""What an argument can be asked for."""

OF_CLASSES = (
    *("__init__", "__new__", "__del__", "__eq__", "__hash__", "__bool__", "__str__", "__repr__"),
    *("__getattr__", "__getattribute__", "__setattr__", "__enter__", "__exit__", "__reduce__"),
    *("close", "release", "locked", "fileno", "get_info", "__init_subclass__", "__call__"),
)
"""What a derived class may make its own."""

BY_TYPE = {
    "int": ("__index__", "__eq__", "__hash__", "__bool__", "__del__", "__class__"),
    "bool": ("__bool__", "__len__", "__index__", "__del__"),
    "str": ("__eq__", "__hash__", "__str__", "__len__", "__del__", "__class__", "__fspath__"),
    "float": ("__float__", "__index__", "total_seconds", "__del__"),
    "timedelta": ("total_seconds", "__float__", "__index__", "__eq__", "__del__"),
    "dict": ("items", "keys", "__iter__", "__getitem__", "__len__", "__del__"),
    "Iterable": ("__iter__", "__next__", "__len__", "__length_hint__", "__getitem__", "__del__"),
}
"""What is asked of an argument of a type."""

NUMBERS = (
    0,
    1,
    2,
    3,
    4,
    7,
    8,
    -1,
    64,
    300,
    2**31 - 1,
    2**31,
    2**32,
    2**63,
    2**64,
    -(2**63),
    10**30,
)
TEXTS = ("foo", "bar", "baz", "0", "", "a\0b", "\udc80", "é" * 20, "x" * 5000, "nowhere")
FLOATS = (0.0, 0.001, -0.5, 1e-12, 1e300, float("inf"), float("nan"))
ERRORS = (
    *("Raised", "Raised", "Raised", "Interrupted", "TypeError", "ValueError", "KeyError"),
    *("StopIteration", "AttributeError", "SystemExit"),
)
TARGETS = ("self", "chip", "outputs", "edges", "locked")
KINDS = (*["method"] * 6, *["type"] * 4, "function", "get", "set", *["generic"] * 3)
"""How often which are called."""

DEPTH = 4
"""Of values inside of values, counting what hooks do."""


class Package:
    """What can be called, and with what."""

    def __init__(self, facts: dict[str, Any]) -> None:
        self.entries: dict[str, Any] = {entry["name"]: entry for entry in facts["entries"]}
        self.kinds: dict[str, list[str]] = {}
        for name, entry in sorted(self.entries.items()):
            self.kinds.setdefault(entry["kind"], []).append(name)
        self.objects: dict[str, list[str]] = facts["objects"]
        self.types = sorted(self.objects)
        self.aliases: dict[str, str] = facts["aliases"]
        named = [name for names in self.objects.values() for name in names]
        self.everything = sorted({*facts["constants"], *named, "path"})


@cache
def parsed(annotation: str) -> ast.expr:
    return ast.parse(annotation, mode="eval").body


CHOICES = st.binary(min_size=768, max_size=768)
"""
What a program is made of, a byte or two for each choice; then come zeros.

To let hypothesis make each choice takes 25 ms a program, and it makes the same ones again and again
(one callable of 278 in 8 % of all calls). Bytes it draws evenly, and makes them 0 to shrink.
"""


class Draft:
    """A program being drawn. Choices shrink towards their first option."""

    def __init__(self, package: Package, choices: bytes) -> None:
        self.package = package
        self.choices = choices
        self.at = 0
        self.depth = 0

    def draw(self, count: int) -> int:
        start, self.at = self.at, self.at + (1 if count < 32 else 2)
        return int.from_bytes(self.choices[start : self.at], "big") % count

    def pick(self, options: Sequence[T]) -> T:
        return options[self.draw(len(options))]

    def one_in(self, count: int) -> bool:
        return self.draw(count) == count - 1

    def several(self, make: Callable[[], Spec], least: int = 0, most: int = 3) -> list[Spec]:
        return [make() for _ in range(least + self.draw(most - least + 1))]

    # Values.

    def value(self) -> Spec:
        """A value of any type."""
        if self.depth >= DEPTH:
            return self.simple()
        self.depth += 1
        make = self.pick((self.simple, self.simple, self.hostile, self.container, self.of_package))
        made = make()
        self.depth -= 1
        return made

    def simple(self) -> Spec:
        """A value without hooks."""
        return self.pick((self.literal, self.number, self.named, self.slot, self.bytes))()

    def literal(self) -> Spec:
        return ["literal", self.pick((None, True, False, *TEXTS, *FLOATS))]

    def number(self) -> Spec:
        return ["number", str(self.pick(NUMBERS))]

    def named(self) -> Spec:
        return ["named", self.pick(self.package.everything)]

    def slot(self) -> Spec:
        return ["slot", self.pick(range(6))]

    def bytes(self) -> Spec:
        return ["bytes", "foo"]

    def pair(self) -> Spec:
        return [self.value(), self.value()]

    def container(self) -> Spec:
        kind = self.pick(("list", "tuple", "set", "iterator", "dict", "view", "endless"))
        if kind == "view":
            return [kind, self.pick(("keys", "items", "values")), self.several(self.pair)]
        if kind == "endless":
            return [kind, self.value()]
        return [kind, self.several(self.pair if kind == "dict" else self.value)]

    def of_package(self) -> Spec:
        name = self.pick(self.package.types)
        return ["new", name] if self.one_in(3) else self.subclass(name)

    def hostile(self, names: Sequence[str] = METHODS) -> Spec:
        if self.one_in(2):
            return ["hostile", self.hooks(names)]
        return self.derived(self.pick(tuple(INNER)), names)

    def derived(self, base: str, names: Sequence[str]) -> Spec:
        return ["derived", base, INNER[base](self), self.hooks(names)]

    def subclass(self, name: str) -> Spec:
        parameters = self.package.entries.get(name, {"parameters": {}})["parameters"]
        arguments = [self.fitting(each) for each in parameters.values()]
        return ["subclass", name, arguments, self.hooks(OF_CLASSES)]

    # Hooks.

    def hooks(self, names: Sequence[str]) -> Spec:
        hooked = {self.pick(names) for _ in range(1 + self.one_in(3))}
        self.depth += 1
        made = {
            name: {"do": self.several(self.action, 0, 2), "then": self.then(name)}
            for name in sorted(hooked)
        }
        self.depth -= 1
        return made

    def then(self, name: str) -> Spec:
        """What a hook returns or raises."""
        if name == "__hash__" and self.one_in(3):
            # slot_tp_hash() in Objects/typeobject.c of CPython 3.13 leaks what is no int.
            return self.pick((self.literal, self.number))()
        safe = ("super", "super", "raise")
        how = self.pick(safe if name == "__hash__" else (*safe, "simple", "value"))
        if how == "super":
            return [how]
        if how == "raise":
            return [how, self.pick(ERRORS)]
        return self.simple() if how == "simple" else self.value()

    def action(self) -> Spec:
        """What a hook does before it returns."""
        action = self.pick(tuple(ACTIONS))
        return [action, *ACTIONS[action](self)]

    def change(self) -> Spec:
        return [self.pick(range(6)), self.pick(("clear", "pop", "grow"))]

    # Values for a parameter.

    def fitting(self, annotation: str) -> Spec:
        """A value that is mostly of the annotated type; parts of it may be hostile."""
        return self.value() if self.one_in(5) else self.of_type(parsed(annotation))

    def almost(self, node: ast.expr) -> Spec:
        return self.value() if self.one_in(8) else self.of_type(node)

    def of_type(self, node: ast.expr) -> Spec:
        match node:
            case ast.BinOp(left=left, right=right):
                return self.of_type(self.pick((left, right)))
            case ast.Constant(value=None):
                return ["literal", None]
            case ast.Subscript(value=generic, slice=inner):
                return self.of_generic(ast.unparse(generic), inner)
            case _:
                return self.of_name(ast.unparse(node).rpartition(".")[2])

    def of_generic(self, name: str, inner: ast.expr) -> Spec:
        """A container of fitting values."""
        if name == "dict" and isinstance(inner, ast.Tuple):
            key, value = inner.elts
            made = ["dict", self.several(lambda: [self.almost(key), self.almost(value)], 1)]
            if self.one_in(3):
                return ["derived", name, made, self.hooks(BY_TYPE[name])]
            return ["hostile", self.hooks(BY_TYPE[name])] if self.one_in(6) else made
        if name not in ("Iterable", "list"):
            return self.value()
        kind = self.pick(("list", "tuple", "set", "iterator", "endless", "derived", "hostile"))
        if kind == "hostile":
            return [kind, self.hooks(BY_TYPE["Iterable"])]
        if kind == "endless":
            return [kind, self.almost(inner)]
        items = self.several(lambda: self.almost(inner), 1)
        if kind == "derived":
            base = self.pick(("list", "tuple", "set"))
            return [kind, base, ["list", items], self.hooks(BY_TYPE["Iterable"])]
        return [kind, items]

    def of_name(self, name: str) -> Spec:
        """A value that fits a class, given by name."""
        if name in self.package.aliases:
            return self.of_type(parsed(self.package.aliases[name]))
        if name in PLAIN:
            if self.one_in(4):
                return ["hostile", self.hooks(BY_TYPE[name])]
            if name in INNER and self.one_in(4):
                return self.derived(name, BY_TYPE[name])
            return PLAIN[name](self)
        if name == "type":
            return ["named", self.pick(self.package.types)]
        objects = self.package.objects.items()
        found = [each for cls, names in objects if cls.endswith(f".{name}") for each in names]
        if not found or self.one_in(6):
            return ["hostile", self.hooks(("value", "__eq__", "__hash__", "__bool__", "__class__"))]
        return ["named", self.pick(found)]

    # Calls.

    def receiver(self, cls: str) -> Spec:
        """The object that a method is called on: mostly an existing one."""
        if not cls:
            return None
        kind = self.pick(("named", "named", "named", "named", "slot", "new", "subclass", "any"))
        if kind == "named":
            return [kind, self.pick(self.package.objects[cls] or ["type"])]
        if kind == "new":
            return [kind, cls]
        if kind == "slot":
            return self.slot()
        return self.subclass(cls) if kind == "subclass" else self.value()

    def step(self) -> Spec:
        """A call of any entry."""
        return self.call(self.pick(self.package.kinds[self.pick(KINDS)]))

    def call(self, name: str) -> Spec:
        """A call with positional or keyword arguments, some of which may be missing."""
        entry = self.package.entries[name]
        receiver = self.receiver(entry["receiver"])
        args = {key: self.fitting(each) for key, each in entry["parameters"].items()}
        by_position = self.pick((len(args), len(args), 0, 1, 2))
        kwargs = [[["literal", key], args[key]] for key in [*args][by_position:]]
        if self.one_in(20) and kwargs:
            kwargs.pop(0)
        if self.one_in(10):
            key = self.pick((["bytes", "path"], ["literal", None], ["literal", 1.5], None))
            kwargs.append([key or self.value(), self.value()])
        # Types are given the caller's own dict, which takes some luck to change in time.
        threads = self.one_in(3 if entry["kind"] == "type" and len(kwargs) > 1 else 16)
        return {
            "call": name,
            "on": receiver,
            "args": [*args.values()][:by_position],
            "kwargs": kwargs,
            "how": "thread" if threads else "plain",
        }

    def nested_step(self) -> Spec:
        self.depth += 1
        made = self.step()
        self.depth -= 1
        return made


INNER: dict[str, Callable[[Draft], Spec]] = {
    "int": Draft.number,
    "str": lambda draft: ["literal", draft.pick(TEXTS)],
    "float": lambda draft: ["literal", draft.pick(FLOATS)],
    "timedelta": lambda draft: ["literal", draft.pick((0, 1, -1))],
    "dict": lambda draft: ["dict", draft.several(draft.pair)],
    "list": lambda draft: ["list", draft.several(draft.value)],
    "set": lambda draft: ["list", draft.several(draft.value)],
}
"""What instances of classes derived from Python's are made of."""

PLAIN: dict[str, Callable[[Draft], Spec]] = {
    "int": lambda draft: ["number", str(draft.pick(range(9)))],
    "str": lambda draft: draft.pick((["named", "path"], *(["literal", text] for text in TEXTS))),
    "bool": lambda draft: ["literal", draft.pick((False, True))],
    "float": lambda draft: ["literal", draft.pick(FLOATS[:4])],
    "timedelta": lambda draft: ["named", draft.pick(("timedelta", "no time", "negative time"))],
}
"""What fits Python's own."""

ACTIONS: dict[str, Callable[[Draft], list[Spec]]] = {
    "touch": lambda draft: [],
    "collect": lambda draft: [],
    "keep": lambda draft: [],
    "drop": lambda draft: [],
    "unlock": lambda draft: [],
    "close": lambda draft: [draft.pick(TARGETS)],
    "init": lambda draft: [draft.pick(TARGETS)],
    "lock": lambda draft: [draft.pick(TARGETS)],
    "mutate": Draft.change,
    "call": lambda draft: [draft.nested_step()] if draft.depth < DEPTH else [None],
    "thread": lambda draft: [draft.several(draft.action, 1, 2) if draft.depth < DEPTH else []],
}
"""With their details."""


def programs(package: Package) -> st.SearchStrategy[list[Spec]]:
    def make(choices: bytes) -> list[Spec]:
        draft = Draft(package, choices)
        return draft.several(draft.step, 1, 6)

    return CHOICES.map(make)


def tour(package: Package, names: Sequence[str]) -> st.SearchStrategy[list[Spec]]:
    """A program that calls each of these."""

    def make(choices: bytes) -> list[Spec]:
        draft = Draft(package, choices)
        return [draft.call(name) for name in names]

    return CHOICES.map(make)
