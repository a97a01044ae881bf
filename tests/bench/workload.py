# SPDX-License-Identifier: LGPL-2.1-or-later
"""The program under callgrind: blocks of few and of many calls of each case, between marks.

workload.py [CASES]        CASES: JSON, a list of [name] or [name, statement, events];
                           else all

The last line of its output is JSON: the name and calls of each block.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from collections.abc import Iterable

from cases import CASES, UNROLLED, Board, Case, compiled

FEW, MANY = UNROLLED, 4 * UNROLLED
WARM_UP = 8 * UNROLLED  # the interpreter specializes what it has seen often enough


def mark() -> None:
    """Call a C function that nothing else calls: callgrind dumps its counts when it is entered."""
    os.getpgrp()


def chosen() -> Iterable[Case]:
    if len(sys.argv) > 1:
        named = {case.name: case for case in CASES}
        return [
            Case(*fields) if len(fields) > 1 else named[fields[0]]
            for fields in json.loads(sys.argv[1])
        ]
    return CASES


def main() -> None:
    board = Board()
    names = board.names()
    blocks = []
    for case in chosen():
        calls = compiled(case, names)
        for _ in range(WARM_UP // MANY):
            board.queue(MANY * case.events)
            calls(MANY)
        for count in (FEW, MANY):
            board.queue(count * case.events)
            gc.collect()
            gc.disable()
            mark()
            calls(count)
            mark()
            gc.enable()
            blocks.append((case.name, count))
    print(json.dumps(blocks))


main()
