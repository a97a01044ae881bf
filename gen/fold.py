# SPDX-License-Identifier: LGPL-2.1-or-later
"""Fold long lines of generated C, because templates cannot know how long names are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

WIDTH = 100
TAB = 8


def column_of(text: str) -> int:
    """The width of a text that starts in the first column."""
    column = 0
    for character in text:
        column = (column // TAB + 1) * TAB if character == "\t" else column + 1
    return column


class Place(NamedTuple):
    """A place where a line may be folded."""

    depth: int
    at: int
    column: int  # of the text after it
    opened: tuple[int, ...]  # the columns after each bracket that is open there


def places_in(line: str, opened: tuple[int, ...]) -> Iterator[Place]:
    """The places where the line may be folded, with these brackets open at its start."""
    quote = ""
    for index, character in enumerate(line):
        if quote:
            if character == quote and line[index - 1] != "\\":
                quote = ""
        elif character in "\"'":
            quote = character
        elif character in "([{":
            opened = (*opened, column_of(line[: index + 1]))
        elif character in ")]}":
            opened = opened[:-1]
        elif not opened and line.startswith(" = ", index):
            indent = column_of(line[: len(line) - len(line.lstrip())])
            yield Place(0, index + 2, indent + TAB, opened)
        elif opened and line.startswith(", ", index):
            yield Place(len(opened), index + 1, opened[-1], opened)
        elif opened and line.startswith((" && ", " || "), index):
            yield Place(len(opened), index + 3, opened[-1], opened)
        elif not opened and line.startswith(" GG_", index):
            yield Place(0, index, TAB, opened)


def fold_line(line: str, opened: tuple[int, ...] = ()) -> list[str]:
    """The line, folded into as many as it takes, inside the outermost bracket if possible."""
    if column_of(line) <= WIDTH:
        return [line]
    fitting = [p for p in places_in(line, opened) if column_of(line[: p.at]) <= WIDTH]
    choice = [place for place in fitting if place.depth > 0] or fitting
    if any(place.depth == 0 and line[place.at :].startswith(" GG_") for place in fitting):
        choice = [place for place in fitting if line[place.at :].startswith(" GG_")][:1]
    if not choice:
        return [line]
    outermost = min(place.depth for place in choice)
    place = max(place for place in choice if place.depth == outermost)
    indent = "\t" * (place.column // TAB) + " " * (place.column % TAB)
    rest = indent + line[place.at :].lstrip()
    if column_of(rest) >= column_of(line):
        return [line]
    return [line[: place.at], *fold_line(rest, place.opened)]


def fold(text: str) -> str:
    """Fold the long lines of a C file, except comments and directives, which are folded by hand.
    Where a block of a template came out empty, several blank lines remain: leave one."""
    lines: list[str] = []
    for line in re.sub(r"\n{3,}", "\n\n", text).split("\n"):
        kept = line.lstrip().startswith(("#", "/*", "*", "//")) or line.endswith("\\")
        lines.extend([line] if kept else fold_line(line))
    return "\n".join(lines)
