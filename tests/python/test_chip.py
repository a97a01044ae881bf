# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chip: opening, closing, its own properties and its lines' offsets."""

from __future__ import annotations

import copy
import errno
import gc
import inspect
import os
import pickle
import tempfile
import unittest
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import gpiod
from support import GpioTest, things, unlike_official

METHODS: dict[str, dict[str, Any]] = {
    "close": {},
    "get_info": {},
    "line_offset_from_id": {"id": inspect.Parameter.empty},
    "get_line_info": {"line": inspect.Parameter.empty},
    "watch_line_info": {"line": inspect.Parameter.empty},
    "unwatch_line_info": {"line": inspect.Parameter.empty},
    "wait_info_event": {"timeout": None},
    "read_info_event": {},
    "request_lines": {
        "config": inspect.Parameter.empty,
        "consumer": None,
        "event_buffer_size": None,
        "output_values": None,
    },
    "fileno": {},
}


def uses(chip: Any) -> dict[str, Callable[[], object]]:
    """Every use of a chip that raises once it is closed."""
    return {
        "get_info": chip.get_info,
        "line_offset_from_id": lambda: chip.line_offset_from_id(0),
        "get_line_info": lambda: chip.get_line_info(0),
        "watch_line_info": lambda: chip.watch_line_info(0),
        "unwatch_line_info": lambda: chip.unwatch_line_info(0),
        "wait_info_event": lambda: chip.wait_info_event(0),
        "read_info_event": chip.read_info_event,
        "request_lines": lambda: chip.request_lines({0: None}),
        "fileno": chip.fileno,
        "path": lambda: chip.path,
        "fd": lambda: chip.fd,
        "with": chip.__enter__,
    }


class Opening(GpioTest):
    def test_by_path(self) -> None:
        sim = self.sim()
        with gpiod.Chip(sim.dev_path) as chip:
            self.assertEqual(chip.path, sim.dev_path)
        with gpiod.Chip(path=sim.dev_path) as chip:
            self.assertTrue(chip)

    def test_by_link(self) -> None:
        sim = self.sim()
        with tempfile.TemporaryDirectory() as folder:
            link = str(Path(folder, "link"))
            os.symlink(sim.dev_path, link)
            with gpiod.Chip(link) as chip:
                self.assertEqual(chip.path, link)
                self.assertEqual(chip.get_info().name, sim.name)

    def test_missing_path(self) -> None:
        for path in ("/nonexistent", ""):
            with self.subTest(path), self.assertRaises(FileNotFoundError) as caught:
                gpiod.Chip(path)
            self.assertEqual(caught.exception.errno, errno.ENOENT)

    def test_path_that_is_not_a_chip(self) -> None:
        for path, number in (("/tmp", errno.ENOTTY), ("/dev/null", errno.ENODEV)):
            with self.subTest(path), self.assertRaises(OSError) as caught:
                gpiod.Chip(path)
            self.assertIs(type(caught.exception), OSError)
            self.assertEqual(caught.exception.errno, number)
            self.assertEqual(caught.exception.strerror, os.strerror(number))

    def test_wrong_arguments(self) -> None:
        anything: Any = gpiod.Chip
        for path in (None, 0, 1.5, b"/dev/gpiochip0", [], Path("/dev/gpiochip0"), object()):
            with self.subTest(path=path), self.assertRaises(TypeError):
                anything(path)
        with self.assertRaises(TypeError):
            anything()
        with self.assertRaises(TypeError):
            anything("/nonexistent", 1)
        with self.assertRaises(TypeError):
            anything(name="/nonexistent")
        with self.assertRaises(ValueError):
            anything("/dev/gpiochip0\0")
        with self.assertRaises(UnicodeEncodeError):
            anything("/dev/\ud800")

    def test_signatures(self) -> None:
        self.assertEqual(list(inspect.signature(gpiod.Chip).parameters), ["path"])
        for name, expected in METHODS.items():
            with self.subTest(name):
                parameters = dict(inspect.signature(getattr(gpiod.Chip, name)).parameters)
                del parameters["self"]
                self.assertEqual(
                    {name: item.default for name, item in parameters.items()}, expected
                )

    def test_public_names(self) -> None:
        public = {name for name in dir(gpiod.Chip) if not name.startswith("_")}
        self.assertLessEqual({*METHODS, "path", "fd"}, public)


