# SPDX-License-Identifier: LGPL-2.1-or-later
"""One thread at a time is inside a library object, and none when it is destroyed."""

from __future__ import annotations

import gc
import os
import signal
import unittest
from collections.abc import Callable
from typing import Any

import gpiod
from gates import OUTPUT, GatedTest, gate, without_gil
from gpiod import _ext
from gpiod.line import Bias, Value
from threads import Task

Call = Callable[[], object]


class OneThreadInside(GatedTest):
    """While a gate keeps one call inside the library, a second one on the object sleeps."""

    def check(self, function: str, first: Call, second: Call) -> None:
        with gate(function) as inside:
            slow = Task(first)
            inside.until_reached()
            other = Task(second)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "a second call got in")
        slow.result()
        other.result()

    def test_a_request(self) -> None:
        request = self.request(OUTPUT)
        self.check(
            "gpiod_line_request_get_values_subset",
            request.get_values,
            lambda: request.set_value(0, Value.ACTIVE),
        )

    def test_a_call_with_its_own_arguments(self) -> None:
        request = self.request(OUTPUT)
        with gate("gpiod_line_request_get_values_subset") as inside:
            one = Task(lambda: request.get_values([0]))
            inside.until_reached()
            two = Task(lambda: request.get_values([0, "foo"]))
            two.until_asleep()
        self.assertEqual([len(task.result()) for task in (one, two)], [1, 2])

    def test_a_chip(self) -> None:
        self.check(
            "gpiod_chip_get_line_info",
            lambda: self.chip.get_line_info(0),
            lambda: self.chip.watch_line_info(1),
        )

    def test_a_cached_value(self) -> None:
        self.check("gpiod_chip_get_info", self.chip.get_info, self.chip.get_info)

    @without_gil
    def test_line_settings(self) -> None:
        settings = _ext.LineSettings()
        self.check(
            "gpiod_line_settings_get_bias",
            settings.get_bias,
            lambda: settings.set_bias(Bias.PULL_UP),
        )

    @without_gil
    def test_line_settings_being_copied(self) -> None:
        settings, config = _ext.LineSettings(), _ext.LineConfig()
        self.check(
            "gpiod_line_settings_copy",
            lambda: config.add_line_settings([0], settings),
            lambda: settings.set_bias(Bias.PULL_UP),
        )

    def test_a_request_config(self) -> None:
        config = _ext.RequestConfig()
        config.set_consumer("me")
        self.check(
            "gpiod_request_config_get_consumer",
            config.get_consumer,
            lambda: config.set_consumer("another"),
        )

    def test_a_read(self) -> None:
        request = self.request()
        self.simulated.set_pull(0, type(self.simulated).Pull.UP)
        self.check(
            "gpiod_line_request_read_edge_events",
            request.read_edge_events,
            lambda: request.get_value(0),
        )


class SeveralGuards(GatedTest):
    """A call on several objects holds the guards of all."""

    def setUp(self) -> None:
        super().setUp()
        self.shared: Any = self.request(OUTPUT)  # a method of it is private
        self.config = _ext.LineConfig()
        self.config.add_line_settings(self.shared.offsets, OUTPUT)

    def check(self, user: Call) -> None:
        with gate("gpiod_line_request_reconfigure_lines") as inside:
            slow = Task(lambda: self.shared._reconfigure_lines(self.config))
            inside.until_reached()
            other = Task(user)
            other.until_asleep()
            self.assertTrue(other.is_alive(), "a second call got in")
        slow.result()
        other.result()

    def test_guards_the_first(self) -> None:
        self.check(lambda: self.shared.get_value(0))

    def test_guards_the_second(self) -> None:
        self.check(self.config.get_configured_offsets)


