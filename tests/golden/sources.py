# SPDX-License-Identifier: LGPL-2.1-or-later
"""The sources of guardgen and its templates: what is long, and names that they must agree on.

python3 sources.py     the last line is 'N passed, N failed'
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import tap

ROOT = Path(__file__).resolve().parents[2]
GEN = ROOT / "gen"
TEMPLATES = ROOT / "templates"
ANNOTATIONS = ROOT / "annotations"
PARTS = TEMPLATES / "parts"
FORMS = PARTS / "forms"

LINES_OF_A_TEMPLATE = 200
LINES_OF_A_FILE = 500
LINES_OF_A_FUNCTION = 60

FUNCTION = re.compile(r"^\w[^;{}]*?\b(\w+)\([^;{}]*\)\n\{\n.*?^\}$", re.MULTILINE | re.DOTALL)

# A variable of a function that a template writes; declarations of the plan's have {{ }} in them.
VARIABLE = re.compile(
    r"^\t+(?!return |goto )(?:static |const |struct )*(?:\w+|\{\{ cls\.name \}\}Object)"
    r" [*]*(?:const )?[*]*(\w+)(?:\[.*?\])?(?= =|;|,)",
    re.MULTILINE,
)
MEMBER = re.compile(r"^\w[^\n;]*?[ *](?:\{\{ cls\.name \}\}|module)_(\w+)(?=[(\[ ])", re.MULTILINE)


def lines_of(path: Path) -> int:
    return len(path.read_text().splitlines())


def functions_of(path: Path) -> Iterator[tuple[str, int]]:
    """The functions of a file in C, each with its length from its name to its last brace."""
    for function in FUNCTION.finditer(path.read_text()):
        yield function[1], function[0].count("\n") + 1


def test_files_are_short(tmp: Path) -> None:
    limits = {LINES_OF_A_FILE: GEN.glob("*.[ch]"), LINES_OF_A_TEMPLATE: TEMPLATES.rglob("*.jinja")}
    long = [path for limit, paths in limits.items() for path in paths if lines_of(path) > limit]
    assert not long, long


def test_functions_are_short(tmp: Path) -> None:
    functions = [function for path in GEN.glob("*.c") for function in functions_of(path)]
    assert len(functions) > 300, "they are not found"
    long = [name for name, lines in functions if lines > LINES_OF_A_FUNCTION]
    assert not long, long


def test_every_form_has_a_template(tmp: Path) -> None:
    forms = re.findall(r'^FORM\(\w+, "(\w+)"\)', (GEN / "form.def").read_text(), re.MULTILINE)
    assert forms and sorted(forms) == sorted(path.stem for path in FORMS.glob("*.jinja"))


def public_functions(path: Path) -> Iterator[ast.FunctionDef]:
    """The functions and methods that a package's own module adds for its users."""
    text = path.read_text()
    exported = text.partition("__all__ = [")[2].partition("]")[0]
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    for function in functions:
        added = function.decorator_list and not function.name.startswith("_")
        if added or f'"{function.name}"' in exported:
            yield function


def promises() -> set[str]:
    """The lines of a docstring that say what a function promises to threads."""
    words = re.findall(
        r'^(LEVEL|BLOCKS)\(\w+, "(\w+)", "(.*)"\)$', (GEN / "levels.def").read_text(), re.MULTILINE
    )
    return {
        f"Threads: {name}; {meaning}" if kind == "LEVEL" else f"Blocks: {meaning}"
        for kind, name, meaning in words
    }


def test_packages_promise_in_the_words_of_the_table(tmp: Path) -> None:
    modules = ANNOTATIONS.glob("*/*.py")
    functions = [function for path in modules for function in public_functions(path)]
    assert len(functions) >= 3, "they are not found"
    for function in functions:
        lines = [line.strip() for line in (ast.get_docstring(function) or "").splitlines()]
        said = [line for line in lines if line.startswith(("Threads:", "Blocks:"))]
        assert len(said) == 2 and set(said) <= promises(), (function.name, said)


def table(name: str) -> set[str]:
    """Names that 3_name.c avoids."""
    text = (GEN / "3_name.c").read_text().partition(f" {name}[] = {{")[2]
    return set(re.findall(r'"(\w+)"', text.partition("}")[0]))


def found(pattern: re.Pattern[str], *paths: Path) -> set[str]:
    return {name for path in paths for name in pattern.findall(path.read_text())}


def test_names_of_methods_avoid_those_of_templates(tmp: Path) -> None:
    members = found(MEMBER, *PARTS.rglob("*.jinja"), *TEMPLATES.glob("package/src/*.jinja"))
    assert "dealloc" in members and "exec" in members, "they are not found"
    assert members <= table("members"), members - table("members")


def test_names_of_variables_avoid_those_of_templates(tmp: Path) -> None:
    variables = found(VARIABLE, *PARTS.glob("*.jinja"), *FORMS.glob("*.jinja"))
    assert {"bound", "called"} <= variables, "they are not found"
    assert variables <= table("variables"), variables - table("variables")


if __name__ == "__main__":
    sys.exit(tap.run(globals()))
