# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the package's objects own, and how long other threads and the collector see them."""

from __future__ import annotations

import _thread
import gc
import importlib.util
import sys
import threading
import types
import unittest
import weakref
from collections.abc import Callable
from typing import Any

import gpiod
from gates import LIMIT

LINE: dict[str, Any] = {
    "offset": 3,
    "name": "reset",
    "used": True,
    "consumer": "me",
    "direction": 3,
    "active_low": True,
    "bias": 1,
    "drive": 1,
    "edge_detection": 1,
    "event_clock": 1,
    "debounced": True,
    "debounce_period_us": 0,
}


class Asks:
    """An object that runs a hook when its truth is tested."""

    def __init__(self, hook: Callable[[], object]) -> None:
        self.hook = hook

    def __bool__(self) -> bool:
        self.hook()
        return True


class Keywords(unittest.TestCase):
    def test_must_be_strings(self) -> None:
        for key in (b"path", 1, 1.5, None, (1,)):
            keywords: Any = {key: "x"}
            with self.assertRaisesRegex(TypeError, "keywords must be strings"):
                gpiod.Chip(**keywords)

    def test_may_change_during_the_call(self) -> None:
        """start_new_thread() passes on the caller's dict."""
        seen: list[str] = []
        made = threading.Event()
        keywords: dict[str, Any] = dict(LINE)

        class Last:
            def __bool__(self) -> bool:
                seen.append("asked")
                return True

            def __del__(self) -> None:
                seen.append("gone")

        class Info(gpiod.LineInfo):
            def __init__(self, *_: object, **__: object) -> None:
                made.set()

        def clear() -> None:
            keywords.clear()
            seen.append("cleared")

        keywords.update(used=Asks(clear), debounced=Last())
        _thread.start_new_thread(Info, (), keywords)
        self.assertTrue(made.wait(LIMIT))
        self.assertEqual(seen[:2], ["cleared", "asked"])


class Snapshots(unittest.TestCase):
    def test_are_complete_when_the_collector_sees_them(self) -> None:
        class Derived(gpiod.LineInfo):
            pass

        seen: list[object] = []

        def look() -> None:
            seen.extend(it.consumer for it in gc.get_objects() if type(it) is Derived)

        Derived(**{**LINE, "used": Asks(look), "debounced": Asks(look)})
        self.assertEqual(seen, [])

    def test_are_hidden_while_they_are_deallocated(self) -> None:
        seen: list[object] = []

        class Name(str):
            def __del__(self) -> None:
                seen.extend(it for it in gc.get_objects() if type(it) is gpiod.LineInfo)

        before = sum(type(it) is gpiod.LineInfo for it in gc.get_objects())
        gpiod.LineInfo(**{**LINE, "name": Name("reset")})
        self.assertEqual(len(seen), before)

    def test_in_cycles_are_collected(self) -> None:
        class Name(str):
            info: object = None

        name = Name("reset")
        name.info = gpiod.LineInfo(**{**LINE, "name": name})
        gone = weakref.ref(name)
        del name
        gc.collect()
        self.assertIsNone(gone())


class Module(unittest.TestCase):
    """The module cannot be used before it is imported."""

    def setUp(self) -> None:
        spec = importlib.util.find_spec("gpiod._ext")
        assert spec is not None and spec.loader is not None
        self.loader = spec.loader
        self.module: Any = importlib.util.module_from_spec(spec)

    def test_is_not_executed_yet(self) -> None:
        self.assertRaises(ImportError, self.module._freeze)

    def test_is_being_executed(self) -> None:
        test, enums = self, sys.modules["gpiod._enums"]

        class Enums(types.ModuleType):
            def __getattr__(self, name: str) -> object:
                test.assertRaises(ImportError, test.module._freeze)
                return getattr(enums, name)

        self.addCleanup(sys.modules.__setitem__, "gpiod._enums", enums)
        sys.modules["gpiod._enums"] = Enums("gpiod._enums")
        self.loader.exec_module(self.module)


if __name__ == "__main__":
    unittest.main()
