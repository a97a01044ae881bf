# SPDX-License-Identifier: LGPL-2.1-or-later
"""`run`: what goes into a guest, what comes out, and what is made of a kernel that dies."""

from __future__ import annotations

import contextlib
import io
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest
from collections.abc import Mapping
from pathlib import Path

from guardtools.kernel import run as kernel_run
from guardtools.kernel.build import SKIP, SMP, built, home
from guardtools.kernel.guests import Boot, Guest

HERE = Path(__file__).resolve().parent
RUN = HERE.parents[1] / "tools" / "kernel-run"
CHIP = HERE / "guest_chip.py"
CHIP_SAYS = b"gpiochip0 pull-down 0\ngpiochip0 pull-up 1\n"
ODD = b" a'b\"c$d\\e\n\xff\t*%~"
NOBODY = 65534

Word = str | bytes | Path


def setUpModule() -> None:
    first = subprocess.run([RUN, "--um", "--", "true"], capture_output=True, text=True)
    if first.returncode == SKIP:
        raise unittest.SkipTest(first.stderr.strip())
    if first.returncode != 0:
        raise RuntimeError(first.stderr)


class GuestCase(unittest.TestCase):
    """A folder of the host, and a guest to run commands in."""

    kind = "um"

    def setUp(self) -> None:
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def words(self, *command: Word, options: tuple[Word, ...] = ()) -> list[Word]:
        return [RUN, f"--{self.kind}", "--timeout=100", *options, "--", *command]

    def run_in_guest(
        self,
        *command: Word,
        options: tuple[Word, ...] = (),
        cwd: bytes | Path | None = None,
        env: Mapping[bytes, bytes] | None = None,
    ) -> subprocess.CompletedProcess[bytes]:
        words = self.words(*command, options=options)
        return subprocess.run(words, cwd=cwd or self.folder, env=env, capture_output=True)

    def shell(self, script: str, *options: Word) -> subprocess.CompletedProcess[bytes]:
        return self.run_in_guest("sh", "-c", script, options=options)


class EveryGuest:
    """What may differ from one kernel to another."""

    class Tests(GuestCase):
        def test_exit_status_is_the_commands(self) -> None:
            self.assertEqual(self.shell("exit 3").returncode, 3)

        def test_streams_are_kept_apart_and_free_of_kernel_messages(self) -> None:
            done = self.shell("echo out; echo err >&2; echo a message >/dev/kmsg")
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"out\n", b"err\n"))

        def test_much_output_arrives_whole(self) -> None:
            source = "import sys; sys.stdout.buffer.write(bytes(range(256)) * 16384)"
            done = self.run_in_guest(sys.executable, "-c", source)
            self.assertEqual((done.returncode, len(done.stdout)), (0, 256 * 16384))
            self.assertTrue(done.stdout == bytes(range(256)) * 16384)

        def test_output_is_shown_as_it_comes(self) -> None:
            script = 'echo first; until [ -e "$1/go" ]; do :; done; echo second'
            share = ("--share", self.folder)
            words = self.words("sh", "-c", script, "sh", self.folder, options=share)
            with subprocess.Popen(words, stdout=subprocess.PIPE) as process:
                assert process.stdout is not None
                self.assertEqual(process.stdout.readline(), b"first\n")
                self.assertIsNone(process.poll())
                (self.folder / "go").touch()
                self.assertEqual(process.stdout.read(), b"second\n")
            self.assertEqual(process.returncode, 0)

        def test_environment_arguments_and_folder_are_carried_over(self) -> None:
            folder = bytes(self.folder) + b"/" + ODD
            os.mkdir(folder)
            env = {**os.environb, b"ODD": ODD, b"EMPTY": b""}
            source = "import os, sys; print(dict(os.environb), os.getcwdb(), sys.argv)"
            command = (sys.executable, "-c", source, ODD, "")
            here = subprocess.run(command, cwd=folder, env=env, capture_output=True, check=True)
            done = self.run_in_guest(*command, cwd=folder, env=env)
            self.assertEqual(done.stdout, here.stdout)

        def test_endless_command_is_stopped(self) -> None:
            done = self.shell("echo long ago; exec sleep infinity", "--timeout=5")
            self.assertEqual((done.returncode, done.stdout), (124, b"long ago\n"))
            self.assertIn(b"time-out after 5 s", done.stderr)

        def test_dead_kernel_shows_its_console(self) -> None:
            done = self.shell("echo c >/proc/sysrq-trigger; echo after")
            self.assertEqual((done.returncode, done.stdout), (125, b""))
            self.assertIn(b"Kernel panic", done.stderr)

        def test_fault_in_the_console_outweighs_the_exit_status(self) -> None:
            done = self.shell("echo 'BUG: a pretended one' >/dev/kmsg")
            self.assertEqual(done.returncode, 125)
            self.assertIn(b"a pretended one", done.stderr)

        def test_files_are_written_in_the_guest_alone(self) -> None:
            (self.folder / "kept").write_text("the host's\n")
            (self.folder / "inner").mkdir()
            (self.folder / "inner" / "file").touch()
            done = self.shell("cat kept; echo changed >kept; rm -r inner; mkdir inner; ls . inner")
            self.assertEqual(done.stdout, b"the host's\n.:\ninner\nkept\n\ninner:\n")
            self.assertEqual((self.folder / "kept").read_text(), "the host's\n")
            self.assertTrue((self.folder / "inner" / "file").exists())

        def test_shared_folders_keep_what_is_written(self) -> None:
            one, two = self.folder / "one, and", self.folder / "two"
            one.mkdir()
            two.mkdir()
            (two / "old").write_text("old")
            script = "echo out >'one, and/new'; cat two/old; mv two/old two/moved; echo lost >lost"
            done = self.shell(script, "--share", one, "--share", two)
            self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"old", b""))
            self.assertEqual((one / "new").read_text(), "out\n")
            self.assertEqual(os.listdir(two), ["moved"])
            self.assertFalse((self.folder / "lost").exists())

        def test_simulated_chip_reads_its_pull(self) -> None:
            done = self.run_in_guest(sys.executable, CHIP)
            self.assertEqual((done.stdout, done.stderr), (CHIP_SAYS, b""))


