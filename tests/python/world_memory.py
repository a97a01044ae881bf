# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every operation with its first, second, third … allocation failing, until none does.

Run by test_world_memory in a process of its own, which may crash. Says on the error stream which
operation begins, and tells on a line of JSON how it ended.
"""

from __future__ import annotations

import gc
import importlib
import json
import os
import sys
from collections import Counter
from collections.abc import Callable

from holdings import objects_of_library
from operations import OPERATIONS, Board, Operation
from support import library_objects, open_descriptors

ENOUGH = 8
"""So many successes in a row mean that no allocation was left to fail."""

MOST = 5000


def outcome_of(call: Callable[[], object], first: int, last: int) -> tuple[str, object]:
    """Call with the allocations from first up to last, not included, failing; 0 is no end."""
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


def fail_each(board: Board, operation: Operation, width: int) -> Counter[str]:
    """How often the operation ended how; its handles worked each time."""
    seen: Counter[str] = Counter()
    successes = 0
    for nth in range(MOST):
        operation.prepare(board)
        outcome, result = outcome_of(
            lambda: operation.call(board), nth, nth + width if width else 0
        )
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
        "objects of the library": objects_of_library(),
    }


def fail_all(width: str, *left_out: str, operations: dict[str, Operation] = OPERATIONS) -> None:
    """Of each operation: what it raised how often, and what was held before it and after it."""
    board = Board()
    board.one_edge()
    board.one_change()
    board.check()
    for name, operation in operations.items():
        if name in left_out:
            continue
        print(name, file=sys.stderr, flush=True)
        before = held()
        seen = fail_each(board, operation, int(width))
        after = held()
        print(
            json.dumps({"name": name, "seen": seen, "before": before, "after": after}), flush=True
        )
    board.close()


def leak(board: Board) -> object:
    """What no operation may do: a descriptor and an object stay when there is no memory."""
    kept.append(os.dup(0))
    return [bytearray(5000)]


def hide(board: Board) -> object:
    """Nor this."""
    try:
        return [bytearray(5000)]
    except MemoryError:
        raise ValueError("something else") from None


kept: list[object] = []


def controls(width: str) -> None:
    """Operations that do not behave."""
    fail_all(width, operations={"leak": Operation(leak), "hide": Operation(hide)})


class Witness:
    """Alive as long as a frame has it."""

    def generator(self) -> str:
        return ", ".join(f"{name}={name!r}" for name in ("one", "two"))

    def closure(self) -> Callable[[], object]:
        inner = object()
        return lambda: (self, inner)


def try_python(call: Callable[[Witness], object], width: int) -> None:
    """Whether this Python itself leaks in a call when memory runs out; or it dies."""
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
