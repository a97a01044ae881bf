# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every difference from the official package that the cases show, with its reason.

docs/differences.md is made of this: python3 known.py > ../../docs/differences.md
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

WRAPS = "A number that the library cannot represent must not stand for another one."
SNAPSHOT = "A snapshot is an immutable C object with typed fields, so that threads can share it."
WORDING = (
    "The type is the same; the text names the value, or is CPython's for functions written in C."
)
ODD = r"(-1|2\*\*64|None|'x'|1\.5|object\(\))"


@dataclass(frozen=True)
class Known:
    """A difference in words, and the cases that show it: the first entry that fits counts."""

    what: str
    official: str
    ours: str
    reason: str
    case: str
    official_outcome: str
    our_outcome: str

    def fits(self, case: str, official: str, ours: str) -> bool:
        parts = ((self.case, case), (self.official_outcome, official), (self.our_outcome, ours))
        return all(re.search(pattern, text) for pattern, text in parts)


KNOWN = (
    Known(
        "Offsets below what a C long holds",
        "wrap around, so `-(2**63)` is line 0",
        "`ValueError`",
        WRAPS,
        r"-\(2\*\*6[34]\)",
        r"^(LineInfo|OSError|OverflowError)",
        r"^ValueError: \(22",
    ),
    Known(
        "A negative offset in a string, in a config",
        "`OverflowError`",
        "`ValueError`, as for any other negative offset",
        "All lines that a chip cannot have are refused alike.",
        r"request_lines\({.*'-1'",
        r"^OverflowError",
        r"^ValueError: \(22",
    ),
    Known(
        "A negative `debounce_period` of an input",
        "becomes more than an hour",
        "`ValueError`, which both raise for other directions",
        WRAPS,
        r"Direction\.INPUT, debounce_period=.*-",
        r"^(LineRequest|None)",
        r"^ValueError: \(22",
    ),
    Known(
        "The most negative `debounce_period`",
        "becomes a period, or `ValueError` with a `DeprecationWarning` of CPython 3.15",
        "`ValueError`",
        WRAPS,
        r"debounce_period=timedelta\.min",
        r"^(LineRequest|None)|DeprecationWarning",
        r"^ValueError: \(22",
    ),
    Known(
        "A `debounce_period` beyond an unsigned long of microseconds",
        "wraps around",
        "`OverflowError`",
        WRAPS,
        r"debounce_period=(timedelta\.max|Total\(1e300\))",
        r"^(LineRequest|None|ValueError)",
        r"^OverflowError: Python int too large",
    ),
    Known(
        "A `debounce_period` whose `total_seconds()` returns something with `__float__()`",
        "`TypeError`",
        "the number that it stands for",
        "It is converted as any C function converts a float.",
        r"debounce_period=Total\(Float",
        r"^TypeError",
        r"^(LineRequest|None|ValueError)",
    ),
    Known(
        "Something other than an enum's member, with a `value` that no C enum has",
        "wraps around, so it may stand for a member; or `ValueError`",
        "`ValueError`; `OverflowError` beyond a C long",
        WRAPS,
        r"Has\(2\*\*[48]0\)",
        r"^(LineRequest|None|ValueError)",
        r"^(ValueError: \d+ is not a value of an enum|OverflowError)",
    ),
    Known(
        "A consumer with a null character",
        "is cut off there",
        "`ValueError`, as for paths and names in both",
        "Text is used as a whole, or not at all.",
        r"consumer='a\\0b'",
        r"^LineRequest",
        r"^ValueError: embedded null character",
    ),
    Known(
        "`repr()` and `str()` of a chip whose device is gone",
        "`str()` raises `OSError`",
        "the text has the error instead of the chip's info",
        "A log message or a debugger must not fail.",
        r"^gone\.__(str|enter)__",
        r"^OSError",
        r"info=<OSError>",
    ),
    Known(
        "`request.offsets` and `request.lines`",
        "return the list that the request itself uses",
        "return a new list",
        "A caller that changes the list must not change the request, which other threads use.",
        r"^request\.(offsets|lines) is ",
        r"^True",
        r"^False",
    ),
    Known(
        "Copies of chips and requests by `copy` and `pickle`",
        "`copy.copy()` makes a second object of one handle, and a closed one can be pickled",
        "`TypeError`",
        "Two objects would close one handle. Both refuse `copy.deepcopy()` of open ones.",
        r"^(copy|pickle)\.",
        r"^(Chip|LineRequest)",
        r"^TypeError: cannot pickle",
    ),
    Known(
        "Snapshots that the other package pickled",
        "gives an object without attributes for ours",
        "`TypeError` for theirs",
        "Ours are made complete, and never change; theirs are made empty, and filled later. "
        "Settings, enums and exceptions can be exchanged.",
        r"^pickle\.loads\((official|ours)\['(info|line_info|event|info_event)'",
        r"",
        r"",
    ),
    Known(
        "Constructors of snapshots, with arguments of other types",
        "store anything",
        "`TypeError` or `OverflowError`",
        SNAPSHOT,
        r"^gpiod\.(ChipInfo|EdgeEvent|InfoEvent|LineInfo)\(.*=" + ODD,
        r"^(ChipInfo|EdgeEvent|InfoEvent|LineInfo)",
        r"^(TypeError|OverflowError)",
    ),
    Known(
        "`LineInfo(used=, active_low=, debounced=)`, with something other than a bool",
        "store it",
        "store whether it is true",
        SNAPSHOT,
        r"^gpiod\.LineInfo\(.*\b(used|active_low|debounced)=" + ODD,
        r"^LineInfo",
        r"^LineInfo",
    ),
    Known(
        "`LineRequest()`",
        "makes a released request of anything",
        "`TypeError`",
        "Only a chip makes requests; the official documentation says so, too.",
        r"^gpiod\.LineRequest\(None\)",
        r"^LineRequest",
        r"^TypeError",
    ),
    Known(
        "`Chip.__new__()` without `__init__()`",
        "an object that raises `AttributeError`",
        "a closed chip",
        "An object in any state can be used safely.",
        r"^gpiod\.Chip\.__new__",
        r"^AttributeError",
        r"^Chip: <Chip CLOSED>",
    ),
    Known(
        "A second `Chip.__init__()`",
        "opens the chip again",
        "`RuntimeError`",
        "Other threads may be using the first handle.",
        r"^chip\.__init__\(",
        r"^None",
        r"^RuntimeError",
    ),
    Known(
        "A method called on an object of another class",
        "`AttributeError`",
        "`TypeError`",
        "The methods are written in C.",
        r"^gpiod\.\w+\.\w+\(",
        r"^AttributeError",
        r"^TypeError: descriptor",
    ),
    Known(
        "Texts of `TypeError` for missing, superfluous or unsuitable arguments",
        "for example `argument 1 must be str, not int`",
        "for example `argument must be str, not int`",
        WORDING,
        r"",
        r"^TypeError",
        r"^TypeError",
    ),
    Known(
        "Texts of `AttributeError` for assigning to a property, or deleting it",
        "those of a property",
        "those of an attribute written in C",
        WORDING,
        r"^(set|del)attr\(",
        r"^AttributeError",
        r"^AttributeError",
    ),
    Known(
        "Texts of `OverflowError` for a timeout that is too long",
        "depend on the version of CPython",
        "`timeout is too large`",
        WORDING,
        r"\.wait_(info_event|edge_events)\(",
        r"^OverflowError",
        r"^OverflowError",
    ),
    Known(
        "Texts of `ValueError` for a mapping whose `items()` are not pairs",
        "those of an assignment to two names",
        "`items() must give pairs`",
        WORDING,
        r"Items\(",
        r"^ValueError",
        r"^ValueError",
    ),
)


def cell(text: str) -> str:
    return text.replace("|", "\\|")


def page() -> Iterator[str]:
    yield "<!-- SPDX-License-Identifier: LGPL-2.1-or-later -->"
    yield "<!-- Generated by tests/differences/known.py: do not edit. -->"
    yield "# Differences from the official package"
    yield ""
    yield "`tests/differences` makes the same calls on both packages, with usual and odd arguments,"
    yield "and compares results, exceptions with their texts, and the effects on the lines. These"
    yield "are all differences that it finds. `tests/conformance` compares names and signatures."
    yield ""
    yield "| what | the official package | this package | why |"
    yield "|---|---|---|---|"
    for known in KNOWN:
        cells = (known.what, known.official, known.ours, known.reason)
        yield f"| {' | '.join(map(cell, cells))} |"


def text() -> str:
    return "\n".join([*page(), ""])


if __name__ == "__main__":
    print(text(), end="")
