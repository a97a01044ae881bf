# SPDX-License-Identifier: LGPL-2.1-or-later
"""What one program uses: a chip, an object of every type, and the results of its calls."""

from __future__ import annotations

import contextlib
import ctypes
import enum
import gc
import os
import threading
import time
import weakref
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import api
import gpiod
import gpiosim
from gpiod import _ext
from gpiod.line import Direction, Edge

LIMIT = 10.0
"""Seconds within which every thread must end once all handles are closed."""

PATIENCE = 0.1
"""Seconds that a call may take until all handles are closed under it: some wait for ever."""

TYPES = api.types()
HANDLES: dict[Any, Any] = {
    gpiod.Chip: gpiod.Chip.close,
    gpiod.LineRequest: gpiod.LineRequest.release,
}
"""What is opened, and how it is closed."""


_LIVE = ctypes.CDLL(None).guardgen_race_live_objects  # the race checker is preloaded
_LIVE.argtypes = [ctypes.c_char_p]
_LIVE.restype = ctypes.c_long


class Failure(Exception):  # noqa: N818 (what the oracles find)
    """What must not happen with any arguments."""


class Token:
    """Referenced by an argument: it is alive as long as that is."""

    __slots__ = ("__weakref__", "what")

    def __init__(self, what: str) -> None:
        self.what = what


def in_package(cls: type) -> bool:
    """Whether a type is, or is derived from, one of the package's."""
    return any(base in _OURS for base in cls.__mro__)


_OURS = frozenset(TYPES.values())


def instances() -> list[Any]:
    """The package's objects that the collector tracks and that this world has made."""
    # isinstance() would ask the object for its __class__.
    return [each for each in gc.get_objects() if in_package(type(each))]


def is_enum(item: Any) -> bool:
    return issubclass(type(item), (type, enum.Enum))


def handles() -> list[Any]:
    return [each for each in instances() if any(base in HANDLES for base in type(each).__mro__)]


def close(handle: Any) -> None:
    """Close a handle, even if its class overrides the method."""
    for base in type(handle).__mro__:
        if base in HANDLES:
            HANDLES[base](handle)


def close_all() -> None:
    for handle in handles():
        close(handle)


def is_open(handle: Any) -> bool:
    return any(base.__bool__(handle) for base in HANDLES if base in type(handle).__mro__)


class Simulation:
    """The simulated chip, which all worlds share."""

    def __init__(self) -> None:
        names = {1: "foo", 2: "bar", 4: "baz"}
        self.sim = gpiosim.Chip(num_lines=8, line_names=names)
        self.path = self.sim.dev_path
        self._high = False

    def edge(self) -> None:
        self._high = not self._high
        self.sim.set_pull(2, gpiosim.Chip.Pull(int(self._high)))


