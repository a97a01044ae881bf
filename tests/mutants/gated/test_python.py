# SPDX-License-Identifier: LGPL-2.1-or-later
"""The rules of CPython's C API: calls detach, keep errno, own references, run signal handlers."""

from __future__ import annotations

import errno
import gc
import itertools
import os
import signal
import subprocess
import sys
import tempfile
import threading
import unittest
import weakref
from collections.abc import Callable
from types import FrameType
from typing import Any

import gpiod
import gpiosim
from gates import CLOSED, LIMIT, OUTPUT, GatedTest, gate, library, without_gil
from gpiod import _ext
from gpiod.line import Value
from threads import Task

Call = Callable[[], object]


class Detached(GatedTest):
    """While a call is inside the library, other threads run and collect garbage."""

    def check(self, function: str, call: Call) -> None:
        with gate(function) as inside:
            slow = Task(call)
            inside.until_reached()
            gc.collect()
        slow.result()

    def test_call(self) -> None:
        self.check("gpiod_line_request_get_values_subset", self.request().get_values)

    def test_call_on_several(self) -> None:
        request: Any = self.request(OUTPUT)
        config = _ext.LineConfig()
        config.add_line_settings(request.offsets, OUTPUT)
        self.check(
            "gpiod_line_request_reconfigure_lines",
            lambda: request._reconfigure_lines(config),
        )

    def test_call_without_a_handle(self) -> None:
        self.check("gpiod_is_gpiochip_device", lambda: gpiod.is_gpiochip_device("/dev/null"))

    def test_cached_value(self) -> None:
        self.check("gpiod_chip_get_info", self.chip.get_info)

    def test_read(self) -> None:
        request = self.request()
        self.simulated.set_pull(0, gpiosim.Chip.Pull.UP)
        self.check("gpiod_line_request_read_edge_events", request.read_edge_events)

    def test_constructor(self) -> None:
        self.check("gpiod_chip_open", lambda: gpiod.Chip(self.simulated.dev_path).close())

    def test_close(self) -> None:
        self.check("gpiod_line_request_release", self.request().release)

    def test_last_reference(self) -> None:
        self.check("gpiod_line_request_release", self.request_and_forget)

    def test_wait(self) -> None:
        for name in ("wait_edge_events", "read_edge_events"):
            request = self.request()
            with gate("step:wait") as waiting:
                waiter = Task(getattr(request, name))
                waiting.until_reached()
                gc.collect()
            self.simulated.set_pull(0, gpiosim.Chip.Pull.UP)
            waiter.result()
            request.release()
            self.simulated.set_pull(0, gpiosim.Chip.Pull.DOWN)

    def test_wait_for_locked(self) -> None:
        request = self.request()
        with request.locked():
            other = Task(request.get_values)
            other.until_asleep()
            gc.collect()
        other.result()

    def test_locked(self) -> None:
        request = self.request()

        def enter_and_leave() -> None:
            with request.locked():
                pass

        with gate("gpiod_line_request_get_values_subset") as inside:
            slow = Task(request.get_values)
            inside.until_reached()
            other = Task(enter_and_leave)
            other.until_asleep()
            gc.collect()
        slow.result()
        other.result()


class Errno(GatedTest):
    """Clean-up after a failed call, which sets errno, does not change the error."""

    def test_call(self) -> None:
        with self.assertRaises(ValueError):
            self.request().get_value(7)

    def test_cached_value(self) -> None:
        self.simulated.close()
        with self.assertRaises(OSError) as raised:
            self.chip.get_info()
        self.assertEqual(raised.exception.errno, errno.ENODEV)

    def test_constructor(self) -> None:
        with self.assertRaises(FileNotFoundError):
            gpiod.Chip("/dev/no such chip")

    def test_call_on_several(self) -> None:
        self.request()
        with self.assertRaises(OSError) as raised:
            self.chip.request_lines({0: None})
        self.assertEqual(raised.exception.errno, errno.EBUSY)

    def test_read(self) -> None:
        chip = self.chip
        self.simulated.close()
        with self.assertRaises(OSError) as raised:
            chip.read_info_event()
        self.assertEqual(raised.exception.errno, errno.ENODEV)


