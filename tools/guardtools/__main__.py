# SPDX-License-Identifier: LGPL-2.1-or-later
"""The commands behind the Makefile: `python3 -m guardtools VERB`."""

import sys

if sys.version_info < (3, 10):
    sys.exit("guardgen: python3 is older than 3.10: put a newer one first on PATH")

import argparse
import shutil
import signal
import subprocess

from guardtools import (
    build,
    check,
    ci,
    debug,
    fuzz,
    lint,
    real_programs,
    sanitize,
    tsan,
    upstream,
)
from guardtools.common import BUILD, ROOT, Stop, main, say
from guardtools.kernel import check as kernel_check
from guardtools.setup import packages, pythons

DEMO = ROOT / "tests" / "demo" / "demo.py"


def make(arguments: argparse.Namespace) -> int:
    """Set up, build, regenerate from the installed gpiod.h, build for every Python, demonstrate."""
    packages.ensure("make")
    found = pythons.with_free_threaded()
    if not found:
        raise Stop("no Python with headers here: name one in GUARDGEN_PYTHONS")
    build.tool()
    build.regenerate()
    wrong = build.build_packages(found)
    for sentence in wrong.values():
        say(f"guardgen: {sentence}")
    return demo(arguments) or bool(wrong)


def demo(arguments: argparse.Namespace) -> int:
    """Run the demo, without the GIL where there is such a Python."""
    built = [python for python in pythons.in_use() if (python.folder / "gpiod").exists()]
    if not built:
        raise Stop("the package is not built for any Python: run make")
    python = pythons.preferred(built)
    options = []
    if arguments.chip:
        options = ["--chip", arguments.chip, "--lines", arguments.lines]
    env = build.python_environment(python.folder, None if arguments.chip else build.SIM)
    status = subprocess.run([python.path, DEMO, *options], env=env, cwd=ROOT).returncode
    if status < 0:
        raise Stop(f"the demo was ended by {signal.Signals(-status).name} on {python.path}")
    return status


def regenerate(arguments: argparse.Namespace) -> int:
    """Bring out/gpiod up to date with annotations, templates and the installed gpiod.h."""
    packages.ensure("make")
    build.tool()
    build.regenerate()
    return 0


def print_pythons(arguments: argparse.Namespace) -> int:
    """List the interpreters in use: path, version, gil or free-threaded, the package's folder."""
    for python in pythons.in_use():
        print(python)
    return 0


def clean(arguments: argparse.Namespace) -> int:
    """Remove what was built here; the cache of interpreters stays."""
    shutil.rmtree(BUILD, ignore_errors=True)
    return 0


VERBS = (
    *(make, demo, regenerate, print_pythons, clean),
    *(packages.install_packages, lint.lint),
    *(check.check, check.check_next, debug.check_debug, sanitize.check_sanitize, tsan.check_tsan),
    *(kernel_check.check_kernel, kernel_check.check_smp, kernel_check.demo_kernel),
    *(upstream.check_official, real_programs.check_programs),
    *(ci.check_storm, fuzz.check_fuzz, ci.check_ci, ci.check_all),
)
PASSING_ON = (ci.check_mutants, ci.bench, ci.instructions, fuzz.fuzz)
"""Verbs that parse their own arguments."""


def command() -> int:
    parser = argparse.ArgumentParser(prog="guardgen's make")
    verbs = parser.add_subparsers(required=True)
    for verb in (*VERBS, *PASSING_ON):
        sub = verbs.add_parser(
            verb.__name__.replace("_", "-"), help=verb.__doc__, add_help=verb not in PASSING_ON
        )
        sub.set_defaults(verb=verb)
        if verb in (make, demo):
            sub.add_argument("--chip", help="a real chip, e.g. /dev/gpiochip0")
            sub.add_argument("--lines", default="", help="its lines that may be driven")
    arguments, rest = parser.parse_known_args()
    if rest and arguments.verb not in PASSING_ON:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    return int(arguments.verb(arguments))


main(command)
