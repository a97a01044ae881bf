# SPDX-License-Identifier: LGPL-2.1-or-later
"""Exhaustive checks of the runtime's handshakes under weak memory ordering.

    python weak.py

The spin models beside this file interleave accesses in program order. Here each thread may reorder
its own accesses as far as their C memory orders allow it on a machine with store buffers and RCpc
loads (ldapr of ARMv8.3, POWER, RISC-V): a store may stay in the buffer while later loads are
performed, even acquire loads, unless both are seq_cst. All such orders and interleavings are tried.

A handshake must hold with the memory orders of the C code, and fail with one access weakened, or
the model would prove nothing about that access. Exit status: 0, or 1 if a check failed.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

RELAXED, ACQUIRE, RELEASE, SEQ_CST = "relaxed", "acquire", "release", "seq_cst"
State = Mapping[str, int]
Test = Callable[[State], bool]


def always(_: State) -> bool:
    return True


@dataclass(frozen=True)
class Step:
    """One access: `reads` a word into a register, or writes `value` of the registers to it.

    A system call is ordered with everything, and may block until a condition holds.
    """

    word: str
    order: str
    reads: str = ""
    value: Callable[[State], int] = lambda _: 0
    only: Test = always
    call: bool = False
    until: Test = always
    half: bool = False  # the load of a read-modify-write, whose store is the thread's next step

    @property
    def acquires(self) -> bool:
        return bool(self.reads) and self.order in (ACQUIRE, SEQ_CST)

    @property
    def releases(self) -> bool:
        return not self.reads and self.order in (RELEASE, SEQ_CST)

    def stays_before(self, later: Step) -> bool:
        """Whether the machine keeps the two in program order."""
        both = self.order == later.order == SEQ_CST
        return (
            (self.word == later.word)
            or (self.call or later.call)
            or (self.acquires or later.releases)
            or (both and not self.reads and bool(later.reads))
        )


def load(word: str, register: str, order: str = SEQ_CST) -> list[Step]:
    return [Step(word, order, reads=register)]


def store(word: str, value: int, order: str = SEQ_CST) -> list[Step]:
    return [Step(word, order, value=lambda _: value)]


def change(
    word: str, register: str, value: Callable[[State], int], order: str = SEQ_CST
) -> list[Step]:
    """A read-modify-write: a load and a store between which no other thread stores."""
    return [replace(load(word, register, order)[0], half=True), Step(word, order, value=value)]


def write(word: str, value: int, only: Test = always) -> list[Step]:
    """The kernel stores: to an eventfd, or that a thread sleeps."""
    return [Step(word, SEQ_CST, value=lambda _: value, only=only, call=True)]


def wait(until: Test) -> list[Step]:
    """The thread sleeps in the kernel."""
    return [Step("", SEQ_CST, reads="_", call=True, until=until)]


def futex_wait(word: str, register: str, only: Test) -> list[Step]:
    """Sleep if the word still has the value that was read: the kernel does both in one step."""

    def sleeps(state: State) -> bool:
        return only(state) and state[word] == state[register]

    return [*write("asleep", 1, sleeps), *wait(lambda state: not state["asleep"])]


def futex_wake(only: Test) -> list[Step]:
    return write("asleep", 0, only)


@dataclass(frozen=True)
class Handshake:
    name: str
    threads: tuple[tuple[Step, ...], ...]
    start: dict[str, int]
    wrong: Test = lambda _: False  # besides a thread that sleeps for ever


def successors(
    handshake: Handshake, done: tuple[int, ...], state: State
) -> Iterator[tuple[tuple[int, ...], dict[str, int]]]:
    """The possible next steps of each thread; `done` has a bit for each step of a thread."""
    reserved = {
        step.word: number
        for number, thread in enumerate(handshake.threads)
        for place, step in enumerate(thread)
        if step.half and done[number] & 1 << place and not done[number] & 2 << place
    }
    for number, thread in enumerate(handshake.threads):
        for place, step in enumerate(thread):
            if done[number] & 1 << place or not step.until(state):
                continue
            before = (i for i in range(place) if not done[number] & 1 << i)
            if any(thread[i].stays_before(step) for i in before):
                continue
            changes = step.half or not step.reads
            if changes and reserved.get(step.word, number) != number:
                continue
            after = dict(state)
            if step.only(state):
                target = step.reads or step.word
                after[target] = state.get(step.word, 0) if step.reads else step.value(state)
            now = (*done[:number], done[number] | 1 << place, *done[number + 1 :])
            yield now, after


def holds(handshake: Handshake) -> bool:
    """Whether every execution lets every thread end, in a state that is not wrong."""
    everything = tuple((1 << len(thread)) - 1 for thread in handshake.threads)
    start = (tuple(0 for _ in handshake.threads), dict(handshake.start))
    seen = set()
    left = [start]
    while left:
        done, state = left.pop()
        key = (done, tuple(sorted(state.items())))
        if key in seen:
            continue
        seen.add(key)
        nexts = list(successors(handshake, done, state))
        if not nexts and (done != everything or handshake.wrong(state)):
            return False
        left += nexts
    return True


NONE, MADE = 0, 1  # wake_fd


def wake(
    made: str = SEQ_CST, looked: str = SEQ_CST, closed: str = SEQ_CST, found: str = SEQ_CST
) -> Handshake:
    """The first waiter stores wake_fd, then loads the state; close does the reverse."""
    waiter = [
        *change("wake_fd", "_", lambda _: MADE, made),  # get_wake_fd()
        *load("open", "is open", looked),  # gg_wait()
        *wait(lambda state: not state["is open"] or state["written"] == 1),
    ]
    closer = [
        *change("open", "_", lambda _: 0, closed),  # mark_closing()
        *load("wake_fd", "fd", found),  # wake_waiters()
        *write("written", 1, only=lambda state: state["fd"] == MADE),
    ]
    start = {"wake_fd": NONE, "open": 1, "written": 0, "is open": 1, "fd": NONE}
    return Handshake("the first waiter, and close", (tuple(waiter), tuple(closer)), start)


def queue(
    word: str,
    counted: str = SEQ_CST,
    looked: str = SEQ_CST,
    gone: str = SEQ_CST,
    told: str = SEQ_CST,
    asked: str = SEQ_CST,
) -> Handshake:
    """A waiter loads the count, then what it waits for; the thread that ends that, the reverse."""
    waiter = [
        *load("eventcount", "count", counted),  # gg_wait_for_owner()
        *load(word, "there", looked),
        *change("queued", "_", lambda _: 1),
        *futex_wait("eventcount", "count", only=lambda state: bool(state["there"])),
    ]
    ender = [
        *store(word, 0, gone),
        *change("eventcount", "n", lambda state: state["n"] + 1, told),  # gg_notify_queue()
        *load("queued", "sleepers", asked),
        *futex_wake(only=lambda state: bool(state["sleepers"])),
    ]
    start = {word: 1, "eventcount": 0, "queued": 0, "asleep": 0}
    start |= {"count": 0, "there": 1, "n": 0, "sleepers": 0}
    return Handshake(f"the queue, and the end of {word}", (tuple(waiter), tuple(ender)), start)


def published(what: str, by: str, opened: str = RELEASE, seen: str = ACQUIRE) -> Handshake:
    """Plain memory is written before the word that publishes it, and read after it."""
    writer = [*store(what, 1, RELAXED), *store(by, 1, opened)]
    reader = [*load(by, "said", seen), *load(what, "got", RELAXED)]
    start = {what: 0, by: 0, "said": 0, "got": 0}
    return Handshake(
        f"{what}, by {by}",
        (tuple(writer), tuple(reader)),
        start,
        lambda state: bool(state["said"]) and not state["got"],
    )


GOOD = [
    wake(),
    queue("owner"),
    queue("GG_OPEN"),
    queue("GG_ALIVE"),
    published("the generation of a handle", "GG_OPEN"),
    published("what a block did", "owner"),
]

BAD = [
    ("state is loaded with acquire after wake_fd is stored", wake(looked=ACQUIRE)),
    ("wake_fd is stored with release only", wake(made=RELEASE)),
    ("wake_fd is loaded with acquire after state is changed", wake(found=ACQUIRE)),
    ("state is changed with release only", wake(closed=RELEASE)),
    ("the count is loaded relaxed", queue("GG_OPEN", counted=RELAXED)),
    ("the count is incremented relaxed", queue("GG_OPEN", told=RELAXED)),
    ("queued is loaded with acquire after the count is incremented", queue("owner", asked=ACQUIRE)),
    ("the generation is read before state", published("generation", "GG_OPEN", seen=RELAXED)),
    ("state is written before the generation", published("generation", "GG_OPEN", opened=RELAXED)),
]


def main() -> int:
    good = []
    for handshake in GOOD:
        good.append(holds(handshake))
        print(f"{'ok' if good[-1] else 'FAILED'}: {handshake.name}: holds")
    for why, handshake in BAD:
        good.append(not holds(handshake))
        print(f"{'ok' if good[-1] else 'FAILED'}: {handshake.name}: fails if {why}")
    print(f"{sum(good)} passed, {len(good) - sum(good)} failed")
    return 0 if all(good) else 1


if __name__ == "__main__":
    sys.exit(main())
