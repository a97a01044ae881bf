# SPDX-License-Identifier: LGPL-2.1-or-later
"""The two machines that can be started: their command lines, and how long they may take."""

from __future__ import annotations

import os
import re
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

MEMORY_MB = 2048


@dataclass(frozen=True)
class Ports:
    """Descriptors that a guest writes to: its log, the command's streams, what init.c reports."""

    console: int
    out: int
    err: int
    control: int


@dataclass(frozen=True)
class Boot:
    """What to start: a kernel, its first process, the job, shared folders, output descriptors."""

    kernel: Path
    init: Path
    job: Path
    shares: Sequence[Path]
    ports: Ports

    @property
    def words(self) -> str:
        """What every kernel's command line says."""
        return f'ro panic=-1 oops=panic init="{self.init}" job="{self.job}"'


@dataclass(frozen=True)
class Guest:
    command: Callable[[Boot], list[str]]
    boot_seconds: float
    off_seconds: float


def memory_folder() -> str:
    """A folder for a User Mode kernel's memory: a large file that can be mapped executable."""
    for folder in ("/dev/shm", tempfile.gettempdir()):
        if os.access(folder, os.W_OK):
            place = os.statvfs(folder)
            room = place.f_bavail * place.f_frsize
            if room >= MEMORY_MB << 20 and not place.f_flag & os.ST_NOEXEC:
                return folder
    return tempfile.gettempdir()


def one_processor() -> str:
    """One processor: a system call in User Mode switches between two host processes."""
    processors = sorted(os.sched_getaffinity(0))
    return str(processors[os.getpid() % len(processors)])


def um_command(boot: Boot) -> list[str]:
    ports = boot.ports
    consoles = [f"null,fd:{fd}" for fd in (ports.console, ports.out, ports.err, ports.control)]
    return [
        *("env", f"TMPDIR={memory_folder()}", "taskset", "--cpu-list", one_processor()),
        *(str(boot.kernel), f"mem={MEMORY_MB}M", "seccomp=auto", "con=null", "console=tty0"),
        *(f"con{number}={channel}" for number, channel in enumerate(consoles)),
        *("root=/dev/root", "rootfstype=hostfs", "rootflags=/"),
        *(f"uml_dir={boot.job}", "umid=um", boot.words, "files=hostfs", "port=/dev/tty"),
    ]


def accelerator() -> str:
    """KVM only if the processor supports it: otherwise /dev/kvm may open but no guest runs."""
    capable = re.search(r"\b(vmx|svm)\b", Path("/proc/cpuinfo").read_text())
    return "kvm" if capable and os.access("/dev/kvm", os.R_OK | os.W_OK) else "tcg,thread=multi"


def smp_folder(tag: str, path: Path, access: str) -> list[str]:
    escaped = str(path).replace(",", ",,")
    return [
        "-fsdev",
        f"local,id={tag},path={escaped},security_model=none,multidevs=remap,readonly={access}",
        "-device",
        f"virtio-9p-device,fsdev={tag},mount_tag={tag}",
    ]


def smp_port(number: int, fd: int) -> list[str]:
    return [
        *("-add-fd", f"fd={fd},set={number}"),
        *("-chardev", f"file,id=port{number},path=/dev/fdset/{number},append=on"),
        *("-device", f"virtserialport,chardev=port{number},nr={number}"),
    ]


def smp_command(boot: Boot) -> list[str]:
    ports = boot.ports
    accel = accelerator()
    append = (
        "console=ttyS0 earlyprintk=serial loglevel=7 root=root rootfstype=9p "
        "rootflags=trans=virtio,version=9p2000.L,msize=512000,cache=loose "
        "reboot=t no_timer_check tsc=reliable clocksource=tsc random.trust_cpu=on "
        f"{boot.words} files=9p port=/dev/vport0p"
    )
    command = [
        *("qemu-system-x86_64", "-nodefaults", "-no-user-config", "-no-reboot"),
        *("-machine", "microvm,acpi=off,rtc=on", "-accel", accel, "-smp", "2"),
        *("-cpu", "host" if accel == "kvm" else "max", "-m", str(MEMORY_MB)),
        *("-display", "none", "-add-fd", f"fd={ports.console},set=4"),
        *("-chardev", "file,id=console,path=/dev/fdset/4,append=on", "-serial", "chardev:console"),
        *("-kernel", str(boot.kernel), "-append", append, "-device", "virtio-serial-device"),
        *smp_folder("root", Path("/"), "on"),
    ]
    for number, fd in enumerate((ports.out, ports.err, ports.control), start=1):
        command += smp_port(number, fd)
    for number, path in enumerate(boot.shares):
        command += smp_folder(f"share{number}", path, "off")
    return command


GUESTS = {
    "um": Guest(um_command, boot_seconds=60, off_seconds=30),
    "smp": Guest(smp_command, boot_seconds=180, off_seconds=60),
}
