# SPDX-License-Identifier: LGPL-2.1-or-later
"""The in-memory libgpiod exports what <gpiod.h> and gpiosim.h declare, and nothing else.

Usage: test_exports.py LIBRARY COMPILER...
"""

import re
import subprocess
import sys
from pathlib import Path


def run(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def declared(compiler: list[str]) -> set[str]:
    """The functions that the two headers declare, as the compiler sees them."""
    header = Path(__file__).with_name("gpiosim.h")
    text = run(*compiler, "-E", "-P", "-x", "c", "-include", "gpiod.h", str(header))
    return set(re.findall(r"\b((?:gpiod|gpiosim)_\w+)\s*\(", text))


def exported(library: str) -> set[str]:
    symbols = run("nm", "--dynamic", "--defined-only", "--format=just-symbols", library)
    return set(symbols.split())


def main(library: str, *compiler: str) -> int:
    want, have = declared(list(compiler)), exported(library)
    official = sum(name.startswith("gpiod_") for name in want)
    print(f"{official} functions of gpiod.h, {len(want) - official} of gpiosim.h")
    for name in sorted(want - have):
        print(f"{library}: error: {name} is declared but not exported")
    for name in sorted(have - want):
        print(f"{library}: error: {name} is exported but declared nowhere")
    return 1 if want != have else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
