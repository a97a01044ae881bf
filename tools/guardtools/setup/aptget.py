# SPDX-License-Identifier: LGPL-2.1-or-later
"""Installs the distribution's packages, from its backports if the release's are too old."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

from guardtools.common import Stop, say
from guardtools.process import capture, run
from guardtools.setup.mirror import PATIENT, mirror, os_release
from guardtools.setup.programs import version

SOURCE = Path("/etc/apt/sources.list.d/guardgen-backports.sources")
PIN = Path("/etc/apt/preferences.d/guardgen-backports")
PIN_TEXT = """\
# Written by guardgen's make. These come from {suite}; nothing else is taken from there unasked.
Package: libgpiod-dev libgpiod3 meson
Pin: release n={suite}
Pin-Priority: 500

Package: *
Pin: release n={suite}
Pin-Priority: 1
"""


class Apt:
    """apt-get as root, or through a sudo that needs no password."""

    def __init__(self) -> None:
        self.prefix: list[str | Path] = []
        if os.geteuid():
            if capture(["sudo", "-n", "true"]) is None:
                raise Stop(
                    "only root may install them: run 'sudo make install-packages', then make again"
                )
            self.prefix = ["sudo", "-n"]
        handle, log = tempfile.mkstemp(prefix="guardgen-apt-", suffix=".log")
        os.close(handle)
        self.log = Path(log)

    def get(self, verb: str, *arguments: str) -> None:
        run(
            [*self.prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q"]
            + [*PATIENT, "-oDPkg::Lock::Timeout=300", verb, *arguments],
            f"apt-get {verb}",
            self.log,
        )

    def write(self, path: Path, text: str) -> None:
        tee = [*self.prefix, "tee", path]
        subprocess.run(tee, input=text.encode(), stdout=subprocess.DEVNULL, check=True)

    def add_backports(self) -> None:
        """Add the release's backports, for the pinned packages only."""
        suite = f"{mirror().codename}-backports"
        say(f"adding {suite} to apt, in {SOURCE}")
        self.write(PIN, PIN_TEXT.format(suite=suite))
        self.write(SOURCE, "# Written by guardgen's make.\n" + mirror().source("deb", [suite]))
        try:
            self.get("update")
        except Stop:
            subprocess.run([*self.prefix, "rm", "-f", SOURCE, PIN], check=True)
            raise


def install(packages: Sequence[str]) -> None:
    """Install packages, each named alone or as name>=version."""
    if not shutil.which("apt-get"):
        raise Stop(f"no apt-get here: install what {' '.join(packages)} are on this system")
    apt = Apt()
    apt.get("update")
    wanted = choose(apt, dict(package.partition(">=")[::2] for package in packages))
    say(f"installing {' '.join(wanted)}")
    apt.get("install", "-y", "--no-install-recommends", *wanted)
    apt.log.unlink()


def choose(apt: Apt, least: dict[str, str]) -> list[str]:
    """The arguments for apt, to get each package in a version that is new enough."""
    system = os_release("PRETTY_NAME")
    old = [name for name in least if version(known(name)[0]) < version(least[name])]
    for name in old:
        say(f"{system} has {name} {known(name)[0]}; {least[name]} or newer is needed")
    if any(version(known(name)[1]) < version(least[name]) for name in old):
        apt.add_backports()
    wanted = []
    for name in least:
        candidate, newest = known(name)
        if version(newest) < version(least[name]):
            raise Stop(f"{system} has no {name} {least[name]} or newer: install one yourself")
        good = version(candidate) >= version(least[name])
        wanted.append(name if good else f"{name}={newest}")
    return wanted


def oldest_and_newest(name: str, least: int) -> list[str]:
    """The oldest and newest of the packages NAME-NUMBER that apt can install; () without apt."""
    listed = (capture(["apt-cache", "pkgnames", f"{name}-"]) or "").split()
    named = [package for package in listed if re.fullmatch(rf"{name}-\d+", package)]
    policy = capture(["apt-cache", "policy", *named]) if named else None
    candidates = re.findall(rf"^{name}-(\d+):\n.*\n  Candidate: \d", policy or "", re.MULTILINE)
    numbers = [int(number) for number in candidates if int(number) >= least]
    return (
        [f"{name}-{number}" for number in sorted({min(numbers), max(numbers)})] if numbers else []
    )


def known(name: str) -> tuple[str, str]:
    """The version of a package that apt would install by default, and the newest it knows."""
    policy = capture(["apt-cache", "policy", name]) or ""
    candidate = next((line.split()[1] for line in policy.splitlines() if "Candidate:" in line), "")
    rows = (capture(["apt-cache", "madison", name]) or "").splitlines()
    versions = [row.split("|")[1].strip() for row in rows if row.endswith("Packages")]
    return candidate, max(versions, key=version, default="")
