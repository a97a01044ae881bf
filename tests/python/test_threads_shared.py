# SPDX-License-Identifier: LGPL-2.1-or-later
"""One chip or one request, used by many threads at once without locks.

Nothing raises, and every thread gets consistent results.
"""

from __future__ import annotations

import gc
import threading
import unittest
from collections import OrderedDict
from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import gpiod
from gpiod.line import Bias, Direction, Drive, Edge, Value
from support import GARBAGE, ThreadTest, repeatedly
from threads import LIMIT, run_concurrently

OUTPUT = gpiod.LineSettings(direction=Direction.OUTPUT)
INPUT = gpiod.LineSettings(direction=Direction.INPUT)
NAMES = {1: "foo", 2: "bar"}


class SharedChip(ThreadTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(num_lines=16, line_names=NAMES, label="board")
        self.board = self.chip(self.simulated)

    def test_all_methods_at_once(self) -> None:
        chip = self.board
        path, fd, text = chip.path, chip.fd, str(chip)

        def properties() -> None:
            self.assertEqual((chip.path, chip.fd, chip.fileno(), str(chip)), (path, fd, fd, text))
            self.assertTrue(chip)

        def info() -> None:
            self.assertEqual(chip.get_info(), gpiod.ChipInfo(self.simulated.name, "board", 16))

        def names() -> None:
            self.assertEqual(
                [chip.line_offset_from_id(line) for line in ("foo", "2", 3)], [1, 2, 3]
            )
            self.assertRaises(FileNotFoundError, chip.line_offset_from_id, "nope")

        def lines() -> None:
            for line, offset in (("bar", 2), (5, 5), ("foo", 1)):
                info = chip.get_line_info(line)
                self.assertEqual((info.offset, info.name), (offset, NAMES.get(offset)))

        def watching(offset: int) -> Callable[[], None]:
            def watch() -> None:
                self.assertEqual(chip.watch_line_info(offset).offset, offset)
                chip.unwatch_line_info(offset)

            return watch

        def requesting(offset: int) -> Callable[[], None]:
            def request() -> None:
                with chip.request_lines({offset: OUTPUT}, consumer=f"user{offset}") as request:
                    self.assertEqual(request.offsets, [offset])
                    self.assertEqual(chip.get_line_info(offset).consumer, f"user{offset}")

            return request

        calls = [properties, info, names, lines, watching(8), watching(9)]
        calls += [requesting(10), requesting(11)]
        counts = run_concurrently([repeatedly(call) for call in calls])
        self.assertTrue(all(counts), counts)

    def test_first_get_info(self) -> None:
        for _ in range(50):
            with gpiod.Chip(self.simulated.dev_path) as chip:
                found = run_concurrently([chip.get_info] * 4)
                self.assertEqual(len({id(info) for info in [*found, chip.get_info()]}), 1)

    def test_only_one_thread_gets_a_line(self) -> None:
        def request() -> gpiod.LineRequest | None:
            try:
                return self.board.request_lines({0: None})
            except OSError as error:
                self.assertEqual(error.errno, 16)
                return None

        for _ in range(50):
            winners = [request for request in run_concurrently([request] * 4) if request]
            self.assertEqual(len(winners), 1)
            winners[0].release()

    def test_watching_one_line(self) -> None:
        busy: list[int | None] = []

        def watch() -> None:
            for call in (self.board.watch_line_info, self.board.unwatch_line_info):
                try:
                    call(0)
                except OSError as error:
                    busy.append(error.errno)

        run_concurrently([repeatedly(watch)] * 4)
        self.assertLessEqual(set(busy), {16})

    def test_one_device_opened_by_each_thread(self) -> None:
        def query() -> None:
            with gpiod.Chip(self.simulated.dev_path) as chip:
                self.assertEqual(chip.get_info().num_lines, 16)
                self.assertEqual(chip.get_line_info("foo").offset, 1)

        run_concurrently([repeatedly(query)] * 4)


class SharedRequest(ThreadTest):
    """Lines 0 to 7 are outputs, 8 and 9 inputs."""

    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(num_lines=16, line_names=NAMES)
        self.board = self.chip(self.simulated)
        self.request = self.board.request_lines(
            {(0, "foo", "bar", 3, 4, 5, 6, 7): OUTPUT, (8, 9): INPUT}
        )
        self.addCleanup(self.request.release)

    def test_each_thread_uses_its_own_line(self) -> None:
        def owning(line: int | str) -> Callable[[], None]:
            def use() -> None:
                for value in (Value.ACTIVE, Value.INACTIVE):
                    self.request.set_value(line, value)
                    self.assertIs(self.request.get_value(line), value)
                    self.request.set_values({line: value})
                    self.assertEqual(self.request.get_values([line, 8, line]), [value, low, value])

            return use

        low = Value.INACTIVE
        counts = run_concurrently([repeatedly(owning(line)) for line in (0, "foo", "bar", 3)])
        self.assertTrue(all(counts), counts)

    def test_values_are_set_atomically(self) -> None:
        pair: list[int | str] = [0, "foo"]

        def write() -> None:
            for value in (Value.ACTIVE, Value.INACTIVE):
                self.request.set_values(dict.fromkeys(pair, value))

        def read() -> None:
            first, second = self.request.get_values(pair)
            self.assertIs(first, second)
            everything = self.request.get_values()
            self.assertIs(everything[0], everything[1])

        counts = run_concurrently([repeatedly(write, 1)] * 2 + [repeatedly(read, 1)] * 2)
        self.assertTrue(all(counts), counts)

    def test_all_methods_at_once(self) -> None:
        request = self.request
        offsets, lines = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9], [0, "foo", "bar", 3, 4, 5, 6, 7, 8, 9]
        text = str(request)

        def properties() -> None:
            self.assertEqual((request.offsets, request.lines), (offsets, lines))
            self.assertEqual((request.chip_name, request.num_lines), (self.simulated.name, 10))
            self.assertEqual((str(request), request.fileno()), (text, request.fd))
            self.assertTrue(request)

        def get() -> None:
            self.assertEqual(len(request.get_values()), 10)
            self.assertEqual(len(request.get_values(["foo", 8])), 2)
            self.assertIn(request.get_value("bar"), Value)

        def set_() -> None:
            request.set_values({0: Value.ACTIVE, "foo": Value.INACTIVE})
            request.set_value(3, Value.ACTIVE)

        def reconfigure() -> None:
            for bias in (Bias.PULL_UP, Bias.PULL_DOWN):
                inputs = gpiod.LineSettings(direction=Direction.INPUT, bias=bias)
                request.reconfigure_lines({(8, 9): inputs, tuple(offsets[:8]): OUTPUT})
                for offset in (8, 9):
                    self.assertIs(self.board.get_line_info(offset).direction, Direction.INPUT)

        def wait() -> None:
            self.assertFalse(request.wait_edge_events(0))
            self.assertFalse(request.wait_edge_events(timedelta(milliseconds=1)))

        def refuse() -> None:
            self.assertRaises(ValueError, request.get_value, 99)
            self.assertRaises(ValueError, request.get_value, "nope")
            self.assertRaises(PermissionError, request.set_value, 8, Value.ACTIVE)

        calls = [properties, get, get, set_, set_, reconfigure, wait, refuse]
        counts = run_concurrently([repeatedly(call, 1) for call in calls])
        self.assertTrue(all(counts), counts)

    def test_settings_are_applied_atomically(self) -> None:
        settings = [
            gpiod.LineSettings(direction=Direction.OUTPUT, drive=drive, active_low=active_low)
            for drive, active_low in ((Drive.OPEN_DRAIN, True), (Drive.OPEN_SOURCE, False))
        ]
        allowed = {(each.drive, each.active_low) for each in settings}
        self.request.reconfigure_lines({0: settings[0]})

        def reconfiguring(each: gpiod.LineSettings) -> Callable[[], None]:
            return lambda: self.request.reconfigure_lines({0: each})

        def look() -> None:
            info = self.board.get_line_info(0)
            self.assertIn((info.drive, info.active_low), allowed)

        calls: list[Callable[[], object]] = [reconfiguring(each) for each in settings]
        calls += [look, self.request.get_values]
        run_concurrently([repeatedly(call) for call in calls])

    def test_settings_changed_meanwhile(self) -> None:
        settings = gpiod.LineSettings(direction=Direction.INPUT)

        def change() -> None:
            for edge in Edge:
                settings.edge_detection = edge
                settings.debounce_period = timedelta(microseconds=edge.value)

        run_concurrently(
            [
                repeatedly(change),
                repeatedly(lambda: self.request.reconfigure_lines({(8, 9): settings})),
                repeatedly(lambda: self.board.request_lines({10: settings}).release()),
            ]
        )

    def test_mapping_changed_meanwhile(self) -> None:
        """Lines that are always in the mapping are requested: a partial read would give others."""
        always, sometimes = range(10, 14), range(14, 16)

        class Config(dict[Any, Any]):
            pass

        config = Config(dict.fromkeys(always))

        def change() -> None:
            config.update(dict.fromkeys(sometimes))
            for line in sometimes:
                del config[line]

        def request() -> None:
            with self.board.request_lines(config) as request:
                self.assertEqual(request.offsets[:4], [*always])

        run_concurrently([repeatedly(call) for call in (change, request)])

    def test_requests_of_one_chip_are_independent(self) -> None:
        def using(offset: int) -> Callable[[], None]:
            def use() -> None:
                with self.board.request_lines({offset: OUTPUT}) as request:
                    for value in (Value.ACTIVE, Value.INACTIVE):
                        request.set_value(offset, value)
                        self.assertIs(request.get_value(offset), value)
                    request.reconfigure_lines({offset: INPUT})

            return use

        run_concurrently([repeatedly(using(offset)) for offset in range(10, 14)])


