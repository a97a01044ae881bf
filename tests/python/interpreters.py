# SPDX-License-Identifier: LGPL-2.1-or-later
"""Interpreters beside this one, by whatever name this Python has them.

Each has a GIL of its own, if there is one, from 3.12 on; before, they take turns.
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
    """Runs Python code, and ends with all that it left behind."""

    def __init__(self) -> None:
        self._id = _MODULE.create()

    def run(self, code: str, **values: object) -> None:
        """Run code that finds these values, which are given as what repr() makes of them."""
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
    """A pipe through which interpreters tell what they found, each on a line of its own."""

    def __init__(self) -> None:
        self._reading, self.descriptor = os.pipe()

    def read(self) -> list[str]:
        """Everything that was told; the end of it."""
        os.close(self.descriptor)
        with os.fdopen(self._reading) as pipe:
            return pipe.read().splitlines()
