# SPDX-License-Identifier: LGPL-2.1-or-later
"""The distribution's archive: the mirror that apt uses, and packages of other suites.

    tree = Tree("sid")                       # a private apt tree in the cache folder
    tree.candidate("libpython3.15-dev")      # '3.15.2-1', or None
    tree.download("libpython3.15-dev", to)   # the path of the .deb
    tree.source("python3.14")                # the files of the newest source package, signed index
    fetch("pool/main/…", sha256, path)       # one file of the archive, verified

All access is through apt's own programs, with its proxies and settings. Its sources and lists are
not changed, and root is not needed.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from guardtools.common import Stop, cache, locked, say
from guardtools.process import capture

HELPER = "/usr/lib/apt/apt-helper"
KEYRINGS = "/usr/share/keyrings/{}-archive-keyring.{}"
PATIENT = ["-oAcquire::Retries=3", "-oAcquire::http::Timeout=60"]


@dataclass(frozen=True)
class Mirror:
    """The archive that apt uses for the installed release."""

    distribution: str
    codename: str
    uri: str

    @property
    def newer_suites(self) -> tuple[str, ...]:
        """The suites with packages newer than this release's."""
        return ("devel",) if self.distribution == "ubuntu" else ("sid",)

    @property
    def signed_by(self) -> str:
        """The Signed-By line of a source, if the distribution's keyring is where it usually is."""
        for kind in ("gpg", "pgp"):
            keyring = KEYRINGS.format(self.distribution, kind)
            if os.path.exists(keyring):
                return f"Signed-By: {keyring}\n"
        return ""

    def source(self, types: str, suites: Sequence[str]) -> str:
        """An apt source (deb822) for suites of this mirror."""
        return (
            f"Types: {types}\nURIs: {self.uri}\nSuites: {' '.join(suites)}\n"
            f"Components: main\n{self.signed_by}"
        )


@dataclass(frozen=True)
class SourceFile:
    """One file of a source package, as the signed index describes it."""

    path: str
    sha256: str


def os_release(key: str) -> str:
    """A value of /etc/os-release, or ''."""
    try:
        text = Path("/etc/os-release").read_text()
    except OSError:
        return ""
    found = re.search(rf'^{key}="?([^"\n]*)', text, re.MULTILINE)
    return found[1] if found else ""


@lru_cache
def mirror() -> Mirror:
    """Ask apt where the installed release comes from."""
    release = os_release("VERSION_CODENAME")
    rows = capture(
        ["apt-get", "indextargets", "--format", "$(SITE) $(RELEASE)", "Created-By: Packages"]
    )
    for row in (rows or "").splitlines():
        site, suite = row.split(" ")[:2]
        if suite in (release, os_release("VERSION_ID")):
            return Mirror(os_release("ID"), release, site)
    raise Stop(
        "apt has no source for this release here: name the Pythons to use in GUARDGEN_PYTHONS"
    )


class Tree:
    """apt for suites that the machine does not use, in a folder of the cache."""

    def __init__(self, *suites: str, sources: bool = False) -> None:
        self.suites = suites
        self.sources = sources
        self.folder = cache() / "apt" / "-".join(suites + (("src",) if sources else ()))
        self._fresh = False

    def _options(self) -> list[str]:
        return [
            f"-oDir::Etc::sourcelist={self.folder}/tree.sources",
            "-oDir::Etc::sourceparts=/dev/null",
            "-oDir::Etc::preferencesparts=/dev/null",
            f"-oDir::State::lists={self.folder}/lists",
            f"-oDir::State::status={self.folder}/status",
            f"-oDir::Cache={self.folder}/cache",
            "-oAcquire::Languages=none",
            "-oAcquire::Check-Valid-Until=false",  # a mirror that lags will do
            "-oAcquire::GzipIndexes=true",
            "-oAPT::Sandbox::User=",
            *PATIENT,
        ]

    def _apt(self, *argv: str, cwd: Path | None = None) -> str:
        done = subprocess.run(
            [argv[0], *self._options(), *argv[1:]],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            cwd=cwd,
            timeout=900,
        )
        if done.returncode:
            why = (done.stderr.strip() or "no reason given").splitlines()[-1]
            raise Stop(f"{' '.join(argv)} failed for {' '.join(self.suites)}: {why}")
        return done.stdout

    def _update(self) -> None:
        """Fetch the indexes, at most once a day."""
        if self._fresh:
            return
        stamp = self.folder / "updated"
        text = mirror().source("deb deb-src" if self.sources else "deb", self.suites)
        with locked(self.folder / "lock"):
            if not (
                stamp.exists()
                and stamp.read_text() == text
                and time.time() - stamp.stat().st_mtime < 86400
            ):
                say(f"fetching the package index of {', '.join(self.suites)}")
                for part in ("lists/partial", "cache/archives/partial"):
                    (self.folder / part).mkdir(parents=True, exist_ok=True)
                (self.folder / "tree.sources").write_text(text)
                (self.folder / "status").touch()
                self._apt("apt-get", "update", "-q")
                stamp.write_text(text)
        self._fresh = True

    def names(self, prefix: str) -> list[str]:
        """The packages whose name starts with prefix."""
        self._update()
        return sorted(self._apt("apt-cache", "pkgnames", prefix).split())

    def candidate(self, package: str) -> str | None:
        """The newest version of a binary package, or None."""
        self._update()
        found = re.search(r"^Version: (.*)", self._show(package), re.MULTILINE)
        return found[1] if found else None

    def _show(self, package: str) -> str:
        try:
            return self._apt("apt-cache", "show", "--no-all-versions", package)
        except Stop:
            return ""

    def download(self, package: str, folder: Path) -> Path:
        """Fetch a binary package, verified by apt; returns the .deb's path."""
        self._update()
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as partial:
            self._apt("apt-get", "download", "-q", package, cwd=Path(partial))
            (deb,) = Path(partial).glob("*.deb")
            return deb.rename(folder / deb.name)

    def source(self, package: str) -> list[SourceFile]:
        """The files of the newest version of a source package."""
        self._update()
        newest, files = "", []
        for stanza in self._apt("apt-cache", "showsrc", package).split("\n\n"):
            fields = dict(re.findall(r"^([\w-]+): ?(.*(?:\n .*)*)", stanza, re.MULTILINE))
            version = fields.get("Version", "")
            if fields.get("Package") == package and later(version, newest):
                newest = version
                files = [
                    SourceFile(f"{fields['Directory']}/{name}", digest)
                    for digest, _, name in map(
                        str.split, fields["Checksums-Sha256"].strip().splitlines()
                    )
                ]
        return files


def later(version: str, than: str) -> bool:
    """Whether a package version is newer than another, in dpkg's order."""
    return subprocess.run(["dpkg", "--compare-versions", version, "gt", than]).returncode == 0


def fetch(path: str, sha256: str, to: Path) -> bool:
    """Fetch and verify a file of the archive; False if the mirror does not have it."""
    to.parent.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            [HELPER, *PATIENT, "-oAPT::Sandbox::User=", "download-file"]
            + [f"{mirror().uri}/{path}", str(to), f"SHA256:{sha256}"],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=900,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0
