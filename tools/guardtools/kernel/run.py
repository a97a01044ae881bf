# SPDX-License-Identifier: LGPL-2.1-or-later
"""Run a command of this machine on a kernel that has gpio-sim, without being root.

The command sees this machine's files, its environment and the current folder; what it writes is
gone when it ends, except below the folders given with --share. Its input is empty. Where the
running kernel has gpio-sim and the user may use it, the command simply runs on that.

Exit status: the command's (128 + N when signal N killed it, 126 or 127 when it could not start),
124 at a time-out, 125 when the kernel died, 77 where no test kernel can be had.
"""

from __future__ import annotations

import argparse
import os
import re
import resource
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from types import FrameType

from guardtools import process
from guardtools.common import Stop, say
from guardtools.kernel import build as kernel_build
from guardtools.kernel.guests import GUESTS, Boot, Guest, Ports

TIMED_OUT = 124
KERNEL_DIED = 125
GPIO_SIM = "/sys/kernel/config/gpio-sim"

# After any of these, the result of the command means nothing.
FAULT = re.compile(rb"\bOops\b|\bBUG: |\bkernel BUG at |Kernel panic")

Sink = Callable[[bytes], None]


class Run:
    """One command in a guest: its output so far, and the deadline for more."""

    def __init__(self, guest: Guest, timeout: float, show_console: bool) -> None:
        self.guest = guest
        self.timeout = timeout
        self.show_console = show_console
        self.console = bytearray()
        self.control = bytearray()
        self.doing = "booting"
        self.deadline = time.monotonic() + guest.boot_seconds
        self.status: int | None = None

    def on_console(self, data: bytes) -> None:
        self.console += data
        if self.show_console:
            to_stderr(data)

    def on_control(self, data: bytes) -> None:
        self.control += data
        *lines, rest = bytes(self.control).split(b"\n")
        self.control[:] = rest
        for line in lines:
            word, *numbers = line.split()
            if word == b"started":
                self.enter("running the command", self.timeout)
            elif word == b"exit":
                self.enter("turning off", self.guest.off_seconds)
                self.status = int(numbers[0])

    def enter(self, doing: str, seconds: float) -> None:
        self.doing = doing
        self.deadline = time.monotonic() + seconds

    def verdict(self, ended: bool) -> int:
        if FAULT.search(self.console):
            return self.failed(KERNEL_DIED, f"the kernel found a fault while {self.doing}")
        if ended and self.status is not None:
            return self.status
        if ended:
            return self.failed(KERNEL_DIED, f"the kernel died while {self.doing}")
        if self.doing == "running the command":
            return self.failed(TIMED_OUT, f"time-out after {self.timeout:g} s")
        return self.failed(KERNEL_DIED, f"the kernel hangs while {self.doing}")

    def failed(self, status: int, why: str) -> int:
        if not self.show_console:
            to_stderr(b"".join(line + b"\n" for line in bytes(self.console).splitlines()))
        say(f"kernel: {why}")
        return status


def write(fd: int, data: bytes) -> None:
    while data:
        data = data[os.write(fd, data) :]


def to_stdout(data: bytes) -> None:
    write(1, data)


def to_stderr(data: bytes) -> None:
    write(2, data)


def relay(sinks: Mapping[int, Sink], run: Run) -> bool:
    """Forward the output. True when all writers have closed it, False at the deadline."""
    with selectors.DefaultSelector() as selector:
        for fd, sink in sinks.items():
            selector.register(fd, selectors.EVENT_READ, sink)
        while selector.get_map():
            left = run.deadline - time.monotonic()
            if left <= 0:
                return False
            for key, _ in selector.select(left):
                data = os.read(key.fd, 1 << 16)
                if data:
                    key.data(data)
                else:
                    selector.unregister(key.fd)
    return True


def write_job(folder: Path, command: Sequence[str], shares: Sequence[Path]) -> None:
    """Describe the command to init.c, in bytes, because file names need not be text."""
    job: Mapping[str, Iterable[bytes]] = {
        "argv": [os.fsencode(word) for word in command],
        "environ": [name + b"=" + value for name, value in os.environb.items()],
        "cwd": [os.getcwdb()],
        "shares": [os.fsencode(share) for share in shares],
    }
    for name, words in job.items():
        (folder / name).write_bytes(b"".join(word + b"\0" for word in words))


def start(
    command: Sequence[str], pass_fds: Sequence[int], output: int | None
) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own that does not outlive this one."""
    argv = ["setpriv", "--pdeathsig", "KILL", *command]
    return process.start(argv, stdout=output, stderr=output, pass_fds=pass_fds)


def run_in_guest(
    kernel: Path, init: Path, command: Sequence[str], shares: Sequence[Path], run: Run
) -> int:
    # A User Mode kernel that panics calls abort(), which would dump all its memory.
    resource.setrlimit(resource.RLIMIT_CORE, (0, resource.getrlimit(resource.RLIMIT_CORE)[1]))
    pipes = [os.pipe() for _ in range(4)]
    ports = Ports(*(writer for _, writer in pipes))
    readers = [reader for reader, _ in pipes]
    with tempfile.TemporaryDirectory(prefix="kernel-run-") as job:
        write_job(Path(job), command, shares)
        words = run.guest.command(Boot(kernel, init, Path(job), shares, ports))
        guest = start(words, [writer for _, writer in pipes], ports.console)
        try:
            for _, writer in pipes:
                os.close(writer)
            sinks = (run.on_console, to_stdout, to_stderr, run.on_control)
            ended = relay(dict(zip(readers, sinks, strict=True)), run)
        finally:
            process.end_group(guest, signal.SIGKILL)
    return run.verdict(ended)


def run_natively(command: Sequence[str], timeout: float) -> int:
    native = start(command, (), None)
    if not process.wait(native, timeout, signal.SIGKILL):
        say(f"kernel: time-out after {timeout:g} s")
        return TIMED_OUT
    status = native.returncode
    return status if status >= 0 else 128 - status


def running_kernel_will_do() -> bool:
    return os.access(GPIO_SIM, os.W_OK)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="kernel-run", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--smp", action="store_true", help="in QEMU, with two processors")
    which.add_argument("--um", action="store_true", help="in User Mode Linux, even if not needed")
    parser.add_argument("--timeout", type=float, default=600, metavar="S", help="default: 600")
    parser.add_argument(
        "--share",
        type=Path,
        action="append",
        default=[],
        metavar="DIR",
        help="what is written here stays",
    )
    parser.add_argument("--console", action="store_true", help="show the kernel's log as well")
    parser.add_argument("command", nargs="+", metavar="COMMAND", help="after --")
    return parser.parse_args()


def leave(number: int, frame: FrameType | None) -> None:
    sys.exit(128 + number)


def main() -> int:
    arguments = parse_arguments()
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)
    shares = [share.resolve(strict=True) for share in arguments.share]
    if running_kernel_will_do() and not (arguments.smp or arguments.um):
        return run_natively(arguments.command, arguments.timeout)
    kind = "smp" if arguments.smp else "um"
    try:
        (kernel,) = kernel_build.kernels([kernel_build.KINDS[kind]])
        init = kernel_build.init()
    except Stop as stop:
        return kernel_build.explain(stop)
    run = Run(GUESTS[kind], arguments.timeout, arguments.console)
    try:
        return run_in_guest(kernel, init, arguments.command, shares, run)
    except BrokenPipeError:
        return 128 + signal.SIGPIPE
