# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants: the sources with exactly one safety step taken out.

A mutant is STALE when the text it removes, `old`, no longer occurs exactly once, because the source
was changed. Find the step in the file it names and update the text, as short as is clear; if the
step is gone for good, remove the mutant.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path


class StaleError(Exception):
    """A mutant no longer fits the sources: update the list."""


@dataclass(frozen=True)
class Edit:
    """A piece of text and its replacement. It occurs exactly once: in the file, in the C function
    that is named, or in the Jinja macro that is named as "macro NAME"."""

    file: str
    old: str
    new: str = ""
    function: str = ""

    def span(self, text: str) -> tuple[int, int]:
        """The part of the text to search: the function's definition, up to its last brace."""
        if not self.function:
            return 0, len(text)
        if self.function.startswith("macro "):
            name = self.function.removeprefix("macro ")
            found = re.findall(rf"{{% macro {re.escape(name)}\([^\n]*", text)
            end = "{% endmacro %}"
        else:
            # Of a generated function, the name may be Jinja's: {{ cls.name }}_dealloc.
            head = rf"^\w[^\n;]*(?<!\w){re.escape(self.function)}\([^;]*?\n{{\n"
            found = re.findall(head, text, re.MULTILINE)
            end = "\n}\n"
        if len(found) != 1:
            raise StaleError(f"{self.file} defines {self.function}() {len(found)} times")
        start = text.index(found[0])
        return start, text.index(end, start)

    def apply(self, text: str) -> str:
        start, end = self.span(text)
        count = text.count(self.old, start, end)
        if count != 1:
            place = f"{self.function}() in {self.file}" if self.function else self.file
            raise StaleError(f"{place} has this {count} times, not once:\n{self.old}")
        return text[:start] + text[start:end].replace(self.old, self.new) + text[end:]


@dataclass(frozen=True)
class Mutant:
    """The edits that take one step out, what goes wrong without it, and the tests that must fail:
    any of its suite if none is named."""

    name: str
    why: str
    edits: tuple[Edit, ...]
    killers: tuple[str, ...] = ()

    def sources(self, root: Path) -> dict[Path, str]:
        """The new contents of the files that it changes."""
        changed: dict[Path, str] = {}
        for edit in self.edits:
            path = root / edit.file
            text = changed[path] if path in changed else path.read_text()
            changed[path] = edit.apply(text)
        return changed


def mutant(name: str, why: str, *edits: Edit, killers: tuple[str, ...] = ()) -> Mutant:
    assert edits, name
    return Mutant(name, why, edits, killers)


def tests_in(folder: Path) -> Iterator[str]:
    """The tests that a mutant may name as its killers: MODULE, MODULE.CLASS, MODULE.CLASS.TEST."""
    for path in folder.glob("test_*.py"):
        yield path.stem
        for cls in ast.parse(path.read_text()).body:
            if isinstance(cls, ast.ClassDef):
                yield f"{path.stem}.{cls.name}"
                for function in cls.body:
                    if isinstance(function, ast.FunctionDef):
                        yield f"{path.stem}.{cls.name}.{function.name}"


def missing_tests(mutants: Sequence[Mutant], folder: Path | None) -> list[str]:
    """
    What is wrong with the names of killers. A test that cannot be loaded fails as well, so a
    misspelled one would seem to kill its mutant.
    """
    known = set(tests_in(folder)) if folder else set()
    return [
        f"mutant '{each.name}' names a test that does not exist: {test}"
        for each in mutants
        for test in (killer.rpartition(":")[2].rstrip(".") for killer in each.killers)
        if test.startswith("test_") and test not in known
    ]
