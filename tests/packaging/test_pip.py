# SPDX-License-Identifier: LGPL-2.1-or-later
"""The package as pip sees it: how README.md says to install it, tell it apart, and go back.

The official package stands in the index as an empty wheel of its name and version.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import unittest
import zipfile
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[2] / "out" / "gpiod"
LABEL = "+guarded.1"
OFFICIAL = "2.5.0"
SHOW = "import gpiod; print(gpiod.__version__, gpiod.is_gpiochip_device('/dev/null'))"
VERSION = "import importlib.metadata; print(importlib.metadata.version('gpiod'))"
GIT = (
    "git",
    "-c",
    "user.name=test",
    "-c",
    "user.email=test@localhost",
    "-c",
    "commit.gpgsign=false",
)


def run(*argv: str | Path, cwd: Path | None = None) -> str:
    """What a program prints, without the folders that the tests of other packages import from."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(argv, env=env, cwd=cwd, capture_output=True, text=True)
    if done.returncode:
        raise AssertionError(f"{argv}: exit status {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def repository(folder: Path) -> str:
    """The address of a new git repository with the source where ours has it."""
    shutil.copytree(SOURCE, folder / "out" / "gpiod")
    for command in (("init", "-q"), ("add", "-A"), ("commit", "-q", "-m", "gpiod")):
        run(*GIT, *command, cwd=folder)
    return f"git+file://{folder}#subdirectory=out/gpiod"


def stand_in(folder: Path, version: str) -> None:
    """Put an empty wheel of another gpiod in a folder."""
    info = f"gpiod-{version}.dist-info"
    with zipfile.ZipFile(folder / f"gpiod-{version}-py3-none-any.whl", "w") as wheel:
        wheel.writestr(
            f"{info}/METADATA", f"Metadata-Version: 2.1\nName: gpiod\nVersion: {version}\n"
        )
        wheel.writestr(
            f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
        )
        wheel.writestr(f"{info}/RECORD", "")


class Pip(unittest.TestCase):
    folder: Path
    python: Path
    index: Path
    wheel: Path

    @classmethod
    def setUpClass(cls) -> None:
        work = tempfile.TemporaryDirectory()
        cls.addClassCleanup(work.cleanup)
        cls.folder = Path(work.name)
        cls.index = cls.folder / "index"
        cls.index.mkdir()
        run(sys.executable, "-m", "venv", cls.folder / "venv")
        cls.python = cls.folder / "venv/bin/python"
        source = repository(cls.folder / "repository")
        run(cls.python, "-m", "pip", "wheel", "--no-deps", "-w", cls.folder, source)
        (cls.wheel,) = cls.folder.glob("gpiod-*.whl")

    def setUp(self) -> None:
        self.pip("--force-reinstall", str(self.wheel))
        for wheel in self.index.glob("*.whl"):
            wheel.unlink()
        stand_in(self.index, OFFICIAL)

    def pip(self, *arguments: str) -> str:
        offline = ("--disable-pip-version-check", "--no-index", "--find-links", str(self.index))
        return run(self.python, "-m", "pip", "install", *offline, *arguments)

    def version(self) -> str:
        return run(self.python, "-c", VERSION).strip()

    def test_only_the_metadata_has_the_label(self) -> None:
        self.assertEqual(self.version(), OFFICIAL + LABEL)
        self.assertIn(f"{OFFICIAL}{LABEL}", run(self.python, "-m", "pip", "list"))
        self.assertEqual(run(self.python, "-c", SHOW), f"{OFFICIAL} False\n")

    def test_requirements_are_satisfied(self) -> None:
        for wanted in (
            "gpiod",
            f"gpiod=={OFFICIAL}",
            "gpiod>=2",
            "gpiod~=2.1",
            f"gpiod=={OFFICIAL}{LABEL}",
        ):
            with self.subTest(wanted):
                self.assertIn("Requirement already satisfied", self.pip(wanted))
                self.assertEqual(self.version(), OFFICIAL + LABEL)

    def test_other_requirements_are_not(self) -> None:
        for wanted in ("gpiod<2", f"gpiod>{OFFICIAL}", f"gpiod=={OFFICIAL}+other"):
            with self.subTest(wanted), self.assertRaises(AssertionError):
                self.pip(wanted)

    def test_an_upgrade_keeps_it_until_there_is_a_newer_release(self) -> None:
        self.pip("--upgrade", "gpiod")
        self.assertEqual(self.version(), OFFICIAL + LABEL)
        stand_in(self.index, "2.6.0")
        self.pip("--upgrade", "gpiod", f"gpiod=={OFFICIAL}")
        self.assertEqual(self.version(), OFFICIAL + LABEL, "pinned")
        self.pip("--upgrade", "gpiod")
        self.assertEqual(self.version(), "2.6.0")

    def test_the_way_to_and_from_the_official_package(self) -> None:
        self.pip("--force-reinstall", f"gpiod=={OFFICIAL}")
        self.assertEqual(self.version(), OFFICIAL)
        self.pip(str(self.wheel))
        self.assertEqual(self.version(), OFFICIAL + LABEL)


if __name__ == "__main__":
    unittest.main()
