# SPDX-License-Identifier: LGPL-2.1-or-later
"""Judges mutants of the runtime's core by the C tests of tests/unit, plain or under TSan."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import programs
from bench import ROOT, Bench, Told, limit, must, run
from mutants import Mutant

PROJECT = """\
project('mutant', 'c', default_options: ['c_std=c11', 'buildtype=debugoptimized'])
cc = meson.get_compiler('c')
subdir('tests/unit')
"""
ENV = {
    "CHECK_STOP": "1",
    "TSAN_OPTIONS": "die_after_fork=0:halt_on_error=1",
}
ROOMS = ("guard", "close", "wait", "look", "wake", "owner", "deadlock", "fork")
SECONDS = 300.0
TSAN = "tsan"
"""The killer of mutants that only ThreadSanitizer sees."""


class CoreBench(Bench):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        meson = programs.meson()
        assert meson, "packages.ensure() comes first"
        self.meson = meson
        self.env = {**programs.environment(), **ENV}
        for name in ("templates/runtime", "tests/unit"):
            shutil.copytree(ROOT / name, folder / name)
        (folder / "meson.build").write_text(PROJECT)
        must([meson, "setup", "build"], folder, self.env, SECONDS)

    def suites(self, mutant: Mutant | None) -> list[str]:
        if mutant is None:
            return ["unit", "unit-tsan"]
        return ["unit-tsan" if TSAN in mutant.killers else "unit"]

    def build(self, mutant: Mutant | None) -> None:
        ninja = programs.ninja()
        assert ninja, "packages.ensure() comes first"
        targets = [f"{suite}-tests" for suite in self.suites(mutant)]
        must([ninja, "-C", "build", *targets], self.folder, self.env, SECONDS)

    def test(self, mutant: Mutant | None) -> Told | None:
        env = {**self.env, "CHECK_SECONDS": f"{limit(mutant):.0f}"}
        for suite in self.suites(mutant):
            for room in ROOMS:
                program = self.folder / "build" / "tests" / "unit" / f"{suite}-{room}"
                passed, output = run([program], self.folder, env, SECONDS)
                if not passed:
                    failed = re.search(r"not ok \d+ - (\w+)", output)
                    how = " (hangs)" if ": hangs" in output else ""
                    return Told(f"{failed[1] if failed else suite}{how}", output)
        return None
