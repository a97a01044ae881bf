# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chips in the kernel: the gpio-sim driver, through configfs and sysfs."""

from __future__ import annotations

import itertools
import os
import threading
from pathlib import Path

from ._device import Plan, closed_error, encoded

CONFIGFS = Path("/sys/kernel/config/gpio-sim")
_SYSFS = Path("/sys/devices/platform")

_counter = itertools.count()
_counter_lock = threading.Lock()


def is_available() -> bool:
    return os.access(CONFIGFS, os.W_OK | os.X_OK)


def _write(path: Path, text: str) -> None:
    """Write an attribute by a single write(2), which raises the error of the driver."""
    with path.open("wb", buffering=0) as file:
        file.write(encoded(f"{text}\n"))


def _read(path: Path) -> str:
    return path.read_text().rstrip("\n")


def _make_folder() -> Path:
    """Create a folder with a unique name: other processes create theirs, and may leave some."""
    while True:
        with _counter_lock:
            number = next(_counter)
        folder = CONFIGFS / f"gpiosim-{os.getpid()}-{number}"
        try:
            folder.mkdir()
        except FileExistsError:
            continue
        return folder


class KernelDevice:
    """A chip of gpio-sim, with one bank."""

    outlives_process = True

    def __init__(self, plan: Plan) -> None:
        # No attribute of the chip may be in use while its folders are removed.
        self._lock = threading.Lock()
        self._pid = os.getpid()
        self._live = False
        self._folder: Path | None = _make_folder()
        try:
            self._enable(self._folder, plan)
        except BaseException:
            self.remove()
            raise

    def _enable(self, folder: Path, plan: Plan) -> None:
        bank = folder / "bank0"
        bank.mkdir()
        if plan.label:
            _write(bank / "label", plan.label)
        _write(bank / "num_lines", str(plan.num_lines))
        for offset, name in plan.line_names.items():
            line = bank / f"line{offset}"
            line.mkdir(exist_ok=True)
            _write(line / "name", name)
        for offset, (name, direction) in plan.hogs.items():
            line = bank / f"line{offset}"
            line.mkdir(exist_ok=True)
            hog = line / "hog"
            hog.mkdir()
            _write(hog / "name", name)
            _write(hog / "direction", direction)

        _write(folder / "live", "1")
        self._live = True
        self.name = _read(bank / "chip_name")
        self._lines = _SYSFS / _read(folder / "dev_name") / self.name

    def set_pull(self, offset: int, up: bool) -> None:
        with self._lock:
            if self._folder is None:
                raise closed_error()
            _write(self._lines / f"sim_gpio{offset}" / "pull", "pull-up" if up else "pull-down")

    def get_value(self, offset: int) -> bool:
        with self._lock:
            if self._folder is None:
                raise closed_error()
            return _read(self._lines / f"sim_gpio{offset}" / "value") == "1"

    def remove(self) -> None:
        with self._lock:
            folder, self._folder = self._folder, None
            # In a forked child, which exits or collects its copy: the chip belongs to the parent.
            if folder is None or os.getpid() != self._pid:
                return
            if self._live:
                _write(folder / "live", "0")
            # configfs folders must be removed one by one, the innermost first.
            for pattern in ("bank0/line*/hog", "bank0/line*", "bank0"):
                for inner in folder.glob(pattern):
                    inner.rmdir()
            folder.rmdir()
