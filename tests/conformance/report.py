# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every public name of the official gpiod package and of this one, side by side, as Markdown.

Exit status 1 if a public name is missing here, is of another kind, or takes other arguments.
"""

from __future__ import annotations

import argparse
import enum
import importlib
import inspect
import json
import os
import subprocess
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

Facts = dict[str, str]
"""What is known of one public name: kind, signature, bases and so on."""

PACKAGE = "gpiod"

SPECIAL = ("__bool__", "__enter__", "__exit__", "__eq__", "__hash__", "__repr__", "__str__")
"""Special methods that are part of what the classes promise."""

MUST_AGREE = ("kind", "signature", "value", "bases", "members", "errors", "fields", "module")
"""Facts in which a difference is a failure."""

DELIBERATE = {
    ("gpiod.line_request.LineRequest", "signature"): "only a chip makes requests; the official "
    "documentation says that this constructor is no part of the API",
}
"""Facts in which ours differs and means to, with the reason."""


def public_names(module: types.ModuleType) -> list[str]:
    """The names in a module's __all__, or else those without an underscore."""
    listed = getattr(module, "__all__", None)
    return (
        list(listed)
        if listed is not None
        else [n for n in vars(module) if n[0] != "_" or n == "__version__"]
    )


def signature(callable_: Any) -> str | None:
    """Names, kinds and defaults of the parameters; None if it cannot be told.

    Annotations are left out, and self, which nobody passes by name.
    """
    try:
        found = inspect.signature(callable_).parameters
    except (TypeError, ValueError):
        return None
    plain = [item.replace(annotation=item.empty) for item in found.values() if item.name != "self"]
    return str(inspect.Signature(plain))


def kind_of(owner: type | None, name: str, item: Any) -> str:
    """The kind of an object, whether it is implemented in C or in Python."""
    if isinstance(item, types.ModuleType):
        return "module"
    if isinstance(item, type):
        if issubclass(item, enum.Enum):
            return "enum"
        return "exception" if issubclass(item, BaseException) else "class"
    if owner is not None and not callable(item):
        return "property" if inspect.isdatadescriptor(item) else "attribute"
    return "method" if owner else "function" if callable(item) else "constant"


def describe_class(kind: type) -> Facts:
    facts = {"module": f"{kind.__module__}.{kind.__qualname__}"}
    if issubclass(kind, enum.Enum):
        facts["members"] = ", ".join(f"{member.name}={member.value!r}" for member in kind)
    else:
        facts["signature"] = signature(kind) or "?"
    if issubclass(kind, BaseException):
        facts["errors"] = " < ".join(base.__name__ for base in kind.__mro__)
    facts["bases"] = ", ".join(base.__qualname__ for base in kind.__bases__)
    if fields := getattr(kind, "__dataclass_fields__", None):
        facts["fields"] = ", ".join(fields)
    return facts


def members_of(path: str, kind: type) -> Iterator[tuple[str, Facts]]:
    """The public members of a class, including inherited ones."""
    if issubclass(kind, enum.Enum | BaseException):
        return
    for name in dir(kind):
        if name.startswith("_") and name not in SPECIAL:
            continue
        item = inspect.getattr_static(kind, name)
        if item is None and name == "__hash__":
            yield f"{path}.{name}", {"kind": "none"}
        elif isinstance(item, type):
            yield from describe(f"{path}.{name}", item, kind)
        elif name in SPECIAL:
            inherited = getattr(kind, name) is getattr(object, name, None)
            yield f"{path}.{name}", {"kind": "inherited" if inherited else "own"}
        elif name not in getattr(kind, "__dataclass_fields__", ()):  # told as the class's fields
            yield from describe(f"{path}.{name}", item, kind)


def describe(path: str, item: Any, owner: type | None = None) -> Iterator[tuple[str, Facts]]:
    """A description of a name, and of the names inside it."""
    facts = {"kind": kind_of(owner, path, item)}
    if isinstance(item, type):
        yield path, facts | describe_class(item)
        yield from members_of(path, item)
        return
    if facts["kind"] in ("function", "method"):
        facts["signature"] = signature(item) or "?"
    elif facts["kind"] == "constant":
        facts["value"] = repr(item)
    yield path, facts


