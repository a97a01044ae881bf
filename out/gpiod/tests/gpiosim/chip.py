# SPDX-License-Identifier: LGPL-2.1-or-later
from __future__ import annotations

import weakref
from enum import Enum
from typing import TYPE_CHECKING

from . import _kernel, _memory
from ._device import Device, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping
    from types import TracebackType


def _create(plan: Plan) -> Device:
    memory = _memory.load()
    if memory is not None:
        return _memory.MemoryDevice(memory, plan)
    if _kernel.is_available():
        return _kernel.KernelDevice(plan)
    raise RuntimeError(
        "no simulated GPIO chips here: libgpiod.so.3 is not the in-memory one (put its "
        f"folder on LD_LIBRARY_PATH), and {_kernel.CONFIGFS} cannot be written to (a kernel with "
        "gpio-sim, configfs mounted, and root)"
    )


class Chip:
    """A simulated GPIO chip, which exists until it is closed or collected.

    All methods may be called from any thread.
    """

    class Pull(Enum):
        DOWN = 0
        UP = 1

    class Value(Enum):
        INACTIVE = 0
        ACTIVE = 1

    class Direction(Enum):
        INPUT = "input"
        OUTPUT_HIGH = "output-high"
        OUTPUT_LOW = "output-low"

    def __init__(
        self,
        label: str | None = None,
        num_lines: int | None = None,
        line_names: Mapping[int, str] | None = None,
        hogs: Mapping[int, tuple[str, Direction]] | None = None,
    ) -> None:
        """The defaults are those of gpio-sim: one line, and a label like "gpio-sim.0:node0".

        Names and hogs of lines that the chip does not have are ignored.
        """
        plan = Plan(
            label=label or "",
            num_lines=1 if num_lines is None else num_lines,
            line_names=dict(line_names or {}),
            hogs={line: (name, way.value) for line, (name, way) in (hogs or {}).items()},
        )
        self._device = _create(plan)
        self._remove = weakref.finalize(self, self._device.remove)
        # Do not wake threads that still wait on a chip at exit, unless it would outlive them.
        self._remove.atexit = self._device.outlives_process

    def close(self) -> None:
        """Remove the chip.  Handles that are open on it stay open, and fail with ENODEV."""
        self._remove()

    def __enter__(self) -> Chip:
        return self

    def __exit__(
        self,
        exc_type: type[BaseException] | None,
        exc_value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def name(self) -> str:
        """The name, such as "gpiochip0"."""
        return self._device.name

    @property
    def dev_path(self) -> str:
        """The path of the device, such as "/dev/gpiochip0"."""
        return f"/dev/{self.name}"

    def set_pull(self, offset: int, pull: Pull) -> None:
        """Pull an undriven line up or down."""
        self._device.set_pull(offset, pull is Chip.Pull.UP)

    def get_value(self, offset: int) -> Value:
        """The physical level of the line."""
        return Chip.Value(int(self._device.get_value(offset)))
