# SPDX-License-Identifier: LGPL-2.1-or-later
"""Subinterpreters, whatever the module is called in this Python.

From 3.12 on, each has its own GIL, if there is one; before, they share it.
"""

from __future__ import annotations

import importlib
import os
import sys
import textwrap
from types import ModuleType
from typing import Any


def _find() -> ModuleType | None:
    for name in ("_interpreters", "_xxsubinterpreters"):
        try:
            return importlib.import_module(name)
        except ImportError:
            continue
    return None


_MODULE: Any = _find()

AVAILABLE = _MODULE is not None
OWN_GIL = sys.version_info >= (3, 12)


class Interpreter:
    """A subinterpreter that runs Python code."""

    def __init__(self) -> None:
        self._id = _MODULE.create()

    def run(self, code: str, **values: object) -> None:
        """Run code with these variables, which are passed as their repr()."""
        lines = [f"import sys; sys.path[:] = {sys.path!r}"]
        lines += [f"{name} = {value!r}" for name, value in values.items()]
        failure = _MODULE.run_string(self._id, "\n".join(lines) + "\n" + textwrap.dedent(code))
        if failure is not None:
            raise AssertionError(f"in interpreter {self._id}: {failure.formatted}")

    def config(self) -> Any:
        return _MODULE.get_config(self._id)

    def close(self) -> None:
        _MODULE.destroy(self._id)

    def __enter__(self) -> Interpreter:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()


class Answers:
    """A pipe to which interpreters write lines with their results."""

    def __init__(self) -> None:
        self._reading, self.descriptor = os.pipe()

    def read(self) -> list[str]:
        """All lines. The pipe is closed."""
        os.close(self.descriptor)
        with os.fdopen(self._reading) as pipe:
            return pipe.read().splitlines()
