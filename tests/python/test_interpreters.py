# SPDX-License-Identifier: LGPL-2.1-or-later
"""Several interpreters in one process, each with its own GIL where Python has that."""

from __future__ import annotations

import os
import sys
import sysconfig
import unittest
from functools import partial

import gpiod
import gpiosim
from gpiod.line import Value
from interpreters import AVAILABLE, OWN_GIL, Answers, Interpreter
from support import ThreadTest
from threads import Task, run_concurrently

LINES = 8

WORK = """
import gpiod
from gpiod.line import Direction, Edge, Value

output = gpiod.LineSettings(direction=Direction.OUTPUT)
edges = gpiod.LineSettings(edge_detection=Edge.BOTH)
for turn in range(turns):
    value = Value(turn % 2)
    with gpiod.Chip(path) as chip, chip.request_lines({line: output}) as request:
        assert chip.get_info().num_lines == 8
        request.set_value(line, value)
        assert request.get_value(line) is value, (request.get_values(), value)
        assert request.get_values() == [value]
        assert chip.get_line_info(line).direction is Direction.OUTPUT
        with chip.locked(), request.locked():
            request.reconfigure_lines({line: edges})
        assert request.wait_edge_events(0.001) is False
    try:
        request.get_values()
    except gpiod.RequestReleasedError:
        pass
    else:
        raise AssertionError("a released request works")
"""

WAIT = """
import gpiod
from gpiod.line import Edge

settings = gpiod.LineSettings(edge_detection=Edge.BOTH)
with gpiod.request_lines(path, {line: settings}) as request:
    events = request.read_edge_events()
    assert [event.line_offset for event in events] == [line], events
    assert events[0].event_type is gpiod.EdgeEvent.Type.RISING_EDGE
"""

CLOSE = """
import threading
import gpiod

chip = gpiod.Chip(path)
seen = []

def wait():
    try:
        seen.append(chip.read_info_event())
    except gpiod.ChipClosedError:
        seen.append("closed")

threads = [threading.Thread(target=wait) for _ in range(3)]
for thread in threads:
    thread.start()
chip.wait_info_event(0.005)  # some wait by then, some may not: that makes no difference
chip.close()
for thread in threads:
    thread.join()
assert seen == ["closed"] * 3, seen
"""

TELL = """
import os
import gpiod

names = gpiod.Chip, gpiod.LineRequest, gpiod.line.Value, gpiod.ChipClosedError, gpiod._ext
os.write(answers, (repr([id(item) for item in names]) + "\\n").encode())
"""

LEAVE = """
import sys
import gpiod

chip = gpiod.Chip(path)
request = chip.request_lines({line: None})
request.wait_edge_events(0.001)

class Board(gpiod.Chip):
    pass

board = Board(path)
board.me = [board, gpiod.LineSettings()]
sys.kept = [chip.get_line_info(line), gpiod.Chip(path)]
sys.kept.append(sys.kept)
"""


ONE_PROCESSOR = len(os.sched_getaffinity(0)) == 1 and bool(
    sysconfig.get_config_var("Py_GIL_DISABLED")
)


@unittest.skipIf(
    ONE_PROCESSOR,
    "in User Mode Linux, the threads of so many heaps all stay at a page fault for good (says gdb)",
)
@unittest.skipUnless(AVAILABLE, "this Python cannot make interpreters")
class InterpreterTest(ThreadTest):
    def setUp(self) -> None:
        with Interpreter() as first:  # opens descriptors that stay open
            first.run("import gpiod, os, threading")
        super().setUp()
        self.simulated = self.sim(num_lines=LINES)
        self.path = self.simulated.dev_path
        self.board = self.chip(self.simulated)

    def interpreters(self, count: int) -> list[Interpreter]:
        """A number of interpreters, which end with the test."""
        made = [Interpreter() for _ in range(count)]
        for interpreter in made:
            self.addCleanup(interpreter.close)
        return made

    def assert_lines_are_free(self) -> None:
        used = [line for line in range(LINES) if self.board.get_line_info(line).used]
        self.assertEqual(used, [])


