# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests of guardgen's verbs, of what it writes and does not, and of what its environment lacks.

python3 verbs.py GUARDGEN     TAP; the last line is 'N passed, N failed'
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import tap

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
CASES = HERE / "cases"
TEMPLATES = HERE / "templates"
GUARDGEN = Path(sys.argv[1]).resolve()
PYTHON = os.environ.get("GUARDGEN_PYTHON") or "python3"

Tree = dict[str, tuple[bytes, int]]


def run(
    *arguments: str | Path, status: int = 0, cwd: Path = CASES, **environment: str
) -> tuple[str, str]:
    """What guardgen prints to stdout and stderr; it must exit with the status."""
    done = subprocess.run(
        [GUARDGEN, *arguments],
        cwd=cwd,
        env={**os.environ, "GUARDGEN_PYTHON": PYTHON, **environment},
        capture_output=True,
        text=True,
        timeout=60,
    )
    text = f"exit status {done.returncode}\n{done.stdout}{done.stderr}"
    assert done.returncode == status, text
    return done.stdout, done.stderr


def generate(header: str | Path, out: Path, status: int = 0) -> tuple[str, str]:
    return run("generate", header, "-o", out, "--templates", TEMPLATES, status=status)


def check(header: str | Path, out: Path, status: int = 0) -> str:
    return run("check", header, "-o", out, "--templates", TEMPLATES, status=status)[0]


def tree(folder: Path) -> Tree:
    """Every file with its content and the time it was written."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes() if path.is_file() else b"",
            path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
    }


@contextlib.contextmanager
def untouched(folder: Path) -> Iterator[None]:
    before = tree(folder)
    yield
    assert tree(folder) == before, "the output folder is not as it was"


def templates_with(tmp: Path, path: str, text: str) -> Path:
    """The templates, with one of them replaced or added."""
    folder = tmp / "templates"
    shutil.copytree(TEMPLATES, folder)
    (folder / path).write_text(text)
    return folder


def annotated(tmp: Path, name: str) -> Path:
    """A copy of a golden test's header, in a folder of its own."""
    folder = tmp / "annotated" / "gold" / "en"
    folder.mkdir(parents=True)
    shutil.copytree(CASES / "lib", folder / "lib")
    shutil.copy(ROOT / "annotations" / "guardgen.h", tmp / "guardgen.h")
    (folder / "lib" / "words.h").write_text(
        (CASES / "lib" / "words.h").read_text().replace("../../../../annotations/", f"{tmp}/")
    )
    return Path(shutil.copy(CASES / f"{name}.h", folder / f"{name}.h"))


def test_generate_writes_everything(tmp: Path) -> None:
    generate("ok_snapshot.h", tmp / "out")
    files = sorted(path for path in tree(tmp / "out") if (tmp / "out" / path).is_file())
    assert files == [
        "COPIED.txt",
        "MANIFEST",
        "plan.json",
        "shelf/names.txt",
        "src/book.h",
        "src/loan.h",
        "src/runtime/tiny.c",
        "src/shelf.c",
    ], files
    listed = (tmp / "out/MANIFEST").read_text().splitlines()
    assert [line for line in listed if line[0] != "#"] == [f for f in files if f != "MANIFEST"]
    assert (tmp / "out/COPIED.txt").read_text().endswith("{{ not rendered }}.\n")
    assert (tmp / "out/shelf/names.txt").read_text() == "Shelf Book Loan\ntiny.c\nnames.txt\n"
    assert (tmp / "out/plan.json").read_text() == run("plan", "ok_snapshot.h")[0]


def test_generate_touches_only_what_changed(tmp: Path) -> None:
    generate("ok_snapshot.h", tmp / "out")
    before = tree(tmp / "out")
    (tmp / "out/src/shelf.c").write_text("edited\n")
    assert "1 changed, 0 removed" in generate("ok_snapshot.h", tmp / "out")[0]
    after = tree(tmp / "out")
    assert after.pop("src/shelf.c")[0] == before.pop("src/shelf.c")[0]
    assert after.pop("src")
    assert before.pop("src")
    assert after == before
    with untouched(tmp / "out"):
        generate("ok_snapshot.h", tmp / "out")