class Items(dict[Any, Any]):
    """A subclass that is read as a dict is."""


class Lines(set[Any]):
    """A subclass that is read as a set is."""


class ContainersThatChange(ThreadTest):
    """A container is read atomically: it has lines 1 and 2, and 0 or 3, or both."""

    SECONDS = 0.1
    SETS = (set, Lines)
    DICTS = (dict, Items, OrderedDict)

    def setUp(self) -> None:
        super().setUp()
        self.board = self.chip(self.sim(num_lines=8, line_names=NAMES))
        self.request: Any = self.board.request_lines({(0, "foo", 2, 3): OUTPUT})
        self.addCleanup(self.request.release)

    def race(self, read: Callable[[], int], change: Callable[[int, int], object]) -> None:
        def check() -> None:
            self.assertIn(read(), (3, 4))

        def exchange() -> None:
            change(3, 0)
            change(0, 3)

        counts = run_concurrently([repeatedly(call, self.SECONDS) for call in (check, exchange)])
        self.assertTrue(all(counts), counts)

    def race_set(self, lines: Any, read: Callable[[Any], int]) -> None:
        def change(come: int, go: int) -> None:
            lines.add(come)
            lines.discard(go)

        with self.subTest(kind=type(lines), read=read):
            self.race(lambda: read(lines), change)

    def race_dict(self, items: Any, value: object, read: Callable[[Any], int]) -> None:
        def change(come: int, go: int) -> None:
            items[come] = come if value is None else value
            del items[go]

        with self.subTest(kind=type(items), read=read):
            self.race(lambda: read(items), change)

    def count_read(self, lines: Any) -> int:
        return len(self.request.get_values(lines))

    def count_keys(self, lines: Any) -> int:
        return self.count_read(lines.keys())

    def count_values(self, lines: Any) -> int:
        return self.count_read(lines.values())

    def count_added(self, lines: Any) -> int:
        from gpiod import _ext

        config = _ext.LineConfig()
        config.add_line_settings(lines, None)
        return config.get_num_configured_offsets()

    def count_requested(self, config: Any) -> int:
        with gpiod.Chip(self.board.path) as chip, chip.request_lines(config) as request:
            return len(request.offsets)

    def count_initial(self, values: Any) -> int:
        with self.board.request_lines({4: OUTPUT}, output_values=values):
            return 3

    def set_values(self, values: Any) -> int:
        self.request.set_values(values)
        return 3

    def reconfigure(self, config: Any) -> int:
        self.request.reconfigure_lines(config)
        return 3

    def test_sets(self) -> None:
        for kind in self.SETS:
            self.race_set(kind([0, "foo", 2]), self.count_read)
            self.race_set(kind([0, 1, 2]), self.count_added)

    def test_dicts_of_lines(self) -> None:
        for kind in self.DICTS:
            for read in (self.count_read, self.count_keys, self.count_values):
                self.race_dict(kind([(0, 0), ("foo", 1), (2, 2)]), None, read)

    def test_dicts_of_values(self) -> None:
        for kind in self.DICTS:
            for read in (self.set_values, self.count_initial):
                values = kind([(0, Value.ACTIVE), ("foo", Value.ACTIVE), (2, Value.ACTIVE)])
                self.race_dict(values, Value.ACTIVE, read)

    def test_dicts_of_settings(self) -> None:
        for kind in self.DICTS:
            config = kind([(0, OUTPUT), ((1, "bar"), OUTPUT)])
            self.race_dict(config, OUTPUT, self.reconfigure)
        self.request.release()
        for kind in self.DICTS:
            config = kind([(0, OUTPUT), ((1, "bar"), OUTPUT)])
            self.race_dict(config, OUTPUT, self.count_requested)


