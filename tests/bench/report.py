# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes the measurements as JSON, Markdown and SVG."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from typing import Any

import instructions
from compare import LIBRARY, LOCKED, OFFICIAL, OURS

from guardtools.common import say

CHART = Path(__file__).with_name("chart.py")


def row(cells: Iterable[object]) -> str:
    return f"| {' | '.join(map(str, cells))} |"


def head(*cells: str) -> list[str]:
    return [row(cells), row(["---"] + ["--:"] * (len(cells) - 1))]


def ns(spread: dict[str, float] | None) -> str:
    """The median and the interquartile range of the blocks."""
    if spread is None:
        return ""
    digits = 0 if spread["median"] >= 100 else 1
    low, middle, high = (f"{spread[name]:.{digits}f}" for name in ("q1", "median", "q3"))
    return f"{middle} ({low}–{high})"


def ratio(spread: dict[str, float] | None, digits: int = 2) -> str:
    return "" if spread is None else f"{spread['median']:.{digits}f}"


def calls(measured: dict[str, Any]) -> Iterator[str]:
    """The table of calls for one Python, in memory or in the kernel."""
    before, after = measured["load"]
    yield f"### {measured['python']}, chip in {measured['world']}"
    yield ""
    yield f"{measured['rounds']} rounds; load average {before:.1f} before and {after:.1f} after."
    yield ""
    yield from head(
        "call", "ours, ns", "least, ns", "official, ns", "official + Lock, ns", "libgpiod, ns",
        "ours / official", "ours / official + Lock", "ratio to the floor", "of the least",
        "beyond libgpiod", "limit", "reached",
    )  # fmt: skip
    for name, case in measured["cases"].items():
        times, ratios = case["ns"], case["ratio"]
        limited = case["limit"] and case["limit"] != float("inf")
        reached = f"{case['reached']:.2f}{'' if case['within'] else ' **over**'}" if limited else ""
        yield row(
            [
                name,
                ns(times[OURS]),
                f"{times[OURS]['min']:.1f}",
                ns(times.get(OFFICIAL)),
                ns(times.get(LOCKED)),
                ns(times.get(LIBRARY)),
                ratio(case.get(f"ours / {OFFICIAL}"), 3),
                ratio(case.get(f"ours / {LOCKED}"), 3),
                ratio(ratios[OURS]),
                f"{case['least ratio']:.2f}",
                ratio(case.get("ratio beyond")),
                f"{case['limit']:.1f}{' beyond' if case['beyond'] else ''}" if limited else "",
                reached,
            ]
        )
    yield ""


def rates(rounds: Sequence[dict[str, float]], what: str) -> tuple[float, float]:
    """The median and the best of the rounds."""
    values = [measured[what] for measured in rounds]
    return median(values), max(values)


def throughput(found: dict[str, Any]) -> Iterator[str]:
    """The speed-up with several threads: by wall-clock time, and by their own processor time."""
    yield from head(
        "threads", "million calls/s", "times one thread, median", "best round",
        "on free processors", "sleeps/s", "fairness",
    )  # fmt: skip
    for way, by_threads in found.items():
        alone = by_threads["1"]
        for threads, rounds in by_threads.items():
            rate, best = rates(rounds, "per second")
            rate_alone, best_alone = rates(alone, "per second")
            busy, busy_alone = (rates(of, "per processor second")[0] for of in (rounds, alone))
            yield row(
                [
                    f"{threads}, {way}",
                    f"{rate / 1e6:.2f}",
                    f"{rate / rate_alone:.2f}",
                    f"{best / best_alone:.2f}",
                    f"{int(threads) * busy / busy_alone:.2f}",
                    f"{rates(rounds, 'switches per second')[0]:.0f}",
                    f"{rates(rounds, 'fairness')[0]:.2f}",
                ]
            )
    yield ""
    yield "On free processors: calls per second of the threads' own processor time, times the"
    yield "threads, by that of one thread; it says what it says where threads do not sleep."
    yield ""


