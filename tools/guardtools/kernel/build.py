# SPDX-License-Identifier: LGPL-2.1-or-later
"""Build the test kernels from the distribution's kernel source, once, in the user's cache.

A kernel is cached by the version of its source and a hash of everything that it was built with.
Exit status: 0; 77 if no test kernel is available for this machine; 1 if the build failed.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import platform
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from guardtools.common import Stop, cache, locked, say
from guardtools.process import capture, run
from guardtools.setup import aptget
from guardtools.setup.mirror import Tree, mirror
from guardtools.setup.packages import program

HERE = Path(__file__).resolve().parent
SKIP = 77

# User Mode kernels have edge events since 7.2; any newer version will do.
SUITE = "trixie-backports"
SOURCE = "linux-source-7.2"

# gpio-sim delivers edge events on the timer tick, whose frequency is not configurable in User Mode.
TICK = "config HZ\n\tint\n\tdefault {}\n"
TICK_FILE = "arch/um/Kconfig"


class Unavailable(Stop):
    """No test kernel is available on this machine, which is not an error."""


@dataclass(frozen=True)
class Kind:
    """A test kernel: its name, and its target in the kernel's makefiles."""

    name: str
    what: str
    arch: str
    target: str
    image: str
    minutes: int
    tools: dict[str, Callable[[], bool]]

    def options(self) -> str:
        return "".join((HERE / f"{name}.config").read_text() for name in ("common", self.name))

    def key(self) -> str:
        return short_hash((self.options() + TICK).encode())


# By package, how to tell that it is installed.
TOOLS: dict[str, Callable[[], bool]] = {
    "bc": program("bc"),
    "bison": program("bison"),
    "flex": program("flex"),
    "gcc": program("gcc"),
    "libc6-dev": Path("/usr/lib/x86_64-linux-gnu/libc.a").exists,
    "make": program("make"),
    "xz-utils": program("xz"),
}
SMP_TOOLS = {**TOOLS, "libelf-dev": Path("/usr/include/libelf.h").exists}
EMULATOR = {"qemu-system-x86": program("qemu-system-x86_64")}

UM = Kind("um", "the User Mode kernel", "um", "linux", "linux", 4, TOOLS)
SMP = Kind("smp", "the kernel for QEMU", "x86", "bzImage", "arch/x86/boot/bzImage", 5, SMP_TOOLS)
KINDS = {kind.name: kind for kind in (UM, SMP)}


def short_hash(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:12]


def home() -> Path:
    folder = cache() / "kernel"
    folder.mkdir(exist_ok=True)
    return folder


def log() -> Path:
    return home() / "log"


def built(kind: Kind) -> Path | None:
    """The newest kernel in the cache with the present configuration, if any."""
    kernels = home().glob(f"{kind.name}-*-{kind.key()}/kernel")
    return max(kernels, key=lambda kernel: kernel.stat().st_mtime, default=None)


def ensure(tools: dict[str, Callable[[], bool]]) -> None:
    """Install what is missing; apt names it."""
    missing = sorted(package for package, present in tools.items() if not present())
    if not missing:
        return
    if os.geteuid() and capture(["sudo", "-n", "true"]) is None:
        names = " ".join(missing)
        raise Unavailable(f"a test kernel needs {names}: as root, apt-get install {names}")
    aptget.install(missing)


def check_platform() -> None:
    if (platform.system(), platform.machine()) != ("Linux", "x86_64"):
        raise Unavailable("test kernels are for Linux on x86-64 only")
    try:
        distribution = mirror().distribution
    except Stop:
        distribution = "unknown"
    if distribution != "debian":
        raise Unavailable(
            "test kernels are made from Debian's archive, which apt does not use here"
        )


def version(name: str) -> list[int]:
    return [int(part) for part in re.findall(r"\d+", name)]


def fetch_source(work: Path) -> tuple[str, Path]:
    """Unpack the kernel source; returns the version of its package, and its folder."""
    tree = Tree(SUITE)
    names = [name for name in tree.names("linux-source-") if version(name) >= version(SOURCE)]
    if not names:
        raise Stop(f"{SUITE} has no {SOURCE} or newer")
    package = min(names, key=version)
    say(f"fetching {package} of {SUITE}, 165 MB")
    deb = tree.download(package, work)
    unpack = (
        "set -o pipefail; "
        'dpkg-deb --fsys-tarfile "$1" | tar -xO "./usr/src/$2.tar.xz" | tar -xJ -C "$3"'
    )
    command = ["bash", "-c", unpack, "bash", str(deb), package, str(work)]
    run(command, f"unpacking {package}", log())
    deb.unlink()
    return deb.name.split("_")[1], work / package


