# SPDX-License-Identifier: LGPL-2.1-or-later
"""Render the plan: load it, render every template, write what changed.

guardgen runs this; the plan comes on standard input. Everything is rendered in memory first, so
that an error leaves the output folder exactly as it was.

How a file gets into the output folder:

* ``TEMPLATES/package/PATH.jinja`` is rendered to ``PATH`` (long lines of C are folded), any other
  ``TEMPLATES/package/PATH`` is copied. ``@class@``, ``@handle@`` and ``@snapshot@`` in PATH stand
  for the file name of each class (of that kind), which the template sees as ``cls``;
  ``@package@`` stands for the package's name.
  Other folders of TEMPLATES hold what templates include. Every template sees ``plan``,
  ``runtime_sources`` (the C files of the runtime), ``python_sources`` (the package's files),
  ``stand_in`` (whether ``tests/sim/`` builds a library that the tests can run on) and ``license``
  (of the annotated header, and so of what is generated from it).
* ``TEMPLATES/copied/PATH`` is copied to ``PATH``.
* Of the annotations' folder, ``*.py`` is copied to the package's folder, the converters with all
  headers beside them to ``src/``, ``tests/`` to ``tests/``.
* ``plan.json`` is the plan, and ``MANIFEST`` lists all of the above. A file that the old MANIFEST
  lists and this one does not is removed; other files are never touched.
"""

from __future__ import annotations

import argparse
import difflib
import json
import os
import re
import shutil
import sys
import tempfile
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

try:
    import jinja2
except ImportError:
    sys.exit(
        f"guardgen: error: {sys.executable} has no Jinja2: install python3-jinja2 (or the package"
        " jinja2 of pip), or name a Python that has it in GUARDGEN_PYTHON"
    )

sys.dont_write_bytecode = True
from defaults import completed  # noqa: E402
from explain import explain  # noqa: E402
from fold import fold  # noqa: E402

Plan = dict[str, Any]
Files = dict[str, bytes]

PLAN = "plan.json"
STAND_IN = "tests/sim/meson.build"
MANIFEST = "MANIFEST"
TEMPLATES_LICENSE = "LGPL-2.1-or-later OR MIT"
MANIFEST_HEAD = (
    "# SPDX-License-Identifier: {license}\n"
    "# The files that guardgen wrote. It removes what it no longer writes, and nothing else.\n"
)


class RenderError(Exception):
    """An error that the user can correct; the message says how."""


def escaped(text: str) -> str:
    """Escaped for a string literal of C or Python."""
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n").replace("\r", "\\r")


def declared(c_type: str, name: str) -> str:
    """The declaration of a name, with the star of a pointer at the name."""
    return f"{c_type}{name}" if c_type.endswith("*") else f"{c_type} {name}"


def environment(templates: Path) -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(templates),
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
        autoescape=False,
    )
    environment.filters["escaped"] = escaped
    environment.filters["declared"] = declared
    return environment


def expand(path: str, plan: Plan) -> Iterator[tuple[str, Any]]:
    """The output paths that a template's path stands for, with the class that each is for."""
    path = path.replace("@package@", plan["package"])
    for kind in ("class", "handle", "snapshot"):
        if f"@{kind}@" in path:
            for cls in plan["classes"]:
                if kind in ("class", cls["kind"]):
                    yield path.replace(f"@{kind}@", cls["file"]), cls
            return
    yield path, None


def template_failure(error: Exception, templates: Path) -> RenderError:
    """The location in a template: the innermost frame that is in one."""
    if isinstance(error, jinja2.TemplateSyntaxError):
        return RenderError(f"{error.filename or error.name}:{error.lineno}: error: {error.message}")
    place = str(templates)
    for frame in traceback.extract_tb(error.__traceback__):
        if Path(frame.filename).is_relative_to(templates):
            place = f"{frame.filename}:{frame.lineno}"
    return RenderError(f"{place}: error: {error}")