def test_generate_removes_only_what_it_wrote(tmp: Path) -> None:
    generate("ok_snapshot.h", tmp / "out")
    (tmp / "out/src/mine.h").write_text("mine\n")
    (tmp / "outside").write_text("outside\n")
    with (tmp / "out/MANIFEST").open("a") as manifest:
        manifest.write(f"../outside\n{tmp}/outside\n")
    assert "2 removed" in generate("ok_handle.h", tmp / "out")[0]
    left = tree(tmp / "out")
    assert "src/mine.h" in left
    assert "src/book.h" not in left
    assert (tmp / "outside").exists()


def test_generate_copies_what_is_beside_the_header(tmp: Path) -> None:
    header = annotated(tmp, "ok_handle")
    (header.parent / "overlay.py").write_text("# overlay\n")
    (header.parent / "own.h").write_text("/* own */\n")
    text = header.read_text().replace(
        "SHELF(mutex)",
        "struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE"
        ' GG_CONVERTERS("own.h") shelf;',
    )
    header.write_text(text)
    generate(header, tmp / "out")
    assert (tmp / "out/shelf/overlay.py").read_text() == "# overlay\n"
    assert (tmp / "out/src/own.h").read_text() == "/* own */\n"


def test_check_tells_fresh_from_stale(tmp: Path) -> None:
    generate("ok_handle.h", tmp / "out")
    with untouched(tmp / "out"):
        assert check("ok_handle.h", tmp / "out") == ""
    (tmp / "out/src/shelf.c").write_text("edited\n")
    (tmp / "out/COPIED.txt").unlink()
    with untouched(tmp / "out"):
        text = check("ok_handle.h", tmp / "out", status=1)
    assert "--- a/src/shelf.c\n+++ b/src/shelf.c\n" in text, text
    assert "--- /dev/null\n+++ b/COPIED.txt\n" in text, text
    assert "-edited\n" in text, text


def test_check_tells_of_files_that_are_too_many(tmp: Path) -> None:
    generate("ok_snapshot.h", tmp / "out")
    with untouched(tmp / "out"):
        text = check("ok_handle.h", tmp / "out", status=1)
    assert "--- a/src/book.h\n+++ /dev/null\n" in text, text


def test_check_creates_nothing(tmp: Path) -> None:
    assert "+++ b/plan.json" in check("ok_handle.h", tmp / "out", status=1)
    assert not (tmp / "out").exists()


def test_refusal_leaves_the_folder_alone(tmp: Path) -> None:
    generate("ok_handle.h", tmp / "out")
    with untouched(tmp / "out"):
        _, error = generate("guard-order.kinds.h", tmp / "out", status=1)
    assert "[guard-order]" in error
    generate("guard-order.kinds.h", tmp / "new", status=1)
    assert not (tmp / "new").exists()


def test_template_errors_are_located(tmp: Path) -> None:
    generate("ok_handle.h", tmp / "out")
    faults = {
        "{% if %}\n": ":2: error: Expected an expression",
        "{{ plan.nowhere }}\n": ":2: error: 'dict object' has no attribute 'nowhere'",
        "{{ 1 + plan.package }}\n": ":2: error: unsupported operand",
        '{% include "nowhere.jinja" %}\n': ":2: error: .*nowhere.jinja",
    }
    for number, (fault, expected) in enumerate(faults.items()):
        (tmp / str(number)).mkdir()
        templates = templates_with(tmp / str(number), "package/zz.txt.jinja", f"fine\n{fault}")
        with untouched(tmp / "out"):
            _, error = run(
                "generate", "ok_guards.h", "-o", tmp / "out", "--templates", templates, status=1
            )
        assert re.fullmatch(rf".*/package/zz\.txt\.jinja{expected}.*\n", error), error


def test_two_sources_of_one_file(tmp: Path) -> None:
    for path, says in {
        "package/plan.json.jinja": "makes plan.json, which is guardgen's own",
        "package/COPIED.txt.jinja": "both make COPIED.txt",
    }.items():
        templates = templates_with(tmp / says[:4], path, "")
        _, error = run(
            "generate", "ok_handle.h", "-o", tmp / "o", "--templates", templates, status=1
        )
        assert says in error, error
        assert not (tmp / "o").exists()


