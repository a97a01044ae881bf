# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every API call with its first, second, third … allocation failing, until none does.

Run by test_out_of_memory in its own process, which may crash. Names each call on stderr when it
begins, and prints its outcome as a line of JSON.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable

from api_calls import API_CALLS, ApiCall, Board
from resources import library_object_count
from support import library_objects, open_descriptors

ENOUGH = 8
"""So many successes in a row mean that no allocation was left to fail."""

MOST = 5000


def outcome_of(call: Callable[[], object], first: int, last: int) -> tuple[str, object]:
    """Make the call while allocations number first to last - 1 fail; last = 0 means no end."""
    outcome, result = "ok", None
    hooks = importlib.import_module("_testcapi")
    hooks.set_nomemory(first, last)
    try:
        result = call()
    except MemoryError:
        outcome = "MemoryError"
    except BaseException as error:
        hooks.remove_mem_hooks()
        outcome = f"{type(error).__name__}: {error}"
    finally:
        hooks.remove_mem_hooks()
    return outcome, result


def fail_each(board: Board, api_call: ApiCall, width: int) -> Counter[str]:
    """Count the outcomes of the call, and check that its handles work each time."""
    seen: Counter[str] = Counter()
    successes = 0
    for nth in range(MOST):
        api_call.prepare(board)
        outcome, result = outcome_of(lambda: api_call.call(board), nth, nth + width if width else 0)
        del result
        board.check()
        seen[outcome] += 1
        successes = successes + 1 if outcome == "ok" else 0
        if successes == ENOUGH:
            return seen
    raise AssertionError(f"{MOST} allocations and no end")


def held() -> dict[str, object]:
    gc.collect()
    return {
        "descriptors": open_descriptors(),
        "objects of Python's": library_objects(),
        "objects of the library": library_object_count(),
    }


def fail_all(width: str, *left_out: str, api_calls: dict[str, ApiCall] = API_CALLS) -> None:
    """Print the outcomes of each API call, and the resources before and after it."""
    board = Board()
    board.one_edge()
    board.one_change()
    board.check()
    for name, api_call in api_calls.items():
        if name in left_out:
            continue
        print(name, file=sys.stderr, flush=True)
        before = held()
        seen = fail_each(board, api_call, int(width))
        after = held()
        print(
            json.dumps({"name": name, "seen": seen, "before": before, "after": after}), flush=True
        )
    board.close()


def leak(board: Board) -> object:
    """A call that leaks a descriptor and an object when there is no memory."""
    kept.append(os.dup(0))
    return [bytearray(5000)]


def hide(board: Board) -> object:
    """A call that raises another exception when there is no memory."""
    try:
        return [bytearray(5000)]
    except MemoryError:
        raise ValueError("something else") from None


kept: list[object] = []


def controls(width: str) -> None:
    """Negative controls: calls that must be reported."""
    fail_all(width, api_calls={"leak": ApiCall(leak), "hide": ApiCall(hide)})


class Witness:
    """Shows, by staying alive, that a frame was leaked."""

    def generator(self) -> str:
        return ", ".join(f"{name}={name!r}" for name in ("one", "two"))

    def closure(self) -> Callable[[], object]:
        inner = object()
        return lambda: (self, inner)


def try_python(call: Callable[[Witness], object], width: int) -> None:
    """Find out whether this Python itself leaks, or crashes, when memory runs out in a call."""
    for nth in range(100):
        outcome_of(lambda: call(Witness()), nth, nth + width if width else 0)
    gc.collect()
    left = sum(isinstance(item, Witness) for item in gc.get_objects())
    print(json.dumps({"left": left}))


def generators(width: str) -> None:
    try_python(Witness.generator, int(width))


def closures(width: str) -> None:
    try_python(Witness.closure, int(width))


if __name__ == "__main__":
    globals()[sys.argv[1]](*sys.argv[2:])