def files_below(folder: Path) -> Iterator[Path]:
    """All files, following links to folders: annotations may share helpers of their tests."""
    for where, folders, names in os.walk(folder, followlinks=True):
        folders[:] = sorted(name for name in folders if name != "__pycache__" and name[0] != ".")
        for name in sorted(names):
            yield Path(where, name)


class Source(NamedTuple):
    """Where an output file comes from."""

    path: Path
    cls: Any = None
    is_template: bool = False


def add(sources: dict[str, Source], path: str, source: Source) -> None:
    if path in (PLAN, MANIFEST):
        raise RenderError(f"guardgen: error: {source.path} makes {path}, which is guardgen's own")
    if path in sources:
        raise RenderError(
            f"guardgen: error: {source.path} and {sources[path].path} both make {path}"
        )
    sources[path] = source


def converters(plan: Plan, annotations: Path) -> list[Path]:
    """The header that converters() names, and those beside it, which it may include."""
    if not plan["converters"]:
        return []
    return sorted(path for path in annotations.glob("*.h") if path.name != plan["annotations"])


def find_sources(plan: Plan, templates: Path, annotations: Path) -> dict[str, Source]:
    """The source of every output file, by its path; nothing is read yet."""
    sources: dict[str, Source] = {}
    package, copied = templates / "package", templates / "copied"
    if not package.is_dir():
        raise RenderError(
            f"guardgen: error: {templates} has no folder 'package': is it --templates?"
        )
    for path in files_below(package):
        template = path.suffix == ".jinja"
        for target, cls in expand(path.relative_to(package).as_posix(), plan):
            add(sources, target.removesuffix(".jinja"), Source(path, cls, template))
    for path in files_below(copied):
        add(sources, path.relative_to(copied).as_posix(), Source(path))
    for path in sorted(annotations.glob("*.py")):
        add(sources, f"{plan['package']}/{path.name}", Source(path))
    for path in files_below(annotations / "tests"):
        add(sources, path.relative_to(annotations).as_posix(), Source(path))
    for path in converters(plan, annotations):
        add(sources, f"src/{path.name}", Source(path))
    return sources


def license_of(header: Path) -> str:
    """Its SPDX expression; without one, that of the templates."""
    text = header.read_text(errors="replace")
    found = re.search(r"SPDX-License-Identifier: (.+?)\s*(\*/)?$", text, re.MULTILINE)
    return found[1] if found else TEMPLATES_LICENSE


def names_in(sources: dict[str, Source], folder: str, suffix: str = "") -> list[str]:
    return sorted(
        path.removeprefix(folder)
        for path in sources
        if path.startswith(folder) and path.endswith(suffix)
    )


def render(text: str, templates: Path, annotations: Path) -> Files:
    plan: Plan = completed(json.loads(text))
    sources = find_sources(plan, templates, annotations)
    jinja = environment(templates)
    license = license_of(annotations / plan["annotations"])
    jinja.globals.update(
        plan=plan,
        runtime_sources=names_in(sources, "src/runtime/", ".c"),
        python_sources=names_in(sources, f"{plan['package']}/"),
        stand_in=STAND_IN in sources,
        license=license,
    )
    files: Files = {}
    for path, source in sources.items():
        if not source.is_template:
            files[path] = source.path.read_bytes()
            continue
        try:
            template = jinja.get_template(source.path.relative_to(templates).as_posix())
            rendered = template.render(cls=source.cls) if source.cls else template.render()
        except Exception as error:  # a template may raise anything
            raise template_failure(error, templates) from error
        files[path] = (fold(rendered) if path.endswith((".c", ".h")) else rendered).encode()
    files[PLAN] = text.encode()
    listed = "".join(f"{path}\n" for path in sorted(files))
    files[MANIFEST] = (MANIFEST_HEAD.format(license=license) + listed).encode()
    return files