class Locked(ThreadTest):
    """Several calls made atomic with locked()."""

    def setUp(self) -> None:
        super().setUp()
        self.board = self.chip(self.sim())
        self.request = self.board.request_lines({(0, 1): OUTPUT})
        self.addCleanup(self.request.release)

    def test_block_is_atomic(self) -> None:
        def flip() -> None:
            with self.request.locked():
                before = self.request.get_value(0)
                after = Value(not before)
                self.request.set_value(0, after)
                self.assertIs(self.request.get_value(0), after)

        counts = run_concurrently([repeatedly(flip)] * 4)
        self.assertTrue(all(counts), counts)
        self.assertIs(self.request.get_value(0), Value(sum(counts) % 2 == 1))

    def test_other_threads_wait(self) -> None:
        held, done = threading.Event(), threading.Event()

        def hold() -> None:
            with self.request.locked():
                self.request.set_value(0, Value.ACTIVE)
                held.set()
                self.assertFalse(done.wait(0.1), "another thread came in")
                self.assertIs(self.request.get_value(0), Value.ACTIVE)

        def come() -> None:
            self.assertTrue(held.wait(LIMIT))
            self.request.set_value(0, Value.INACTIVE)
            done.set()

        run_concurrently([hold, come])
        self.assertIs(self.request.get_value(0), Value.INACTIVE)

    def test_same_thread_may_enter_again(self) -> None:
        with self.request.locked(), self.request.locked(), self.board.locked():
            self.assertEqual(self.request.get_values(), [Value.INACTIVE] * 2)
            self.assertEqual(self.board.get_line_info(0).offset, 0)

    def test_exception_leaves_the_block(self) -> None:
        with self.assertRaises(ZeroDivisionError), self.request.locked():
            raise ZeroDivisionError
        run_concurrently([self.request.get_values])


