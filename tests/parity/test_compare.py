# SPDX-License-Identifier: LGPL-2.1-or-later
"""The comparison itself: a mistake in the chip in memory must be found."""

from __future__ import annotations

import contextlib
import io
import subprocess
import sys
import tempfile
import unittest
from collections.abc import Callable
from pathlib import Path

from guardtools.common import Stop
from guardtools.setup import libgpiod
from parity import compare, stand_in
from parity.behaviours import __all__ as modules
from parity.compare import KERNEL, MEMORY, Results, Verdict, parse
from parity.stand_in import Mistake

HERE = Path(__file__).resolve().parent
MISTAKES = (
    Mistake("misc.c", "errno = 0;", ";", "chip.asking_whether_it_is_one_leaves_no_errno"),
    Mistake(
        "kernel/registry.c",
        "chips.slots[chip->number] = NULL;",
        ";",
        "chip.numbers_are_given_out_again_when_nobody_has_the_chip_open",
    ),
    Mistake(
        "kernel/edge.c",
        "if (level == !!(state & LINE_LEVEL))\n\t\treturn;",
        "",
        "debounce.changes_within_the_period_are_one_or_none",
    ),
    Mistake(
        "kernel/line.c",
        "line->line_seqno = 0;",
        ";",
        "edges.numbers_start_anew_with_each_request",
    ),
    Mistake(
        "kernel/line.c",
        "(CONFIG_FLAGS & ~SIM_CLOCK_FLAGS)",
        "CONFIG_FLAGS",
        "line_info.event_clock_outlives_the_request",
    ),
    Mistake(
        "kernel/linereq.c",
        "state & GPIO_V2_LINE_FLAG_OPEN_DRAIN && high",
        "state & GPIO_V2_LINE_FLAG_OPEN_DRAIN && !high",
        "output.open_drain",
    ),
    Mistake(
        "kernel/linereq.c",
        "while (capacity < req->buffer_size)",
        "while (capacity <= req->buffer_size)",
        "queue.full_buffer_drops_the_oldest",
    ),
    Mistake(
        "line-request.c",
        "!memcmp(request->offsets, ask->offsets, ask->num_lines * sizeof(*ask->offsets))",
        "true",
        "reconfigure.wants_the_same_lines_in_order",
    ),
    Mistake(
        "kernel/file.c",
        "if (dead_fd >= 0 && file->kept_fd >= 0)",
        "if (0)",
        "removal.descriptors_report_the_hangup",
    ),
    Mistake(
        "kernel/linereq.c",
        "return -EOPNOTSUPP;",
        "return -EINVAL;",
        "request.settings_that_do_not_go_together",
    ),
    Mistake(
        "line-settings.c",
        "(value) : defaults.field",
        "(value) : (settings)->field",
        "settings.values_of_settings_and_what_others_become",
    ),
    Mistake(
        "kernel/linereq.c",
        "if (!(old & GPIO_V2_LINE_FLAG_OUTPUT))\n\t\t\treturn -EPERM;",
        "if (!(old & GPIO_V2_LINE_FLAG_OUTPUT))\n\t\t\treturn -EINVAL;",
        "values.inputs_cannot_be_set",
    ),
    Mistake(
        "kernel/linereq.c",
        "if (!req->count)\n\t\t\tsim_file_lower(&req->file);",
        "sim_file_lower(&req->file);",
        "waiting.request_is_readable_while_there_are_events",
    ),
    Mistake(
        "kernel/cdev.c",
        "#define INFO_EVENTS_MAX 32",
        "#define INFO_EVENTS_MAX 31",
        "watch.thirty_two_events_are_kept",
    ),
)
RELEASE = compare.installed_release()


def outcomes(verdicts: list[Verdict]) -> dict[str, str]:
    return {verdict.name: verdict.outcome for verdict in verdicts}


