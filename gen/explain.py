# SPDX-License-Identifier: LGPL-2.1-or-later
"""How one C function is bound: what the plan says about it, and the C that is generated."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

Plan = dict[str, Any]


def entries(node: Any, function: str, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every entry of the plan for the function, and its path."""
    if isinstance(node, list):
        for entry in node:
            yield from entries(entry, function, path)
    elif isinstance(node, dict):
        if node.get("function") == function:
            yield path, node
        for key, entry in node.items():
            owner = f"{path}.{node['name']}" if "name" in node else path
            yield from entries(entry, function, f"{owner}.{key}")


def facts(plan: Plan, entry: dict[str, Any]) -> Iterator[str]:
    """The values that are set, one per line."""
    meanings = {"level": plan["levels"], "blocks": plan["blocking"]}
    for key, value in entry.items():
        if value in (None, False, [], {}):
            continue
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        if key in meanings:
            text += f"; {meanings[key][value]}"
        yield f"  {key}: {text}"


def definitions(source: str) -> Iterator[tuple[int, str]]:
    """Every C function, with the number of its first line."""
    for match in re.finditer(r"^\w.*\n(?:.+\n)*?\{\n(?:.*\n)*?\}\n", source, re.MULTILINE):
        yield source.count("\n", 0, match.start()) + 1, match[0]


def is_about(definition: str, function: str, c_names: list[str]) -> bool:
    """Whether it calls the function or is generated for it, as NAME() or a helper, NAME_enter()."""
    head, _, body = definition.partition("\n{\n")
    return bool(re.search(rf"\b{function}\(", body)) or any(
        re.search(rf"\b{name}(_\w+)?\(", head) for name in c_names
    )


def explain(plan: Plan, sources: dict[str, str], function: str) -> Iterator[str]:
    """Lines to print; `sources` are the generated C files by their paths."""
    c_names = []
    for path, entry in entries(plan, function):
        yield f"\nplan {path.lstrip('.')}"
        yield from facts(plan, entry)
        if "c_name" in entry:
            c_names.append(entry["c_name"])
    for path, source in sources.items():
        for number, definition in definitions(source):
            if is_about(definition, function, c_names):
                yield f"\n{path}:{number}"
                yield from (f"  {line}".rstrip() for line in definition.splitlines())
