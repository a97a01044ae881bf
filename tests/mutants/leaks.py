# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants that leak a reference, most of them when an argument is refused half-way.

Not here: leaks after a failed allocation, which tests/python/memory_program.py counts; and the
cached result of the slower of two threads, because which one is slower is chance.
"""

from __future__ import annotations

from collections.abc import Callable

from generated import CHIP_REQUEST, CONVERTERS, runtime
from mutants import Edit, Mutant, mutant

LINE_SETTINGS = "annotations/gpiod/line_settings.h"
SNAPSHOT = "templates/package/src/@snapshot@.c.jinja"
VALUES = "templates/parts/snapshot/values.jinja"


def request(function: str, old: str, new: str = "") -> Edit:
    return Edit(CHIP_REQUEST, old, new, function)


def convert(function: str, old: str, new: str = "") -> Edit:
    return Edit(CONVERTERS, old, new, function)


def unfinished(where: Callable[..., Edit], *place: str) -> Edit:
    """Keeps what was read of an iterable when an item is refused."""
    before = "return gg_items_finish(&items) ? -1 : result;"
    return where(*place, before, "return result || gg_items_finish(&items) ? -1 : 0;")


def leak(name: str, edit: Edit, killer: str, why: str = "") -> Mutant:
    return mutant(name, why or "what was made so far stays for ever", edit, killers=(killer,))


ARRAYS = [
    leak(
        "array: what it is read from, when an item is refused",
        unfinished(runtime, "gg_convert.c", "gg_array_from_python"),
        "test_rejected_input.Offsets.test_one_invalid_offset",
    ),
    leak(
        "array: its items, when one is refused",
        runtime("gg_convert.c", "gg_array_clear", "PyMem_Free(array->items);"),
        "test_rejected_input.Offsets.test_one_invalid_offset",
    ),
    leak(
        "items: their tuple",
        runtime("gg_items.c", "gg_items_finish", "Py_XDECREF(items->tuple);"),
        "test_rejected_input.Offsets.test_valid_offsets_are_accepted",
    ),
    leak(
        "lines to get: their tuple, when one is refused",
        unfinished(convert, "request_lines"),
        "test_rejected_input.Lines.test_one_invalid_line",
    ),
    leak(
        "lines to request: their tuple, when one is refused",
        unfinished(request, "add_lines"),
        "test_rejected_input.Configs.test_one_invalid_line",
    ),
]

MAPPINGS = [
    leak(
        "pair: of the wrong length",
        request("pair_of", "while (count)", "while (pair && count)"),
        "test_bad_input.ValuesToSet.test_must_be_pairs",
    ),
    leak(
        "values to set: a pair, when it is refused",
        convert(
            "request_values_of_items", "Py_XDECREF(pair);", "if (!result)\n\t\t\tPy_XDECREF(pair);"
        ),
        "test_line_request.SetValues.test_lines_that_are_not_requested",
    ),
    leak(
        "values to set: the items, when one is refused",
        unfinished(convert, "request_values_of_items"),
        "test_line_request.SetValues.test_lines_that_are_not_requested",
    ),
    leak(
        "mapping: its view",
        request("items_of", "Py_XDECREF(view);"),
        "test_line_request.SetValues.test_any_mapping",
    ),
    leak(
        "config: a pair, when it is refused",
        request("add_config", "Py_XDECREF(pair);", "if (!result)\n\t\t\tPy_XDECREF(pair);"),
        "test_rejected_input.Configs.test_one_invalid_line",
    ),
    leak(
        "config: the items, when one is refused",
        unfinished(request, "add_config"),
        "test_rejected_input.Configs.test_one_invalid_line",
    ),
    leak(
        "output values: the dict, when a line is refused",
        request("values_by_offset", "Py_CLEAR(values);", "values = NULL;"),
        "test_rejected_input.Configs.test_output_value_for_an_invalid_line",
    ),
    leak(
        "output values: the items, when one is refused",
        request(
            "values_by_offset",
            "if (gg_items_finish(&items) || result)",
            "if (result || gg_items_finish(&items))",
        ),
        "test_rejected_input.Configs.test_output_value_for_an_invalid_line",
    ),
    leak(
        "output values: the dict, when a value is refused",
        request("chip_request", "Py_XDECREF(values);", "if (!result)\n\t\tPy_XDECREF(values);"),
        "test_rejected_input.Configs.test_invalid_output_value",
    ),
]

NUMBERS = [
    leak(
        "line: what a name stands for",
        request("chip_line", "Py_DECREF(number);"),
        "test_rejected_input.HighOffsets.test_by_name",
        why="only an int above 256 shows it",
    ),
    leak(
        "line: the number that its name leads to",
        request("add_line", "Py_DECREF(number);"),
        "test_rejected_input.HighOffsets.test_by_name",
        why="only an int above 256 shows it",
    ),
    leak(
        "line: its name",
        request("add_name_of", "Py_DECREF(name);"),
        "test_rejected_input.HighOffsets.test_by_number",
    ),
    leak(
        "output values: a line's number",
        request("add_value", "Py_XDECREF(number);"),
        "test_rejected_input.HighOffsets.test_in_output_values",
        why="only an int above 256 shows it",
    ),
    leak(
        "output values: the number to look up",
        request("add_values", "Py_XDECREF(number);"),
        "test_rejected_input.HighOffsets.test_in_output_values",
        why="only an int above 256 shows it",
    ),
    leak(
        "enum: a value, when it is refused",
        Edit(
            LINE_SETTINGS,
            "Py_XDECREF(value);",
            "if (!result)\n\t\tPy_XDECREF(value);",
            "enum_attribute",
        ),
        "test_request_lines.Settings.test_enum_values_out_of_range",
    ),
    leak(
        "enum: the number of a member of another",
        runtime("gg_enum.c", "gg_enum_from_python_slow", "Py_DECREF(number);"),
        "test_request_lines.Settings.test_enum_values_out_of_range",
    ),
    leak(
        "period: its seconds",
        Edit(LINE_SETTINGS, "Py_DECREF(seconds);", "", "microseconds_of"),
        "test_request_lines.Settings.test_debounce_periods",
    ),
    leak(
        "period: its microseconds, when they are refused",
        Edit(
            LINE_SETTINGS,
            "Py_XDECREF(number);",
            "if (!result)\n\t\tPy_XDECREF(number);",
            "microseconds_of",
        ),
        "test_request_lines.Settings.test_invalid_debounce_periods",
    ),
    leak(
        "timeout: the seconds of a timedelta",
        runtime("gg_poll.c", "from_timedelta", "Py_DECREF(seconds);"),
        "test_events.",
    ),
    leak(
        "timeout: the int that it stands for",
        runtime("gg_poll.c", "gg_as_timeout_slow", "Py_DECREF(arg);"),
        "test_rejected_input.Timeouts.test_index_objects_out_of_range",
    ),
]

OBJECTS = [
    leak(
        "snapshot: when a field is refused",
        Edit(
            SNAPSHOT,
            "\tif (!answer)\n\t\t{{ cls.name }}_drop(&fields);\n",
            "",
            "{{ cls.name }}_new",
        ),
        "test_rejected_input.Snapshots.test_invalid_field",
    ),
    leak(
        "snapshot: an object that is one of its fields",
        Edit(
            SNAPSHOT,
            "{{ cls.name }}_drop(&self->fields);",
            "",
            "{{ cls.name }}_dealloc",
        ),
        "test_lines.",
    ),
    leak(
        "snapshot: the values it is compared by",
        Edit(VALUES, "Py_XDECREF(right);", "", "{{ cls.name }}_richcompare"),
        "test_snapshots.",
    ),
    leak(
        "snapshot: the values it is hashed by",
        Edit(VALUES, "Py_XDECREF(values);", "", "{{ cls.name }}_hash"),
        "test_snapshots.",
    ),
    leak(
        "locked: its handle",
        runtime("gg_locked.c", "locked_dealloc", "Py_CLEAR(self->object);"),
        "test_threads_shared.Locked.test_same_thread_may_enter_again",
    ),
]

MUTANTS = [*ARRAYS, *MAPPINGS, *NUMBERS, *OBJECTS]
