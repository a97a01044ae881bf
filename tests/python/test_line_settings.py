# SPDX-License-Identifier: LGPL-2.1-or-later
"""LineSettings: a mutable dataclass."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import unittest
from datetime import timedelta
from typing import Any

import gpiod
from gpiod.line import Bias, Clock, Direction, Drive, Edge, Value

DEFAULTS: dict[str, Any] = {
    "direction": Direction.AS_IS,
    "edge_detection": Edge.NONE,
    "bias": Bias.AS_IS,
    "drive": Drive.PUSH_PULL,
    "active_low": False,
    "debounce_period": timedelta(),
    "event_clock": Clock.MONOTONIC,
    "output_value": Value.INACTIVE,
}

OTHERS: dict[str, Any] = {
    "direction": Direction.OUTPUT,
    "edge_detection": Edge.BOTH,
    "bias": Bias.PULL_UP,
    "drive": Drive.OPEN_DRAIN,
    "active_low": True,
    "debounce_period": timedelta(milliseconds=5),
    "event_clock": Clock.REALTIME,
    "output_value": Value.ACTIVE,
}


class LineSettings(unittest.TestCase):
    def test_defaults(self) -> None:
        self.assertEqual(vars(gpiod.LineSettings()), DEFAULTS)

    def test_signature(self) -> None:
        parameters = inspect.signature(gpiod.LineSettings).parameters
        self.assertEqual({name: item.default for name, item in parameters.items()}, DEFAULTS)

    def test_positional_and_keyword_arguments(self) -> None:
        self.assertEqual(vars(gpiod.LineSettings(*OTHERS.values())), OTHERS)
        self.assertEqual(vars(gpiod.LineSettings(**OTHERS)), OTHERS)
        anything: Any = gpiod.LineSettings
        with self.assertRaises(TypeError):
            anything(*OTHERS.values(), 1)
        with self.assertRaises(TypeError):
            anything(speed=1)

    def test_can_be_changed(self) -> None:
        settings = gpiod.LineSettings()
        for name, value in OTHERS.items():
            setattr(settings, name, value)
        self.assertEqual(settings, gpiod.LineSettings(**OTHERS))

    def test_is_a_dataclass(self) -> None:
        settings = gpiod.LineSettings(**OTHERS)
        self.assertEqual([field.name for field in dataclasses.fields(settings)], list(DEFAULTS))
        self.assertEqual(
            {field.name: field.default for field in dataclasses.fields(gpiod.LineSettings)},
            DEFAULTS,
        )
        self.assertEqual(dataclasses.asdict(settings), OTHERS)
        self.assertEqual(dataclasses.astuple(settings), tuple(OTHERS.values()))
        changed = dataclasses.replace(settings, bias=Bias.DISABLED)
        self.assertEqual(changed.bias, Bias.DISABLED)
        self.assertEqual(changed.drive, Drive.OPEN_DRAIN)
        self.assertEqual(gpiod.LineSettings.__match_args__, tuple(DEFAULTS))

    def test_equality(self) -> None:
        self.assertEqual(gpiod.LineSettings(), gpiod.LineSettings())
        for name, value in OTHERS.items():
            with self.subTest(name):
                self.assertNotEqual(gpiod.LineSettings(**{name: value}), gpiod.LineSettings())
        self.assertNotEqual(gpiod.LineSettings(), None)
        self.assertNotEqual(gpiod.LineSettings(), tuple(DEFAULTS.values()))

    def test_is_unhashable(self) -> None:
        with self.assertRaises(TypeError):
            hash(gpiod.LineSettings())

    def test_copies(self) -> None:
        settings = gpiod.LineSettings(**OTHERS)
        twins = [copy.copy(settings), copy.deepcopy(settings)]
        twins += [
            pickle.loads(pickle.dumps(settings, protocol))
            for protocol in range(pickle.HIGHEST_PROTOCOL + 1)
        ]
        for twin in twins:
            self.assertIsNot(twin, settings)
            self.assertEqual(twin, settings)

    def test_repr(self) -> None:
        self.assertEqual(
            repr(gpiod.LineSettings(**OTHERS)),
            "gpiod.LineSettings(direction=gpiod.line.Direction.OUTPUT, "
            "edge_detection=gpiod.line.Edge.BOTH, bias=gpiod.line.Bias.PULL_UP, "
            "drive=gpiod.line.Drive.OPEN_DRAIN, active_low=True, "
            "debounce_period=datetime.timedelta(microseconds=5000), "
            "event_clock=gpiod.line.Clock.REALTIME, output_value=gpiod.line.Value.ACTIVE)",
        )

    def test_repr_can_be_evaluated(self) -> None:
        import datetime

        for settings in (gpiod.LineSettings(), gpiod.LineSettings(**OTHERS)):
            twin = eval(repr(settings), {"gpiod": gpiod, "datetime": datetime})
            self.assertEqual(twin, settings)

    def test_str(self) -> None:
        self.assertEqual(
            str(gpiod.LineSettings()),
            "<LineSettings direction=Direction.AS_IS edge_detection=Edge.NONE bias=Bias.AS_IS "
            "drive=Drive.PUSH_PULL active_low=False debounce_period=0:00:00 "
            "event_clock=Clock.MONOTONIC output_value=Value.INACTIVE>",
        )

    def test_match_statement(self) -> None:
        match gpiod.LineSettings(Direction.INPUT, bias=Bias.PULL_DOWN):
            case gpiod.LineSettings(Direction.INPUT, Edge.NONE, bias=bias):
                self.assertEqual(bias, Bias.PULL_DOWN)
            case other:
                self.fail(f"{other} did not match")

    def test_can_be_subclassed(self) -> None:
        class Button(gpiod.LineSettings):
            def __init__(self) -> None:
                super().__init__(direction=Direction.INPUT, edge_detection=Edge.BOTH)

        self.assertEqual(Button().edge_detection, Edge.BOTH)


if __name__ == "__main__":
    unittest.main()
