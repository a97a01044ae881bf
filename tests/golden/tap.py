# SPDX-License-Identifier: LGPL-2.1-or-later
"""Results as TAP, which meson reads; the last line is 'N passed, N failed'."""

from __future__ import annotations

from collections.abc import Sequence


def report(results: Sequence[tuple[str, str]]) -> int:
    """Print each test's name and what is wrong with it, if anything; 1 if any test failed."""
    print(f"1..{len(results)}")
    for number, (name, wrong) in enumerate(results, 1):
        print(f"{'not ok' if wrong else 'ok'} {number} - {name}")
        print("".join(f"# {line}\n" for line in wrong.splitlines()), end="")
    failed = sum(bool(wrong) for _, wrong in results)
    print(f"# {len(results) - failed} passed, {failed} failed")
    return int(failed > 0)