class Signals(GatedTest):
    """Handlers run in the main thread, which must hold no guard and no pin then."""

    def handle(self, handler: Callable[[int, FrameType | None], Any], every: float = 0) -> None:
        before = signal.signal(signal.SIGALRM, handler)
        self.addCleanup(signal.signal, signal.SIGALRM, before)
        self.addCleanup(signal.setitimer, signal.ITIMER_REAL, 0)
        signal.setitimer(signal.ITIMER_REAL, every, every)

    def waits(self, request: gpiod.LineRequest) -> list[Call]:
        return [request.wait_edge_events, request.read_edge_events]

    def test_a_handler_ends_the_wait(self) -> None:
        request = self.request()
        self.handle(signal.default_int_handler)
        for wait in self.waits(request):
            with self.assertRaises(KeyboardInterrupt):
                signal.setitimer(signal.ITIMER_REAL, 0.05)
                wait()

    def test_a_handler_closes_the_handle(self) -> None:
        requests = [self.request()]
        self.handle(lambda number, frame: requests[-1].release(), 0.05)
        for name in ("wait_edge_events", "read_edge_events"):
            with self.assertRaises(gpiod.RequestReleasedError):
                getattr(requests[-1], name)()
            requests.append(self.request())

    def test_a_resumed_wait_keeps_its_timeout(self) -> None:
        request = self.request()
        handled: list[int] = []
        self.handle(lambda number, frame: handled.append(number), 0.02)
        self.assertFalse(request.wait_edge_events(0.2))
        self.assertTrue(handled)

    def test_a_handler_runs_in_a_thread_that_waits_for_locked(self) -> None:
        request = self.request()
        leave = threading.Event()

        def own() -> None:
            with request.locked():
                self.assertTrue(leave.wait(LIMIT))

        owner = Task(own)
        owner.until_asleep()
        self.handle(lambda number, frame: leave.set(), 0.05)
        self.assertEqual(len(request.get_values()), 2)
        owner.result()


class Locked(GatedTest):
    def test_keeps_others_out(self) -> None:
        request = self.request()
        with request.locked():
            calls: list[Call] = [request.get_values, request.read_edge_events]
            calls += [lambda: request.locked().__enter__(), request.release]
            for call in calls[:1]:
                other = Task(call)
                other.until_asleep()
                self.assertTrue(other.is_alive(), "another thread got in")
        other.result()

    def test_keeps_another_block_out(self) -> None:
        request = self.request()

        def enter_and_leave() -> None:
            with request.locked():
                pass

        with request.locked():
            other = Task(enter_and_leave)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "another thread got in")
        other.result()

    def test_must_be_left_once_by_the_same_thread(self) -> None:
        request = self.request()
        locked = request.locked()
        with self.assertRaises(RuntimeError):
            locked.__exit__(None, None, None)
        with locked:
            with self.assertRaises(RuntimeError):
                Task(lambda: locked.__exit__(None, None, None)).result()
            with request.locked() as again, self.assertRaises(RuntimeError):
                again.locked().__exit__(None, None, None)
            inner = request.locked()
            with inner:
                pass
            with self.assertRaises(RuntimeError):
                inner.__exit__(None, None, None)
            other = Task(request.get_values)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "the block has ended")
        other.result()

    def test_may_be_dropped_inside(self) -> None:
        request = self.request()
        locked = request.locked()
        locked.__enter__()
        locked.__enter__()
        del locked
        self.assertEqual(len(Task(request.get_values).result()), 2)

    def test_may_be_dropped_after_its_thread_has_ended(self) -> None:
        request = self.request()
        blocks: list[Any] = [request.locked()]
        Task(blocks[0].__enter__).result()
        with request.locked():
            with self.assertRaises(RuntimeError):
                blocks[0].__exit__(None, None, None)
            blocks.clear()
            other = Task(request.get_values)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "the next block has ended")
        other.result()

    def test_may_be_entered_after_its_thread_has_ended(self) -> None:
        request = self.request()
        locked = request.locked()
        Task(locked.__enter__).result()
        with request.locked():
            with locked:
                pass
            with self.assertRaises(RuntimeError):
                locked.__exit__(None, None, None)
            del locked
            other = Task(request.get_values)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "the outer block has ended")
        other.result()

    def test_ends_with_its_thread(self) -> None:
        request = self.request()
        locked = request.locked()
        Task(locked.__enter__).result()
        self.assertEqual(len(Task(request.get_values).result()), 2)

    def test_allows_a_close_inside(self) -> None:
        request = self.request()
        with request.locked():
            others = [Task(call) for call in (request.get_values, request.release)]
            for other in others:
                other.until_asleep()
            request.release()
            with self.assertRaises(gpiod.RequestReleasedError):
                others[0].result()
            others[1].result()

    def test_may_be_dropped_after_it_was_left(self) -> None:
        request = self.request()
        with request.locked():
            with request.locked():
                pass
            gc.collect()
            other = Task(request.get_values)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "the outer block has ended")
        other.result()

    def test_keeps_its_handle_alive(self) -> None:
        request = self.chip.request_lines({3: None})
        there = weakref.ref(request)
        locked = request.locked()
        del request
        gc.collect()
        self.assertIsNotNone(there())
        with locked as again:
            self.assertEqual(len(again.get_values()), 1)
        del locked, again
        gc.collect()
        self.assertIsNone(there())

    def test_detects_deadlocks(self) -> None:
        request = self.request()
        with self.chip.locked():

            def enter() -> None:
                with request.locked():
                    self.chip.get_line_info(0)

            other = Task(enter)
            other.until_asleep()
            with self.assertRaises(RuntimeError):
                request.get_values()
        other.result()


