# SPDX-License-Identifier: LGPL-2.1-or-later
"""The lifetime of handles: cycles, finalizers, reimports, fork, interpreter exit."""

from __future__ import annotations

import gc
import os
import unittest
from collections.abc import Callable

import gpiod
from gpiod.line import Direction
from support import GpioTest, run_program, unlike_official

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)


class GarbageCollection(GpioTest):
    def test_a_cycle_through_a_subclass(self) -> None:
        class Board(gpiod.Chip):
            me: object = None

        sim = self.sim()
        board = Board(sim.dev_path)
        fd = board.fd
        board.me = [board]
        del board
        gc.collect()
        with self.assertRaises(OSError):
            os.fstat(fd)

    def test_a_cycle_through_the_lines(self) -> None:
        sim = self.sim()
        with gpiod.Chip(sim.dev_path) as chip:
            key = Key()
            request = chip.request_lines({key: None})
            key.refers_to = request
            del key, request
            gc.collect()
            self.assertFalse(chip.get_line_info(0).used)

    def test_a_finalizer_that_uses_a_chip(self) -> None:
        sim = self.sim()
        seen: list[object] = []

        class Last:
            def __init__(self, chip: gpiod.Chip) -> None:
                self.chip = chip
                self.me = self

            def __del__(self) -> None:
                seen.append(self.chip.get_info().num_lines)
                self.chip.close()

        Last(gpiod.Chip(sim.dev_path))
        gc.collect()
        self.assertEqual(seen, [8])

    def test_many_objects(self) -> None:
        sim = self.sim()
        for _ in range(200):
            chip = gpiod.Chip(sim.dev_path)
            chip.request_lines({0: OUTPUT}).set_value(0, gpiod.line.Value.ACTIVE)

    def test_events_outlive_their_request(self) -> None:
        chip = self.chip(self.sim())
        chip.watch_line_info(0)
        request = chip.request_lines({0: None})
        name, offsets = request.chip_name, request.offsets
        event = chip.read_info_event()
        request.release()
        chip.close()
        del request, chip
        gc.collect()
        self.assertEqual((name[:8], offsets), ("gpiochip", [0]))
        self.assertEqual(event.line_info.offset, 0)


class Key(str):
    """A line id that can be part of a reference cycle."""

    refers_to: object = None

    def __new__(cls) -> Key:
        return super().__new__(cls, "0")


@unlike_official("an inherited handle works, and disturbs the parent's")
class Fork(GpioTest):
    def in_child(self, check: Callable[[], object]) -> None:
        """Run a check in a child process, and fail if it fails."""
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            try:
                check()
                os.write(writing, b"ok")
            except BaseException as error:
                os.write(writing, repr(error).encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading, "rb") as pipe:
            answer = pipe.read()
        self.assertEqual(os.waitpid(child, 0)[1], 0)
        self.assertEqual(answer.decode(), "ok")

    def test_inherited_handles_raise(self) -> None:
        import test_chip
        import test_line_request

        sim = self.sim()
        chip = self.chip(sim)
        with chip.request_lines({0: OUTPUT}) as request:

            def check() -> None:
                uses = {**test_chip.uses(chip), **test_line_request.uses(request)}
                for name in ("path", "fd", "fileno", *test_line_request.PROPERTIES):
                    uses.pop(name, None)
                for use in uses.values():
                    self.assertRaises(RuntimeError, use)

            self.in_child(check)
            self.assertTrue(chip.get_line_info(0).used)
            request.set_value(0, gpiod.line.Value.ACTIVE)

    def test_inherited_handles_can_be_closed(self) -> None:
        sim = self.sim()
        chip = self.chip(sim)
        with chip.request_lines({0: OUTPUT}) as request:

            def check() -> None:
                request.release()
                chip.close()
                self.assertFalse(chip)
                self.assertFalse(request)
                self.assertRaises(gpiod.ChipClosedError, chip.get_info)
                self.assertRaises(gpiod.RequestReleasedError, request.get_values)

            self.in_child(check)
            self.assertTrue(chip.get_line_info(0).used, "the child released the parent's lines")
            self.assertEqual(len(request.get_values()), 1)

    def test_a_child_can_open_its_own(self) -> None:
        sim = self.sim()
        chip = self.chip(sim)

        def check() -> None:
            with gpiod.Chip(sim.dev_path) as own, own.request_lines({3: OUTPUT}) as request:
                request.set_value(3, gpiod.line.Value.ACTIVE)
                self.assertEqual(request.get_values(), [gpiod.line.Value.ACTIVE])

        self.in_child(check)
        self.assertTrue(chip)


class InterpreterExit(unittest.TestCase):
    def test_with_open_handles(self) -> None:
        self.assert_ends_well("leave_open")

    @unlike_official("its wait is not woken by a close")
    def test_with_a_daemon_thread_in_a_wait(self) -> None:
        self.assert_ends_well("leave_waiting")

    @unlike_official("all copies share the enums of the last one")
    def test_reimported_package(self) -> None:
        self.assert_ends_well("import_again")

    def assert_ends_well(self, scenario: str) -> None:
        done = run_program(scenario)
        self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr)
        self.assertEqual(done.stderr, "")


if __name__ == "__main__":
    unittest.main()
