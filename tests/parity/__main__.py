# SPDX-License-Identifier: LGPL-2.1-or-later
"""Print the results of every behaviour: `PYTHONPATH=tests python3 -m parity [NAME...]`.

Each behaviour runs in a process of its own, so that what it leaves open, or a crash, harms no
other.
Exit status: 1 if a behaviour did not finish; its results then end with a line '!! ...'.
"""

from __future__ import annotations

import argparse
import gc
import os
import signal
import sys
import traceback
from typing import NoReturn

from . import behaviours  # noqa: F401 (registers them)
from .behaviour import BEHAVIOURS, Behaviour
from .board import remove_all
from .libgpiod import in_memory

LIMIT = 60
"""Seconds that a behaviour may take."""


def run_and_exit(behaviour: Behaviour) -> NoReturn:
    """Exit without finalizing the interpreter, which takes longer than most behaviours."""
    status = 1
    try:
        signal.alarm(LIMIT)
        behaviour.run()
        remove_all()
        status = 0
    except Exception:
        traceback.print_exc()
    finally:
        sys.stdout.flush()
        os._exit(status)


def run_apart(behaviour: Behaviour) -> bool:
    """Run it in a child process; return whether it finished."""
    change = f" (changed in {behaviour.changed_in})" if behaviour.changed_in else ""
    print(f"== {behaviour.name}{change}", flush=True)
    child = os.fork()
    if child == 0:
        run_and_exit(behaviour)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    if code < 0:
        print(f"!! ended by {signal.Signals(-code).name}", flush=True)
    elif code:
        print("!! raised an exception", flush=True)
    return code == 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="parity", description=__doc__)
    parser.add_argument("name", nargs="*", help="which behaviours; all by default")
    parser.add_argument("--list", action="store_true", help="print their names instead")
    arguments = parser.parse_args()
    if unknown := set(arguments.name) - set(BEHAVIOURS):
        parser.error(f"no such behaviour: {' '.join(sorted(unknown))}")
    names = arguments.name or list(BEHAVIOURS)
    if arguments.list:
        print(*names, sep="\n")
        return
    print("chips in memory" if in_memory() else "chips of the kernel")
    # Otherwise the first collection in each child would copy every page with an object.
    gc.freeze()
    failed = [name for name in names if not run_apart(BEHAVIOURS[name])]
    sys.exit(bool(failed))


if __name__ == "__main__":
    main()