LEFT_INSIDE = """\
import os, sys, threading, types, gpiod, gpiosim
sim = gpiosim.Chip(num_lines=8)
chip = gpiod.Chip(sim.dev_path)
request = chip.request_lines({0: None})
inside = threading.Event()

def own():
    with request.locked():
        inside.set()
        threading.Event().wait()

class Last:
    def __del__(self, release=request.release, write=os.write):
        release()
        write(1, b"released")

threading.Thread(target=own, daemon=True).start()
inside.wait()
keeper = sys.modules["keeper"] = types.ModuleType("keeper")
keeper.last = Last()  # finalized last, as modules are
"""


class Exit(unittest.TestCase):
    def test_with_a_block_that_is_never_left(self) -> None:
        command = [sys.executable, "-c", LEFT_INSIDE]
        done = subprocess.run(command, timeout=LIMIT, stdout=subprocess.PIPE, text=True)
        self.assertEqual((done.returncode, done.stdout), (0, "released"))


class Lifetime(GatedTest):
    def test_objects_are_untracked_while_deallocated(self) -> None:
        with gate("gpiod_line_request_release") as dying:
            last = Task(self.request_and_forget)
            dying.until_reached()
            found = [one for one in gc.get_objects() if type(one) is gpiod.LineRequest]
            self.assertEqual(len(found), 0)
            gc.collect()
        last.result()

    def test_locked_is_untracked_while_deallocated(self) -> None:
        request = self.request()
        blocks: list[Any] = [request.locked()]
        kind = type(blocks[0])
        blocks[0].__enter__()
        with gate("step:abandon") as dying:
            last = Task(self.make_and_drop)
            dying.until_reached()
            found = [one for one in gc.get_objects() if type(one) is kind]
            self.assertEqual(found, blocks)
            gc.collect()
        last.result()
        blocks[0].__exit__(None, None, None)

    def make_and_drop(self) -> None:
        """Make an object and drop it; on all Pythons, it is deallocated in this thread."""
        self.chip.locked().__enter__()

    def test_weak_references(self) -> None:
        request = self.chip.request_lines({3: None})
        gone: list[object] = []
        there = weakref.ref(request, gone.append)
        del request
        gc.collect()
        self.assertIsNone(there())
        self.assertEqual(gone, [there])

    def test_partially_initialized_handles_raise(self) -> None:
        chip = gpiod.Chip.__new__(gpiod.Chip)
        with gate("gpiod_chip_open") as opening:
            maker = Task(lambda: chip.__init__(self.simulated.dev_path))  # type: ignore[misc]
            opening.until_reached()
            self.assertFalse(chip)
            for use in (chip.get_info, lambda: chip.get_line_info(0), lambda: chip.path):
                with self.assertRaises(CLOSED):
                    use()
            chip.close()
        maker.result()
        self.assertEqual(chip.get_info().num_lines, 8)
        chip.close()

    @without_gil
    def test_refused_second_init_leaves_it_open(self) -> None:
        for use in ("get_info", "read_info_event"):
            chip: Any = gpiod.Chip.__new__(gpiod.Chip)
            with gate("step:unusable") as refusing:
                user = Task(getattr(chip, use))
                refusing.until_reached()
                chip.__init__(self.simulated.dev_path)
            if use == "read_info_event":
                chip.watch_line_info(0)
                self.chip.request_lines({0: None}).release()
            self.assertIsNotNone(user.result())
            chip.close()

    def test_uninitialized_handles_raise(self) -> None:
        chip = gpiod.Chip.__new__(gpiod.Chip)
        with self.assertRaises(OSError):
            chip.__init__("/dev/no such chip")  # type: ignore[misc]
        with self.assertRaises(gpiod.ChipClosedError):
            chip.get_line_info(0)

    def test_handles_are_initialized_once(self) -> None:
        chip = gpiod.Chip.__new__(gpiod.Chip)
        with gate("gpiod_chip_open") as opening:
            maker = Task(lambda: chip.__init__(self.simulated.dev_path))  # type: ignore[misc]
            opening.until_reached()
            other = Task(lambda: chip.__init__(self.simulated.dev_path))  # type: ignore[misc]
            other.until_asleep()
            self.assertEqual(opening.passed, 1, "two threads make one chip")
        maker.result()
        with self.assertRaises(RuntimeError):
            other.result()
        with self.assertRaises(RuntimeError):
            chip.__init__(self.simulated.dev_path)  # type: ignore[misc]
        chip.close()

    def test_arguments_are_kept_alive(self) -> None:
        request = self.request()
        gc.collect()
        others = [[number] for number in range(100)]
        self.assertEqual(request.lines, [0, "foo"])
        self.assertEqual(len(others), 100)

    def test_enum_members_are_immortal(self) -> None:
        request = self.request(OUTPUT)
        for _ in range(1000):
            self.assertIs(request.get_value(0), Value.INACTIVE)
        self.assertEqual(len(list(Value)), 2)

    def test_cached_values_stay_alive(self) -> None:
        with gate("gpiod_chip_get_info") as asking:
            first = Task(self.chip.get_info)
            asking.until_reached()
            second = Task(self.chip.get_info)
            second.until_asleep()
        self.assertEqual(
            len({id(first.result()), id(second.result()), id(self.chip.get_info())}), 1
        )

    def test_no_objects_are_left(self) -> None:
        gc.collect()
        before = library().guardgen_race_live_objects(None)
        config: Any = _ext.LineConfig()
        config.add_line_settings([0], _ext.LineSettings())
        for _ in range(3):
            with self.chip.request_lines({3: None}) as request:
                request.get_values()
            self.chip.request_lines({3: None})
        with self.assertRaises((TypeError, AttributeError)):
            config.add_line_settings([0], 1)
        del config, request
        gc.collect()
        self.assertEqual(library().guardgen_race_live_objects(None), before)

    @without_gil
    def test_gil_stays_disabled(self) -> None:
        self.assertFalse(sys._is_gil_enabled())  # type: ignore[attr-defined]

    def test_types_are_immutable(self) -> None:
        kinds: list[Any] = [gpiod.Chip, gpiod.LineRequest, gpiod.EdgeEvent]
        kinds.append(type(self.chip.locked()))
        for kind in kinds:
            with self.assertRaises(TypeError):
                kind.added = 1


