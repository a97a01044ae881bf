# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests mutants of the runtime's core with tests/unit: plain, under TSan, or by orders.py."""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

from mutants import Mutant
from sandbox import ROOT, Failure, Sandbox, limit, must

from guardtools.process import execute
from guardtools.setup import programs

PROJECT = """\
project('mutant', 'c', default_options: ['c_std=c11', 'buildtype=debugoptimized'])
cc = meson.get_compiler('c')
subdir('tests/unit')
"""
ENV = {
    "CHECK_STOP": "1",
    "TSAN_OPTIONS": "die_after_fork=0:halt_on_error=1",
}
PROGRAMS = (
    *("guard", "close", "wait", "probe", "wake", "owner"),
    *("queue", "thread", "deadlock", "fork"),
)
SECONDS = 300.0
TSAN = "tsan"
"""The killer of mutants that only ThreadSanitizer detects."""
INSTRUCTIONS = "instructions"
"""The killer of mutants that differ only on other machines: what clang emits for them."""


class CoreSandbox(Sandbox):
    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        meson = programs.meson()
        assert meson, "packages.ensure() comes first"
        self.meson = meson
        self.env = {**programs.environment(), **ENV}
        for name in ("templates/copied/src/runtime", "tests/unit"):
            shutil.copytree(ROOT / name, folder / name)
        (folder / "meson.build").write_text(PROJECT)
        must([meson, "setup", "build"], folder, self.env, SECONDS)

    def suites(self, mutant: Mutant | None) -> list[str]:
        if mutant is None:
            return ["unit", "unit-tsan"]
        if INSTRUCTIONS in mutant.killers:
            return []
        return ["unit-tsan" if TSAN in mutant.killers else "unit"]

    def build(self, mutant: Mutant | None) -> None:
        ninja = programs.ninja()
        assert ninja, "packages.ensure() comes first"
        if not self.suites(mutant):
            return
        targets = [f"{suite}-tests" for suite in self.suites(mutant)]
        must([ninja, "-C", "build", *targets], self.folder, self.env, SECONDS)

    def test(self, mutant: Mutant | None) -> Failure | None:
        if mutant is None or INSTRUCTIONS in mutant.killers:
            script = self.folder / "tests" / "unit" / "orders.py"
            done = execute([sys.executable, script], SECONDS, cwd=self.folder, env=self.env)
            if not done.good:
                return Failure("orders.py", done.output)
        env = {**self.env, "CHECK_SECONDS": f"{limit(mutant):.0f}"}
        for suite in self.suites(mutant):
            for name in PROGRAMS:
                program = self.folder / "build" / "tests" / "unit" / f"{suite}-{name}"
                done = execute([program], SECONDS, cwd=self.folder, env=env)
                if not done.good:
                    failed = re.search(r"not ok \d+ - (\w+)", done.output)
                    how = " (hangs)" if ": hangs" in done.output else ""
                    return Failure(f"{failed[1] if failed else suite}{how}", done.output)
        return None
