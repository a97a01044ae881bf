# SPDX-License-Identifier: LGPL-2.1-or-later
"""What can be called, found by introspection, so that new methods are called, too."""

from __future__ import annotations

import ast
import dataclasses
import enum
import importlib
import inspect
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import gpiod
from generic import GENERIC, delete_attribute, set_attribute

PRIVATE = ("_overlay",)  # modules whose functions are for the package alone
NO_MEMBERS = {"__doc__", "__module__", "__dict__", "__weakref__", "__annotations__", "__init__"}
Annotations = dict[str, dict[str, str]]
"""What the parameters of a function, by its name, are for."""


@dataclass(frozen=True)
class Entry:
    """A callable of the package."""

    name: str
    kind: str
    """function, type, method, get, set or generic: the last may do what no type documents."""

    receiver: str
    """Name of the type whose instance comes first, or nothing."""

    parameters: dict[str, str]
    """Each with its annotation."""

    call: Callable[..., Any]

    def facts(self) -> dict[str, Any]:
        """What is needed to generate calls, as JSON."""
        named = ("name", "kind", "receiver", "parameters")
        return {name: getattr(self, name) for name in named}


def modules() -> Iterator[ModuleType]:
    yield gpiod
    for found in pkgutil.iter_modules(gpiod.__path__):
        if found.name not in PRIVATE:
            yield importlib.import_module(f"gpiod.{found.name}")


def name_of(cls: type) -> str:
    """Its name with that of its module, since there are two LineSettings."""
    return f"{cls.__module__.partition('.')[2]}.{cls.__qualname__}"


def types() -> dict[str, type]:
    """Every type of the package, including those that no module exports."""
    found: dict[str, type] = {}
    left: list[type] = [object]
    for cls in left:
        below: list[type] = type.__subclasses__(cls)
        left += [each for each in below if each not in left]
        if cls.__module__.partition(".")[0] == "gpiod":
            found[name_of(cls)] = cls
    return dict(sorted(found.items()))


def stub() -> Annotations:
    """The annotated parameters of everything in C, from the stub."""
    told: Annotations = {}

    def walk(body: list[ast.stmt], prefix: str) -> None:
        for node in body:
            if isinstance(node, ast.ClassDef):
                walk(node.body, f"{node.name.lstrip('_')}.")
            elif isinstance(node, ast.FunctionDef):
                arguments = [*node.args.posonlyargs, *node.args.args]
                told[prefix + node.name] = {
                    each.arg: ast.unparse(each.annotation) for each in arguments if each.annotation
                }

    path = Path(gpiod._ext.__file__ or "").with_name("_ext.pyi")
    walk(ast.parse(path.read_text()).body, "")
    return told


def aliases() -> dict[str, str]:
    """The type aliases of the package."""
    found: dict[str, str] = {}
    for path in Path(gpiod.__file__ or "").parent.glob("*.py"):
        for branch in ast.parse(path.read_text()).body:
            if isinstance(branch, ast.If):
                for node in branch.body:
                    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
                        found[node.targets[0].id] = ast.unparse(node.value)
    return found


def parameters_of(
    call: Callable[..., Any], annotated: dict[str, str], bound: bool
) -> dict[str, str]:
    """The parameters after self; those of object's method by default."""
    try:
        signature = inspect.signature(call)
    except ValueError:
        return dict(annotated)
    found = list(signature.parameters.values())[bound:]
    return {
        each.name: annotated.get(each.name)
        or (each.annotation if isinstance(each.annotation, str) else "object")
        for each in found
        if each.kind not in (each.VAR_POSITIONAL, each.VAR_KEYWORD)
    }


def getter(name: str) -> Callable[[Any], Any]:
    return lambda owner: getattr(owner, name)


def setter(name: str) -> Callable[[Any, Any], None]:
    return lambda owner, value: set_attribute(owner, name, value)


def deleter(name: str) -> Callable[[Any], None]:
    return lambda owner: delete_attribute(owner, name)


def members(cls: type, known: Annotations) -> Iterator[Entry]:
    """The methods and properties of a type, including __init__."""
    owner = name_of(cls)
    stubbed = f"{cls.__name__}." if cls.__module__ != "gpiod.line_settings" else "?"
    constructor = parameters_of(cls, known.get(f"{stubbed}__init__", {}), False)
    yield Entry(owner, "type", "", constructor, cls)
    if issubclass(cls, enum.Enum):
        return
    yield Entry(f"{owner}.__init__", "method", owner, constructor, cls.__init__)
    for name, member in vars(cls).items():
        full = f"{owner}.{name}"
        if name in NO_MEMBERS or name.startswith("__dataclass") or isinstance(member, type):
            continue
        if name == "__new__":
            yield Entry(full, "method", "", {"cls": "type", **constructor}, getattr(cls, name))
        elif callable(member):
            parameters = parameters_of(member, known.get(stubbed + name, {}), True)
            yield Entry(full, "method", owner, parameters, member)
        elif hasattr(member, "__get__"):
            yield Entry(full, "get", owner, {}, getter(name))
            yield Entry(f"{full}=", "set", owner, {"value": "object"}, setter(name))
            yield Entry(f"{full} del", "set", owner, {}, deleter(name))


def functions(known: Annotations) -> Iterator[Entry]:
    for module in modules():
        for name, member in vars(module).items():
            home = str(getattr(member, "__module__", None)).partition(".")
            ours = home[0] == "gpiod" and home[2] not in PRIVATE
            is_method = "." in getattr(member, "__qualname__", "")
            if callable(member) and not isinstance(member, type) and ours and not is_method:
                parameters = parameters_of(member, known.get(name, {}), False)
                yield Entry(name, "function", "", parameters, member)


def generic() -> Iterator[Entry]:
    for name, call in GENERIC.items():
        parameters = dict.fromkeys(inspect.signature(call).parameters, "object")
        yield Entry(f"generic {name}", "generic", "", parameters, call)


def entries() -> dict[str, Entry]:
    """All entries, by name."""
    known = stub()
    found = [*functions(known), *generic()]
    for cls in types().values():
        if not dataclasses.is_dataclass(cls) or not issubclass(cls, Exception):
            found += members(cls, known)
    return {entry.name: entry for entry in found}
