# SPDX-License-Identifier: LGPL-2.1-or-later
"""What guardgen writes for the golden headers compiles: gpiod.h does not use all that there is.

    python3 compiles.py GUARDGEN COMPILER…     the compiler with its options, CPython's headers
                                               among them; the last line is 'N passed, N failed'

Every header named ok_… is generated with the real templates.
"""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import tap

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = HERE / "cases"
WORDS = '#include "lib/words.h"'


def run(*command: str | Path, cwd: Path = HERE) -> str:
    """What a program complains of; nothing if it succeeds."""
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120)
    return (done.stdout + done.stderr or "no output") if done.returncode else ""


def annotations_of(case: Path, root: Path) -> Path:
    """The case alone in a tree like this one, for all headers beside it would go to the output."""
    folder = root / "tests" / "golden" / "cases"
    for name in ("lib", "converters"):
        shutil.copytree(CASES / name, folder / name)
    (root / "annotations").mkdir()
    shutil.copy(ROOT / "annotations" / "guardgen.h", root / "annotations")
    return Path(shutil.copy(case, folder))


def check(guardgen: Path, compiler: list[str], case: Path) -> str:
    with tempfile.TemporaryDirectory() as tmp:
        annotated, out = annotations_of(case, Path(tmp)), Path(tmp, "out")
        library = annotated.with_name("library.h")
        library.write_text(annotated.read_text().partition(WORDS)[0])
        wrong = run(guardgen, "generate", annotated, "-o", out)
        if wrong:
            return wrong
        sources = sorted(out.glob("src/*.c"))
        includes = [
            f"-I{folder}" for folder in (out / "src", annotated.parent, annotated.parent / "lib")
        ]
        options: list[str | Path] = ["-include", library, *includes]
        for path in (*out.glob("*/*.py"), *out.glob("*/*.pyi")):
            try:
                ast.parse(path.read_text(), path.name)
            except SyntaxError as error:
                return f"{path.name}:{error.lineno}: {error.msg}\n"
        return run(*compiler, *options, *sources, cwd=out) if sources else "no C file was written\n"


def main() -> int:
    guardgen, compiler = Path(sys.argv[1]).resolve(), sys.argv[2:]
    cases = sorted(CASES.glob("ok_*.h"))
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        wrong = list(pool.map(partial(check, guardgen, compiler), cases))
    return tap.report(list(zip([case.stem for case in cases], wrong, strict=True)))


if __name__ == "__main__":
    sys.exit(main())
