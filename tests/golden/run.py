# SPDX-License-Identifier: LGPL-2.1-or-later
"""Golden tests of guardgen: cases/NAME.h is annotated, NAME.plan or NAME.err is its output.

    python3 run.py GUARDGEN [NAME…]     the last line is 'N passed, N failed'
    UPDATE=1 python3 run.py GUARDGEN    writes the output of each into its golden file; then read
                                        the difference before you commit it

A test named ok_… makes a plan; any other is named CODE.… and refused with that code. Output is in
TAP, as meson reads it.
"""

from __future__ import annotations

import difflib
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import tap

CASES = Path(__file__).resolve().parent / "cases"


def output_of(guardgen: Path, header: Path) -> tuple[str, str]:
    """The golden file's ending and its text: of a plan, or of diagnostics and exit status 1."""
    run = subprocess.run(
        [guardgen, "plan", header.name],
        cwd=CASES,
        capture_output=True,
        encoding="utf-8",
        errors="backslashreplace",
        timeout=60,
    )
    if run.returncode == 0 and not run.stderr:
        return "plan", run.stdout
    if run.returncode == 1 and not run.stdout:
        return "err", run.stderr
    return "crash", f"exit status {run.returncode}\n{run.stdout}{run.stderr}"


def difference(golden: Path, text: str) -> str:
    old = golden.read_text() if golden.exists() else ""
    return "".join(
        difflib.unified_diff(
            old.splitlines(keepends=True), text.splitlines(keepends=True), golden.name, "now"
        )
    )


def check(guardgen: Path, header: Path, update: bool) -> str:
    """What is wrong, in words; nothing if all is well."""
    kind, text = output_of(guardgen, header)
    code = header.stem.partition(".")[0]
    if kind != ("plan" if code.startswith("ok_") else "err"):
        return f"unexpected {kind}:\n{text}"
    if kind == "err" and f" [{code}]\n" not in text:
        return f"no error has the code [{code}]:\n{text}"
    golden = header.with_suffix(f".{kind}")
    if update:
        golden.write_text(text)
    wrong = difference(golden, text)
    return f"{wrong}(UPDATE=1 accepts it)\n" if wrong else ""


def codes_without_test(guardgen: Path) -> str:
    listed = subprocess.run([guardgen, "help", "diagnostics"], capture_output=True, text=True)
    codes = re.findall(r"^\| `([^`]+)`", listed.stdout, re.MULTILINE)
    tested = {header.stem.partition(".")[0] for header in CASES.glob("*.h")}
    return "" if codes and tested.issuperset(codes) else f"{sorted({*codes} - tested)}"


def orphans() -> str:
    goldens = [*CASES.glob("*.plan"), *CASES.glob("*.err")]
    return " ".join(sorted(p.name for p in goldens if not p.with_suffix(".h").exists()))


def main() -> int:
    guardgen = Path(sys.argv[1]).resolve()
    update = os.environ.get("UPDATE") == "1"
    headers = sorted(CASES.glob("*.h"))
    if sys.argv[2:]:
        headers = [header for header in headers if header.stem in sys.argv[2:]]
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = list(pool.map(lambda header: check(guardgen, header, update), headers))
    results = list(zip([header.stem for header in headers], wrong, strict=True))
    results += [("every code has a test", codes_without_test(guardgen))]
    results += [("every golden file has a test", orphans())]
    return tap.report(results)


if __name__ == "__main__":
    sys.exit(main())