class UserMode(EveryGuest.Tests):
    def test_killed_command(self) -> None:
        self.assertEqual(self.shell("kill -9 $$").returncode, 128 + 9)

    def test_command_that_cannot_be_started(self) -> None:
        for command, status in (("/no/such/program", 127), ("/etc/passwd", 126)):
            done = self.run_in_guest(command)
            self.assertEqual(done.returncode, status)
            self.assertIn(command.encode(), done.stderr)

    def test_what_the_command_leaves_behind_ends_with_it(self) -> None:
        self.assertEqual(self.shell("sleep infinity & exit 4").returncode, 4)

    def test_input_is_empty(self) -> None:
        self.assertEqual(self.shell("cat; echo end").stdout, b"end\n")

    def test_shared_folder_has_results_while_the_command_runs(self) -> None:
        result = self.folder / "result"
        result.touch()
        script = 'echo news >"$1"; exec sleep infinity'
        share = ("--share", self.folder)
        words = self.words("sh", "-c", script, "sh", result, options=share)
        with subprocess.Popen(words) as process:
            while process.poll() is None and not result.read_bytes():
                time.sleep(0.01)
            process.terminate()
        self.assertEqual(result.read_text(), "news\n")
        self.assertEqual(process.returncode, 128 + signal.SIGTERM)

    def test_runs_side_by_side_do_not_meet(self) -> None:
        words = self.words(sys.executable, CHIP)
        runs = [subprocess.Popen(words, stdout=subprocess.PIPE) for _ in range(3)]
        for process in runs:
            output, _ = process.communicate()
            self.assertEqual((process.returncode, output), (0, CHIP_SAYS))

    def test_kernel_that_has_gpio_sim_is_used_itself(self) -> None:
        """Which the kernel of this machine may not have, but that of the guest has."""
        for script, options, status in (
            ("uname -r; exit 3", "", 3),
            ("uname -r; kill -9 $$", "", 137),
            ("uname -r; exec sleep infinity", "--timeout=1", 124),
        ):
            done = self.shell(f"{RUN} {options} -- sh -c '{script}'")
            self.assertEqual(done.returncode, status)
            self.assertTrue(done.stdout.endswith(b"-gpiosim\n"), done)

    @unittest.skipUnless(os.geteuid() == 0, "only root can become an ordinary user")
    def test_ordinary_user(self) -> None:
        shutil.copytree(RUN.parent, self.folder / "tools")
        shutil.copy(CHIP, self.folder)
        shutil.copytree(home(), self.folder / "cache" / "guardgen" / "kernel")
        for path in (self.folder, *self.folder.rglob("*")):
            os.chown(path, NOBODY, NOBODY)
        words: list[Word] = [
            *("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups"),
            *(self.folder / "tools" / RUN.name, "--um", "--share", self.folder, "--", "sh", "-c"),
            *(f"/usr/bin/python3 {CHIP.name} >said",),
        ]
        env = {"PATH": "/usr/bin:/bin", "XDG_CACHE_HOME": str(self.folder / "cache")}
        done = subprocess.run(words, env=env, cwd=self.folder, capture_output=True)
        self.assertEqual((done.returncode, done.stdout, done.stderr), (0, b"", b""))
        said = self.folder / "said"
        self.assertEqual((said.read_bytes(), said.stat().st_uid), (CHIP_SAYS, NOBODY))


@unittest.skipIf(built(SMP) is None, "the kernel for QEMU is not built: tools/kernel-build smp")
class TwoProcessors(EveryGuest.Tests):
    kind = "smp"

    def test_two_processors(self) -> None:
        self.assertEqual(self.shell("nproc").stdout, b"2\n")


class BrokenKernel(unittest.TestCase):
    """Kernels that are no such thing, so that they fail as they are told to."""

    def status(self, script: str, boot_seconds: float, off_seconds: float) -> int:
        def command(boot: Boot) -> list[str]:
            return [sys.executable, "-c", script, str(boot.ports.control)]

        guest = Guest(command, boot_seconds, off_seconds)
        run = kernel_run.Run(guest, timeout=100, show_console=False)
        with contextlib.redirect_stderr(io.StringIO()) as said:
            status = kernel_run.run_in_guest(Path("kernel"), Path("init"), ["true"], [], run)
        self.said = said.getvalue()
        return status

    def test_that_dies_while_booting(self) -> None:
        self.assertEqual(self.status("", boot_seconds=100, off_seconds=0), 125)
        self.assertIn("died while booting", self.said)

    def test_that_hangs_while_booting(self) -> None:
        script = "import signal; signal.pause()"
        self.assertEqual(self.status(script, boot_seconds=0.1, off_seconds=0), 125)
        self.assertIn("hangs while booting", self.said)

    def test_that_hangs_while_turning_off(self) -> None:
        script = (
            "import os, signal, sys; "
            "os.write(int(sys.argv[1]), b'started\\nexit 0\\n'); signal.pause()"
        )
        self.assertEqual(self.status(script, boot_seconds=100, off_seconds=0.1), 125)
        self.assertIn("hangs while turning off", self.said)


if __name__ == "__main__":
    unittest.main()
