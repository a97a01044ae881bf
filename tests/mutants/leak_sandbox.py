# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests mutants that leak: built for a CPython that counts references, with tests/leaks/hunt.py.

A mutant names its killers: MODULE.CLASS.TEST in tests/python, or MODULE.CLASS for all of a class.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

import leaks
from mutants import Mutant
from package_sandbox import SECONDS, PackageSandbox
from sandbox import ROOT, Failure

from guardtools import build
from guardtools.common import Stop
from guardtools.process import execute
from guardtools.setup import cpython, pythons
from guardtools.setup.pythons import Python

HUNT = "leaks.hunt"
TESTS = ROOT / "tests" / "python"
FOUND = "more after each run"


@cache
def interpreter() -> Python:
    path = cpython.interpreter("debug-gil")
    if python := pythons.probe(str(path)):
        return python
    raise Stop(f"the CPython that counts references does not run: {path}")


class LeakSandbox(PackageSandbox):
    macros = ()
    wrapped = ()

    def build(self, mutant: Mutant | None) -> None:
        self.bring_up_to_date(mutant)
        self.link(interpreter())

    def killers(self, mutant: Mutant | None) -> Iterator[str]:
        for each in [mutant] if mutant else leaks.MUTANTS:
            yield from each.killers

    def test(self, mutant: Mutant | None) -> Failure | None:
        python = interpreter()
        names = sorted(set(self.killers(mutant)))
        argv = build.unittest_command(python.path, TESTS, SECONDS, runner=HUNT)
        argv += [word for name in names for word in ("-k", name)]
        env = build.python_environment(self.folder / python.tag, self.folder)
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        done = execute(argv, SECONDS, cwd=TESTS, env=env)
        if "Ran 0 tests" in done.output:
            raise SystemExit(f"there is no test named {', '.join(names)}")
        if done.good or (mutant and FOUND not in done.output):  # not every failure is a leak
            return None
        return Failure(", ".join(names), done.output)