class World:
    """Objects by name, results of steps, threads: everything that a program uses."""

    def __init__(self, simulation: Simulation) -> None:
        self.path = simulation.path
        self.objects: dict[str, Any] = {"path": self.path, **constants()}
        self.slots: list[Any] = []
        self.containers: list[Any] = []
        self.threads: list[threading.Thread] = []
        self.contexts: list[Any] = []
        self.tokens: list[weakref.ref[Token]] = []
        self.failures: list[str] = []
        self.was_open: list[Any] = []
        self.closed: list[Any] = []
        self.over = False
        self._open(simulation)

    def _open(self, simulation: Simulation) -> None:
        """Make an object of each type, with events to be read."""
        chip = gpiod.Chip(self.path)
        outputs = chip.request_lines({(0, "foo"): gpiod.LineSettings(direction=Direction.OUTPUT)})
        edges = chip.request_lines({"bar": gpiod.LineSettings(edge_detection=Edge.BOTH)})
        for _ in range(4):
            simulation.edge()
        edge_event = edges.read_edge_events(1)[0]
        chip.watch_line_info(3)
        for _ in range(2):
            chip.request_lines({3: None}).release()
        self.objects |= {
            "chip": chip,
            "outputs": outputs,
            "edges": edges,
            "edge_event": edge_event,
            "info_event": chip.read_info_event(),
            "info": chip.get_line_info(1),
            "chip_info": chip.get_info(),
            "settings": gpiod.LineSettings(direction=Direction.OUTPUT),
            "settings_in_c": _ext.LineSettings(),
            "line_config": _ext.LineConfig(),
            "request_config": _ext.RequestConfig(),
            "locked": chip.locked(),
            "closed_error": gpiod.ChipClosedError(),
            "released_error": gpiod.RequestReleasedError(),
        }

    def token(self, what: str) -> Token:
        """A token for an object that must be freed when the program has ended."""
        token = Token(what)
        self.tokens.append(weakref.ref(token))
        return token

    def watch_handles(self) -> None:
        """Check that closed handles stay closed."""
        for handle in [*self.objects.values(), *self.slots]:
            if any(base in HANDLES for base in type(handle).__mro__):
                self._watch(handle)

    def _watch(self, handle: Any) -> None:
        was_open = any(each is handle for each in self.was_open)
        if is_open(handle):
            if any(each is handle for each in self.closed):
                self.failures.append(f"{type(handle).__name__} was closed and is open")
            if not was_open:
                self.was_open.append(handle)
        elif was_open:
            self.closed.append(handle)
            try:
                handle.fileno()
            except (gpiod.ChipClosedError, gpiod.RequestReleasedError):
                return
            except BaseException:
                return  # what a subclass makes of it
            if type(handle) in HANDLES:
                self.failures.append(f"{type(handle).__name__} is closed and has a descriptor")

    def drop(self) -> None:
        """Drop all references; calls in progress must keep what they need."""
        self.slots.clear()
        for name in ("chip", "outputs", "edges", "locked", "info", "line_config", "settings_in_c"):
            self.objects.pop(name, None)
        self.was_open.clear()
        self.closed.clear()

    def end(self) -> None:
        """Close all handles, join all threads and drop all references."""
        for context in reversed(self.contexts):
            with contextlib.suppress(BaseException):
                context.__exit__(None, None, None)
        self.contexts.clear()
        self.objects.clear()
        self.drop()
        close_all()
        deadline = time.monotonic() + LIMIT
        while self.threads:
            if time.monotonic() > deadline:
                raise Failure("a thread is still in a call although everything is closed")
            self.threads[-1].join(PATIENCE)
            close_all()  # what threads have opened since
            if not self.threads[-1].is_alive():
                self.threads.pop()
        self.containers.clear()
        self.slots.clear()
        self.contexts.clear()
        gc.collect()  # with what a __del__ does
        self.over = True


def constants() -> dict[str, Any]:
    """Constants that values may name."""
    found: dict[str, Any] = {"type": object}
    for name, cls in TYPES.items():
        found[name] = cls
        if issubclass(cls, enum.Enum):
            found.update({str(member): member for member in cls})
    found["timedelta"] = timedelta(milliseconds=1)
    found["no time"] = timedelta(0)
    found["negative time"] = timedelta(microseconds=-1)
    found["all time"] = timedelta.max
    return found


def held() -> dict[str, int]:
    """Counts of resources that a program must release."""
    ours = [each for each in instances() if not is_enum(each)]
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        # threading.active_count() would count bare threads that asked who they are, before 3.13.
        "threads": len(os.listdir("/proc/self/task")),
        "objects of the package": len(ours),
        "objects of the library": _LIVE(None),
    }


class Rescue:
    """Closes every handle when a call takes long, which must make it return."""

    def __init__(self) -> None:
        self._since = 0.0
        threading.Thread(target=self._run, daemon=True).start()

    @contextlib.contextmanager
    def during(self) -> Iterator[None]:
        self._since = time.monotonic()
        try:
            yield
        finally:
            self._since = 0.0

    def _run(self) -> None:
        while True:
            time.sleep(PATIENCE / 4)
            if self._since and time.monotonic() - self._since > PATIENCE:
                close_all()
