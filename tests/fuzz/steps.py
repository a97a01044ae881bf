# SPDX-License-Identifier: LGPL-2.1-or-later
"""Makes the calls of a program, one after the other, and checks how each ends.

A step is {"call": name of an entry, "on": value or null, "args": [values], "kwargs": [[key,
value]], "how": "plain" or "thread"}.
"""

from __future__ import annotations

import _thread
import contextlib
from collections import Counter
from typing import Any

import gpiod
from api import Entry
from values import LIKE_PYTHON, Builder, Interrupted, Raised, Spec
from world import Failure, Rescue, World

DOCUMENTED: tuple[type[BaseException], ...] = (
    TypeError,
    ValueError,
    OverflowError,
    OSError,
    RuntimeError,
    MemoryError,
    AttributeError,  # an argument has no items(), or an attribute cannot be set
    gpiod.ChipClosedError,
    gpiod.RequestReleasedError,
    *LIKE_PYTHON.values(),
)
"""What a method may raise of its own accord, or an argument may in the words of Python."""

NEVER_RAISE = ("__repr__", "__str__", "description", "info_or_error")
"""These say what they can, whatever becomes of their attributes."""

NEVER = (SystemError, AssertionError, Failure)


class Steps:
    """The calls of one program."""

    def __init__(self, entries: dict[str, Entry], world: World, rescue: Rescue) -> None:
        self.entries = entries
        self.world = world
        self.rescue = rescue
        self.builder = Builder(world, self.nested)
        self.reached: Counter[str] = Counter()

    def nested(self, step: Spec) -> None:
        """A call made inside another, or in another thread."""
        local = self.builder.local
        before = list(self.builder.pending()), getattr(local, "generic", False)
        local.pending = []
        try:
            self.run(step)
        finally:
            local.pending, local.generic = before

    def run(self, step: Spec) -> None:
        """Make the call, and catch documented exceptions."""
        entry = self.entries[step["call"]]
        pending = self.builder.pending()
        pending.clear()
        self.builder.local.generic = entry.kind == "generic"
        with self.builder.quietly():
            receiver = [self.builder.build(step["on"])] if step["on"] else []
            args = tuple([self.builder.build(value) for value in step["args"]])
            kwargs = self.builder.build_dict(step["kwargs"])
        self.note(entry, step)
        call = entry.call
        if receiver and type(receiver[0]) is not type(None) and entry.kind == "method":
            # As a program would: by the name, and so through what a subclass has made of it.
            name = entry.name.rpartition(".")[2]
            call, receiver = self.bound(receiver[0], name, call), []
        if step["how"] == "thread":
            self.start(entry, call, (*receiver, *args), step["kwargs"])
            return
        try:
            result = call(*receiver, *args, **kwargs)
        except BaseException as error:
            self.judge(entry, error, pending)
            error.__traceback__ = None
        else:
            if pending and entry.kind != "generic" and not entry.name.endswith(NEVER_RAISE):
                raise Failure(f"{entry.name} swallowed {pending[0]!r}")
            if not issubclass(type(result), type):  # isinstance() asks for the __class__
                self.world.slots.append(result)
        finally:
            pending.clear()

    def bound(self, receiver: Any, name: str, call: Any) -> Any:
        """The bound method of the receiver, or else that of the type."""
        try:
            return getattr(receiver, name)
        except BaseException:
            self.builder.pending().clear()
            return lambda *args, **kwargs: call(receiver, *args, **kwargs)

    def start(self, entry: Entry, call: Any, args: tuple[Any, ...], told: Spec) -> None:
        """
        Make bare threads call it, with a dict that changes meanwhile.

        Only types get the dict itself. Callables with a vectorcall get its items from
        _PyStack_UnpackDict() in Objects/call.c of CPython 3.14t, which itself crashes when the
        dict changes.
        """
        with contextlib.suppress(Exception):  # some are no callables
            for _ in range(20):
                with self.builder.quietly():
                    kwargs = self.builder.build_dict(told)
                _thread.start_new_thread(call, args, kwargs)
                if entry.kind == "type":
                    self.builder.assign_all(kwargs)

    def note(self, entry: Entry, step: Spec) -> None:
        """Note which parameters got an argument."""
        names = list(entry.parameters)[: len(step["args"])]
        keys = [key for key, _ in step["kwargs"]]
        names += [name for name in entry.parameters if ["literal", name] in keys]
        for name in ("", *names):
            self.reached[f"{entry.name}({name})"] += 1

    def judge(self, entry: Entry, error: BaseException, pending: list[BaseException]) -> None:
        with self.builder.quietly():  # its arguments may be hostile, too
            told = f"{entry.name} raised {type(error).__name__}: {said(error)!r}"
        if isinstance(error, NEVER):
            raise Failure(told)
        if isinstance(error, (Raised, Interrupted)):
            if not any(error is each for each in self.builder.raised):
                raise Failure(f"{told}, which is not the one that an argument raised")
        elif entry.kind != "generic":
            if pending:
                raise Failure(f"{told}, not what its argument raised")
            if not isinstance(error, DOCUMENTED):
                raise Failure(f"{told}, which is not documented")

    def program(self, steps: Spec, progress: Any) -> None:
        for number, step in enumerate(steps):
            progress(number)
            with self.rescue.during():
                self.run(step)
            self.world.watch_handles()
            if self.world.failures:
                raise Failure(self.world.failures[0])


def said(error: BaseException) -> str:
    try:
        return str(error)[:200]
    except BaseException:
        return "?"
