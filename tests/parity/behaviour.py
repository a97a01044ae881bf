# SPDX-License-Identifier: LGPL-2.1-or-later
"""The list of behaviours, and how they print their results.

A behaviour is a function that does something to a simulated chip and prints what happens. It must
print the same each time, on every machine: no addresses, times or chip numbers.
"""

from __future__ import annotations

import errno
import os
import signal
import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import partial

from .libgpiod import call
from .values import words

EACH_RELEASE = "each release"
Function = Callable[[], None]


@dataclass(frozen=True)
class Behaviour:
    """One entry of the list; libgpiod itself may have changed it in some release."""

    name: str
    run: Function
    changed_in: str


BEHAVIOURS: dict[str, Behaviour] = {}


def _register(run: Function, changed_in: str) -> Function:
    module = run.__module__.rpartition(".")[2]
    name = f"{module}.{run.__name__}"
    if name in BEHAVIOURS:
        raise ValueError(f"there are two behaviours {name}")
    BEHAVIOURS[name] = Behaviour(name, run, changed_in)
    return run


def behaviour(run: Function) -> Function:
    """Put a function on the list, under its module's name and its own."""
    return _register(run, "")


def changed_in(release: str) -> Callable[[Function], Function]:
    """The same, for results of libgpiod itself that changed in a release, or in each of them."""
    return lambda run: _register(run, release)


def text_of(result: object) -> str:
    """A result as it is printed."""
    if result is None:
        return "done"
    if isinstance(result, bool):
        return "yes" if result else "no"
    if isinstance(result, bytes):
        return ascii(result)[1:]
    if isinstance(result, IntEnum):
        return words(result)
    if isinstance(result, (list, tuple)):
        return " ".join(map(text_of, result)) or "nothing"
    return str(result)


def show(what: object, *results: object) -> None:
    """Print what was done and its results."""
    print(f"{text_of(what)}: {text_of(results)}")


def show_each(what: object, results: Iterable[object]) -> None:
    """Print what was done and its results, one per line."""
    lines = [text_of(result) for result in results]
    print(f"{text_of(what)}: {'' if lines else 'nothing'}".rstrip())
    for line in lines:
        print(f"  {line}")


def result_of(function: Callable[..., object], *arguments: object, **named: object) -> object:
    """The result of a call, or the name of the errno that it failed with."""
    try:
        return function(*arguments, **named)
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, f"no errno but {error.errno}")


def outcome_of(function: Callable[..., object], *arguments: object) -> object:
    """Like result_of(), for calls that return objects: "done" if it succeeds."""
    result = result_of(function, *arguments)
    return result if isinstance(result, str) else "done"


def exit_of(function: Callable[[], object]) -> str:
    """How the process ends in which the call is made, for calls that may kill it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        # The message of a failed assertion names a source file of libgpiod.
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        function()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return f"ended by {signal.Signals(-code).name}" if code < 0 else "goes on"


def show_what_null_does(functions: Mapping[str, tuple[object, ...]]) -> None:
    """Print what happens when these functions get NULL instead of an object."""
    for name, arguments in functions.items():
        show(name, exit_of(partial(call, name, None, *arguments)))