def read(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def stale(output: Path, files: Files) -> list[str]:
    """The files that an earlier run wrote and this one does not. Skips paths that lead outside."""
    listed = (read(output / MANIFEST) or b"").decode(errors="replace").splitlines()
    return [
        path
        for path in listed
        if path
        and not path.startswith(("#", "/"))
        and ".." not in Path(path).parts
        and path not in files
        and (output / path).is_file()
    ]


def lines(content: bytes | None) -> list[str]:
    return (content or b"").decode(errors="replace").splitlines(keepends=True)


def diff(output: Path, files: Files) -> int:
    """Print a unified diff from what is there to what would be written; 1 if they differ."""
    wanted: dict[str, bytes | None] = {**files, **dict.fromkeys(stale(output, files))}
    differ = 0
    for path in sorted(wanted):
        old, new = read(output / path), wanted[path]
        if old == new:
            continue
        differ = 1
        names = (
            f"a/{path}" if old is not None else os.devnull,
            f"b/{path}" if new is not None else os.devnull,
        )
        for line in difflib.unified_diff(lines(old), lines(new), *names):
            print(line, end="" if line.endswith("\n") else "\n\\ No newline at end of file\n")
    return differ


class Change:
    """Replaces many files as one step: restores what was there if anything fails."""

    def __init__(self, output: Path) -> None:
        self.output = output
        self.undo: list[Callable[[], object]] = []
        self.new_folders: list[Path] = []
        self.make_folder(output)
        self.staging = Path(tempfile.mkdtemp(prefix=".guardgen-", dir=output))

    def make_folder(self, folder: Path) -> None:
        for missing in reversed([f for f in (folder, *folder.parents) if not f.exists()]):
            missing.mkdir()
            self.new_folders.append(missing)

    def set_aside(self, target: Path) -> None:
        kept = self.staging / f"old-{len(self.undo)}"
        shutil.copy2(target, kept)
        self.undo.append(lambda: os.replace(kept, target))

    def write(self, path: str, content: bytes) -> None:
        target = self.output / path
        fresh = self.staging / "new"
        fresh.write_bytes(content)
        self.make_folder(target.parent)
        if target.exists():
            self.set_aside(target)
        else:
            self.undo.append(lambda: target.unlink(missing_ok=True))
        os.replace(fresh, target)

    def remove(self, path: str) -> None:
        target = self.output / path
        self.set_aside(target)
        target.unlink()

    def revert(self) -> None:
        for step in reversed(self.undo):
            step()
        self.clean_up()
        for folder in reversed(self.new_folders):
            folder.rmdir()

    def clean_up(self) -> None:
        shutil.rmtree(self.staging, ignore_errors=True)


def remove_empty_folders(output: Path, gone: list[str]) -> None:
    for path in gone:
        for folder in (output / path).parents:
            if folder == output or any(folder.iterdir()):
                break
            folder.rmdir()


def write(output: Path, files: Files) -> int:
    changed = [path for path in sorted(files) if read(output / path) != files[path]]
    gone = stale(output, files)
    if changed or gone:
        change = Change(output)
        try:
            for path in changed:
                change.write(path, files[path])
            for path in gone:
                change.remove(path)
        except BaseException:
            change.revert()
            raise
        change.clean_up()
        remove_empty_folders(output, gone)
    print(f"{output}: {len(files)} files, {len(changed)} changed, {len(gone)} removed")
    return 0


def show(function: str, files: Files) -> int:
    """Explain a C function by the plan and the C that was rendered from it."""
    sources = {
        path: content.decode()
        for path, content in sorted(files.items())
        if re.fullmatch(r"src/[^/]+\.c", path)
    }
    for line in explain(json.loads(files[PLAN]), sources, function):
        print(line)
    return 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("mode", choices=("write", "diff", "explain"))
    parser.add_argument("target", help="a folder, or a C function to explain")
    parser.add_argument("--templates", type=Path, required=True)
    parser.add_argument("--annotations", type=Path, required=True)
    options = parser.parse_args()
    try:
        files = render(sys.stdin.read(), options.templates, options.annotations)
        if options.mode == "explain":
            return show(options.target, files)
        run = write if options.mode == "write" else diff
        return run(Path(options.target), files)
    except RenderError as failure:
        print(failure, file=sys.stderr)
    except OSError as error:
        place = error.filename or "the output"
        print(f"guardgen: error: {place}: {error.strerror}", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(main())