def latency(found: dict[str, Any]) -> Iterator[str]:
    yield "set_value's latency in ns, the clock's included; median of the rounds, and the best:"
    yield ""
    yield from head("", "p50", "p99", "p99, best round")
    p99 = {}
    for name, rounds in found.items():
        values = [measured["p99"] for measured in rounds]
        p99[name] = median(values)
        p50 = median(measured["p50"] for measured in rounds)
        yield row([name, f"{p50:.0f}", f"{p99[name]:.0f}", f"{min(values):.0f}"])
    yield ""
    yield f"p99 beside a waiter / alone: {p99['beside a waiter'] / p99['alone']:.2f} (limit 2)."
    yield ""


def threads(measured: dict[str, Any]) -> Iterator[str]:
    """The tables of threads for one Python."""
    before, after = measured["load"]
    yield f"### Threads, {measured['python']}"
    yield ""
    yield f"Load average {before:.1f} before and {after:.1f} after."
    yield ""
    for name, found in measured["packages"].items():
        yield f"set_value, {name}:"
        yield ""
        yield from throughput(found["throughput"])
        if "latency" in found:
            yield from latency(found["latency"])
            closing = ", ".join(f"{what} {value:.2f}" for what, value in found["close"].items())
            yield f"release() with 8 threads waiting: {closing}."
            yield ""


def guardgen(found: dict[str, Any]) -> Iterator[str]:
    """The tables of guardgen."""
    yield "### guardgen"
    yield ""
    yield from head(
        "header", "plan, s", "plan, processor s", "plan, MiB",
        "generate, s", "generate, processor s", "generate, MiB",
    )  # fmt: skip
    synthetic = {f"{size} functions": costs for size, costs in found["synthetic"].items()}
    for name, costs in {"gpiod.h": found["gpiod.h"], **synthetic}.items():
        cells = [name]
        for verb in ("plan", "generate"):
            cost = costs[verb]
            cells += [f"{cost['seconds']:.2f}", f"{cost['processor seconds']:.2f}"]
            cells += [f"{cost['MiB']:.0f}"]
        yield row(cells)
    yield ""
    powers = ", ".join(f"{verb} {power:.2f}" for verb, power in found["exponent"].items())
    yield f"Power by which processor time grows over the last doubling (1 is linear): {powers}."
    yield ""
    if package := found.get("package"):
        facts = ", ".join(f"{what} {value:.1f}" for what, value in package.items())
        yield f"The package compiled: {facts}."
        yield ""


def markdown(results: dict[str, Any]) -> Iterator[str]:
    machine = results["machine"]
    yield "## What guardgen's gpiod costs"
    yield ""
    yield f"{machine['processor']}, {machine['processors']} processors; {machine['compiler']};"
    yield f"libgpiod {machine['libgpiod']}."
    if results["quick"]:
        yield "Measured with --quick, which only shows that the bench works."
    yield ""
    yield "ns: median of the blocks (their middle half). Ratio to the floor: to int.bit_length(),"
    yield "measured just before in the same process; of the least: of the quickest blocks of both."
    yield "Beyond libgpiod: less the same work in C."
    yield ""
    for measured in results["calls"]:
        yield from calls(measured)
    for measured in results.get("instructions", ()):
        for name, lines in measured["packages"].items():
            yield instructions.table(lines, f"Instructions per call: {name}, {measured['python']}")
    for measured in results.get("threads", ()):
        yield from threads(measured)
    if "guardgen" in results:
        yield from guardgen(results["guardgen"])


def write(results: dict[str, Any], folder: Path, renderer: str | None) -> None:
    """bench.json, bench.md, bench.svg; the last where there is a Python with Jinja2."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "bench.json").write_text(json.dumps(results, indent=1))
    text = "\n".join(markdown(results)) + "\n"
    (folder / "bench.md").write_text(text)
    print(text, flush=True)
    if not results["calls"]:
        return
    if renderer is None:
        say("no bench.svg: no Python here has Jinja2")
        return
    subprocess.run([renderer, CHART, folder / "bench.json", folder / "bench.svg"], check=True)
