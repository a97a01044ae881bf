# SPDX-License-Identifier: LGPL-2.1-or-later
"""Arguments, and what they do when the package reads them.

A value is described as JSON: ["literal", 5], ["named", "chip"], ["slot", 2], ["list", [values]],
["derived", "str", value, hooks], ["hostile", hooks], ["subclass", type, arguments, hooks]. Hooks
say for each special method what it does first and what it then returns or raises:
{"__index__": {"do": [actions], "then": value, ["super"] or ["raise", name]}}.
"""

from __future__ import annotations

import contextlib
import gc
import threading
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

from world import TYPES, Failure, World, close, in_package, instances

Spec = Any
"""A value, step or action as JSON."""

MOST_READ = 20_000
"""Items: who reads more of an iterable would read for ever."""

DEPTH, BUDGET = 4, 200
"""Of hooks inside of hooks, and of hooks in a program: none of them may be what takes for ever."""


class Raised(Exception):  # noqa: N818
    """Raised by an argument; the call must raise it unchanged."""


class Interrupted(KeyboardInterrupt):
    """Likewise, by an argument or a signal handler."""


RAISED: dict[str, type[BaseException]] = {"Raised": Raised, "Interrupted": Interrupted}
LIKE_PYTHON: dict[str, type[BaseException]] = {
    each.__name__: each
    for each in (TypeError, ValueError, StopIteration, AttributeError, KeyError, SystemExit)
}
"""What CPython itself may make something else of on the way."""

PROPERTIES = ("value", "__class__")
BASES: dict[str, type] = {
    each.__name__: each
    for each in (int, float, str, bytes, list, tuple, dict, set, frozenset, timedelta)
}
NEUTRAL: dict[str, Callable[[Any], Any]] = {
    "__index__": lambda one: 1,
    "__float__": lambda one: 0.0,
    "__len__": lambda one: 0,
    "__length_hint__": lambda one: 0,
    "__bool__": lambda one: True,
    "__iter__": lambda one: iter(()),
    "keys": lambda one: [],
    "items": lambda one: [],
    "value": lambda one: 1,
    "total_seconds": lambda one: 0.0,
    "__str__": lambda one: "foo",
    "__fspath__": lambda one: "/nowhere",
}
"""What a hook does that has no method to fall back on."""


class Endless:
    """An iterator that does not end."""

    def __init__(self, builder: Builder, item: Any) -> None:
        self._builder = builder
        self._item = item

    def __iter__(self) -> Endless:
        return self

    def __next__(self) -> Any:
        self._builder.count_item()
        return self._item


