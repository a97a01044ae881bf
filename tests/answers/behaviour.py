# SPDX-License-Identifier: LGPL-2.1-or-later
"""The list of behaviours, and the words in which they answer.

A behaviour is a function that does something to a simulated chip and says what came of it.  What it
says must be the same each time, on every machine: no addresses, times or numbers of chips.
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
Answering = Callable[[], None]


@dataclass(frozen=True)
class Behaviour:
    """One entry of the list; libgpiod itself may have changed it in some release."""

    name: str
    run: Answering
    changed_in: str


BEHAVIOURS: dict[str, Behaviour] = {}


def _register(run: Answering, changed_in: str) -> Answering:
    room = run.__module__.rpartition(".")[2]
    name = f"{room}.{run.__name__}"
    if name in BEHAVIOURS:
        raise ValueError(f"there are two behaviours {name}")
    BEHAVIOURS[name] = Behaviour(name, run, changed_in)
    return run


def behaviour(run: Answering) -> Answering:
    """Put a function on the list, under its module's name and its own."""
    return _register(run, "")


def changed_in(release: str) -> Callable[[Answering], Answering]:
    """The same, for what libgpiod itself answers otherwise from this release on, or in each."""
    return lambda run: _register(run, release)


def told(answer: object) -> str:
    """An answer in words."""
    if answer is None:
        return "done"
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, bytes):
        return ascii(answer)[1:]
    if isinstance(answer, IntEnum):
        return words(answer)
    if isinstance(answer, (list, tuple)):
        return " ".join(map(told, answer)) or "nothing"
    return str(answer)


def say(what: object, *answers: object) -> None:
    """Write down what was asked and what was answered."""
    print(f"{told(what)}: {told(answers)}")


def say_each(what: object, answers: Iterable[object]) -> None:
    """Write down several answers, each on a line of its own."""
    lines = [told(answer) for answer in answers]
    print(f"{told(what)}: {'' if lines else 'nothing'}".rstrip())
    for line in lines:
        print(f"  {line}")


def tried(function: Callable[..., object], *arguments: object, **named: object) -> object:
    """What a call answers: its result, or the name of the errno it was refused with."""
    try:
        return function(*arguments, **named)
    except OSError as error:
        return errno.errorcode.get(error.errno or 0, f"no errno but {error.errno}")


def done(function: Callable[..., object], *arguments: object) -> object:
    """Whether a call succeeds, or the errno it was refused with: for results that are objects."""
    answer = tried(function, *arguments)
    return answer if isinstance(answer, str) else "done"


def ended(function: Callable[[], object]) -> str:
    """How a process ends that makes the call: for calls that end it."""
    sys.stdout.flush()
    child = os.fork()
    if child == 0:
        # What an assertion says names a source file, and is no answer.
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, 2)
        function()
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    return f"ended by {signal.Signals(-code).name}" if code < 0 else "goes on"


def say_what_null_does(functions: Mapping[str, tuple[object, ...]]) -> None:
    """What becomes of a program that gives these functions NULL for their object."""
    for name, arguments in functions.items():
        say(name, ended(partial(call, name, None, *arguments)))
