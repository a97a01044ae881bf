# SPDX-License-Identifier: LGPL-2.1-or-later
"""The gpiod module itself: its names, submodules, versions and functions."""

from __future__ import annotations

import importlib
import inspect
import os
import tempfile
import types
import unittest
from pathlib import Path
from typing import Any

import gpiod
import gpiosim
from support import GpioTest, things

SUBMODULES = {
    "chip": ["Chip"],
    "chip_info": ["ChipInfo"],
    "edge_event": ["EdgeEvent"],
    "exception": ["ChipClosedError", "RequestReleasedError"],
    "info_event": ["InfoEvent"],
    "line": ["Value", "Direction", "Bias", "Drive", "Edge", "Clock"],
    "line_info": ["LineInfo"],
    "line_request": ["LineRequest"],
    "line_settings": ["LineSettings"],
    "version": None,
}

CLASSES = [name for names in SUBMODULES.values() for name in names or []]
LINE_ENUMS = SUBMODULES["line"] or []


class Names(unittest.TestCase):
    def test_all_lists_the_public_api(self) -> None:
        expected = {*SUBMODULES, *CLASSES, "__version__", "api_version"}
        expected |= {"is_gpiochip_device", "request_lines"}
        expected -= set(LINE_ENUMS)
        self.assertEqual(set(gpiod.__all__), expected)
        self.assertEqual(len(gpiod.__all__), len(expected), "a name is listed twice")

    def test_all_names_exist(self) -> None:
        for name in gpiod.__all__:
            with self.subTest(name):
                self.assertTrue(hasattr(gpiod, name))

    def test_star_import(self) -> None:
        namespace: dict[str, object] = {}
        exec("from gpiod import *", namespace)
        namespace.pop("__builtins__")
        self.assertEqual(set(namespace), set(gpiod.__all__))

    def test_submodules(self) -> None:
        for name, public in SUBMODULES.items():
            with self.subTest(name):
                module = importlib.import_module(f"gpiod.{name}")
                self.assertIsInstance(module, types.ModuleType)
                self.assertIs(getattr(gpiod, name), module)
                if public is not None:
                    self.assertEqual(module.__all__, public)

    def test_classes_have_the_right_module(self) -> None:
        for module_name, public in SUBMODULES.items():
            for name in public or []:
                with self.subTest(name):
                    found = getattr(importlib.import_module(f"gpiod.{module_name}"), name)
                    self.assertIsInstance(found, type)
                    self.assertEqual(found.__module__, f"gpiod.{module_name}")
                    self.assertEqual(found.__name__, name)
                    self.assertEqual(found.__qualname__, name)

    def test_classes_are_in_the_package_except_line_enums(self) -> None:
        for module_name, public in SUBMODULES.items():
            for name in public or []:
                with self.subTest(name):
                    if module_name == "line":
                        self.assertFalse(hasattr(gpiod, name))
                    else:
                        module = importlib.import_module(f"gpiod.{module_name}")
                        self.assertIs(getattr(gpiod, name), getattr(module, name))

    def test_everything_public_is_documented(self) -> None:
        self.assertTrue(gpiod.__doc__)
        for name in CLASSES:
            module = gpiod.line if name in LINE_ENUMS else gpiod
            self.assertTrue(inspect.getdoc(getattr(module, name)), name)
        for owner in (gpiod.Chip, gpiod.LineRequest):
            for name, member in vars(owner).items():
                if not name.startswith("_"):
                    said = inspect.getdoc(member) or ""
                    self.assertRegex(said, r"\nThreads: \w+; ", f"{owner.__name__}.{name}")
                    if callable(member):
                        self.assertIn("\nBlocks: ", said, f"{owner.__name__}.{name}")

    def test_versions(self) -> None:
        self.assertEqual(gpiod.__version__, "2.5.0")
        self.assertEqual(gpiod.version.__version__, gpiod.__version__)
        self.assertIsInstance(gpiod.api_version, str)
        self.assertRegex(gpiod.api_version, r"\A2\.\d+(\.\d+)?")


class IsGpiochipDevice(GpioTest):
    def test_true_for_a_chip(self) -> None:
        sim = self.sim()
        self.assertIs(gpiod.is_gpiochip_device(sim.dev_path), True)
        self.assertIs(gpiod.is_gpiochip_device(path=sim.dev_path), True)

    def test_true_for_a_link_to_a_chip(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            link = str(Path(folder, "link"))
            os.symlink(self.sim().dev_path, link)
            self.assertIs(gpiod.is_gpiochip_device(link), True)

    def test_false_for_anything_else(self) -> None:
        for path in ("/dev/null", "/etc/passwd", "/tmp", "/nonexistent", "", "no/such/folder"):
            with self.subTest(path):
                self.assertIs(gpiod.is_gpiochip_device(path), False)

    def test_wrong_arguments(self) -> None:
        function: Any = gpiod.is_gpiochip_device
        for path in things(None, 1, b"/dev/null", 1.5, [], Path("/dev/null")):
            with self.subTest(path=path), self.assertRaises(TypeError):
                function(path)
        with self.assertRaises(TypeError):
            function()
        with self.assertRaises(TypeError):
            function("/dev/null", "/dev/null")
        with self.assertRaises(TypeError):
            function(file="/dev/null")
        with self.assertRaises(ValueError):
            function("/dev/null\0")
        with self.assertRaises(UnicodeEncodeError):
            function("/dev/\ud800")


class RequestLines(GpioTest):
    def test_opens_a_chip_requests_lines_and_closes_it(self) -> None:
        sim = self.sim(line_names={3: "reset"})
        with gpiod.request_lines(
            sim.dev_path,
            {"reset": gpiod.LineSettings(direction=gpiod.line.Direction.OUTPUT), 4: None},
            "me",
            16,
            {"reset": gpiod.line.Value.ACTIVE},
        ) as request:
            self.assertIsInstance(request, gpiod.LineRequest)
            self.assertEqual(request.lines, ["reset", 4])
            self.assertEqual(sim.get_value(3), gpiosim.Chip.Value.ACTIVE)
            with gpiod.Chip(sim.dev_path) as chip:
                self.assertEqual(chip.get_line_info(4).consumer, "me")

    def test_argument_names_and_defaults(self) -> None:
        parameters = inspect.signature(gpiod.request_lines).parameters
        self.assertEqual(
            {name: parameter.default for name, parameter in parameters.items()},
            {
                "path": inspect.Parameter.empty,
                "config": inspect.Parameter.empty,
                "consumer": None,
                "event_buffer_size": None,
                "output_values": None,
            },
        )
        sim = self.sim()
        with gpiod.request_lines(
            output_values={1: gpiod.line.Value.INACTIVE},
            event_buffer_size=4,
            consumer="me",
            config={1: gpiod.LineSettings(direction=gpiod.line.Direction.OUTPUT)},
            path=sim.dev_path,
        ) as request:
            self.assertEqual(request.offsets, [1])

    def test_failure_closes_the_chip(self) -> None:
        sim = self.sim()  # that no descriptor is left is checked after every test
        with self.assertRaises(ValueError):
            gpiod.request_lines(sim.dev_path, {})
        with self.assertRaises(FileNotFoundError):
            gpiod.request_lines(sim.dev_path, {"unknown": None})
        with self.assertRaises(FileNotFoundError):
            gpiod.request_lines("/nonexistent", {0: None})


if __name__ == "__main__":
    unittest.main()