def test_no_templates(tmp: Path) -> None:
    _, error = run("generate", "ok_handle.h", "-o", tmp / "o", "--templates", tmp, status=1)
    assert "has no folder 'package': is it --templates?" in error, error
    assert not (tmp / "o").exists()


def test_output_that_cannot_be_written(tmp: Path) -> None:
    (tmp / "file").write_text("a file\n")
    _, error = generate("ok_handle.h", tmp / "file" / "out", status=1)
    assert error == f"guardgen: error: {tmp}/file/out: Not a directory\n", error
    assert (tmp / "file").read_text() == "a file\n"


def test_failure_half_way_is_undone(tmp: Path) -> None:
    generate("ok_handle.h", tmp / "out")
    (tmp / "out/src/shelf.c").unlink()
    (tmp / "out/src/shelf.c/folder").mkdir(parents=True)
    before = {path: content for path, (content, _) in tree(tmp / "out").items()}
    _, error = generate("ok_snapshot.h", tmp / "out", status=1)
    assert "shelf.c: " in error, error
    assert {path: content for path, (content, _) in tree(tmp / "out").items()} == before


def plain(tmp: Path) -> list[str | Path]:
    return ["generate", "ok_handle.h", "-o", tmp / "out", "--templates", TEMPLATES]


def test_no_python(tmp: Path) -> None:
    lost = f"{tmp}/no-python"
    _, error = run(*plain(tmp), status=1, GUARDGEN_PYTHON=lost)
    assert f"error: cannot run '{lost}': No such file or directory\n" in error, error
    assert "hint: install Python with Jinja2, or name one in GUARDGEN_PYTHON\n" in error
    assert not (tmp / "out").exists()


def test_no_jinja(tmp: Path) -> None:
    bare = tmp / "python"
    bare.write_text(f'#!/bin/sh\nexec {shutil.which(PYTHON)} -I -S "$@"\n')
    bare.chmod(0o755)
    _, error = run(*plain(tmp), status=1, GUARDGEN_PYTHON=str(bare))
    assert re.fullmatch(r"guardgen: error: \S+ has no Jinja2: install python3-jinja2 .*\n", error)
    assert not (tmp / "out").exists()


def test_no_header(tmp: Path) -> None:
    _, error = run("plan", tmp / "nowhere.h", status=1)
    assert error == f"guardgen: error: cannot read '{tmp}/nowhere.h': No such file or directory\n"


def test_compiler_flags(tmp: Path) -> None:
    header = annotated(tmp, "ok_handle")
    (header.parent / "lib/shelf.h").rename(tmp / "shelf.h")
    header.write_text(header.read_text().replace('"lib/shelf.h"', "<shelf.h>"))
    _, error = run("plan", header, status=1)
    assert "'shelf.h' file not found [clang]" in error, error
    assert run("plan", header, "--", "-I", tmp)[0] == (CASES / "ok_handle.plan").read_text()
    _, error = run("plan", header, "--", "-I", tmp, "--no-such-flag", status=1)
    assert re.search(r"error: .*'--no-such-flag' \[clang\]\n", error), error


def test_plan_does_not_depend_on_the_place(tmp: Path) -> None:
    header = annotated(tmp, "ok_two_handles")
    golden = (CASES / "ok_two_handles.plan").read_text()
    assert run("plan", header)[0] == golden
    assert run("plan", header.name, cwd=header.parent, LC_ALL="tr_TR.UTF-8")[0] == golden
    assert run("plan", "ok_two_handles.h", LC_ALL="C")[0] == golden


def test_plan_that_cannot_be_printed(tmp: Path) -> None:
    with open("/dev/full", "w") as full:
        done = subprocess.run(
            [GUARDGEN, "plan", CASES / "ok_handle.h"], stdout=full, stderr=subprocess.PIPE
        )
    assert (done.returncode, done.stderr) == (1, b"guardgen: error: cannot write the plan\n")


