# SPDX-License-Identifier: LGPL-2.1-or-later
"""Groups an extension's instructions by purpose: arguments, guard, detaching, ..."""

from __future__ import annotations

import re
import subprocess
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from callgrind import Costs, Function

LIBRARY = "library"
REST = "rest"
BY_CALLEE = {
    "detach": r"PyEval_(SaveThread|RestoreThread)|PyThreadState_Swap",
    LIBRARY: r"gpiod_\w+",
}
"""The group of a function that the extension calls, wherever it is called."""

BY_CODE = {
    "guard": r"gg_(lock_\w+|enter\w*|leave\w*|may_enter|thread_id|check_usable|is_closing|is_forked"
    r"|section_\w+)|PyMutex_\w+|\w+_(enter|leave|begin|end)",
    "pin": r"gg_(un)?pin",
    "wait": r"gg_(wait\w*|deadline|check_wait|read_would_return)"
    r"|time_left|monotonic_ns|get_wake_fd",
    "result": r"\w+_(to_python|list|from_native)|gg_(list|tuple|string|optional|timedelta)_\w+",
    "arguments": r"gg_(bind|as|array|item)\w*|request_\w+|chip_line|\w+_from_(python|value)"
    r"|from_(seconds|timedelta)|(find|bind)_\w+|check_required",
    "objects": r"\w+_(alloc|dealloc|new|init|construct|adopt|dispose|destroy|destroyed|close"
    r"|release|read_constants)|gg_(alloc_untracked|base|open_\w+|close_\w+|handle_\w+)"
    r"|mark_closing|wake_waiters|wait_for_pins|drain",
}
"""The group of a function of the extension, inlined or not."""

GROUPS = ("arguments", "detach", "guard", "pin", "wait", LIBRARY, "result", "objects", REST)


def first_match(table: dict[str, str], names: Iterable[str]) -> str | None:
    """The group of the first of the names that has one."""
    for name in names:
        for group, pattern in table.items():
            if re.fullmatch(pattern, name):
                return group
    return None


def inlined(library: Path, addresses: Iterable[int]) -> dict[int, list[str]]:
    """The functions that contain an instruction, innermost first, from the debug information."""
    wanted = sorted(set(addresses))
    told = subprocess.run(
        ["addr2line", "-a", "-f", "-i", "-e", library],
        input="".join(f"{address:#x}\n" for address in wanted),
        capture_output=True,
        text=True,
        check=True,
    )
    chains: dict[int, list[str]] = {}
    chain: list[str] = []
    names = True  # every other line is a file and a line number
    for line in told.stdout.splitlines():
        if line.startswith("0x"):
            chain = chains.setdefault(int(line, 16), [])
            names = True
        else:
            if names:
                chain.append(line)
            names = not names
    return chains


def split(costs: Costs, library: Path) -> Counter[str]:
    """Instructions by group, of the extension and of the functions that it calls."""
    own = str(library)
    places = [place for place in costs.executed if place.function.object == own]
    calls = [call for call in costs.inside if is_outward(call.place.function, call.callee, own)]
    chains = inlined(library, [place.address for place in places + [c.place for c in calls]])

    def group(function: Function, address: int) -> str:
        return first_match(BY_CODE, [*chains.get(address, []), function.name]) or REST

    total: Counter[str] = Counter()
    for place in places:
        total[group(place.function, place.address)] += costs.executed[place]
    for call in calls:
        by_callee = first_match(BY_CALLEE, [call.callee.name])
        total[by_callee or group(*call.place)] += costs.inside[call]
    return total


def is_outward(caller: Function, callee: Function, own: str) -> bool:
    return caller.object == own and callee.object != own
