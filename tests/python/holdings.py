# SPDX-License-Identifier: LGPL-2.1-or-later
"""What this process holds: descriptors, objects of the library, memory, references."""

from __future__ import annotations

import ctypes
import gc
import os
import sys
import sysconfig
from collections.abc import Callable
from typing import Any, cast

import gpiod
from gpiod.line import Value
from support import library_objects

_C = ctypes.CDLL(None)


def objects_of_library() -> int | None:
    """How many objects the library has made and not destroyed, if the race checker counts them."""
    try:
        count = _C.guardgen_race_live_objects
    except AttributeError:
        return None
    count.argtypes = [ctypes.c_char_p]
    count.restype = ctypes.c_long
    return cast(int, count(None))


class _MallInfo(ctypes.Structure):
    _fields_ = [
        (name, ctypes.c_size_t)
        for name in (
            *("arena", "ordblks", "smblks", "hblks", "hblkhd"),
            *("usmblks", "fsmblks", "uordblks", "fordblks", "keepcost"),
        )
    ]


def bytes_of_c() -> int:
    """What C code has of malloc(); 0 where the C library does not tell."""
    try:
        mallinfo = _C.mallinfo2
    except AttributeError:
        return 0
    mallinfo.restype = _MallInfo
    info = mallinfo()
    return cast(int, info.uordblks + info.hblkhd)


def references() -> dict[str, int]:
    """References to what the package hands out again and again; where they are counted exactly."""
    counted: dict[str, int] = {}
    if hasattr(sys, "gettotalrefcount"):
        counted["all references"] = sys.gettotalrefcount()
    if not sysconfig.get_config_var("Py_GIL_DISABLED"):
        shared: dict[str, object] = {
            "None": None,
            "Value.ACTIVE": Value.ACTIVE,
            "Chip": gpiod.Chip,
            "LineRequest": gpiod.LineRequest,
            "LineInfo": gpiod.LineInfo,
            "EdgeEvent": gpiod.EdgeEvent,
        }
        counted.update({name: sys.getrefcount(item) for name, item in shared.items()})
    return counted


def holdings() -> dict[str, int]:
    """All of it, as numbers that a leak makes grow."""
    gc.collect()
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        "objects of Python's": sum(library_objects().values()),
        "objects of the library": objects_of_library() or 0,
        "blocks of Python": sys.getallocatedblocks(),
        "bytes of C": bytes_of_c(),
        **references(),
    }


LEAST = {"bytes of C": 16}
"""A leak is so much after each call: one, and of memory what malloc() gives at least."""


def growth(call: Callable[[], Any], times: int = 25, windows: int = 30) -> dict[str, float]:
    """
    Of what there is more after each call: how much.

    A leak shows each time; what caches and free lists take until they are warm does not. So the
    calls are counted in several windows, and only what grows in all of them is told.
    """
    for _ in range(times):
        call()
    grown: dict[str, float] = {}
    before = holdings()
    for window in range(windows):
        for _ in range(times):
            call()
        after = holdings()
        here = {name: (after[name] - before[name]) / times for name in after}
        grown = {
            name: min(here[name], grown.get(name, here[name]))
            for name in (here if window == 0 else grown)
            if here[name] > 0.9 * LEAST.get(name, 1)
        }
        if not grown:
            break
        before = after
    return grown
