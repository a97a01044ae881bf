# SPDX-License-Identifier: LGPL-2.1-or-later
"""Operations that any object supports, so also those of the package."""

from __future__ import annotations

import copy
import dataclasses
import enum
import gc
import itertools
import operator
import pickle
import select
import sys
import weakref
from collections.abc import Callable
from typing import Any


def use(one: Any) -> None:
    with one:
        repr(one)


def outlives(one: Any) -> bool:
    """Whether an object must not be changed, because the next program uses it, too."""
    return issubclass(type(one), (type, enum.Enum))


def set_attribute(one: Any, name: Any, value: Any) -> None:
    if not outlives(one):
        setattr(one, name, value)


def delete_attribute(one: Any, name: Any) -> None:
    if not outlives(one):
        delattr(one, name)


def set_class(one: Any, other: Any) -> None:
    if not outlives(one):
        one.__class__ = type(other)


def derive(one: Any) -> Any:
    return type("Derived", (type(one),), {})


def replace(one: Any, name: Any, value: Any) -> Any:
    return dataclasses.replace(one, **{name: value})


GENERIC: dict[str, Callable[..., Any]] = {
    "repr": lambda one: repr(one),
    "str": lambda one: str(one),
    "format": lambda one, how: format(one, how),
    "hash": lambda one: hash(one),
    "bool": lambda one: bool(one),
    "len": lambda one: len(one),
    "iter": lambda one: list(itertools.islice(one, 5)),
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "contains": lambda one, other: one in [other],
    "getattr": lambda one, name: getattr(one, name),
    "setattr": set_attribute,
    "delattr": delete_attribute,
    "set class": set_class,
    "derive": derive,
    "isinstance": lambda one, other: isinstance(one, type(other)),
    "dir": lambda one: dir(one),
    "vars": lambda one: vars(one),
    "size": lambda one: sys.getsizeof(one),
    "copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "reduce": lambda one, protocol: one.__reduce_ex__(protocol),
    "pickle": lambda one: pickle.loads(pickle.dumps(one)),
    "replace": replace,
    "as dict": lambda one: dataclasses.asdict(one),
    "fields": lambda one: dataclasses.fields(one),
    "weak reference": lambda one: weakref.ref(one),
    "referents": lambda one: repr(gc.get_referents(one)),
    "select": lambda one: select.select([one], [], [], 0),
    "with": use,
}
