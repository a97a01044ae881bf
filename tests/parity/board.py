# SPDX-License-Identifier: LGPL-2.1-or-later
"""A simulated chip that can wait until everything done to it has taken effect.

In memory an event is queued before the call that caused it returns.  The kernel queues it a little
later: an edge when its simulated interrupt and that interrupt's thread have run, a change of a
line's info when a work queue gets to it.  Both keep their order, so a board has one line more than
it was asked for, the last, and causes an event there: when that one has come, all the others have.
No result depends on a time-out: that nothing arrives is known without waiting.

Interrupts keep their order on one processor, and a User Mode kernel has one.  With two, the thread
of one interrupt overtakes that of another in some hundredths of all cases: it was tried.
"""

from __future__ import annotations

import select
from collections.abc import Mapping

from gpiosim import Chip as Sim

from .objects import Chip, Request
from .values import EDGES, EdgeEvent, InfoEvent, Settings

LIMIT = 20
"""Seconds within which an event must arrive."""


# A simulated chip is removed when it is collected; what is open on it would then get ENODEV.
_chips: list[Sim] = []


def simulate(
    num_lines: int | None = None,
    label: str | None = None,
    names: Mapping[int, str] | None = None,
    hogs: Mapping[int, tuple[str, Sim.Direction]] | None = None,
) -> Sim:
    """A simulated chip that exists until it is closed, or this process has run its behaviour."""
    chip = Sim(label, num_lines, names, hogs)
    _chips.append(chip)
    return chip


def remove_all() -> None:
    """Remove every simulated chip: those of the kernel would outlive the process."""
    for chip in _chips:
        chip.close()


def wait_for(fd: int) -> None:
    """Return when there is something to read."""
    poll = select.poll()
    poll.register(fd, select.POLLIN)
    if not poll.poll(LIMIT * 1000):
        raise TimeoutError(f"nothing to read after {LIMIT} s")


class Board:
    """A chip with simulated wiring, open."""

    def __init__(
        self,
        num_lines: int = 1,
        names: Mapping[int, str] | None = None,
        hogs: Mapping[int, tuple[str, Sim.Direction]] | None = None,
    ) -> None:
        self.sim = simulate(num_lines + 1, names=names, hogs=hogs)
        self.path = self.sim.dev_path
        self.chip = self.open()
        self._last = num_lines
        self._last_is_up = False
        self._sentinel: Request | None = None
        self._watcher: Chip | None = None

    def open(self) -> Chip:
        """Open the chip once more."""
        return Chip(self.path)

    def set_pull(self, line: int, up: int) -> None:
        self.sim.set_pull(line, Sim.Pull.UP if up else Sim.Pull.DOWN)

    def pull(self, line: int, up: int) -> None:
        """Pull a line up or down, and wait until that has taken effect."""
        self.set_pull(line, up)
        self.settle()

    def level(self, line: int) -> int:
        """The physical level."""
        return self.sim.get_value(line).value

    def levels(self, count: int) -> list[int]:
        return [self.level(line) for line in range(count)]

    def _own_line(self, settings: Settings = EDGES) -> Request:
        if self._sentinel is None:
            self._sentinel = self.chip.request((self._last, settings))
        return self._sentinel

    def _cause_edge(self, request: Request) -> None:
        self._last_is_up = not self._last_is_up
        self.set_pull(self._last, self._last_is_up)
        wait_for(request.fd)
        request.events()

    def settle(self) -> None:
        """Wait until every edge so far is queued."""
        self._cause_edge(self._own_line())

    def settle_debounced(self, period_us: int) -> None:
        """The same for lines with this debounce period."""
        self.let_go()
        self._cause_edge(self._own_line(Settings(edges=EDGES.edges, debounce_us=4 * period_us)))
        self.let_go()

    def settle_info(self) -> None:
        """Wait until every change of a line's info so far is queued."""
        request = self._own_line()
        if self._watcher is None:
            self._watcher = self.open()
            self._watcher.watch(self._last)
        request.reconfigure((self._last, EDGES))
        wait_for(self._watcher.fd)
        self._watcher.events()

    def let_go(self) -> None:
        """Close everything that the board itself has open, except its chip."""
        if self._sentinel is not None:
            self._sentinel.release()
            self._sentinel = None
        if self._watcher is not None:
            self._watcher.close()
            self._watcher = None

    def edges(self, request: Request) -> list[EdgeEvent]:
        """All unread edge events."""
        self.settle()
        return request.events()

    def infos(self, chip: Chip) -> list[InfoEvent]:
        """All unread info events."""
        self.settle_info()
        return chip.events()