def inventory() -> dict[str, Facts]:
    """All public names of the package that this interpreter imports, by path."""
    package = importlib.import_module(PACKAGE)
    found: dict[str, Facts] = {}
    for name in public_names(package):
        item = getattr(package, name)
        if isinstance(item, types.ModuleType):
            found[f"{PACKAGE}.{name}"] = {"kind": "module", "module": item.__name__}
            for inner in public_names(item):
                found.update(describe(f"{PACKAGE}.{name}.{inner}", getattr(item, inner)))
        elif isinstance(item, type):
            # Described in full where it lives; here only that it is the same object.
            home = importlib.import_module(item.__module__)
            same = getattr(home, item.__name__, None) is item
            where = f"{item.__module__}.{item.__name__}" if same else "not where it says it is"
            found[f"{PACKAGE}.{name}"] = {"kind": kind_of(None, name, item), "module": where}
        else:
            found.update(describe(f"{PACKAGE}.{name}", item))
    return found


def inventory_of(python: str, folder: Path) -> dict[str, Facts]:
    """The inventory of the package in a folder, made in a new process."""
    if not (folder / PACKAGE / "__init__.py").exists():
        raise SystemExit(f"report: {folder} holds no {PACKAGE} package")
    done = subprocess.run(
        [python, __file__, "--inventory"],
        env=dict(os.environ, PYTHONPATH=str(folder)),
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise SystemExit(f"report: the package in {folder} cannot be examined:\n{done.stderr}")
    found: dict[str, Facts] = json.loads(done.stdout)
    return found


def differences(official: Facts, ours: Facts | None) -> list[str]:
    """The differences between two descriptions of a name."""
    if ours is None:
        return ["missing"]
    return [fact for fact in MUST_AGREE if official.get(fact) != ours.get(fact)]


def verdict(name: str, official: Facts | None, ours: Facts | None) -> tuple[str, bool]:
    """The verdict on a name, and whether it is a failure."""
    if official is None:
        return "more", False
    found = differences(official, ours)
    wrong = [fact for fact in found if (name, fact) not in DELIBERATE]
    if wrong:
        return f"**differs: {', '.join(wrong)}**", True
    if found:
        return "; ".join(f"{fact}: {DELIBERATE[name, fact]}" for fact in found), False
    return "same", False


def cell(facts: Facts | None) -> str:
    """The description of a name as a table cell."""
    if facts is None:
        return "-"
    parts = [facts["kind"]]
    parts += [
        f"{'' if fact == 'signature' else fact + ' '}`{facts[fact]}`"
        for fact in MUST_AGREE[1:]
        if fact in facts
    ]
    return "<br>".join(parts).replace("|", "\\|")


def table(official: dict[str, Facts], ours: dict[str, Facts]) -> tuple[str, int]:
    """The report, and the number of failures."""
    names = [*official, *(name for name in ours if name not in official)]
    lines = ["| name | official | this package | verdict |", "| --- | --- | --- | --- |"]
    failures = 0
    for name in names:
        theirs, mine = official.get(name), ours.get(name)
        words, failed = verdict(name, theirs, mine)
        failures += failed
        lines.append(f"| `{name}` | {cell(theirs)} | {cell(mine)} | {words} |")
    head = [
        "# Conformance with the official package",
        "",
        f"{len(official)} public names, {failures} of them missing or different here; "
        f"{len(names) - len(official)} more here.",
        "",
    ]
    return "\n".join([*head, *lines, ""]), failures


def main() -> int:
    if sys.argv[1:] == ["--inventory"]:
        json.dump(inventory(), sys.stdout)
        return 0
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("official", type=Path, help="folder that holds the official gpiod package")
    parser.add_argument("ours", type=Path, help="folder that holds this gpiod package")
    parser.add_argument("-o", "--output", type=Path, help="file to write (default: stdout)")
    parser.add_argument("--python", default=sys.executable, help="interpreter to import both with")
    options = parser.parse_args()
    text, failures = table(
        inventory_of(options.python, options.official), inventory_of(options.python, options.ours)
    )
    if options.output:
        options.output.write_text(text)
    else:
        print(text, end="")
    if failures:
        print(f"report: {failures} public names are missing or different", file=sys.stderr)
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