class Closing(GpioTest):
    def test_closes_its_descriptor(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        fd = chip.fd
        os.fstat(fd)
        self.assertIsNone(chip.close())  # type: ignore[func-returns-value]
        with self.assertRaises(OSError):
            os.fstat(fd)

    def test_twice(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        chip.close()
        chip.close()

    def test_truth(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        self.assertIs(bool(chip), True)
        chip.close()
        self.assertIs(bool(chip), False)

    def test_with_statement(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        with chip as entered:
            self.assertIs(entered, chip)
        self.assertFalse(chip)
        with self.assertRaises(gpiod.ChipClosedError), chip:
            self.fail("entered a closed chip")

    def test_with_statement_propagates_exceptions(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        with self.assertRaises(ZeroDivisionError), chip:
            raise ZeroDivisionError
        self.assertFalse(chip)
        self.assertIsNone(chip.__exit__(None, None, None))  # type: ignore[func-returns-value]

    def test_close_inside_a_with_statement(self) -> None:
        with gpiod.Chip(self.sim().dev_path) as chip:
            chip.close()

    def test_closed_chip_raises_from_every_method(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        chip.get_info()
        chip.close()
        for name, use in uses(chip).items():
            with self.subTest(name), self.assertRaises(gpiod.ChipClosedError):
                use()

    def test_closed_chip_raises_before_arguments_are_checked(self) -> None:
        chip: Any = gpiod.Chip(self.sim().dev_path)
        chip.close()
        for name in (
            "line_offset_from_id",
            "get_line_info",
            "watch_line_info",
            "unwatch_line_info",
        ):
            for line in things("unknown", None, 99, -1, 2**70, []):
                with self.subTest(name=name, line=line), self.assertRaises(gpiod.ChipClosedError):
                    getattr(chip, name)(line)
        with self.assertRaises(gpiod.ChipClosedError):
            chip.wait_info_event("soon")
        with self.assertRaises(gpiod.ChipClosedError):
            chip.wait_info_event(-1)
        with self.assertRaises(gpiod.ChipClosedError):
            chip.request_lines(None, 1, "x", 1)

    def test_methods_check_their_number_of_arguments(self) -> None:
        with gpiod.Chip(self.sim().dev_path) as chip:
            for name, parameters in METHODS.items():
                method: Any = getattr(chip, name)
                with self.subTest(name), self.assertRaises(TypeError):
                    method(*[0] * (len(parameters) + 1))
                with self.subTest(name), self.assertRaises(TypeError):
                    method(no_such_argument=1)
                if inspect.Parameter.empty in parameters.values():
                    with self.subTest(name), self.assertRaises(TypeError):
                        method()

    def test_last_reference_closes(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        fd = chip.fd
        del chip
        gc.collect()
        with self.assertRaises(OSError):
            os.fstat(fd)


class Properties(GpioTest):
    def test_descriptor(self) -> None:
        chip = self.chip(self.sim())
        self.assertIsInstance(chip.fd, int)
        self.assertEqual(chip.fileno(), chip.fd)
        self.assertFalse(os.get_inheritable(chip.fd))

    def test_cannot_be_set(self) -> None:
        chip: Any = self.chip(self.sim())
        for name in ("path", "fd"):
            with self.subTest(name), self.assertRaises(AttributeError):
                setattr(chip, name, getattr(chip, name))
            with self.subTest(name), self.assertRaises(AttributeError):
                delattr(chip, name)

    def test_info(self) -> None:
        sim = self.sim(num_lines=16, label="a label")
        info = self.chip(sim).get_info()
        self.assertIsInstance(info, gpiod.ChipInfo)
        self.assertEqual(info, gpiod.ChipInfo(sim.name, "a label", 16))

    def test_info_is_cached(self) -> None:
        chip = self.chip(self.sim())
        self.assertIs(chip.get_info(), chip.get_info())

    def test_repr(self) -> None:
        sim = self.sim()
        chip = gpiod.Chip(sim.dev_path)
        self.assertEqual(repr(chip), f'gpiod.Chip("{sim.dev_path}")')
        with eval(repr(chip)) as twin:
            self.assertEqual(twin.path, chip.path)
        chip.close()
        self.assertEqual(repr(chip), "<Chip CLOSED>")

    def test_str(self) -> None:
        sim = self.sim(label="a label")
        chip = gpiod.Chip(sim.dev_path)
        self.assertEqual(
            str(chip),
            f'<Chip path="{sim.dev_path}" fd={chip.fd} info=<ChipInfo name="{sim.name}" '
            'label="a label" num_lines=8>>',
        )
        chip.close()
        self.assertEqual(str(chip), "<Chip CLOSED>")

    @unlike_official("its attributes are not there yet")
    def test_repr_and_str_before_init(self) -> None:
        chip = gpiod.Chip.__new__(gpiod.Chip)
        self.assertEqual((repr(chip), str(chip)), ("<Chip CLOSED>", "<Chip CLOSED>"))
        with self.assertRaises(FileNotFoundError):
            chip.__init__("/nonexistent")  # type: ignore[misc]
        self.assertEqual((repr(chip), str(chip)), ("<Chip CLOSED>", "<Chip CLOSED>"))

    @unlike_official("OSError of str()")
    def test_str_of_an_unplugged_chip(self) -> None:
        sim = self.sim()
        path = sim.dev_path
        with gpiod.Chip(path) as chip:
            sim.close()
            self.assertEqual(repr(chip), f'gpiod.Chip("{path}")')
            self.assertEqual(str(chip), f'<Chip path="{path}" fd={chip.fd} info=<OSError>>')

    def test_equality_is_identity(self) -> None:
        sim = self.sim()
        one, other = self.chip(sim), self.chip(sim)
        self.assertEqual(one, one)
        self.assertNotEqual(one, other)
        self.assertEqual(len({one, other}), 2)

    def test_weak_references(self) -> None:
        chip = gpiod.Chip(self.sim().dev_path)
        reference = weakref.ref(chip)
        self.assertIs(reference(), chip)
        del chip
        gc.collect()
        self.assertIsNone(reference())

    def test_cannot_be_pickled_or_deep_copied(self) -> None:
        chip = self.chip(self.sim())
        for protocol in range(pickle.HIGHEST_PROTOCOL + 1):
            with self.subTest(protocol), self.assertRaises(TypeError):
                pickle.dumps(chip, protocol)
        with self.assertRaises(TypeError):
            copy.deepcopy(chip)

    @unlike_official("two objects would close one descriptor")
    def test_cannot_be_copied(self) -> None:
        with self.assertRaises(TypeError):
            copy.copy(self.chip(self.sim()))

    @unlike_official("Chip is written in Python there")
    def test_has_no_instance_dict(self) -> None:
        chip: Any = self.chip(self.sim())
        with self.assertRaises(AttributeError):
            chip.owner = "me"

    def test_works_with_select(self) -> None:
        import select

        chip = self.chip(self.sim())
        self.assertEqual(select.select([chip], [], [], 0), ([], [], []))
        chip.watch_line_info(0)
        with chip.request_lines({0: None}):
            self.assertEqual(select.select([chip], [], [], 1), ([chip], [], []))


class Subclassing(GpioTest):
    def test_subclass_with_a_constructor_attributes_and_methods(self) -> None:
        class Board(gpiod.Chip):
            def __init__(self, path: str, revision: int) -> None:
                super().__init__(path)
                self.revision = revision

            def get_info(self) -> gpiod.ChipInfo:
                info = super().get_info()
                return gpiod.ChipInfo(info.name, f"{info.label} r{self.revision}", info.num_lines)

        sim = self.sim(label="board")
        board = Board(sim.dev_path, revision=3)
        with board as entered:
            self.assertIs(entered, board)
            self.assertEqual(board.get_info().label, "board r3")
            self.assertEqual(repr(board), f'gpiod.Chip("{sim.dev_path}")')
            with board.request_lines({0: None}) as request:
                self.assertEqual(request.offsets, [0])
            self.assertEqual(board.revision, 3)
        self.assertFalse(board)

    @unlike_official("what get_info() raises is raised by str()")
    def test_get_info_that_raises(self) -> None:
        class Board(gpiod.Chip):
            error: type[Exception]

            def get_info(self) -> gpiod.ChipInfo:
                raise self.error

        sim = self.sim()
        with Board(sim.dev_path) as board:
            for error in (RuntimeError, OSError, ZeroDivisionError, MemoryError):
                board.error = error
                with self.subTest(error):
                    known = f'<Chip path="{sim.dev_path}" fd={board.fd} info=<{error.__name__}>>'
                    self.assertEqual(str(board), known)
            board.error = gpiod.ChipClosedError
            self.assertEqual(str(board), "<Chip CLOSED>")

    @unlike_official("what its attributes raise is raised by repr()")
    def test_attributes_that_raise(self) -> None:
        class Board(gpiod.Chip):
            @property
            def path(self) -> str:
                raise ZeroDivisionError

        board = Board(self.sim().dev_path)
        self.addCleanup(board.close)
        for text in (repr(board), str(board)):
            self.assertRegex(text, r"\A<.*\.Board object at 0x[0-9a-f]+>\Z")

    def test_close_that_is_extended(self) -> None:
        closed = []

        class Board(gpiod.Chip):
            def close(self) -> None:
                super().close()
                closed.append(True)

        with Board(self.sim().dev_path):
            pass
        self.assertEqual(closed, [True])

    def test_line_offset_from_id_that_is_overridden(self) -> None:
        """A subclass may number lines like the board's header; names remain those of the chip."""

        class Board(gpiod.Chip):
            def line_offset_from_id(self, id: str | int) -> int:
                return super().line_offset_from_id(id - 10 if isinstance(id, int) else id)

        sim = self.sim(num_lines=4, line_names={1: "one", 2: "two"})
        for known in (False, True):
            with Board(sim.dev_path) as board:
                if known:
                    board.get_info()
                self.assertEqual(board.get_line_info(11).offset, 1)
                with board.request_lines({(11, 12): None}) as request:
                    self.assertEqual(request.offsets, [1, 2])
                    self.assertEqual(request.lines, [11, 12])
                    self.assertEqual(len(request.get_values(["one", "two"])), 2)

    def test_line_offset_from_id_that_returns_no_offset(self) -> None:
        for found in things(None, "3", 3.0):

            class Board(gpiod.Chip):
                answer = found

                def line_offset_from_id(self, id: str | int) -> Any:
                    return self.answer

            with Board(self.sim().dev_path) as board:
                for use in (board.get_line_info, lambda line: board.request_lines({line: None})):
                    with self.subTest(found=found), self.assertRaises(TypeError):
                        use(0)

    def test_overridden_get_line_info_is_not_called_by_request_lines(self) -> None:
        class Board(gpiod.Chip):
            def get_line_info(self, line: int | str) -> Any:
                raise AssertionError("request_lines() asks the chip itself")

        with Board(self.sim().dev_path) as board, board.request_lines({0: None}) as request:
            self.assertEqual(request.offsets, [0])

    def test_constructor_that_raises(self) -> None:
        class Board(gpiod.Chip):
            pass

        with self.assertRaises(FileNotFoundError):
            Board("/nonexistent")

    @unlike_official("AttributeError for a private name")
    def test_constructor_that_does_not_open_leaves_it_closed(self) -> None:
        class Board(gpiod.Chip):
            def __init__(self) -> None:
                pass

        board = Board()
        self.assertFalse(board)
        for name, use in uses(board).items():
            with self.subTest(name), self.assertRaises(gpiod.ChipClosedError):
                use()
        board.close()

    @unlike_official("the object is opened anew")
    def test_constructor_that_opens_twice(self) -> None:
        class Board(gpiod.Chip):
            def __init__(self, path: str) -> None:
                super().__init__(path)
                super().__init__(path)

        with self.assertRaises(RuntimeError):
            Board(self.sim().dev_path)


class LineOffsetFromId(GpioTest):
    def setUp(self) -> None:
        super().setUp()
        names = {1: "foo", 2: "bar", 4: "baz", 5: "bar", 6: "3", 7: "-1"}
        self.sim_chip = self.sim(num_lines=8, line_names=names)
        self.opened = self.chip(self.sim_chip)

    def test_offset_is_returned_unchanged(self) -> None:
        for offset in range(8):
            self.assertEqual(self.opened.line_offset_from_id(offset), offset)
        self.assertEqual(self.opened.line_offset_from_id(id=3), 3)

    def test_names(self) -> None:
        self.assertEqual(self.opened.line_offset_from_id("foo"), 1)
        self.assertEqual(self.opened.line_offset_from_id("baz"), 4)

    def test_duplicate_name_gives_the_first_line(self) -> None:
        self.assertEqual(self.opened.line_offset_from_id("bar"), 2)

    def test_names_take_precedence_over_numbers(self) -> None:
        self.assertEqual(self.opened.line_offset_from_id("3"), 6)
        self.assertEqual(self.opened.line_offset_from_id("-1"), 7)

    def test_decimal_strings(self) -> None:
        for text, offset in (
            ("4", 4),
            (" 4 ", 4),
            ("+4", 4),
            ("0_4", 4),
            ("004", 4),
            ("\u0664", 4),
        ):
            with self.subTest(text):
                self.assertEqual(self.opened.line_offset_from_id(text), offset)

    def test_bool_is_an_int(self) -> None:
        self.assertEqual(self.opened.line_offset_from_id(True), 1)

    def test_subclasses_of_int_and_str(self) -> None:
        class Offset(int):
            pass

        class Name(str):
            pass

        self.assertEqual(self.opened.line_offset_from_id(Offset(3)), 3)
        self.assertEqual(self.opened.line_offset_from_id(Name("foo")), 1)

    def test_out_of_range(self) -> None:
        for line in (8, 2**31, 2**32, 2**32 + 1, 2**64, 2**200, "8", "4294967297", str(2**64)):
            with self.subTest(line=line), self.assertRaises(ValueError):
                self.opened.line_offset_from_id(line)

    def test_unknown_names(self) -> None:
        for name in ("nope", "FOO", "foo ", "3.0", "0x3", "\N{SNOWMAN}"):
            with self.subTest(name), self.assertRaises(FileNotFoundError) as caught:
                self.opened.line_offset_from_id(name)
            self.assertEqual(caught.exception.errno, errno.ENOENT)

    def test_empty_name_matches_unnamed_lines(self) -> None:
        self.assertEqual(self.opened.line_offset_from_id(""), 0)

    def test_negative_offsets_are_passed_through(self) -> None:
        for line in (-1, -8, "-2"):
            self.assertEqual(self.opened.line_offset_from_id(line), int(line))

    def test_wrong_types(self) -> None:
        anything: Any = self.opened.line_offset_from_id
        for line in (None, 1.0, b"foo", [], (1,), object()):
            with self.subTest(line=line), self.assertRaises(TypeError):
                anything(line)

    def test_strings_with_null_characters(self) -> None:
        with self.assertRaises(ValueError):
            self.opened.line_offset_from_id("foo\0")
        with self.assertRaises(UnicodeEncodeError):
            self.opened.line_offset_from_id("\ud800")


if __name__ == "__main__":
    unittest.main()
