# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chips in memory: the libgpiod.so.3 of tests/sim, through ctypes."""

from __future__ import annotations

import ctypes
import errno
import os
import threading
from functools import cache

from ._device import Plan, closed_error, encoded

_LIBRARY = "libgpiod.so.3"
_HOGS = {"input": 0, "output-high": 1, "output-low": 2}
_FUNCTIONS: dict[str, tuple[type, ...]] = {
    "chip_set_line_name": (ctypes.c_void_p, ctypes.c_uint, ctypes.c_char_p),
    "chip_set_hog": (ctypes.c_void_p, ctypes.c_uint, ctypes.c_char_p, ctypes.c_int),
    "chip_enable": (ctypes.c_void_p,),
    "chip_set_pull": (ctypes.c_void_p, ctypes.c_uint, ctypes.c_int),
    "chip_get_value": (ctypes.c_void_p, ctypes.c_uint),
}


@cache
def load() -> ctypes.CDLL | None:
    """The in-memory library, or None if libgpiod.so.3 is another library or missing."""
    try:
        library = ctypes.CDLL(_LIBRARY, use_errno=True)
    except OSError:
        return None
    if not hasattr(library, "gpiosim_chip_new"):
        return None

    library.gpiosim_chip_new.argtypes = [ctypes.c_char_p, ctypes.c_uint]
    library.gpiosim_chip_new.restype = ctypes.c_void_p
    library.gpiosim_chip_free.argtypes = [ctypes.c_void_p]
    library.gpiosim_chip_free.restype = None
    library.gpiosim_chip_get_name.argtypes = [ctypes.c_void_p]
    library.gpiosim_chip_get_name.restype = ctypes.c_char_p
    for name, argtypes in _FUNCTIONS.items():
        function = getattr(library, f"gpiosim_{name}")
        function.argtypes = argtypes
        function.restype = ctypes.c_int
    return library


def _error() -> OSError:
    code = ctypes.get_errno()
    return OSError(code, os.strerror(code))


def _checked(result: int) -> int:
    if result < 0:
        raise _error()
    return result


class MemoryDevice:
    """A chip in memory."""

    outlives_process = False

    def __init__(self, library: ctypes.CDLL, plan: Plan) -> None:
        if not 0 <= plan.num_lines < 2**32:
            raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))
        self._library = library
        # The library does not order removal against other calls; its caller must.
        self._lock = threading.Lock()
        self._handle: int | None = library.gpiosim_chip_new(encoded(plan.label), plan.num_lines)
        if self._handle is None:
            raise _error()
        try:
            self._enable(plan)
        except BaseException:
            self.remove()
            raise
        self.name: str = library.gpiosim_chip_get_name(self._handle).decode()

    def _enable(self, plan: Plan) -> None:
        library, handle = self._library, self._handle
        for offset, name in plan.line_names.items():
            _checked(library.gpiosim_chip_set_line_name(handle, offset, encoded(name)))
        for offset, (name, direction) in plan.hogs.items():
            way = _HOGS[direction]
            _checked(library.gpiosim_chip_set_hog(handle, offset, encoded(name), way))
        _checked(library.gpiosim_chip_enable(handle))

    def set_pull(self, offset: int, up: bool) -> None:
        with self._lock:
            if self._handle is None:
                raise closed_error()
            _checked(self._library.gpiosim_chip_set_pull(self._handle, offset, up))

    def get_value(self, offset: int) -> bool:
        with self._lock:
            if self._handle is None:
                raise closed_error()
            return bool(_checked(self._library.gpiosim_chip_get_value(self._handle, offset)))

    def remove(self) -> None:
        with self._lock:
            handle, self._handle = self._handle, None
            if handle is not None:
                self._library.gpiosim_chip_free(handle)