def quicken_tick(source: Path) -> None:
    """Set the timer tick of User Mode to 1 ms, as in the other kernels."""
    file = source / TICK_FILE
    text = file.read_text()
    if text.count(TICK.format(100)) != 1:
        raise Stop(f"{TICK_FILE} of {source.name} no longer sets the tick as {SOURCE} does")
    file.write_text(text.replace(TICK.format(100), TICK.format(1000)))


def check_options(kind: Kind, config: Path) -> None:
    """Kconfig silently drops options whose dependencies are missing: make that an error."""
    got = set(config.read_text().splitlines())
    wanted = [line for line in kind.options().splitlines() if line.startswith("CONFIG_")]
    if lost := [line for line in wanted if line not in got]:
        raise Stop(f"{kind.what} does not take the options {' '.join(lost)}")


def compile_kernel(kind: Kind, source: Path, work: Path) -> Path:
    """Configure and compile; returns a folder that has only the kernel."""
    objects, result = work / "objects", work / kind.name
    objects.mkdir()
    result.mkdir()
    wanted = objects / "wanted.config"
    wanted.write_text(kind.options())
    # Nothing of the caller's compiler flags or architecture may reach the kernel's makefiles.
    env = {"PATH": os.environ["PATH"], "LC_ALL": "C", "KCONFIG_ALLCONFIG": str(wanted)}
    jobs = f"-j{len(os.sched_getaffinity(0))}"
    make = ["nice", "make", "-s", jobs, "-C", str(source), f"O={objects}", f"ARCH={kind.arch}"]
    run([*make, "allnoconfig"], f"configuring {kind.what}", log(), env=env)
    check_options(kind, objects / ".config")
    run([*make, kind.target], f"compiling {kind.what}", log(), env=env, timeout=7200)
    shutil.copy(objects / kind.image, result / "kernel")
    shutil.rmtree(objects)
    return result


def build(kinds: Iterable[Kind]) -> None:
    """Build kernels, one process at a time. A failed build leaves nothing in the cache."""
    with locked(home() / "lock"):
        kinds = [kind for kind in kinds if not built(kind)]
        for left_over in home().glob(".work-*"):  # of a build that was killed
            shutil.rmtree(left_over, ignore_errors=True)
        if not kinds:
            return
        log().unlink(missing_ok=True)
        with tempfile.TemporaryDirectory(prefix=".work-", dir=home()) as work:
            release, source = fetch_source(Path(work))
            quicken_tick(source)
            for kind in kinds:
                say(f"building {kind.what}, once: about {kind.minutes} minutes on two processors")
                result = compile_kernel(kind, source, Path(work))
                result.rename(home() / f"{kind.name}-{release}-{kind.key()}")


def kernels(kinds: Iterable[Kind]) -> list[Path]:
    """The kernels of these kinds, built if necessary."""
    kinds = list(kinds)
    lacking = [kind for kind in kinds if not built(kind)]
    tools = dict(EMULATOR) if SMP in kinds else {}
    for kind in lacking:
        tools |= kind.tools
    if lacking:
        check_platform()
    ensure(tools)
    if lacking:
        build(lacking)
    return [kernel for kind in kinds if (kernel := built(kind))]


def init() -> Path:
    """The first process of every test kernel, compiled if necessary."""
    source = HERE / "init.c"
    program = home() / f"init-{short_hash(source.read_bytes())}"
    if not program.exists():
        with tempfile.TemporaryDirectory(prefix=".init-", dir=home()) as work:
            new = Path(work, "init")
            compiler = ["gcc", "-static", "-O2", "-o", str(new), str(source)]
            run(compiler, "compiling init.c", log())
            new.rename(program)
    return program


def explain(stop: Stop) -> int:
    """Print why there is no kernel; returns the exit status."""
    say(f"kernel: {stop}")
    return SKIP if isinstance(stop, Unavailable) else 1


def command() -> int:
    parser = argparse.ArgumentParser(prog="kernel-build", description=__doc__)
    parser.add_argument("kind", nargs="*", help=f"of {', '.join(KINDS)}; default: um")
    names = parser.parse_args().kind or ["um"]
    if unknown := set(names) - set(KINDS):
        parser.error(f"there is no {' or '.join(unknown)}: there are {' and '.join(KINDS)}")
    try:
        for path in kernels(KINDS[name] for name in names):
            print(path)
        init()
    except Stop as stop:
        return explain(stop)
    except KeyboardInterrupt:
        return 130
    return 0