class Verdicts(unittest.TestCase):
    """Made-up results."""

    def verdict(self, memory: str, kernel: str, release: str = "2.1.3") -> Verdict:
        mine = parse(f"{MEMORY}\n== a.b\nsame: 1\n{memory}", MEMORY, "2.1.3")
        theirs = parse(f"{KERNEL}\n== a.b\nsame: 1\n{kernel}", KERNEL, release)
        *_, last = compare.verdicts(mine, theirs)
        return last

    def test_same_results(self) -> None:
        found = self.verdict("== c.d\nx: 1\n", "== c.d\nx: 1\n")
        self.assertEqual(found, Verdict("c.d", "passed"))

    def test_differing_results_are_shown(self) -> None:
        found = self.verdict("== c.d\nx: 1\n", "== c.d\nx: 2\n")
        self.assertEqual(found.outcome, "failed")
        self.assertIn("\n-x: 2\n+x: 1", found.report)

    def test_missing_line_is_a_difference(self) -> None:
        self.assertEqual(self.verdict("== c.d\n", "== c.d\nx: 2\n").outcome, "failed")

    def test_behaviour_missing_on_one_side(self) -> None:
        for memory, kernel, who in (("", "== c.d\n", "memory"), ("== c.d\n", "", "the kernel")):
            found = self.verdict(memory, kernel)
            self.assertEqual((found.name, found.outcome), ("c.d", "failed"))
            self.assertIn(f"not finished by {who}", found.report)

    def test_behaviour_that_crashes_both_sides(self) -> None:
        died = "== c.d\n!! ended by SIGSEGV\n"
        self.assertEqual(self.verdict(died, died).outcome, "failed")

    def test_change_between_releases(self) -> None:
        def changed(release: str) -> str:
            heading = "== c.d (changed in 2.3)\n"
            return self.verdict(f"{heading}x: 1\n", f"{heading}x: 2\n", release).outcome

        self.assertEqual([changed(release) for release in ("2.2.5", "2.3")], ["failed", "skipped"])

    def test_change_in_each_release(self) -> None:
        def changed(release: str) -> str:
            heading = "== c.d (changed in each release)\n"
            return self.verdict(f"{heading}x: 1\n", f"{heading}x: 2\n", release).outcome

        self.assertEqual([changed(release) for release in ("2.1.3", "2.2")], ["failed", "skipped"])

    def test_no_kernel(self) -> None:
        memory = parse(f"{MEMORY}\n== a.b\n== c.d\n!! ended by SIGABRT\n", MEMORY, "2.1")
        found = outcomes(list(compare.verdicts(memory, None, "no kernel here")))
        self.assertEqual(found, {"a.b": "skipped", "c.d": "failed"})

    def test_results_of_the_wrong_kind_of_chip(self) -> None:
        for text in ("", f"{KERNEL}\n== a.b\n"):
            with self.assertRaises(Stop):
                parse(text, MEMORY, "2.1")

    def test_exit_status_and_counts(self) -> None:
        for wanted, status, last in (
            (["passed", "skipped"], 0, "1 passed, 0 failed, 1 skipped\n"),
            (["passed", "failed"], 1, "1 passed, 1 failed, 0 skipped\n"),
            ([], 1, "0 passed, 0 failed, 0 skipped\n"),
        ):
            with contextlib.redirect_stdout(io.StringIO()) as printed:
                found = compare.report([Verdict("a.b", outcome) for outcome in wanted])
            self.assertEqual(found, status)
            self.assertTrue(printed.getvalue().endswith(last))


class WithStandIn(unittest.TestCase):
    """Stand-ins built for the test."""

    def stand_in(self, release: str = RELEASE, mistake: Mistake | None = None) -> Path:
        work = tempfile.TemporaryDirectory()
        self.addCleanup(work.cleanup)
        return stand_in.build(Path(work.name), release, mistake)

    def kernel(self, call: Callable[[], Results]) -> Results:
        try:
            return call()
        except compare.NoKernel as reason:
            raise unittest.SkipTest(str(reason)) from None


class InMemory(WithStandIn):
    def test_results_are_the_same_each_time(self) -> None:
        folder = self.stand_in()
        first, second = (compare.in_memory(folder, RELEASE, []) for _ in range(2))
        found = outcomes(list(compare.verdicts(first, second)))
        self.assertEqual(set(found.values()), {"passed"})
        self.assertEqual({name.partition(".")[0] for name in found}, set(modules))

    def test_mistakes_are_found(self) -> None:
        self.assertEqual({m.behaviour.partition(".")[0] for m in MISTAKES}, set(modules))
        right = compare.in_memory(self.stand_in(), RELEASE, [m.behaviour for m in MISTAKES])
        for mistake in MISTAKES:
            with self.subTest(mistake.behaviour):
                folder = self.stand_in(mistake=mistake)
                wrong = compare.in_memory(folder, RELEASE, [mistake.behaviour])
                found = compare.judge(mistake.behaviour, wrong, right, "")
                self.assertEqual(found.outcome, "failed")
                self.assertIn("\n@@", found.report)


class WithKernel(WithStandIn):
    def test_mistake_is_found_by_the_kernel(self) -> None:
        mistake = MISTAKES[-1]
        wrong = self.stand_in(mistake=mistake)
        other = "watch.failed_requests_are_seen"
        command: list[str | Path] = [
            sys.executable,
            "-m",
            "parity.compare",
            wrong,
            mistake.behaviour,
            other,
        ]
        done = subprocess.run(command, capture_output=True, text=True)
        if "0 passed, 0 failed, 2 skipped" in done.stdout:
            raise unittest.SkipTest(done.stdout.splitlines()[0])
        self.assertEqual(done.returncode, 1, done.stderr)
        self.assertIn(f"FAILED {mistake.behaviour}\n", done.stdout)
        self.assertIn("-events: 32\n+events: 31\n", done.stdout)
        self.assertTrue(done.stdout.endswith("1 passed, 1 failed, 0 skipped\n"))

    def test_stand_in_behaves_like_the_release_that_changed(self) -> None:
        """What libgpiod changed in 2.3, which the installed one need not have."""
        release = libgpiod.BUNDLED
        folder = self.stand_in(release)
        memory = compare.in_memory(folder, release, [])
        names = [name for name, change in memory.remarks.items() if change]
        try:
            library = libgpiod.library(release)
        except Stop as stop:
            raise unittest.SkipTest(str(stop)) from None
        kernel = self.kernel(lambda: compare.of_the_kernel(library, release, names))
        found = outcomes([compare.judge(name, memory, kernel, "") for name in names])
        self.assertEqual(set(found.values()), {"passed"}, found)


if __name__ == "__main__":
    unittest.main()