class Arguments(GatedTest):
    """Arguments are read once, into memory of the call, whatever their items do."""

    def test_may_change_their_list(self) -> None:
        config = _ext.LineConfig()
        config.add_line_settings([0, 1, 2], None)
        values: list[Any] = []

        class Changes:
            @property
            def value(self) -> int:
                values[1:] = [Value.ACTIVE, Value.ACTIVE]
                return 0

        values += [Changes(), Value.INACTIVE, Value.INACTIVE]
        config.set_output_values(values)
        found = [config.get_line_settings(line).get_output_value() for line in range(3)]
        self.assertEqual(found, [Value.INACTIVE] * 3)

    def test_may_misreport_their_length(self) -> None:
        class Liar(list[int]):
            def __len__(self) -> int:
                return 1

        config = _ext.LineConfig()
        config.add_line_settings(Liar(range(64)), None)
        self.assertEqual(list(config.get_configured_offsets()), [*range(64)])

    def test_may_be_generators(self) -> None:
        config = _ext.LineConfig()
        config.add_line_settings((line for line in range(5)), None)
        self.assertEqual(list(config.get_configured_offsets()), [*range(5)])

    def test_may_change_a_dict_of_values(self) -> None:
        request = self.request(OUTPUT)
        values: dict[Any, Any] = {}

        class Clears:
            @property
            def value(self) -> int:
                values.clear()
                gc.collect()
                return 1

        values.update({0: Clears(), "foo": Clears()})
        request.set_values(values)
        self.assertEqual(request.get_values(), [Value.ACTIVE] * 2)

    @without_gil
    def test_dicts_are_locked_while_they_are_read(self) -> None:
        request = self.request(OUTPUT)
        values: dict[int | str, Value] = {0: Value.ACTIVE, 1: Value.ACTIVE}
        with gate("PyDict_Next") as reading:
            reader = Task(lambda: request.set_values(values))
            reading.until_reached()
            other = Task(values.clear)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "another thread has changed the dict")
        reader.result()
        other.result()
        self.assertEqual(request.get_values(), [Value.ACTIVE] * 2)

    def test_may_change_a_list_of_lines(self) -> None:
        request = self.request(OUTPUT)
        lines: list[Any] = []

        class Clears(str):
            def __hash__(self) -> int:
                lines.clear()
                gc.collect()
                return super().__hash__()

        lines += [Clears("foo"), "foo".upper().lower()]
        self.assertEqual(len(request.get_values(lines)), 2)

    def test_may_change_a_dict_of_lines(self) -> None:
        request = self.request(OUTPUT)
        lines: dict[Any, Any] = {}

        class Clears(str):
            __hash__ = str.__hash__

            def __eq__(self, other: object) -> bool:
                lines.clear()
                return super().__eq__(other)

        lines.update({Clears("foo"): 0, 0: 0})
        self.assertEqual(len(request.get_values(lines)), 2)

    @without_gil
    def test_sets_are_locked_while_they_are_read(self) -> None:
        class Lines(set[int]):
            pass

        request = self.request(OUTPUT)
        lines = Lines([0, 1])
        with gate("PyIter_Next") as reading:
            reader = Task(lambda: request.get_values(lines))
            reading.until_reached()
            other = Task(lines.clear)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "another thread has changed the set")
        self.assertEqual(len(reader.result()), 2)
        other.result()

    def test_endless_iterators_are_interrupted(self) -> None:
        class Endless:
            def __len__(self) -> int:
                return sys.maxsize

            def __iter__(self) -> Any:
                return itertools.repeat((0, Value.ACTIVE))

            def items(self) -> Any:
                return self

        def interrupt(*_: object) -> None:
            raise InterruptedError

        values: Any = Endless()
        request = self.request(OUTPUT)
        self.addCleanup(signal.signal, signal.SIGALRM, signal.signal(signal.SIGALRM, interrupt))
        with self.assertRaises(InterruptedError):
            signal.setitimer(signal.ITIMER_REAL, 0.01)
            request.set_values(values)

    def test_iterators_without_a_length_are_limited(self) -> None:
        class Repeated:
            def items(self) -> Any:
                return itertools.repeat((0, Value.ACTIVE), 1000)

        values: Any = Repeated()
        with self.assertRaises(ValueError):
            self.request(OUTPUT).set_values(values)

    def test_text_is_kept_until_the_call_ends(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            link = f"{folder}/\udcff"
            os.symlink(self.simulated.dev_path, link)
            with gate("gpiod_is_gpiochip_device") as looking:
                call = Task(lambda: gpiod.is_gpiochip_device(link))
                looking.until_reached()
                size = len(os.fsencode(link))
                others = [bytes(size) for _ in range(1000)]
            self.assertTrue(call.result(), "it was told of another file")
            del others

    def test_too_many_items_are_rejected(self) -> None:
        with self.assertRaises(ValueError):
            self.request(OUTPUT).get_values([0] * 10_000)
        with self.assertRaises(ValueError):
            _ext.LineConfig().add_line_settings(range(65), None)

    def test_too_many_lines_are_rejected(self) -> None:
        with gpiosim.Chip(num_lines=1000) as simulated, gpiod.Chip(simulated.dev_path) as chip:
            with self.assertRaises(OSError) as refused:
                chip.request_lines({tuple(range(1000)): None})
            self.assertEqual(refused.exception.errno, errno.E2BIG)

    def test_missing_arguments_are_rejected(self) -> None:
        request: Any = self.request(OUTPUT)
        kind: Any = gpiod.Chip
        for call in (request.get_value, request.set_values, kind):
            with self.assertRaises(TypeError):
                call()
            with self.assertRaises(TypeError):
                call(1, 2, 3, 4, 5, 6, 7, 8)

    def test_handles_of_another_type_are_rejected(self) -> None:
        request: Any = self.request(OUTPUT)
        for other in (None, self.chip, _ext.RequestConfig()):
            with self.assertRaises(TypeError):
                request._reconfigure_lines(other)


if __name__ == "__main__":
    unittest.main()
