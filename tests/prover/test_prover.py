# SPDX-License-Identifier: LGPL-2.1-or-later
"""The generated C holds its guards: says clang, and says who counts calls under them.

    test_prover.py REGIONS

REGIONS is the program of regions.c. Every clang that is installed, from the oldest to the newest,
takes part. Each claim has its negative controls: the same C with one guard taken away, leaked, or
of the wrong object must be rejected.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import sysconfig
import tempfile
import unittest
from pathlib import Path

TOP = Path(__file__).resolve().parents[2]
PACKAGE = TOP / "out" / "gpiod"
ANNOTATED = TOP / "annotations" / "gpiod" / "gpiod.h"
SOURCES = sorted(path.name for path in (PACKAGE / "src").glob("*.c"))
FLAGS = ["-std=gnu11", "-Wall", "-Wextra", "-Wno-gcc-compat", "-Wno-missing-field-initializers"]
PROVE = [
    "-DGG_PROVE",
    *("-include", "Python.h", "-include", str(ANNOTATED)),
    *("-Wthread-safety", "-Wthread-safety-beta"),
]

regions = ""


def includes() -> list[str]:
    return ["-I", sysconfig.get_paths()["include"]]


def clangs() -> list[str]:
    """The oldest and the newest."""
    names = ["clang", *(f"clang-{version}" for version in range(13, 40))]
    found = {}
    for name in names:
        if path := shutil.which(name):
            version = subprocess.run([path, "--version"], capture_output=True, text=True).stdout
            if match := re.search(r"version (\d+)", version):
                found[int(match.group(1))] = path
    return [found[version] for version in sorted({min(found), max(found)})] if found else []


def prove(clang: str, source: Path) -> str:
    """What clang has to say against it."""
    command = [clang, "-fsyntax-only", *FLAGS, *PROVE, "-Werror", *includes(), str(source)]
    ran = subprocess.run(command, capture_output=True, text=True)
    return ran.stderr if ran.returncode else ""


def count_regions(source: Path) -> tuple[int, str]:
    ran = subprocess.run(
        [regions, str(source), *FLAGS, *includes()], capture_output=True, text=True
    )
    match = re.search(r"(\d+) regions", ran.stdout)
    assert match, ran.stdout + ran.stderr
    return int(match.group(1)), ran.stdout if ran.returncode else ""


# Where to break get_value(), and what clang says then; a newer one sees what self stands for.
NOT_HELD = r"requires holding mutex '.*->native'"
ENTER = "if (LineRequest_enter(self)) {"
CALL = "result = gpiod_line_request_get_value(self->native, offset);"
LEAVE = "LineRequest_leave(self);\n"
BROKEN_CALLS = {
    "a guard taken away": ([(ENTER, "{"), (LEAVE, "")], NOT_HELD),
    "a guard leaked on an early exit": (
        [(CALL, CALL + "\n\t\t\tif (result < 0)\n\t\t\t\treturn NULL;")],
        "is not held on every path",
    ),
    "a guard never left": ([(LEAVE, "")], "is not held on every path"),
    "a guard left twice": ([(LEAVE, LEAVE + LEAVE)], r"releasing mutex '\w+->native' that was not"),
    "the guard of another object": (
        [("self->native, offset", "((LineRequestObject *)args)->native, offset")],
        NOT_HELD,
    ),
    "a call after the guard is left": (
        [(CALL, ""), (LEAVE, LEAVE + "\t\t\t" + CALL + "\n")],
        NOT_HELD,
    ),
}
BROKEN_SEVERAL = {
    "one guard of two": (
        [
            ("LineRequest__reconfigure_lines_enter(self, config)", "LineRequest_enter(self)"),
            ("LineRequest__reconfigure_lines_leave(self, config)", "LineRequest_leave(self)"),
        ],
        "requires holding mutex '(config|op)->native'",
    ),
}
BROKEN_SECTION = {
    "a critical section taken away": (
        [
            ("\tLineSettings_begin(self, &section);\n", ""),
            ("\tLineSettings_end(self, &section);\n", ""),
        ],
        NOT_HELD,
    ),
    "a critical section never ended": (
        [("\tLineSettings_end(self, &section);\n", "")],
        "is not held on every path",
    ),
}
PYTHON_INSIDE = {
    "an error raised under the guard": [(CALL, CALL + "\n\t\t\tPyErr_NoMemory();")],
    "an object made under the guard": [(CALL, CALL + "\n\t\t\tgg_string_to_python(NULL);")],
}


def function_of(text: str, name: str) -> tuple[int, int]:
    """Where a function of the generated C begins and ends."""
    start = text.index(f"PyObject *{name}(")
    return start, text.index("\n}\n", start)


class Broken:
    """A copy of the sources with one function changed."""

    def __init__(self, source: str, function: str, changes: list[tuple[str, str]]):
        self.folder = tempfile.TemporaryDirectory()
        shutil.copytree(PACKAGE / "src", Path(self.folder.name) / "src")
        self.path = Path(self.folder.name) / "src" / source
        text = self.path.read_text()
        start, end = function_of(text, function)
        body = text[start:end]
        for old, new in changes:
            assert old in body, f"{function}() has no {old!r} any more: mend this test"
            body = body.replace(old, new, 1)
        self.path.write_text(text[:start] + body + text[end:])

    def __enter__(self) -> Path:
        return self.path

    def __exit__(self, *exc: object) -> None:
        self.folder.cleanup()


class Prover(unittest.TestCase):
    """clang's Thread Safety Analysis."""

    def setUp(self) -> None:
        if not clangs():
            self.skipTest("no clang 13 or newer")

    def test_all_calls_hold_their_guards(self) -> None:
        for clang in clangs():
            for source in SOURCES:
                with self.subTest(clang=clang, source=source):
                    self.assertEqual(prove(clang, PACKAGE / "src" / source), "")

    def check_rejected(
        self, source: str, function: str, broken: dict[str, tuple[list[tuple[str, str]], str]]
    ) -> None:
        for clang in clangs():
            for name, (changes, said) in broken.items():
                with (
                    self.subTest(clang=clang, broken=name),
                    Broken(source, function, changes) as path,
                ):
                    self.assertRegex(prove(clang, path), said)

    def test_broken_calls_are_rejected(self) -> None:
        self.check_rejected("line_request.c", "LineRequest_get_value", BROKEN_CALLS)

    def test_broken_calls_on_several_are_rejected(self) -> None:
        self.check_rejected("line_request.c", "LineRequest__reconfigure_lines", BROKEN_SEVERAL)

    def test_broken_critical_sections_are_rejected(self) -> None:
        self.check_rejected("line_settings.c", "LineSettings_set_bias", BROKEN_SECTION)


class Regions(unittest.TestCase):
    """Nothing of Python under a guard or a pin."""

    def test_no_python_calls_inside(self) -> None:
        total = 0
        for path in (PACKAGE / "src").rglob("*.c"):
            if path.name in ("gg_handle.c", "gg_owner.c", "gg_process.c"):
                continue  # the guard itself, which takes its locks where it wants
            with self.subTest(source=path.name):
                counted, errors = count_regions(path)
                total += counted
                self.assertEqual(errors, "")
        self.assertGreater(total, 40)

    def test_python_calls_inside_are_found(self) -> None:
        for name, changes in PYTHON_INSIDE.items():
            with (
                self.subTest(broken=name),
                Broken("line_request.c", "LineRequest_get_value", changes) as path,
            ):
                self.assertIn("with a handle entered or pinned", count_regions(path)[1])

    def test_handles_that_are_not_left_are_found(self) -> None:
        with Broken("line_request.c", "LineRequest_get_value", [(LEAVE, "")]) as path:
            self.assertIn("does not leave", count_regions(path)[1])


if __name__ == "__main__":
    regions = sys.argv.pop(1)
    unittest.main()
