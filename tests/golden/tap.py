# SPDX-License-Identifier: LGPL-2.1-or-later
"""Results as TAP, which meson reads; the last line is 'N passed, N failed'."""

from __future__ import annotations

import inspect
import os
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any


def report(results: Sequence[tuple[str, str]]) -> int:
    """Print each test's name and what is wrong with it, if anything; 1 if any test failed."""
    print(f"1..{len(results)}")
    for number, (name, wrong) in enumerate(results, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        print("".join(f"# {line}\n" for line in wrong.splitlines()), end="")
    failed = sum(bool(wrong) for _, wrong in results)
    print(f"# {len(results) - failed} passed, {failed} failed")
    return int(failed > 0)


def fault_of(test: Callable[[Path], None]) -> str:
    """Run a test in a folder of its own: what went wrong, if anything did."""
    with tempfile.TemporaryDirectory() as folder:
        try:
            test(Path(folder).resolve())
        except Exception:
            return traceback.format_exc()
    return ""


def run(module: Mapping[str, Any]) -> int:
    """Run the functions of a module that are named test_…, and report."""
    tests = [
        function
        for name, function in module.items()
        if name.startswith("test_") and inspect.isfunction(function)
    ]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        faults = list(pool.map(fault_of, tests))
    names = [test.__name__[5:].replace("_", " ") for test in tests]
    return report(list(zip(names, faults, strict=True)))