class Close(GatedTest):
    def test_waits_for_the_call_inside(self) -> None:
        request = self.request()
        with gate("gpiod_line_request_get_values_subset") as inside:
            slow = Task(request.get_values)
            inside.until_reached()
            closer = Task(request.release)
            closer.until_asleep()
            self.assertTrue(closer.is_alive(), "it was released under a call")
        self.assertEqual(len(slow.result()), 2)
        closer.result()

    def test_only_one_destroys(self) -> None:
        request = self.request()
        with gate("gpiod_line_request_release") as inside:
            closers = [Task(request.release), Task(request.release)]
            inside.until_reached()
            for closer in closers:
                closer.until_asleep()
            self.assertTrue(all(closer.is_alive() for closer in closers))
            self.assertEqual(inside.passed, 1)
        for closer in closers:
            closer.result()
        request.release()
        del request
        gc.collect()

    def test_two_at_once_destroy_once(self) -> None:
        request = self.request()
        with gate("step:drain") as closing:
            closers = [Task(request.release), Task(request.release)]
            closing.until_reached(2)
        for closer in closers:
            closer.result()

    def test_in_a_forked_child_destroys_nothing(self) -> None:
        request = self.request()
        with gate("gpiod_line_request_release") as inside:
            closer = Task(request.release)
            inside.until_reached()
            child = os.fork()
            if child == 0:
                signal.alarm(2)  # ends the child if it stops at the gate
                request.release()
                os._exit(0)
            self.assertEqual(os.waitpid(child, 0)[1], 0)
        closer.result()

    def test_waits_for_pinned_threads(self) -> None:
        """The waiter has not begun to poll: its descriptor must not be closed."""
        for name in ("wait_edge_events", "read_edge_events"):
            request = self.request()
            with gate("step:wait") as waiting:
                waiter = Task(getattr(request, name))
                waiting.until_reached()
                closer = Task(request.release)
                closer.until_asleep()
                self.assertTrue(closer.is_alive(), f"{name}() was not waited for")
            with self.assertRaises(gpiod.RequestReleasedError):
                waiter.result()
            closer.result()

    @without_gil  # a probe keeps the GIL
    def test_waits_for_a_probing_thread(self) -> None:
        request = self.request()
        with gate("step:probe") as looking:
            looker = Task(lambda: request.wait_edge_events(0))
            looking.until_reached()
            closer = Task(request.release)
            closer.until_asleep()
            self.assertTrue(closer.is_alive(), "the look was not waited for")
        with self.assertRaises(gpiod.RequestReleasedError):
            looker.result()
        closer.result()

    def test_does_not_wait_for_a_thread_that_has_probed(self) -> None:
        request = self.request()
        self.assertFalse(request.wait_edge_events(0))
        Task(request.release).result()

    def test_wakes_waiting_threads(self) -> None:
        for name in ("wait_edge_events", "read_edge_events"):
            request = self.request()
            waiter = Task(getattr(request, name))
            waiter.until_asleep()
            request.release()
            with self.assertRaises(gpiod.RequestReleasedError):
                waiter.result()


class Wait(GatedTest):
    def test_does_not_hold_the_guard(self) -> None:
        """Others can use the handle meanwhile, and read its events."""
        for name in ("wait_edge_events", "read_edge_events"):
            request = self.request()
            waiter = Task(getattr(request, name))
            waiter.until_asleep()
            self.assertEqual(len(Task(request.get_values).result()), 2)
            self.simulated.set_pull(0, type(self.simulated).Pull.UP)
            waiter.result()
            request.release()
            self.simulated.set_pull(0, type(self.simulated).Pull.DOWN)

    def test_resumes_when_another_thread_takes_the_event(self) -> None:
        """A read whose event another thread has taken must not block inside the library."""
        request = self.request()
        with gate("step:wait") as waiting:
            late = Task(request.read_edge_events)
            waiting.until_reached()
            self.simulated.set_pull(0, type(self.simulated).Pull.UP)
            self.assertEqual(len(request.read_edge_events()), 1)
        late.until_asleep()
        self.assertEqual(len(Task(request.get_values).result()), 2)
        request.release()
        with self.assertRaises(gpiod.RequestReleasedError):
            late.result()

    def test_probes_under_the_guard(self) -> None:
        request = self.request()
        self.simulated.set_pull(0, type(self.simulated).Pull.UP)
        with gate("gpiod_line_request_read_edge_events") as reading:
            first = Task(request.read_edge_events)
            reading.until_reached()
            second = Task(request.read_edge_events)
            second.until_asleep()
        self.assertEqual(len(first.result()), 1)
        second.until_asleep()
        self.assertEqual(len(Task(request.get_values).result()), 2)
        request.release()
        with self.assertRaises(gpiod.RequestReleasedError):
            second.result()

    @without_gil
    def test_each_read_has_its_own_events(self) -> None:
        """One thread converts the events in its buffer while another reads the next event."""
        request = self.request()
        pull = type(self.simulated).Pull
        with gate("gpiod_edge_event_buffer_get_event") as reading:
            self.simulated.set_pull(0, pull.UP)
            first = Task(request.read_edge_events)
            first.until_asleep()
            self.simulated.set_pull(0, pull.DOWN)
            second = Task(request.read_edge_events)
            second.until_asleep()
            self.assertGreaterEqual(reading.passed, 1)
        events = [event for task in (first, second) for event in task.result()]
        self.assertEqual([event.global_seqno for event in events], [1, 2])


if __name__ == "__main__":
    unittest.main()
