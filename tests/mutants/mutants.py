# SPDX-License-Identifier: LGPL-2.1-or-later
"""What a mutant is: the sources with exactly one safety step taken out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


class StaleError(Exception):
    """A mutant does not fit the sources any more: the list has to be brought up to date."""


@dataclass(frozen=True)
class Edit:
    """A piece of a source file, which must be there exactly once, and what takes its place."""

    file: str
    old: str
    new: str

    def apply(self, text: str) -> str:
        count = text.count(self.old)
        if count != 1:
            raise StaleError(f"{self.file} has this {count} times, not once:\n{self.old}")
        return text.replace(self.old, self.new)


@dataclass(frozen=True)
class Mutant:
    """The edits that take one step out, and what goes wrong without it."""

    name: str
    why: str
    edits: tuple[Edit, ...]

    def sources(self, root: Path) -> dict[Path, str]:
        """The files that change, as they become."""
        changed: dict[Path, str] = {}
        for edit in self.edits:
            path = root / edit.file
            changed[path] = edit.apply(changed.get(path) or path.read_text())
        return changed


def mutant(name: str, why: str, *edits: Edit) -> Mutant:
    assert edits, name
    return Mutant(name, why, edits)
