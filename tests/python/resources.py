# SPDX-License-Identifier: LGPL-2.1-or-later
"""The resources of this process: descriptors, objects of the library, memory, references."""

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


def library_object_count() -> int | None:
    """The number of live objects of the library, if the race checker counts them."""
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


def malloc_bytes() -> int:
    """The bytes allocated by malloc(); 0 where the C library does not report them."""
    try:
        mallinfo = _C.mallinfo2
    except AttributeError:
        return 0
    mallinfo.restype = _MallInfo
    info = mallinfo()
    return cast(int, info.uordblks + info.hblkhd)


def references() -> dict[str, int]:
    """Reference counts of objects that the package returns often, where they are exact."""
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


def resource_counts() -> dict[str, int]:
    """All of them, as numbers that grow with a leak."""
    gc.collect()
    return {
        "descriptors": len(os.listdir("/proc/self/fd")),
        "objects of Python's": sum(library_objects().values()),
        "objects of the library": library_object_count() or 0,
        "blocks of Python": sys.getallocatedblocks(),
        "bytes of C": malloc_bytes(),
        **references(),
    }


LEAST = {"bytes of C": 16}
"""The smallest leak per call: the smallest block of malloc(), and 1 of everything else."""


def growth(call: Callable[[], Any], times: int = 25, windows: int = 30) -> dict[str, float]:
    """
    The resources that grow with each call, and by how much.

    A leak grows each time, while caches and free lists only grow until they are warm. So growth is
    measured in several windows, and only what grows in all of them is returned.
    """
    for _ in range(times):
        call()
    grown: dict[str, float] = {}
    before = resource_counts()
    for window in range(windows):
        for _ in range(times):
            call()
        after = resource_counts()
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