class LastReference(ThreadTest):
    """A handle is freed when its last reference is dropped while others are in use."""

    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim()

    def test_to_a_chip_while_its_request_is_used(self) -> None:
        for _ in range(50):
            chips = [gpiod.Chip(self.simulated.dev_path)]
            with chips[0].request_lines({0: OUTPUT}) as request:
                run_concurrently([request.get_values, chips.clear, request.get_values])

    def test_to_a_request_while_its_chip_is_used(self) -> None:
        chip = self.chip(self.simulated)
        for _ in range(50):
            requests = [chip.request_lines({0: OUTPUT})]
            run_concurrently([lambda: chip.get_line_info(0), requests.clear, chip.get_info])
            gc.collect()
            self.assertFalse(chip.get_line_info(0).used)

    def test_dropped_by_any_thread(self) -> None:
        chip = self.chip(self.simulated)

        def use_and_forget(requests: list[gpiod.LineRequest]) -> None:
            for _ in range(5):
                requests[0].get_values()
            requests.clear()

        for _ in range(50):
            request = chip.request_lines({0: OUTPUT})
            shares = [[request] for _ in range(4)]
            del request
            run_concurrently([partial(use_and_forget, share) for share in shares])
            gc.collect()
            self.assertFalse(chip.get_line_info(0).used)

    def test_held_by_a_wait(self) -> None:
        chip = self.chip(self.simulated)
        for _ in range(5):
            requests = [chip.request_lines({0: gpiod.LineSettings(edge_detection=Edge.BOTH)})]
            waiting = [partial(requests[0].wait_edge_events, 0.02)]
            run_concurrently([waiting.pop(), requests.clear])
            gc.collect()
            self.assertFalse(chip.get_line_info(0).used)

    def test_dropped_beside_the_collector(self) -> None:
        made: list[int] = []
        gone: list[int] = []

        # One class for all: making a class beside the end of another one with the same base races
        # in CPython itself (add_subclass() and clear_tp_subclasses() in Objects/typeobject.c,
        # gh-151377).
        class Board(gpiod.Chip):
            me: object = None

            def __del__(self) -> None:
                gone.append(self.fd)

        def cycle() -> None:
            if len(made) - len(gone) < GARBAGE:
                board = Board(self.simulated.dev_path)
                made.append(board.fd)
                board.me = board

        chip = self.chip(self.simulated)
        with chip.request_lines({0: OUTPUT}) as request:
            calls: list[Callable[[], object]] = [
                cycle,
                gc.collect,
                request.get_values,
                chip.get_info,
            ]
            run_concurrently([repeatedly(call) for call in calls])
        gc.collect()
        self.assertEqual(len(gone), len(made))


if __name__ == "__main__":
    unittest.main()
