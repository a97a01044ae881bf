# SPDX-License-Identifier: LGPL-2.1-or-later
"""The commands behind the Makefile: `python3 tests/env VERB`."""

import sys

if sys.version_info < (3, 10):
    sys.exit("guardgen: python3 is older than 3.10: put a newer one first on PATH")

import argparse
import shutil
import signal
import subprocess

import build
import check
import debug
import everything
import fuzzing
import kernel
import packages
import pythons
import sanitize
import tsan
from common import BUILD, ROOT, Stop, main, say

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
    """A line for each interpreter in use: path, version, gil or free-threaded, package's folder."""
    for python in pythons.in_use():
        print(python)
    return 0


def clean(arguments: argparse.Namespace) -> int:
    """Remove what was built here; the cache of interpreters stays."""
    shutil.rmtree(BUILD, ignore_errors=True)
    return 0


def command() -> int:
    parser = argparse.ArgumentParser(prog="guardgen's make")
    verbs = parser.add_subparsers(required=True)
    checks = (check.check, kernel.check_kernel, kernel.check_smp, tsan.check_tsan)
    oracles = (debug.check_debug, sanitize.check_sanitize, check.check_next, fuzzing.check_fuzz)
    long = (everything.check_mutants, everything.check_storm)
    several = (everything.check_ci, everything.check_all)
    own = (everything.bench, fuzzing.fuzz)  # have arguments of their own
    others = (demo, kernel.demo_kernel, regenerate, print_pythons, *own, clean)
    for verb in (make, *checks, *oracles, *long, *several, *others):
        sub = verbs.add_parser(verb.__name__.replace("_", "-"), help=verb.__doc__)
        sub.set_defaults(verb=verb)
        if verb in (make, demo):
            sub.add_argument("--chip", help="a real chip, e.g. /dev/gpiochip0")
            sub.add_argument("--lines", default="", help="its lines that may be driven")
    arguments, rest = parser.parse_known_args()
    if rest and arguments.verb not in own:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    arguments.rest = rest
    return int(arguments.verb(arguments))


main(command)
