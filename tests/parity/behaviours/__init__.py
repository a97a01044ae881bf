# SPDX-License-Identifier: LGPL-2.1-or-later
"""The list, by object.

Not on the list, because the kernel itself does not give the same results each time:
 - how many of the changes that follow each other too fast for a simulated interrupt are merged;
 - which of two threads that read one descriptor gets an event;
 - removing a chip while a thread blocks in a read: the kernel waits for the reader, endlessly;
 - how soon after its cause an event comes.
Nor what tests/sim/README.md says is not modelled, nor POLLOUT: the stand-in's descriptors are
eventfds, which always report it, and the kernel's never do.
"""

from . import (
    chip,
    debounce,
    edges,
    line_info,
    output,
    queue,
    reconfigure,
    removal,
    request,
    settings,
    values,
    waiting,
    watch,
)

__all__ = [
    "chip",
    "debounce",
    "edges",
    "line_info",
    "output",
    "queue",
    "reconfigure",
    "removal",
    "request",
    "settings",
    "values",
    "waiting",
    "watch",
]