class ConcurrentInterpreters(InterpreterTest):
    def test_work_at_the_same_time(self) -> None:
        def work(line: int, interpreter: Interpreter) -> None:
            interpreter.run(WORK, path=self.path, line=line, turns=20)

        def work_here() -> None:
            for _ in range(50):
                with self.board.request_lines({7: None}) as request:
                    self.assertEqual(request.get_values(), [Value.INACTIVE])

        works = [partial(work, *each) for each in enumerate(self.interpreters(4))]
        run_concurrently([*works, work_here])
        self.assert_lines_are_free()

    def test_wait_for_their_own_events(self) -> None:
        waiters = [
            Task(partial(interpreter.run, WAIT, path=self.path, line=line))
            for line, interpreter in enumerate(self.interpreters(3))
        ]
        for waiter in waiters:
            waiter.until_waiting()
        for line in range(3):
            self.simulated.set_pull(line, gpiosim.Chip.Pull.UP)
        for waiter in waiters:
            waiter.result()
        self.assert_lines_are_free()

    @unittest.skipUnless(OWN_GIL, "before 3.12, isolated interpreters have no threads")
    def test_close_wakes_the_threads_of_its_interpreter(self) -> None:
        def work(interpreter: Interpreter) -> None:
            with interpreter:  # ends where it ran: threading of 3.12 takes that for its main thread
                for _ in range(5):
                    interpreter.run(CLOSE, path=self.path)

        interpreters = [Interpreter() for _ in range(3)]
        waiter = Task(self.board.read_info_event)
        waiter.until_waiting()
        run_concurrently([partial(work, interpreter) for interpreter in interpreters])
        self.assertTrue(waiter.is_alive(), "a close in another interpreter woke this one's thread")
        self.board.close()
        with self.assertRaises(gpiod.ChipClosedError):
            waiter.result()

    @unittest.skipUnless(sys.version_info >= (3, 14), "concurrent.interpreters came with 3.14")
    def test_with_the_public_module(self) -> None:
        from concurrent import interpreters  # type: ignore[attr-defined, unused-ignore]

        interpreter = interpreters.create()
        interpreter.prepare_main(path=self.path, line=0, turns=5)
        interpreter.exec(f"import sys; sys.path[:] = {sys.path!r}\n{WORK}")
        interpreter.close()
        self.assert_lines_are_free()


class IsolatedInterpreters(InterpreterTest):
    """Interpreters share no Python objects."""

    def test_have_their_own_types_and_enums(self) -> None:
        answers = Answers()
        for interpreter in self.interpreters(3):
            interpreter.run(TELL, answers=answers.descriptor)
        items: list[object] = [gpiod.Chip, gpiod.LineRequest, gpiod.line.Value]
        items += [gpiod.ChipClosedError, sys.modules["gpiod._ext"]]
        told = [eval(line) for line in answers.read()] + [[id(item) for item in items]]
        for item, identities in zip(items, zip(*told, strict=True), strict=True):
            with self.subTest(item=item):
                self.assertEqual(len(set(identities)), len(told))

    @unittest.skipUnless(sys.version_info >= (3, 13), "before 3.13, nobody tells whose a GIL is")
    def test_have_their_own_gil(self) -> None:
        with Interpreter() as interpreter:
            self.assertEqual(interpreter.config().gil, "own")

    @unittest.skipUnless(OWN_GIL, "before 3.12, interpreters take any module")
    def test_negative_control(self) -> None:
        """A module that does not declare support for subinterpreters is refused."""
        with Interpreter() as interpreter:
            interpreter.run(
                """
                import gpiod
                try:
                    import _testsinglephase
                except ModuleNotFoundError:
                    pass
                except ImportError as error:
                    assert "interpreter" in str(error), error
                else:
                    raise AssertionError("imported")
                """
            )

    def test_end_does_not_affect_the_others(self) -> None:
        with Interpreter() as stays:
            stays.run(WORK, path=self.path, line=0, turns=1)
            with Interpreter() as goes:
                goes.run(WORK, path=self.path, line=0, turns=1)
            stays.run(WORK, path=self.path, line=0, turns=2)
            with self.board.request_lines({0: None}) as request:
                self.assertIs(request.get_value(0), Value.INACTIVE)


class InterpreterExit(InterpreterTest):
    """An interpreter that ends closes its handles."""

    def test_with_everything_open(self) -> None:
        for _ in range(5):
            with Interpreter() as interpreter:
                interpreter.run(LEAVE, path=self.path, line=0)
                self.assertTrue(self.board.get_line_info(0).used)
            self.assert_lines_are_free()

    @unittest.skipIf(
        sys.version_info[:2] == (3, 11),
        "interpreters of 3.11 that end at once hang if a finalizer detaches: time.sleep() will do",
    )
    def test_several_at_once(self) -> None:
        def work(line: int, interpreter: Interpreter) -> None:
            interpreter.run(LEAVE, path=self.path, line=line)
            interpreter.close()

        for _ in range(3):
            interpreters = enumerate([Interpreter() for _ in range(3)])
            run_concurrently([partial(work, *each) for each in interpreters])
            self.assert_lines_are_free()


if __name__ == "__main__":
    unittest.main()
