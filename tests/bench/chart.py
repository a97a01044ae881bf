# SPDX-License-Identifier: LGPL-2.1-or-later
"""Draws bench.json: a bar for each call and package, whose length is the logarithm of the ratio.

chart.py BENCH.json BENCH.svg        needs Jinja2
"""

from __future__ import annotations

import json
import math
import sys
from pathlib import Path
from typing import Any

import jinja2

COLOURS = {"ours": "#2a7", "official": "#c75", "official + Lock": "#a55", "libgpiod": "#888"}
BAR, GAP, LABELS, WIDTH = 9, 8, 190, 560


def decades(cases: dict[str, Any]) -> int:
    most = max(spread["median"] for case in cases.values() for spread in case["ratio"].values())
    return max(1, math.ceil(math.log10(most)))


def x(ratio: float, tens: int) -> float:
    """The position of a ratio between a tenth and the last power of ten."""
    return LABELS + WIDTH * (math.log10(max(ratio, 0.1)) + 1) / (tens + 1)


def drawing(measured: dict[str, Any]) -> dict[str, Any]:
    """The template's variables for one Python."""
    tens = decades(measured["cases"])
    groups, top = [], 48.0
    for name, case in measured["cases"].items():
        bars: list[dict[str, Any]] = []
        for who, colour in COLOURS.items():
            if spread := case["ratio"].get(who):
                end, high = x(spread["median"], tens), x(spread["q3"], tens)
                bars.append(
                    {
                        "y": top + BAR * len(bars),
                        "width": end - LABELS,
                        "low": x(spread["q1"], tens),
                        "high": high,
                        "text_at": max(end, high) + 4,
                        "colour": colour,
                        "text": f"{spread['median']:.1f}",
                    }
                )
        limit = case["limit"] if case["limit"] and not case["beyond"] else None
        if limit == math.inf:
            limit = None
        groups.append(
            {
                "name": name,
                "bars": bars,
                "top": top,
                "height": BAR * len(bars),
                "limit": limit and x(limit, tens),
            }
        )
        top += BAR * len(bars) + GAP
    return {
        "title": f"{measured['python'].split(' ', 1)[1]}, chip in {measured['world']}",
        "groups": groups,
        "ticks": [(x(10.0**power, tens), f"{10.0**power:g}") for power in range(-1, tens + 1)],
        "colours": COLOURS,
        "left": LABELS,
        "bar": BAR,
        "height": top + 10,
        "width": LABELS + WIDTH + 50,
    }


def main() -> None:
    results = json.loads(Path(sys.argv[1]).read_text())
    drawings = [drawing(measured) for measured in results["calls"]]
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(Path(__file__).parent),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    text = environment.get_template("chart.svg.jinja").render(drawings=drawings)
    Path(sys.argv[2]).write_text(text)


main()
