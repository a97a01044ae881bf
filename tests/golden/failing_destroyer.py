# SPDX-License-Identifier: LGPL-2.1-or-later
"""Destroyers that fail: cases/ok_failing_destroyer.h, generated, built and used.

    python3 failing_destroyer.py GUARDGEN     builds with $CC for this Python; TAP

With the built package on PYTHONPATH, it runs itself again, without GUARDGEN. A failure is raised
once, by the call that destroyed the handle, and the handle is destroyed even so.
"""

from __future__ import annotations

import errno
import gc
import os
import shlex
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tap
from compiles import HERE, WORDS, annotations_of

NAME = "ok_failing_destroyer"


def build(guardgen: Path, folder: Path) -> Path:
    """The folder to import the package from, with its library inside the extension."""
    annotated, out = annotations_of(HERE / "cases" / f"{NAME}.h", folder), folder / "out"
    library = annotated.with_name("library.h")
    library.write_text(annotated.read_text().partition(WORDS)[0])
    subprocess.run([guardgen, "generate", annotated, "-o", out], check=True, capture_output=True)
    (out / "shelf" / "__init__.py").touch()
    (out / "shelf" / "exception.py").write_text("class ShelfClosedError(Exception):\n    pass\n")
    extension = out / "shelf" / f"_ext{sysconfig.get_config_var('EXT_SUFFIX')}"
    places = [sysconfig.get_path("include"), out / "src", annotated.parent / "lib"]
    sources = [*(out / "src").rglob("*.c"), HERE / "failing_destroyer.c"]
    command = [
        *shlex.split(os.environ.get("CC", "cc")),
        *("-std=c11", "-D_GNU_SOURCE", "-fPIC", "-shared", "-pthread"),
        *("-include", str(library), *(f"-I{place}" for place in places)),
        *(*map(str, sources), "-o", str(extension)),
    ]
    subprocess.run(command, check=True)
    return out


def raised(call: Callable[[], object]) -> tuple[type, Any] | None:
    try:
        call()
    except Exception as error:
        return type(error), getattr(error, "errno", None)
    return None


def unraisable(call: Callable[[], object]) -> list[tuple[Any, Any, Any]]:
    """What sys.unraisablehook hears during the call: types, errno and where."""
    heard: list[tuple[Any, Any, Any]] = []
    hook = sys.unraisablehook
    sys.unraisablehook = lambda it: heard.append(
        (it.exc_type, getattr(it.exc_value, "errno", None), it.object)
    )
    try:
        call()
        gc.collect()
    finally:
        sys.unraisablehook = hook
    return heard


NO_SPACE = (OSError, errno.ENOSPC)


def once(shelf: Any, closed: type) -> None:
    full = shelf(str(errno.ENOSPC))
    assert raised(full.close) == NO_SPACE
    assert raised(full.close) is None
    assert raised(lambda: full.wait(0)) == (closed, None)
    assert raised(lambda: full.fd) == (closed, None)


def without_failure(shelf: Any, closed: type) -> None:
    good = shelf("0")
    assert raised(good.close) is None
    assert not unraisable(lambda: shelf("0"))


def without_errno(shelf: Any, closed: type) -> None:
    assert raised(shelf("-1").close) == (OSError, errno.EIO)


def in_a_with_block(shelf: Any, closed: type) -> None:
    def block(error: Exception | None) -> None:
        with shelf(str(errno.ENOSPC)):
            if error:
                raise error

    assert raised(lambda: block(None)) == NO_SPACE
    try:
        block(KeyError("inside"))
    except OSError as error:
        assert isinstance(error.__context__, KeyError)
    else:
        raise AssertionError("nothing was raised")


def in_a_finalizer(shelf: Any, closed: type) -> None:
    heard = unraisable(lambda: shelf(str(errno.ENOSPC)))
    assert heard == [(*NO_SPACE, "shelf_shut")], heard


def without_a_closer(shelf: Any, closed: type) -> None:
    def make_and_drop() -> None:
        with shelf("0") as one:
            one.new_card()

    assert unraisable(make_and_drop) == [(PermissionError, errno.EPERM, "card_free")]


def beside_another_exception(shelf: Any, closed: type) -> None:
    """It does not replace an exception that is being raised."""

    def fail() -> None:
        held = [shelf(str(errno.ENOSPC))]
        held.pop()
        raise KeyError

    caught: list[object] = []
    heard = unraisable(lambda: caught.append(raised(fail)))
    assert (caught, heard) == ([(KeyError, None)], [(*NO_SPACE, "shelf_shut")])


def documented(shelf: Any, closed: type) -> None:
    """The docstring, and the name of a timeout, which has no unit."""
    assert "OSError: the call fails, which closes it all the same" in shelf.close.__doc__
    assert shelf.wait.__text_signature__ == "($self, /, patience=None)"


def outcome(check: Callable[[Any, type], None], shelf: Any, closed: type) -> str:
    try:
        check(shelf, closed)
    except Exception as error:
        return f"{type(error).__name__}: {error} (line {error.__traceback__.tb_next.tb_lineno})\n"  # type: ignore[union-attr]
    return ""


def run_checks() -> int:
    from shelf import _ext, exception  # type: ignore[import-not-found]

    checks = (
        once,
        without_failure,
        without_errno,
        in_a_with_block,
        in_a_finalizer,
        without_a_closer,
        beside_another_exception,
        documented,
    )
    closed = exception.ShelfClosedError
    return tap.report([(check.__name__, outcome(check, _ext.Shelf, closed)) for check in checks])


def main() -> int:
    if len(sys.argv) == 1:
        return run_checks()
    if not Path(sysconfig.get_path("include"), "Python.h").exists():
        print("1..0 # SKIP this Python has no headers")
        return 0
    with tempfile.TemporaryDirectory() as folder:
        package = build(Path(sys.argv[1]).resolve(), Path(folder))
        env = {**os.environ, "PYTHONPATH": str(package)}
        return subprocess.run([sys.executable, __file__], env=env).returncode


if __name__ == "__main__":
    sys.exit(main())
