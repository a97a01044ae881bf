# SPDX-License-Identifier: LGPL-2.1-or-later
"""Names, consumers and paths that are not UTF-8: they round-trip as surrogates, in any locale.

A consumer may be any bytes, and the kernel truncates it to 31 of them, perhaps inside a character:
programs that monitor lines must not fail on it.
"""

from __future__ import annotations

import io
import os
import tempfile
import unittest
from pathlib import Path
from typing import Any

import gpiod
from gpiod.line import Direction, Value
from support import GpioTest, is_official, run_program, unlike_official

LATIN = "caf\udce9"
"""The bytes b"caf\\xe9", which are Latin-1 and no UTF-8."""

LATIN_SHOWN = r"caf\xe9"

LONG = "x" + "\u00e9" * 20
"""41 bytes; the 31 that the kernel keeps end inside a character but for the x."""

CUT = "\u00e9" * 15 + "\udcc3"
"""What the kernel keeps of 20 such characters."""

CUT_SHOWN = "\u00e9" * 15 + r"\xc3"

NOT_BYTES = ("\ud800", "\udfff", "a\udc7f", "\udd00")
"""Surrogates that stand for no byte."""


def printed(value: object) -> str:
    """What a stream with strict UTF-8 prints for it."""
    raw = io.BytesIO()
    stream = io.TextIOWrapper(raw, encoding="utf-8", errors="strict")
    print(value, end="", file=stream, flush=True)
    return raw.getvalue().decode()


