# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants of the runtime's core, gg_handle.c and gg_handle.h, which need no Python to be killed.

Not among them: EFD_NONBLOCK (an eventfd that counts from 0 takes the write either way) and what a
compiler for x86 makes the same code of; the orders that matter are in ORDERS, for ThreadSanitizer,
or shown by the model (tests/unit/model: RECHECK_TOO_EARLY, WAKE_BEFORE_CLOSING).
"""

from __future__ import annotations

from mutants import Edit, mutant


def c(old: str, new: str = "") -> Edit:
    return Edit("templates/runtime/gg_handle.c", old, new)


def h(old: str, new: str = "") -> Edit:
    return Edit("templates/runtime/gg_handle.h", old, new)


ENTER = [
    mutant(
        "enter: no lock",
        "two threads inside at once",
        h("\tgg_lock_acquire(&guard->lock);\n\tif (!gg_is_closing"),
        h(
            "\t\treturn true;\n\tgg_lock_release(&guard->lock);\n\treturn false;\n}\n\n"
            "static inline void gg_leave(gg_handle",
            "\t\treturn true;\n\treturn false;\n}\n\nstatic inline void gg_leave(gg_handle",
        ),
        h('\tGG_STEP("leave");\n\tgg_lock_release(&handle->guard->lock);'),
    ),
]
