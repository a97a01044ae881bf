# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tests mutants of the generated package: generated and built for two Pythons.

A mutant names its killers:

  prover           clang's Thread Safety Analysis of the generated C (tests/prover)
  regions          no call of Python with a guard or a pin held (tests/prover/regions.c)
  MODULE.CLASS…    tests in gated/, on the in-memory libgpiod under the race checker, on the
                   free-threaded Python; with "gil:" before it, on the one that has the GIL
"""

from __future__ import annotations

import hashlib
import os
import re
import shlex
import shutil
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from mutants import Mutant
from sandbox import ROOT, Failure, Sandbox, UnbuiltError, limit, must

from guardtools import build
from guardtools.common import PACKAGE, Stop
from guardtools.process import capture, execute
from guardtools.setup import programs, pythons
from guardtools.setup.pythons import Python

HERE = Path(__file__).parent
GATED = HERE / "gated"
RACE = PACKAGE / "tests" / "race"
LIBRARY = "libgpiod.so.3"
REGIONS = build.TOOL / "tests" / "prover" / "regions"
CORE = ("gg_handle.c", "gg_owner.c", "gg_process.c")
"""The guard itself, which takes its locks where it wants."""
RENDERED = ("templates/package", "templates/parts", "annotations")
STANDARD = ["-std=gnu11", "-Wno-missing-field-initializers"]
PROVE = ["-Wno-gcc-compat", "-DGG_PROVE", "-Wthread-safety", "-Wthread-safety-beta", "-Werror"]
SECONDS = 300.0
OBJECTS: dict[str, bytes] = {}
"""Object files, by a hash of everything that they were compiled from."""


@cache
def interpreters() -> dict[str, Python]:
    """One of each kind: with the GIL, if there is, one before 3.13, whose lock is no PyMutex."""
    found: dict[str, Python] = {}
    for python in sorted(pythons.with_free_threaded(), key=lambda it: (it.minor < (3, 13), it.age)):
        found["" if python.free_threaded else "gil"] = python
    if len(found) < 2:
        raise Stop(
            "mutants need a Python with the GIL and one without: name both in GUARDGEN_PYTHONS"
        )
    return found


@cache
def flags() -> list[str]:
    return shlex.split(capture(["pkg-config", "--cflags", "libgpiod"]) or "")


def includes(python: Python) -> list[str]:
    return [*flags(), *(f"-I{folder}" for folder in python.include)]


def compiler() -> list[str]:
    return shlex.split(os.environ.get("CC", "cc"))


class PackageSandbox(Sandbox):
    macros: tuple[str, ...] = ("-DGG_STEPS",)
    wrapped: tuple[str, ...] = ("-Wl,--wrap=PyDict_Next", "-Wl,--wrap=PyIter_Next")  # by gate.c

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name in ("templates", "annotations"):
            shutil.copytree(ROOT / name, folder / name)
        # Copies, since the originals may be rebuilt at any time.
        for tool in (build.GUARDGEN, REGIONS, build.SIM / LIBRARY, *(ROOT / "gen").glob("*.py")):
            shutil.copy2(tool, folder / tool.name)
        self.env = programs.environment()
        self.package = folder / "out"
        self.generated = True  # from unmodified templates
        self.generate()
        self.original = self.sources()

    def sources(self) -> dict[Path, str]:
        """The generated C and its headers, by their places."""
        return {path: path.read_text() for path in sorted((self.package / "src").rglob("*.[ch]"))}

    # Building.

    def generate(self) -> None:
        header = self.folder / "annotations" / "gpiod" / "gpiod.h"
        argv: list[str | Path] = [self.folder / "guardgen", "generate", header]
        argv += ["-o", self.package, "--renderer", self.folder / "render.py"]
        argv += ["--templates", self.folder / "templates", "--", *flags()]
        must(argv, self.folder, self.env, SECONDS)

    def bring_up_to_date(self, mutant: Mutant | None) -> None:
        """Generate the package, or only copy the runtime if that is enough."""
        render = mutant is not None and any(e.file.startswith(RENDERED) for e in mutant.edits)
        if render or not self.generated:
            self.generate()
        self.generated = not render
        runtime = self.package / "src" / "runtime"
        for path in (self.folder / "templates" / "copied" / "src" / "runtime").iterdir():
            shutil.copy2(path, runtime / path.name)

    def compile(self, python: Python, source: Path, headers: bytes) -> Path:
        """Compile a source, unless the same was compiled before."""
        how = [*compiler(), *STANDARD, "-O0", "-g1", "-fPIC", *self.macros, *includes(python)]
        text = f"{python} {how} {source.relative_to(self.package)}".encode()
        key = hashlib.sha256(text + headers + source.read_bytes()).hexdigest()
        target = self.folder / python.tag / f"{source.stem}.o"
        target.parent.mkdir(exist_ok=True)
        if key not in OBJECTS:
            must([*how, "-c", source, "-o", target], self.folder, self.env, SECONDS)
            OBJECTS[key] = target.read_bytes()
        else:
            target.write_bytes(OBJECTS[key])
        return target

    def link(self, python: Python) -> None:
        """Lay out the package with its extension, ready for PYTHONPATH."""
        paths = self.sources()
        headers = hashlib.sha256(
            b"".join(path.read_bytes() for path in paths if path.suffix == ".h")
        ).digest()
        sources = [path for path in paths if path.suffix == ".c"]
        objects = [self.compile(python, path, headers) for path in sources]
        folder = self.folder / python.tag / "gpiod"
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(self.package / "gpiod", folder)
        suffix = capture(
            [python.path, "-c", "import sysconfig; print(sysconfig.get_config_var('EXT_SUFFIX'))"]
        )
        target = folder / f"_ext{suffix}"
        library = self.folder / LIBRARY
        must(
            [*compiler(), "-shared", *self.wrapped, *objects, library, "-lpthread", "-o", target],
            self.folder,
            self.env,
            SECONDS,
        )

    def build(self, mutant: Mutant | None) -> None:
        self.bring_up_to_date(mutant)
        kinds = {kind for kind, _ in self.test_names(mutant)}
        for kind in sorted(kinds):
            self.link(interpreters()[kind])

    # Testing.

    def test_names(self, mutant: Mutant | None) -> Iterator[tuple[str, str]]:
        """The tests in gated/, each with the kind of Python it is for."""
        if mutant is None:
            for path in sorted(GATED.glob("test_*.py")):
                yield from (("", path.stem), ("gil", path.stem))
        for killer in mutant.killers if mutant else ():
            if killer not in ("prover", "regions"):
                kind, _, name = killer.rpartition(":")
                yield kind, name

    def test(self, mutant: Mutant | None) -> Failure | None:
        killers = mutant.killers if mutant else ("prover", "regions")
        for killer, look in (("prover", self.prove), ("regions", self.scan)):
            if killer in killers and (output := look()):
                return Failure(killer, output)
        for kind, python in interpreters().items():
            names = [name for each, name in self.test_names(mutant) if each == kind]
            if names and (failure := self.run_tests(python, names, limit(mutant))):
                return failure
        return None

    def changed(self) -> Iterator[Path]:
        """The generated C files that differ from the original; all of them if a header does."""
        now = self.sources()
        fresh = {path for path in now if now[path] != self.original.get(path)}
        if not fresh or any(path.suffix == ".h" for path in fresh):
            fresh = {*now}
        yield from (path for path in sorted(fresh) if path.suffix == ".c")

    def prove(self) -> str:
        """What clang reports about guards that are not held."""
        clang = programs.clang()
        assert clang, "packages.ensure() comes first"
        header = self.folder / "annotations" / "gpiod" / "gpiod.h"
        found = ""
        for path in self.changed():
            if path.parent.name != "runtime":
                include = ["-include", "Python.h", "-include", str(header)]
                argv = [clang, "-fsyntax-only", *STANDARD, *PROVE, *include]
                argv += [*includes(interpreters()["gil"]), str(path)]
                done = execute(argv, SECONDS, cwd=self.folder, env=self.env)
                if not done.good and "[-Werror,-Wthread-safety" not in done.output:
                    raise UnbuiltError(done.output)
                found += "" if done.good else done.output
        return found

    def scan(self) -> str:
        """Calls that are made with a handle entered or pinned, and must not be."""
        found = ""
        for path in self.changed():
            if path.name not in CORE:
                argv: list[str | Path] = [self.folder / REGIONS.name, path, *STANDARD]
                argv += includes(interpreters()["gil"])
                done = execute(argv, SECONDS, cwd=self.folder, env=self.env)
                found += "" if done.good else done.output
        return found

    def run_tests(self, python: Python, names: list[str], seconds: float) -> Failure | None:
        """Run the tests in a new process until one fails."""
        env = build.python_environment(self.folder / python.tag, self.folder)
        env["PYTHONPATH"] += f":{GATED}"
        env["PYTHONDONTWRITEBYTECODE"] = "1"
        env["GATED_SECONDS"] = str(seconds)
        env["PYTHONMALLOC"] = "debug"  # fills memory that is uninitialized or freed
        env["LD_PRELOAD"] = f"{self.preloaded('race')} {self.preloaded('gate')}"
        env["GUARDGEN_RACE_LOG"] = "/dev/null"
        strict = ["-X", "faulthandler", "-W", "error::RuntimeWarning"]
        argv = [python.path, *strict, "-m", "unittest", "-v", "-f", *names]
        done = execute(argv, SECONDS, cwd=GATED, env=env)
        if done.good:
            return None
        # The last test that began: it failed, or the process died in it.
        begun = re.findall(r"^(test_\w+) \(", done.output, re.MULTILINE) or ["import"]
        how = ""
        if "\nFAILED (" not in done.output:
            how = " (hangs)" if "Timeout (0:00:0" in done.output else " (dies)"
        return Failure(f"{python.tag} {begun[-1]}{how}", done.output)

    def preloaded(self, name: str) -> Path:
        """The race checker or the gates, built at first use."""
        target = self.folder / f"lib{name}.so"
        if not target.exists():
            shared = ["-shared", "-fPIC", "-fexceptions", "-std=gnu11", "-g1", "-O1", *flags()]
            sources: list[str | Path] = [GATED / "gate.c"]
            if name == "race":
                sources = ["-fvisibility=hidden", *sorted(RACE.glob("*.c"))]
                sources += ["-Wl,--no-as-needed", self.folder / LIBRARY]
            argv = [*compiler(), *shared, *sources, "-o", target, "-lpthread", "-ldl"]
            must(argv, self.folder, self.env, SECONDS)
        return target