@unlike_official("UnicodeDecodeError for what is not UTF-8, and the event is lost")
class UndecodableText(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        self.simulated = self.sim(num_lines=4, line_names={0: LATIN, 1: "na\u00efve"})
        self.board: Any = self.chip(self.simulated)

    def test_names_of_lines(self) -> None:
        info = self.board.get_line_info(0)
        self.assertEqual(info.name, LATIN)
        self.assertEqual(os.fsencode(info.name), b"caf\xe9")
        self.assertEqual(self.board.get_line_info(LATIN), info)
        self.assertEqual(self.board.line_offset_from_id(LATIN), 0)
        with self.assertRaises(FileNotFoundError):
            self.board.line_offset_from_id("caf\udce8")

    def test_names_in_requests(self) -> None:
        for config in ({LATIN: None}, {0: None}):
            with self.subTest(config), self.board.request_lines(config) as request:
                self.assertEqual(request.get_value(LATIN), Value.INACTIVE)
                self.assertEqual(request.get_values([LATIN]), [Value.INACTIVE])
                inverted = gpiod.LineSettings(direction=Direction.INPUT, active_low=True)
                request.reconfigure_lines({LATIN: inverted})
                self.assertEqual(request.get_value(LATIN), Value.ACTIVE)

    def test_consumers(self) -> None:
        self.assertEqual(len(CUT.encode(errors="surrogateescape")), 31)
        for consumer, kept in (
            (LATIN, LATIN),
            ("\u00e9" * 20, CUT),
            ("\udcff" * 40, "\udcff" * 31),
        ):
            with self.subTest(consumer), self.board.request_lines({0: None}, consumer):
                self.assertEqual(self.board.get_line_info(0).consumer, kept)

    def test_info_events(self) -> None:
        self.board.watch_line_info(0)
        self.board.request_lines({0: None}, "\u00e9" * 20).release()
        events = [self.board.read_info_event() for _ in range(2)]
        self.assertEqual(
            [event.event_type for event in events],
            [gpiod.InfoEvent.Type.LINE_REQUESTED, gpiod.InfoEvent.Type.LINE_RELEASED],
        )
        self.assertEqual(events[0].line_info.consumer, CUT)
        self.assertFalse(self.board.wait_info_event(0))
        self.assertIn(f'name="{LATIN_SHOWN}"', printed(events[0]))
        self.assertIn(CUT_SHOWN, printed(events[0]))

    def test_is_escaped_when_printed(self) -> None:
        info = self.board.get_line_info(0)
        self.assertIn(f'name="{LATIN_SHOWN}"', printed(info))
        self.assertEqual(str(info), printed(info))
        self.assertIn('name="na\u00efve"', printed(self.board.get_line_info(1)))
        shown = str(gpiod.ChipInfo("a\ud800\udce9\\", "\u00e9", 1))
        self.assertEqual(shown, r'<ChipInfo name="a\ud800\udce9\" label="é" num_lines=1>')
        self.assertEqual(printed(shown), shown)

    def test_errors_are_printable(self) -> None:
        class Name(str):
            def __str__(self) -> str:
                return f"<{str.__str__(self)}>"

        with self.board.request_lines({0: None}) as request:
            for name, shown in (
                ("\udce8", r"\xe8"),
                ("\ud800", r"\ud800"),
                ("\u00e9", "\u00e9"),
                (Name("\udce8"), r"<\xe8>"),
            ):
                with self.subTest(shown), self.assertRaises(ValueError) as caught:
                    request.get_value(name)
                self.assertEqual(printed(caught.exception), f"unknown line name: {shown}")
        with self.assertRaises(ValueError) as caught:
            self.board.request_lines({(LATIN, LATIN): None})
        printed(caught.exception)

    def test_paths(self) -> None:
        with tempfile.TemporaryDirectory() as folder:
            link = Path(folder, LATIN)
            link.symlink_to(self.simulated.dev_path)
            self.assertTrue(gpiod.is_gpiochip_device(str(link)))
            with gpiod.Chip(str(link)) as chip:
                self.assertEqual(chip.path, str(link))
                self.assertIn(LATIN_SHOWN, printed(chip))
                self.assertIn(LATIN_SHOWN, printed(repr(chip)))
            self.assertFalse(gpiod.is_gpiochip_device(f"{folder}/caf\udce8"))
            with self.assertRaises(FileNotFoundError):
                gpiod.Chip(f"{folder}/caf\udce8")

    def test_strings_that_libgpiod_stores(self) -> None:
        from gpiod import _ext

        config = _ext.RequestConfig()
        for consumer in (LATIN, None, "\u00e9", "\udcff" * 31):
            config.set_consumer(consumer)
            self.assertEqual(config.get_consumer(), consumer)
        for consumer in ("\ud800", "a\0", "\udcff\0"):
            with self.assertRaises(ValueError):
                config.set_consumer(consumer)
        self.assertEqual(config.get_consumer(), "\udcff" * 31, "a refused one changed it")

    def test_in_any_locale(self) -> None:
        for options in ((), ("-X", "utf8=0")):
            done = run_program(
                "text_of_lines",
                options=options,
                environment={"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"},
            )
            self.assertEqual((done.returncode, done.stdout), (0, "done\n"), done.stderr)


class InvalidText(GpioTest):
    def test_bytes_are_rejected(self) -> None:
        chip: Any = self.chip(self.sim())
        for text in NOT_BYTES:
            for call in (
                gpiod.Chip,
                gpiod.is_gpiochip_device,
                chip.get_line_info,
                chip.line_offset_from_id,
                lambda text: chip.request_lines({0: None}, text),
            ):
                with self.subTest(text=text, call=call), self.assertRaises(UnicodeEncodeError):
                    call(text)

    def test_embedded_null_characters_are_rejected(self) -> None:
        chip: Any = self.chip(self.sim())
        calls = [gpiod.Chip, gpiod.is_gpiochip_device, chip.get_line_info]
        for text in ("/dev/null\0", *([] if is_official() else ["\udcff\0", "\0\udcff"])):
            for call in calls:
                with self.subTest(text=text, call=call), self.assertRaises(ValueError):
                    call(text)


class Utf8(GpioTest):
    """Valid UTF-8 is unchanged, with either package."""

    NAMES = {0: "\u00e9", 1: "\U0001f600", 2: "\u0430", 3: "plain"}

    def test_round_trip(self) -> None:
        chip = self.chip(self.sim(num_lines=4, line_names=self.NAMES))
        for offset, name in self.NAMES.items():
            with self.subTest(name), chip.request_lines({name: None}, name * 2) as request:
                info = chip.get_line_info(name)
                self.assertEqual((info.offset, info.name, info.consumer), (offset, name, name * 2))
                self.assertEqual(request.get_value(name), Value.INACTIVE)
                self.assertIn(f'name="{name}" used=True consumer="{name * 2}"', printed(info))


if __name__ == "__main__":
    unittest.main()