class Builder:
    """Makes values for a world, and runs their hooks."""

    def __init__(self, world: World, run_step: Callable[[Spec], None]) -> None:
        self.world = world
        self.run_step = run_step
        self.budget = BUDGET
        self.items_read = {False: 0, True: 0}
        self.local = threading.local()
        self.raised: list[BaseException] = []
        self.actions: dict[str, Callable[..., object]] = {
            "close": lambda owner, target: close(self.target(owner, target)),
            "init": lambda owner, target: self.init(self.target(owner, target)),
            "lock": self.lock,
            "unlock": self.unlock,
            "mutate": lambda owner, which, how: self.mutate(which, how),
            "collect": lambda owner: gc.collect(),
            "touch": lambda owner: self.touch(),
            "drop": lambda owner: self.world.drop(),
            "keep": lambda owner: self.world.slots.append(owner),
            "call": lambda owner, step: step and self.run_step(step),
            "thread": lambda owner, actions: self.start(lambda: self.act(actions, owner)),
        }

    # Making values.

    def build(self, spec: Spec) -> Any:
        kind, *rest = spec
        return getattr(self, f"build_{kind}")(*rest)

    @contextlib.contextmanager
    def quietly(self) -> Iterator[None]:
        """Hooks do nothing while values are made."""
        before = self.quiet
        self.local.quiet = True
        try:
            yield
        finally:
            self.local.quiet = before

    @property
    def quiet(self) -> bool:
        return getattr(self.local, "quiet", False) or self.world.over

    def build_literal(self, value: Any) -> Any:
        return value

    def build_number(self, text: str) -> int:
        return int(text)

    def build_bytes(self, text: str) -> bytes:
        return text.encode()

    def build_named(self, name: str) -> Any:
        return self.world.objects.get(name)

    def build_slot(self, index: int) -> Any:
        slots = self.world.slots
        return slots[index % len(slots)] if slots else None

    def build_list(self, items: Spec) -> list[Any]:
        made = [self.build(item) for item in items]
        self.world.containers.append(made)
        return made

    def build_tuple(self, items: Spec) -> tuple[Any, ...]:
        return tuple([self.build(item) for item in items])

    def build_set(self, items: Spec) -> set[Any]:
        made: set[Any] = set()
        for item in items:
            with contextlib.suppress(Exception):  # it has no hash
                made.add(self.build(item))
        self.world.containers.append(made)
        return made

    def build_dict(self, items: Spec) -> dict[Any, Any]:
        made: dict[Any, Any] = {}
        for key, value in items:
            built = self.build(value)
            with contextlib.suppress(Exception):
                made[self.build(key)] = built
        self.world.containers.append(made)
        return made

    def build_view(self, which: str, items: Spec) -> Any:
        return getattr(self.build_dict(items), which)()

    def build_iterator(self, items: Spec) -> Iterator[Any]:
        return iter(self.build_list(items))

    def build_endless(self, item: Spec) -> Endless:
        return Endless(self, self.build(item))

    def build_derived(self, base: str, value: Spec, hooks: Spec) -> Any:
        """An instance of a class derived from one of Python's own."""
        cls = self.hooked(BASES[base], hooks)
        try:
            made = cls(self.build(value))
            made.token = self.world.token(f"a {base}")
        except Exception:  # these hooks let no instance be made
            return None
        if isinstance(made, (list, dict, set)):
            self.world.containers.append(made)
        return made

    def build_hostile(self, hooks: Spec) -> Any:
        made = self.hooked(object, hooks)()
        object.__setattr__(made, "token", self.world.token(f"an object with {', '.join(hooks)}"))
        return made

    def build_new(self, name: str) -> Any:
        """An instance made without __init__()."""
        try:
            cls: Any = TYPES[name]
            return cls.__new__(cls)
        except TypeError:
            return None

    def build_class(self, name: str, hooks: Spec) -> Any:
        """A class derived from one of the package's, if it can be subclassed."""
        try:
            return self.hooked(TYPES[name], hooks)
        except TypeError:
            return TYPES[name]

    def build_subclass(self, name: str, arguments: Spec, hooks: Spec) -> Any:
        """An instance of it, if the arguments are valid."""
        made = [self.build(each) for each in arguments]
        try:
            return self.build_class(name, hooks)(*made)
        except Exception:
            return None

    def hooked(self, base: type, hooks: Spec) -> Any:
        members: dict[str, Any] = {name: self.hook(name, told) for name, told in hooks.items()}
        if "__eq__" in members:
            members.setdefault("__hash__", base.__hash__)
        return type(f"{base.__name__}Hooked", (base,), members)

    def hook(self, name: str, told: Spec) -> Any:
        def method(owner: Any, *args: Any, **kwargs: Any) -> Any:
            return self.react(name, told, owner, args, kwargs)

        return property(method) if name in PROPERTIES else method

    # What hooks do.

    def react(self, name: str, told: Spec, owner: Any, args: Any, kwargs: Any) -> Any:
        depth = getattr(self.local, "depth", 0)
        if self.quiet or depth >= DEPTH or self.budget <= 0:
            return self.fall_back(name, owner, args, kwargs)
        self.budget -= 1
        self.local.depth = depth + 1
        try:
            self.switch()
            self.act(told["do"], owner)
        finally:
            self.local.depth = depth
        match told["then"]:
            case ["super"]:
                return self.fall_back(name, owner, args, kwargs)
            case ["raise", which]:
                error = {**RAISED, **LIKE_PYTHON}[which]()
                raise error if name == "__del__" else self.noted(error)
            case value:
                with self.quietly():
                    return self.build(value)

    def count_item(self) -> None:
        """Count the items that are read of an endless iterator, except by Python itself."""
        generic = getattr(self.local, "generic", False)
        self.items_read[generic] += 1
        if self.items_read[generic] > MOST_READ:
            if not generic:
                self.world.failures.append(f"{MOST_READ} items of an iterable were read")
            raise self.noted(Raised())

    def noted(self, error: BaseException) -> BaseException:
        """An error that the step must raise, unless Python may replace it."""
        if isinstance(error, (Raised, Interrupted)):
            self.raised.append(error)
            self.pending().append(error)
        return error

    def pending(self) -> list[BaseException]:
        """What hooks have raised in this thread's current step."""
        if not hasattr(self.local, "pending"):
            self.local.pending = []
        pending: list[BaseException] = self.local.pending
        return pending

    def fall_back(self, name: str, owner: Any, args: Any, kwargs: Any) -> Any:
        """Do what the method of the base class does."""
        if name == "__class__":
            return type(owner)
        above = getattr(super(type(owner), owner), name, None)
        if above is not None:
            return above(*args, **kwargs) if callable(above) else above
        if name in ("__del__", "__init_subclass__"):
            return None
        if name == "__getattr__":
            raise AttributeError(args[0])
        if name == "__next__":
            raise StopIteration
        if name == "__getitem__":  # which iter() asks until there is an IndexError
            self.count_item()
        return NEUTRAL[name](owner) if name in NEUTRAL else None

    def act(self, actions: Spec, owner: Any) -> None:
        """Perform all actions, and catch what they raise."""
        pending = self.pending()
        before = len(pending)
        for action, *details in actions:
            try:
                self.actions[action](owner, *details)
            except Failure as failure:
                self.world.failures.append(str(failure))
            except BaseException as error:
                if isinstance(error, SystemError):
                    self.world.failures.append(f"{action}: {error!r}")
            finally:
                del pending[before:]

    def target(self, owner: Any, name: str) -> Any:
        return owner if name == "self" else self.world.objects.get(name)

    def init(self, target: Any) -> None:
        type(target).__init__(target, self.world.path)

    def lock(self, owner: Any, target: str) -> None:
        context = self.target(owner, target).locked()
        context.__enter__()
        self.world.contexts.append(context)

    def unlock(self, owner: Any) -> None:
        self.world.contexts.pop().__exit__(None, None, None)

    def mutate(self, which: int, how: str) -> None:
        """Change a container that may be being read."""
        containers = self.world.containers
        container = containers[which % len(containers)]
        if how == "clear":
            container.clear()
        elif how == "pop":
            container.popitem() if isinstance(container, dict) else container.pop()
        elif isinstance(container, dict):
            container.update(dict.fromkeys(range(100, 120)))
        else:
            (container.update if isinstance(container, set) else container.extend)(range(20))

    def touch(self) -> None:
        """Use objects that gc.get_objects() returns."""
        for each in instances():
            if isinstance(each, type) or not in_package(type(each)):
                continue
            for name in dir(type(each)):
                if not name.startswith("__"):
                    self.look(getattr, each, name)
            for call in (repr, str, hash, bool):
                self.look(call, each)
            self.look(lambda one: one == one, each)

    def look(self, call: Callable[..., object], *arguments: Any) -> None:
        try:
            call(*arguments)
        except SystemError as error:
            self.world.failures.append(f"an object that gc.get_objects() gave: {error!r}")
        except BaseException:
            return

    def start(self, call: Callable[[], object]) -> None:
        """Call it in another thread."""
        if len(self.world.threads) < 6:
            thread = threading.Thread(target=call, daemon=True)
            thread.start()
            self.world.threads.append(thread)
            thread.join(0.001)

    def assign_all(self, kwargs: dict[Any, Any]) -> None:
        """Free values that another thread may be reading."""
        for number in range(20):
            self.switch()
            with self.quietly():  # a key may have hooks
                for key in list(kwargs):
                    kwargs[key] = f"/nowhere/{number}"

    @staticmethod
    def switch() -> None:
        """Let another thread run, if there is a GIL."""
        time.sleep(0)
