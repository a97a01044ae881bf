# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a mutant is: the sources with exactly one safety step taken out.

A mutant that is STALE no longer fits: the text that it takes out, `old`, is not there exactly once,
because the source was reworded. Look for the step in the file that is named and give the new
wording, as short as is clear; if the step is gone for good, so must the mutant be.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path


class StaleError(Exception):
    """A mutant does not fit the sources any more: the list has to be brought up to date."""


@dataclass(frozen=True)
class Edit:
    """A piece of a file and what takes its place. The piece is there exactly once: in the file, or
    in the C function that is named, or in the Jinja macro that is named with "macro" before it."""

    file: str
    old: str
    new: str = ""
    function: str = ""

    def span(self, text: str) -> tuple[int, int]:
        """Where to look: the definition of the function, from its name to its last brace."""
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
    """The edits that take one step out, what goes wrong without it, and which tests must tell: all
    of its suite, if none is named."""

    name: str
    why: str
    edits: tuple[Edit, ...]
    killers: tuple[str, ...] = ()

    def sources(self, root: Path) -> dict[Path, str]:
        """The files that change, as they become."""
        changed: dict[Path, str] = {}
        for edit in self.edits:
            path = root / edit.file
            text = changed[path] if path in changed else path.read_text()
            changed[path] = edit.apply(text)
        return changed


def mutant(name: str, why: str, *edits: Edit, killers: tuple[str, ...] = ()) -> Mutant:
    assert edits, name
    return Mutant(name, why, edits, killers)