def test_usage(tmp: Path) -> None:
    for arguments, says in {
        (): "Usage: guardgen VERB",
        ("dance",): "guardgen: unknown verb 'dance'\nTry `guardgen --help'.\n",
        ("plan",): "missing HEADER",
        ("plan", "a.h", "b.h"): "unexpected argument 'b.h'; compiler flags go after --",
        ("plan", "a.h", "-o", "x"): "invalid option",
        ("generate", "a.h"): "missing option -o DIR",
        ("explain", "a.h"): "missing FUNCTION",
        ("explain", "a.h", "f", "-o", "x"): "invalid option",
        ("help", "dance"): "unknown verb 'dance'",
        ("plan", "--", "a.h"): "missing HEADER",
    }.items():
        out, error = run(*arguments, status=2)
        assert (out, says in error) == ("", True), error


def test_help(tmp: Path) -> None:
    for verb in ("generate", "check", "plan", "explain"):
        text = run("help", verb)[0]
        assert text.startswith(f"Usage: guardgen {verb} "), text
        assert "Example:\n" in text
        assert run(verb, "--help")[0] == text
        assert run("--help", verb)[0] == text
        assert f"  {verb} " in run("--help")[0]
    assert re.fullmatch(r"guardgen \d+(\.\d+)+\n", run("--version")[0])


def test_reference_has_the_tables_of_the_program(tmp: Path) -> None:
    readme = (ROOT / "annotations/README.md").read_text()
    for topic in ("vocabulary", "diagnostics"):
        assert run("help", topic)[0] in readme, f"README.md lacks `guardgen help {topic}`"


def test_vocabulary_and_header_agree(tmp: Path) -> None:
    header = (ROOT / "annotations/guardgen.h").read_text()
    macros = set(re.findall(r"^#define GG_(\w+)", header, re.MULTILINE))
    words = set(re.findall(r"`GG_(\w+)", run("help", "vocabulary")[0]))
    assert macros - {"WORD", "CAPABILITY"} == words
    for macro in words:
        assert re.search(rf'^#define GG_{macro}\b[^"]*"{macro.lower()}[("]', header, re.MULTILINE)


def test_explain(tmp: Path) -> None:
    expected = {
        "shelf_read": ["READS(shelf_get_fd)", "plan classes.Shelf.methods", "  guard: mutex\n",
                       '  calls: ["notes_new", "poll", "shelf_read"]\n', "  level: shared; ",
                       "  blocks: read; ", "src/shelf.c:", "return shelf_read(self->native"],
        "shelf_wait": ['  calls: ["poll"]\n', "  blocks: wait; "],
        "shelf_close": ["plan classes.Shelf.closer"],
        "shelf_open": ["plan classes.Shelf.constructor"],
        "shelf_get_fd": ["plan classes.Shelf.constants", "return shelf_get_fd(native);"],
        "note_get_number": ["plan classes.Note.fields"],
        "note_free": ["plan skipped", "  reason: Never copied in C."],
        "notes_new": ["plan interface"],
    }  # fmt: skip
    for function, texts in expected.items():
        out, error = run(
            *("explain", "ok_wait_and_read.h", function, "--templates", TEMPLATES),
            TMPDIR=f"{tmp}/none",
        )
        assert error == ""
        for text in [*texts, f"ok_wait_and_read.h:{line_of(function)}:"]:
            assert text in out, f"'{text}' is not in:\n{out}"


def line_of(function: str) -> int:
    lines = (CASES / "ok_wait_and_read.h").read_text().splitlines()
    macros = {"shelf_open": "OPEN", "shelf_close": "CLOSE"}
    pattern = macros.get(function) or rf"[^\t].*\b{function}\(.*"
    body = [n for n, line in enumerate(lines, 1) if re.fullmatch(pattern, line)]
    return body[0]


def test_explain_of_nothing(tmp: Path) -> None:
    _, error = run("explain", "ok_handle.h", "shelf_fly", status=1)
    assert "error: no function named 'shelf_fly' is annotated in 'ok_handle.h'" in error, error


def test_nothing_in_the_program_knows_its_target(tmp: Path) -> None:
    for path in sorted([*(ROOT / "gen").iterdir(), ROOT / "annotations/guardgen.h"]):
        if path.is_file():
            assert not re.search(r"(?i)gpio", path.read_text()), f"{path.name} knows it"


if __name__ == "__main__":
    sys.exit(tap.run(globals()))
