# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants of the runtime's core, which tests kill without Python.

Not here, because no test can tell: EFD_NONBLOCK, because the eventfd only counts from 0 to 1;
waking before OPEN is cleared, which is WAKE_BEFORE_CLOSING in tests/unit/model; and the generation
of a handle that is not open yet, which is set again when it opens.
"""

from __future__ import annotations

from core_sandbox import INSTRUCTIONS, TSAN
from mutants import Edit, Mutant, mutant

LOCK = "gg_lock_acquire(&guard->lock);"
UNLOCK = "gg_lock_release(&guard->lock);"
HANDLE_LOCK = "gg_lock_acquire(&handle->guard->lock);"
HANDLE_UNLOCK = "gg_lock_release(&handle->guard->lock);"
LIST_LOCK = "pthread_mutex_lock(&gg_process_lock);"
LIST_UNLOCK = "pthread_mutex_unlock(&gg_process_lock);"
FORKED = "if (gg_is_forked(handle))"
UNPINNED = " & ~GG_ALIVE) == (GG_DRAINING | 1))"
DRAINED = "if (!(atomic_load(&handle->state) & (GG_OPEN | GG_PINS)))"
NEVER = "if (false)"


def c(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/copied/src/runtime/gg_handle.c", old, new, function)


def o(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/copied/src/runtime/gg_owner.c", old, new, function)


def p(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/copied/src/runtime/gg_process.c", old, new, function)


def w(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/copied/src/runtime/gg_wait.c", old, new, function)


def h(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/copied/src/runtime/gg_handle.h", old, new, function)


ENTER = [
    mutant(
        "enter: no lock",
        "two threads inside at once",
        h("gg_enter", LOCK),
        h("gg_enter", UNLOCK),
        h("gg_leave", HANDLE_UNLOCK, "(void)handle;"),
    ),
    mutant(
        "enter: does not check for close",
        "a call that waited for the lock enters after close has begun",
        h("gg_enter", "!gg_is_closing(handle) && "),
    ),
    mutant(
        "enter: does not check the owner",
        "a call gets into another thread's locked()",
        h("gg_enter", " && gg_may_enter(guard)"),
    ),
    mutant(
        "enter: refuses the owner",
        "the thread inside locked() cannot call",
        h("gg_may_enter", " || owner == gg_thread_id()"),
    ),
    mutant(
        "enter: does not check for a fork",
        "a child waits for a lock whose holder does not exist there",
        h("gg_enter", "gg_is_forked(handle) || "),
    ),
    mutant(
        "enter: refused, keeps the lock",
        "every call after a refused one hangs",
        h("gg_enter", UNLOCK),
    ),
    mutant(
        "leave: keeps the lock",
        "the next call hangs",
        h("gg_leave", HANDLE_UNLOCK, "(void)handle;"),
    ),
    mutant(
        "enter library: no lock",
        "a call without a handle runs beside one on a handle",
        h("gg_enter_library", LOCK),
        h("gg_enter_library", UNLOCK),
        h("gg_leave_library", "gg_lock_release(&gg_library_guard()->lock);"),
    ),
    mutant(
        "enter library: does not check the owner",
        "a call without a handle gets into another thread's locked()",
        h("gg_enter_library", "if (gg_may_enter(guard))", "if (true)"),
    ),
    mutant(
        "enter library: refused, keeps the lock",
        "the next call hangs",
        h("gg_enter_library", UNLOCK),
    ),
    mutant(
        "init: guard not shared",
        "handles of a library that is not reentrant do not exclude each other",
        c("gg_handle_init", "shared ? shared : &handle->own", "&handle->own"),
    ),
    mutant(
        "init: open",
        "an object can be used before its constructor has run",
        c(
            "gg_handle_init",
            "atomic_init(&handle->state, 0)",
            "atomic_init(&handle->state, GG_OPEN)",
        ),
    ),
    mutant(
        "open: no lock",
        "close destroys an object that is just being opened",
        c("gg_open_begin", HANDLE_LOCK, "(void)handle;"),
        c("gg_open_end", HANDLE_UNLOCK),
    ),
]

SEVERAL = [
    mutant(
        "enter all: unsorted",
        "two threads each hold the lock that the other wants",
        c("sort_guards", "guards[at - 1] > guard", "false"),
    ),
    mutant(
        "enter all: same guard twice",
        "a thread waits for itself",
        c("sort_guards", "if (at > 0 && guards[at - 1] == guard)", NEVER),
    ),
    mutant(
        "enter all: checks before it locks",
        "a call that waited for the lock enters after close has begun",
        c(
            "gg_enter_all",
            "entered = entered && !gg_is_closing(handles[i]) && gg_may_enter(handles[i]->guard);",
            ";",
        ),
        c(
            "gg_enter_all",
            "\tlength = sort_guards(",
            "\tfor (size_t i = 0; i < count; i++)\n"
            "\t\tentered = entered && !gg_is_closing(handles[i]) &&\n"
            "\t\t\t  gg_may_enter(handles[i]->guard);\n"
            "\tlength = sort_guards(",
        ),
    ),
    mutant(
        "enter all: does not check for close",
        "one of several is destroyed",
        c("gg_enter_all", "!gg_is_closing(handles[i]) && "),
    ),
    mutant(
        "enter all: does not check the owner",
        "one of several is inside another thread's locked()",
        c("gg_enter_all", " && gg_may_enter(handles[i]->guard)"),
    ),
    mutant(
        "enter all: refused, keeps the locks",
        "every call after a refused one hangs",
        c("gg_enter_all", "if (!entered)", NEVER),
    ),
    mutant(
        "leave all: keeps one lock",
        "the next call hangs",
        c("release_guards", "while (length > 0)", "while (length > 1)"),
    ),
]

PIN = [
    mutant(
        "pin: not counted",
        "close destroys the object while the thread uses it",
        c("gg_pin", "state + 1", "state"),
        c("gg_unpin", "if ((atomic_fetch_sub(&handle->state, 1)" + UNPINNED, NEVER),
        c("mark_closing", "(state & ~GG_OPEN) + 1", "state & ~GG_OPEN"),
    ),
    mutant(
        "pin: does not check for close",
        "a destroyed object is pinned",
        c("gg_pin", "if (!(state & GG_OPEN))", NEVER),
    ),
    mutant(
        "pin: not atomic",
        "a pin or a close is lost",
        c(
            "gg_pin",
            "while (!atomic_compare_exchange_weak(&handle->state, &state, state + 1))",
            "while (atomic_store(&handle->state, state + 1), false)",
        ),
    ),
    mutant(
        "pin: does not check for a fork",
        "a child pins its parent's handle",
        c("gg_pin", FORKED, NEVER),
    ),
    mutant(
        "unpin: wakes nobody",
        "close is not woken by the last unpin",
        c("gg_unpin", "gg_futex(&handle->state, FUTEX_WAKE, INT32_MAX)", "(void)0"),
    ),
    mutant(
        "unpin: ignores DRAINING",
        "close is not woken by the last unpin",
        c("gg_unpin", "(GG_DRAINING | 1)", "1"),
    ),
    mutant("unpin: wakes one", "a second closer is not woken", c("gg_unpin", "INT32_MAX", "1")),
    mutant(
        "unpin: keeps the pin",
        "close waits for ever",
        c("gg_unpin", "atomic_fetch_sub(&handle->state, 1)", "atomic_load(&handle->state)"),
    ),
]

WAIT = [
    mutant(
        "wait: no check after the descriptor is created",
        "close has looked for the descriptor before that, and wakes nobody",
        w(
            "gg_wait",
            "\tif (!(atomic_load(&handle->state) & GG_OPEN))\n\t\treturn GG_WOKEN;\n",
        ),
    ),
    mutant(
        "wait: no check afterwards",
        "the caller reads from an object that is being destroyed",
        w(
            "outcome_of",
            "\tif (gg_is_closing(handle))\n\t\treturn GG_WOKEN;\n\tif (ready",
            "\tif (ready",
        ),
    ),
    mutant(
        "wait: does not poll the wake descriptor",
        "close wakes nobody",
        w("poll_with_wake_fd", "wake_fd < 0 ? 1 : 2", "1"),
    ),
    mutant(
        "wait: without a wake descriptor",
        "close cannot end the wait",
        w("gg_wait", "sliced ? &slice : timeout", "timeout"),
    ),
    mutant(
        "wait: a slice counts as the whole time",
        "without descriptors, a wait ends before its timeout",
        w("gg_wait", "sliced && outcome == GG_TIMED_OUT ? GG_SLICED : outcome", "outcome"),
    ),
    mutant(
        "wait: a slice longer than the timeout",
        "without descriptors, a wait ends after its timeout",
        w("gg_wait", " && !is_short(timeout)"),
    ),
    mutant(
        "wait: drains the wake descriptor",
        "the first waiter that wakes leaves the others asleep",
        w(
            "poll_with_wake_fd",
            "\treturn ready < 0",
            "\tif (polled[1].revents && read(wake_fd, &(uint64_t){0}, 8) < 0)\n"
            "\t\treturn -1;\n"
            "\treturn ready < 0",
        ),
    ),
    mutant(
        "probe: through another descriptor's epoll",
        "the probe reports another descriptor's state",
        w("probe_epoll_set", " && handle->probe_target == fd"),
    ),
    mutant(
        "probe: two at once",
        "one may find nothing although an event is pending",
        w("probe_epoll_set", "\t\treturn false;", "\t\t(void)0;"),
    ),
    mutant(
        "probe: keeps the epoll",
        "no other probe uses the epoll, which is slow",
        w(
            "probe_epoll_set",
            "atomic_store_explicit(&handle->probe_busy, false, memory_order_release);",
        ),
    ),
    mutant(
        "probe: an epoll that does not support the file",
        "a descriptor leaks, and no probe succeeds",
        w("open_epoll", "epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)", "false"),
    ),
    mutant(
        "probe: epoll without CLOEXEC",
        "every program that the process starts inherits it",
        w("open_epoll", "EPOLL_CLOEXEC", "0"),
    ),
    mutant(
        "probe: polls the device only once",
        "its removal is not noticed",
        w("probe", "probes % PROBES_PER_DEVICE_POLL", "probes"),
    ),
    mutant(
        "probe: does not remember a hit",
        "the next probe misses what the last one found",
        w("outcome_of", "atomic_fetch_add_explicit(&handle->hits, 1, memory_order_relaxed);"),
    ),
    mutant(
        "probe: never forgets a hit",
        "every probe after the first event polls the device, which is slow",
        w("probe", "if (hits && !ready)", NEVER),
    ),
    mutant(
        "probe: a late miss",
        "a miss undoes a later hit",
        w(
            "probe",
            "atomic_compare_exchange_strong(&handle->hits, &hits, 0);",
            "atomic_store(&handle->hits, 0);",
        ),
    ),
    mutant(
        "probe: fails without a descriptor",
        "without descriptors, no events",
        w("probe_epoll_set", "handle->probe_epoll >= 0 && "),
    ),
    mutant(
        "wake descriptor: keeps a second one",
        "a descriptor leaks",
        w("get_wake_fd", "close(fresh);"),
    ),
    mutant(
        "wake descriptor: replaces the first one",
        "close wakes only later waiters",
        w(
            "get_wake_fd",
            "if (atomic_compare_exchange_strong(&handle->wake_fd, &fd, fresh))",
            "atomic_store(&handle->wake_fd, fresh);\n\tif (true)",
        ),
    ),
    mutant(
        "wake descriptor: without CLOEXEC",
        "every program that the process starts inherits it",
        w("get_wake_fd", "EFD_CLOEXEC | "),
    ),
    mutant(
        "read: does not check O_NONBLOCK",
        "a read of a non-blocking descriptor waits",
        w("gg_read_would_return", " || (fcntl(fd, F_GETFL) & O_NONBLOCK)"),
    ),
    mutant(
        "read: ignores that poll failed",
        "a read blocks with the guard held",
        w("gg_read_would_return", "> 0", "!= 0"),
    ),
]

CLOSE = [
    mutant(
        "close: does not stop callers",
        "close never ends, or destroys an object in use",
        c("mark_closing", "(state & ~GG_OPEN) + 1", "state + 1"),
    ),
    mutant(
        "close: not atomic",
        "a pin is lost, and the object is destroyed during a wait",
        c(
            "mark_closing",
            "while (!atomic_compare_exchange_weak(&handle->state, &state, (state & ~GG_OPEN) + 1))",
            "while (atomic_store(&handle->state, (state & ~GG_OPEN) + 1), false)",
        ),
    ),
    mutant(
        "close: wakes nobody",
        "the waiter sleeps on, and close waits for it",
        c("drain", "wake_waiters(handle);"),
    ),
    mutant(
        "close: wakes without a pin",
        "the wake is written to an unrelated file",
        c("mark_closing", "(state & ~GG_OPEN) + 1", "state & ~GG_OPEN"),
        c("drain", "gg_unpin(handle);"),
    ),
    mutant("close: keeps the pin", "close waits for itself", c("drain", "gg_unpin(handle);")),
    mutant(
        "close: does not drain",
        "the object is destroyed during a wait",
        c("drain", "wait_for_pins(handle);"),
        c("drain", DRAINED, "if (gg_is_closing(handle))"),
    ),
    mutant(
        "close: a signal ends the draining",
        "the same, after a signal",
        c("wait_for_pins", "while (", "if ("),
        c("drain", DRAINED, "if (gg_is_closing(handle))"),
    ),
    mutant(
        "close: drains with the guard held",
        "a pinned thread that takes the guard waits for close, which waits for its pin",
        c("drain", "wait_for_pins(handle);"),
        c("drain", HANDLE_LOCK, HANDLE_LOCK + "\n\twait_for_pins(handle);"),
    ),
    mutant(
        "close: no second check",
        "the handle has been opened since it was drained",
        c("drain", DRAINED, "if (true)"),
    ),
    mutant(
        "close: second check ignores pins",
        "the same, and another closer has closed it and waits for its pins",
        c("drain", DRAINED, "if (gg_is_closing(handle))"),
    ),
    mutant(
        "close: does not set DRAINING",
        "close is not woken by the last unpin",
        c("wait_for_pins", "state | GG_DRAINING))", "state))"),
    ),
    mutant(
        "close: waits for an open handle",
        "close sleeps though the handle was opened meanwhile, and is never woken",
        c("wait_for_pins", " && !(state & GG_OPEN)"),
    ),
    mutant(
        "close: no lock",
        "destroyed during a call",
        c("drain", HANDLE_LOCK),
        c("drain", HANDLE_UNLOCK),
        c("gg_close_begin", HANDLE_UNLOCK),
        c("gg_close_end", HANDLE_UNLOCK, ";"),
    ),
    mutant(
        "close: does not check the owner",
        "destroyed inside another thread's locked()",
        c("gg_close_begin", "if (gg_may_enter(handle->guard) || ", "if (true || "),
    ),
    mutant(
        "close: waits for the owner of a destroyed object",
        "release() inside the block, and then join() of another thread that closes, deadlocks",
        c("gg_close_begin", " || !(atomic_load(&handle->state) & GG_ALIVE)"),
    ),
    mutant(
        "open: does not set ALIVE",
        "destroyed inside another thread's locked()",
        c("gg_open_end", "GG_OPEN | GG_ALIVE", "GG_OPEN"),
    ),
    mutant(
        "close end: does not clear ALIVE",
        "a waiting closer sleeps until the end of the block",
        c(
            "gg_close_end",
            "atomic_fetch_and(&handle->state, ~GG_ALIVE)",
            "atomic_load(&handle->state)",
        ),
    ),
    mutant(
        "close end: wakes nobody",
        "the same",
        c("gg_close_end", "if (destroyed)", NEVER),
    ),
    mutant(
        "close: does not wake the queue",
        "a thread that queues sleeps until the end of the block, though the handle is closed",
        c("drain", "gg_notify_queue(handle->guard);"),
    ),
    mutant("close: refused, keeps the lock", "everyone hangs", c("gg_close_begin", HANDLE_UNLOCK)),
    mutant(
        "close: second check, keeps the lock", "close waits for itself", c("drain", HANDLE_UNLOCK)
    ),
    mutant(
        "close end: keeps the lock",
        "the second closer hangs",
        c("gg_close_end", HANDLE_UNLOCK, ";"),
    ),
    mutant(
        "close end: keeps the descriptors",
        "descriptors leak until the object is freed",
        c("gg_close_end", "close_descriptors(handle);"),
    ),
    mutant(
        "close end: keeps the wake descriptor",
        "a descriptor leaks",
        c("close_descriptors", "size_t i = 0", "size_t i = 1"),
    ),
    mutant(
        "close end: keeps the epoll",
        "a descriptor leaks",
        c("close_descriptors", "i < 2", "i < 1"),
    ),
    mutant(
        "close end: remembers the wake descriptor",
        "it is closed again after its number has been reused",
        c("close_descriptors", "atomic_exchange(&handle->wake_fd, -1)", "handle->wake_fd"),
    ),
    mutant(
        "fini: keeps the descriptors",
        "descriptors leak",
        c("gg_handle_fini", "close_descriptors(handle);"),
    ),
    mutant(
        "close end: remembers the epoll",
        "it is closed again after its number has been reused",
        c("close_descriptors", "handle->probe_target = handle->probe_epoll = -1;"),
    ),
]

OWN = [
    mutant(
        "own: no owner",
        "other threads' calls come between",
        o("begin_tenure", "atomic_store(&guard->owner, gg_thread_id());"),
    ),
    mutant(
        "own: does not count depth",
        "the inner block ends the outer one",
        o("gg_own", "guard->depth++ == 0", "guard->owner == 0 || !(guard->depth = 1)"),
        o("begin_tenure", "guard->tenure++;", "guard->tenure++;\n\tguard->depth = 1;"),
    ),
    mutant(
        "own: does not enter",
        "two threads own at once",
        o("gg_own", "if (!gg_enter(handle))", "if (gg_is_closing(handle) || gg_is_forked(handle))"),
        o("gg_own", "gg_leave(handle);"),
    ),
    mutant(
        "abandon: once",
        "a dropped block keeps the handle",
        o("release_tenure", "guard->depth -= times", "guard->depth -= 1"),
    ),
    mutant(
        "abandon: ignores depth",
        "the inner block ends the outer one",
        o("release_tenure", "owns && guard->depth > times", "false"),
    ),
    mutant(
        "abandon: does not check for a fork",
        "dropping the parent's block in a child ends the child's own",
        o("gg_abandon", "if (!gg_is_forked(handle))", "if (true)"),
    ),
    mutant(
        "abandon: ignores the tenure",
        "dropping the block of an evicted owner ends the next owner's",
        o("release_tenure", " && guard->tenure == tenure"),
    ),
    mutant("own: one tenure", "the same", o("begin_tenure", "guard->tenure++;")),
    mutant(
        "end of a block: does not clear the owner",
        "no other thread can enter",
        o("end_tenure", "atomic_store(&guard->owner, 0);"),
    ),
    mutant(
        "end of a block: wakes nobody",
        "threads that queue sleep on",
        o("end_tenure", "gg_notify_queue(guard);"),
    ),
    mutant(
        "end of a block: does not reset the depth",
        "the next owner's block never ends",
        o("end_tenure", "guard->depth = 0;"),
    ),
    mutant(
        "end of a block: stays listed",
        "at thread exit, the list is a loop or leads through freed memory",
        o("end_tenure", "*link = guard->next_owned;", ";"),
    ),
    mutant(
        "queue: does not count events",
        "an event between the check and the sleep is missed",
        o("gg_notify_queue", "atomic_fetch_add(&guard->eventcount, 1);"),
    ),
    mutant(
        "queue: does not count sleepers",
        "a thread that queues is not woken",
        o("gg_wait_for_owner", "atomic_fetch_add(&handle->guard->queued, 1);"),
        o("gg_wait_for_owner", "atomic_fetch_sub(&handle->guard->queued, 1);"),
    ),
    mutant("queue: wakes one", "all others sleep on", o("gg_notify_queue", "INT32_MAX", "1")),
    mutant(
        "evict: does nothing",
        "during finalization, a finalizer waits for a thread that never runs again",
        o("gg_evict", "if (handle->guard->depth > 0)", NEVER),
    ),
    mutant(
        "disown: does not check the owner",
        "a thread ends another's block",
        o("gg_disown", "gg_is_owner(handle) && "),
    ),
    mutant(
        "disown: does not check for a fork",
        "leaving the parent's block in a child fails, or ends the child's own",
        o("gg_disown", FORKED, NEVER),
    ),
    mutant(
        "thread: one id for all",
        "every thread is the owner",
        o("gg_thread_id", "_Thread_local "),
    ),
]

THREAD = [
    mutant(
        "thread exit: not watched",
        "its blocks never end, and every call on the handle hangs",
        o(
            "gg_watch_thread_exit",
            "!pthread_setspecific(thread_key, (const void *)(uintptr_t)gg_thread_id())",
            "true",
        ),
    ),
    mutant(
        "thread exit: ignores that there is no key",
        "the same, though the failure could have been reported",
        o("gg_watch_thread_exit", "has_thread_key &&", "true ||"),
    ),
    mutant("own: not in the list", "the same", o("begin_tenure", "owned = guard;")),
    mutant(
        "thread exit: ends one block",
        "the others never end",
        o(
            "evict_thread",
            "\t\t\tend_tenure(guard);",
            "\t\t{\n\t\t\tend_tenure(guard);\n\t\t\tbreak;\n\t\t}",
        ),
    ),
    mutant(
        "thread exit: ends all threads' blocks",
        "other threads' calls come between those of a live thread",
        o("evict_thread", "if (atomic_load(&guard->owner) == thread)", "if (true)"),
    ),
]

DEADLOCK = [
    mutant(
        "wait for owner: no search",
        "two threads wait for each other",
        o("gg_wait_for_owner", "deadlock = would_deadlock(&self);", "deadlock = false;"),
    ),
    mutant(
        "wait for owner: searches one step",
        "three threads wait for each other",
        o("would_deadlock", "waiter = owner ?", "waiter = owner && waiter->thread == me ?"),
    ),
    mutant(
        "wait for owner: assumes a cycle",
        "a refusal without a deadlock",
        o("would_deadlock", "return false;", "return true;"),
    ),
    mutant(
        "wait for owner: counts waiters that need not wait",
        "a refusal because of a thread that is about to wake",
        o("would_deadlock", " && is_still_needed(waiter)"),
    ),
    mutant(
        "wait for owner: not listed",
        "two threads wait for each other",
        o("gg_wait_for_owner", "waiters = &self;"),
    ),
    mutant(
        "wait for owner: stays in the list",
        "a refusal because of a wait that has ended, and a use of freed memory",
        o("gg_wait_for_owner", "remove_waiter(&self);"),
    ),
    mutant(
        "wait for owner: listed late",
        "both search before either is listed",
        o(
            "gg_wait_for_owner",
            "deadlock = would_deadlock(&self);",
            "deadlock = would_deadlock(&self);\n\t" + LIST_UNLOCK + "\n\t" + LIST_LOCK,
        ),
    ),
    mutant(
        "wait for owner: keeps the list locked",
        "no other thread can wait or fork",
        o(
            "gg_wait_for_owner",
            "\t" + LIST_UNLOCK + "\n\tif (deadlock)\n\t\treturn false;",
            "\tif (deadlock) {\n\t\t" + LIST_UNLOCK + "\n\t\treturn false;\n\t}",
        ),
        o("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tremove", "\tremove"),
    ),
    mutant(
        "wait for owner: of an unowned guard",
        "a thread sleeps although there is no owner",
        o("gg_wait_for_owner", "owner == 0 || "),
    ),
    mutant(
        "wait for owner: of a closed handle",
        "a thread sleeps until the end of the block, though the handle is closed",
        o("gg_wait_for_owner", " || !is_still_needed(&self)"),
    ),
    mutant(
        "wait for owner: reads the count late",
        "an event between the check and the sleep is missed",
        o(
            "gg_wait_for_owner",
            "FUTEX_WAIT, count)",
            "FUTEX_WAIT, atomic_load(&handle->guard->eventcount))",
        ),
        o("gg_wait_for_owner", "uint32_t count = atomic_load(&handle->guard->eventcount);", ";"),
    ),
]

FORK = [
    mutant(
        "fork: does not count the generation",
        "a child waits for threads that do not exist there",
        p("after_fork_in_child", "atomic_fetch_add(&gg_generation, 1);"),
    ),
    mutant(
        "fork: not watched",
        "the same",
        c("gg_handle_init", "gg_install_fork_handlers();"),
    ),
    mutant(
        "fork: not watched until there is a handle",
        "a child waits for the thread that was inside the library",
        p("gg_library_guard", "gg_install_fork_handlers();"),
    ),
    mutant(
        "fork: keeps the waiters",
        "a child reads the stacks of threads that do not exist there",
        o("gg_forget_owners", "waiters = NULL;"),
    ),
    mutant(
        "fork: keeps the owners",
        "at thread exit, a child follows pointers of its parent's that may be stale",
        o("gg_forget_owners", "owned = NULL;"),
    ),
    mutant(
        "open in a child: keeps the parent's generation",
        "the handle opens and then refuses every call",
        c("gg_open_begin", FORKED, NEVER),
    ),
    mutant(
        "open in a child: keeps the parent's lock",
        "a child waits for a lock whose holder does not exist there",
        p("gg_reinit_after_fork", "(void)gg_lock_init(&handle->own.lock);"),
    ),
    mutant(
        "close in a child: ignores that it was opened meanwhile",
        "it releases a lock that it does not hold, and destroys during a call",
        c("gg_close_begin", FORKED + " { /* and", "if (true) { /* and"),
    ),
    mutant(
        "fork: does not lock the list",
        "a child inherits the list locked",
        p("before_fork", LIST_LOCK),
        p("after_fork_in_parent", LIST_UNLOCK),
        p("after_fork_in_child", LIST_UNLOCK),
    ),
    mutant(
        "fork: parent keeps the list locked",
        "the parent hangs",
        p("after_fork_in_parent", LIST_UNLOCK),
    ),
    mutant("fork: child keeps the list", "the child hangs", p("after_fork_in_child", LIST_UNLOCK)),
    mutant(
        "fork: keeps the library's guard",
        "a child waits for the thread that was inside",
        p("after_fork_in_child", "if (library_guard_ready)", NEVER),
    ),
    mutant(
        "fork: keeps the library's owner",
        "a child waits for the thread that owned",
        p("init_library_guard", "gg_init_owner(&library_guard);"),
    ),
    mutant(
        "close in a child: without the library's guard",
        "a child closes during another call into a library that is not reentrant",
        p("gg_lock_inherited", "gg_lock_library();", ";"),
        p("gg_unlock_inherited", "gg_leave_library();", ";"),
    ),
    mutant(
        "enter all: does not check for a fork",
        "a child waits for a lock whose holder does not exist there",
        c("gg_enter_all", "gg_is_forked(handles[i]) || "),
    ),
    mutant(
        "close: does not check for a fork",
        "a child waits for pins and a lock of threads that do not exist there",
        c("gg_close_begin", FORKED + " {\n\t\tGG_STEP", NEVER + " {\n\t\tGG_STEP"),
        c("gg_close_end", FORKED, NEVER),
    ),
    mutant(
        "close in a child: leaves it open",
        "a handle that the child has closed raises the error for inherited ones",
        c("gg_close_begin", "atomic_fetch_and(&handle->state, ~GG_OPEN);"),
    ),
    mutant(
        "close in a child: no lock",
        "two threads of a child destroy twice",
        p("gg_lock_inherited", LIST_LOCK),
        p("gg_unlock_inherited", LIST_UNLOCK),
    ),
]

RELAXED = ", memory_order_relaxed)"

# x86 does not show these; ThreadSanitizer does, because it follows C's memory model.
ORDERS = [
    mutant(
        "open: relaxed",
        "a pinned thread sees an incomplete object",
        c("gg_open_end", "memory_order_release", "memory_order_relaxed"),
    ),
    mutant(
        "pin: relaxed",
        "the same",
        c(
            "gg_pin",
            "atomic_compare_exchange_weak(&handle->state, &state, state + 1)",
            "atomic_compare_exchange_weak_explicit(&handle->state, &state, state + 1, "
            "memory_order_relaxed, memory_order_relaxed)",
        ),
    ),
    mutant(
        "unpin: relaxed",
        "accesses of the pinned thread are not ordered before close",
        c(
            "gg_unpin",
            "atomic_fetch_sub(&handle->state, 1)",
            "atomic_fetch_sub_explicit(&handle->state, 1" + RELAXED,
        ),
    ),
    mutant(
        "abandon: no lock",
        "two threads write the depth at once",
        o("release_tenure", LIST_LOCK),
        o("release_tenure", LIST_UNLOCK),
    ),
    mutant(
        "own: no lock",
        "two threads change the list of owners at once",
        o("gg_own", LIST_LOCK),
        o("gg_own", LIST_UNLOCK),
    ),
    mutant(
        "thread exit: no lock",
        "the same",
        o("evict_thread", LIST_LOCK),
        o("evict_thread", LIST_UNLOCK),
    ),
    mutant(
        "enter: owner relaxed",
        "a call after a block does not see what the block did",
        h("gg_may_enter", "memory_order_acquire", "memory_order_relaxed"),
    ),
    mutant(
        "wait for owner: no lock",
        "two threads change the list at once",
        o("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tdeadlock", "\tdeadlock"),
        o("gg_wait_for_owner", "\t" + LIST_UNLOCK + "\n\tif (deadlock)", "\tif (deadlock)"),
        o("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tremove", "\tremove"),
        o("gg_wait_for_owner", "\t" + LIST_UNLOCK + "\n\treturn true;", "\treturn true;"),
    ),
]

ACQUIRE = ", memory_order_acquire)"

# Not even ThreadSanitizer shows these; only the instructions for other machines do.
HANDSHAKES = [
    mutant(
        "wait: loads the state with acquire",
        "on ARMv8.3, POWER and RISC-V, the load may come before the descriptor is visible",
        w(
            "gg_wait",
            "atomic_load(&handle->state)",
            "atomic_load_explicit(&handle->state" + ACQUIRE,
        ),
    ),
    mutant(
        "wake: loads the descriptor with acquire",
        "the same, the other way round",
        c(
            "wake_waiters",
            "atomic_load(&handle->wake_fd)",
            "atomic_load_explicit(&handle->wake_fd" + ACQUIRE,
        ),
    ),
    mutant(
        "wake descriptor: acquire and release",
        "the same",
        w(
            "get_wake_fd",
            "atomic_compare_exchange_strong(&handle->wake_fd, &fd, fresh)",
            "atomic_compare_exchange_strong_explicit(&handle->wake_fd, &fd, fresh, "
            "memory_order_acq_rel, memory_order_acquire)",
        ),
    ),
    mutant(
        "close: acquire and release",
        "the same",
        c(
            "mark_closing",
            "atomic_compare_exchange_weak(&handle->state, &state, (state & ~GG_OPEN) + 1)",
            "atomic_compare_exchange_weak_explicit(&handle->state, &state, "
            "(state & ~GG_OPEN) + 1, memory_order_acq_rel, memory_order_acquire)",
        ),
    ),
    mutant(
        "queue: loads the sleepers with acquire",
        "on ARMv8.3, POWER and RISC-V, the load may come before the count is visible",
        o(
            "gg_notify_queue",
            "atomic_load(&guard->queued)",
            "atomic_load_explicit(&guard->queued" + ACQUIRE,
        ),
    ),
    mutant(
        "queue: loads the count with acquire",
        "none on known machines, but every access of a handshake must be seq_cst",
        o(
            "gg_wait_for_owner",
            "atomic_load(&handle->guard->eventcount)",
            "atomic_load_explicit(&handle->guard->eventcount" + ACQUIRE,
        ),
    ),
]

MUTANTS = [*ENTER, *SEVERAL, *PIN, *WAIT, *CLOSE, *OWN, *THREAD, *DEADLOCK, *FORK]
MUTANTS += [Mutant(m.name, m.why, m.edits, (TSAN,)) for m in ORDERS]
MUTANTS += [Mutant(m.name, m.why, m.edits, (INSTRUCTIONS,)) for m in HANDSHAKES]
