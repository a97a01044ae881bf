# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants of the runtime's core, which needs no Python for them to be killed.

Not among them, because no test could tell: EFD_NONBLOCK (an eventfd that counts from 0 takes the
write either way); the wake before CLOSING, which the model shows (tests/unit/model); and the
generation of a handle that is not open yet, which is set again when it opens.
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
        "enter: not closed?",
        "a call that queued before close gets in after it",
        h("gg_enter", "!gg_is_closing(handle) && "),
    ),
    mutant(
        "enter: not owned?",
        "a call gets into another thread's locked()",
        h("gg_enter", " && gg_may_enter(guard)"),
    ),
    mutant(
        "enter: owner kept out",
        "whoever is inside locked() can't call",
        h("gg_may_enter", " || owner == gg_thread_id()"),
    ),
    mutant(
        "enter: not forked?",
        "a child waits for the lock of a thread that it has not",
        h("gg_enter", "gg_is_forked(handle) || "),
    ),
    mutant(
        "enter: refused, lock kept", "everyone after a refused call hangs", h("gg_enter", UNLOCK)
    ),
    mutant(
        "leave: lock kept", "the next call hangs", h("gg_leave", HANDLE_UNLOCK, "(void)handle;")
    ),
    mutant(
        "enter library: no lock",
        "a call on no handle beside one on a handle",
        h("gg_enter_library", LOCK),
        h("gg_enter_library", UNLOCK),
        h("gg_leave_library", "gg_lock_release(&gg_library_guard()->lock);"),
    ),
    mutant(
        "enter library: not owned?",
        "a call on no handle gets into another thread's locked()",
        h("gg_enter_library", "if (gg_may_enter(guard))", "if (true)"),
    ),
    mutant(
        "enter library: refused, lock kept", "the next call hangs", h("gg_enter_library", UNLOCK)
    ),
    mutant(
        "init: guard not shared",
        "handles of a library that is not reentrant exclude nobody",
        c("gg_handle_init", "shared ? shared : &handle->own", "&handle->own"),
    ),
    mutant(
        "init: open",
        "a half-made object lets callers in",
        c(
            "gg_handle_init",
            "atomic_init(&handle->state, 0)",
            "atomic_init(&handle->state, GG_OPEN)",
        ),
    ),
    mutant(
        "open: no lock",
        "close finds half of an object, which opens when it is destroyed",
        c("gg_open_begin", HANDLE_LOCK, "(void)handle;"),
        c("gg_open_end", HANDLE_UNLOCK),
    ),
]

SEVERAL = [
    mutant(
        "enter all: unsorted",
        "two threads each hold what the other wants",
        c("sort_guards", "guards[at - 1] > guard", "false"),
    ),
    mutant(
        "enter all: same guard twice",
        "a thread waits for itself",
        c("sort_guards", "if (at > 0 && guards[at - 1] == guard)", NEVER),
    ),
    mutant(
        "enter all: looks before it locks",
        "a call that queued before close gets in after it",
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
        "enter all: not closed?",
        "one of several is destroyed",
        c("gg_enter_all", "!gg_is_closing(handles[i]) && "),
    ),
    mutant(
        "enter all: not owned?",
        "one of several is another thread's",
        c("gg_enter_all", " && gg_may_enter(handles[i]->guard)"),
    ),
    mutant(
        "enter all: refused, locks kept",
        "everyone after a refused call hangs",
        c("gg_enter_all", "if (!entered)", NEVER),
    ),
    mutant(
        "leave all: one lock kept",
        "the next call hangs",
        c("release_guards", "while (length > 0)", "while (length > 1)"),
    ),
]

PIN = [
    mutant(
        "pin: not counted",
        "close destroys the object under the thread's feet",
        c("gg_pin", "state + 1", "state"),
        c("gg_unpin", "if ((atomic_fetch_sub(&handle->state, 1)" + UNPINNED, NEVER),
        c("mark_closing", "(state & ~GG_OPEN) + 1", "state & ~GG_OPEN"),
    ),
    mutant(
        "pin: not open?",
        "a pin on what is destroyed",
        c("gg_pin", "if (!(state & GG_OPEN))", NEVER),
    ),
    mutant(
        "pin: not atomic",
        "a pin is lost, or close is",
        c(
            "gg_pin",
            "while (!atomic_compare_exchange_weak(&handle->state, &state, state + 1))",
            "while (atomic_store(&handle->state, state + 1), false)",
        ),
    ),
    mutant("pin: not forked?", "a child pins its parent's handle", c("gg_pin", FORKED, NEVER)),
    mutant(
        "unpin: wakes nobody",
        "close sleeps on when the last pin is gone",
        c("gg_unpin", "gg_futex(&handle->state, FUTEX_WAKE, INT32_MAX)", "(void)0"),
    ),
    mutant(
        "unpin: does not know who sleeps",
        "close sleeps on when the last pin is gone",
        c("gg_unpin", "(GG_DRAINING | 1)", "1"),
    ),
    mutant("unpin: wakes one", "a second closer sleeps on", c("gg_unpin", "INT32_MAX", "1")),
    mutant(
        "unpin: pin kept",
        "close waits for ever",
        c("gg_unpin", "atomic_fetch_sub(&handle->state, 1)", "atomic_load(&handle->state)"),
    ),
]

WAIT = [
    mutant(
        "wait: no look after the descriptor is made",
        "close has looked for it before, and wakes nobody",
        w(
            "gg_wait",
            "\tif (!(atomic_load(&handle->state) & GG_OPEN))\n\t\treturn GG_WOKEN;\n",
        ),
    ),
    mutant(
        "wait: no look after",
        "what is read then is read from an object that goes away",
        w(
            "outcome_of",
            "\tif (gg_is_closing(handle))\n\t\treturn GG_WOKEN;\n\tif (ready",
            "\tif (ready",
        ),
    ),
    mutant(
        "wait: descriptor not polled",
        "close wakes nobody",
        w("poll_with_wake_fd", "wake_fd < 0 ? 1 : 2", "1"),
    ),
    mutant(
        "wait: without a descriptor",
        "a wait that close can't end",
        w("gg_wait", "sliced ? &slice : timeout", "timeout"),
    ),
    mutant(
        "wait: a slice is taken for the whole time",
        "no descriptors left, and a wait ends before its time",
        w("gg_wait", "sliced && outcome == GG_TIMED_OUT ? GG_SLICED : outcome", "outcome"),
    ),
    mutant(
        "wait: a slice longer than the time",
        "no descriptors left, and a wait ends too late",
        w("gg_wait", " && !is_short(timeout)"),
    ),
    mutant(
        "wait: wake drained",
        "the first that wakes takes the wake from the others",
        w(
            "poll_with_wake_fd",
            "\treturn ready < 0",
            "\tif (polled[1].revents && read(wake_fd, &(uint64_t){0}, 8) < 0)\n"
            "\t\treturn -1;\n"
            "\treturn ready < 0",
        ),
    ),
    mutant(
        "look: through another descriptor's epoll",
        "what is there is not seen, and what is not is",
        w("probe_epoll_set", " && handle->probe_target == fd"),
    ),
    mutant(
        "look: two at once",
        "one may be told that there is nothing, though there is",
        w("probe_epoll_set", "\t\treturn false;", "\t\t(void)0;"),
    ),
    mutant(
        "look: looks for ever",
        "nobody else ever asks the epoll, which is slow",
        w(
            "probe_epoll_set",
            "atomic_store_explicit(&handle->probe_busy, false, memory_order_release);",
        ),
    ),
    mutant(
        "look: epoll that takes no such file",
        "a descriptor leaks, and nothing is ever seen",
        w("open_epoll", "epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)", "false"),
    ),
    mutant(
        "look: epoll inherited",
        "every program that is started has it",
        w("open_epoll", "EPOLL_CLOEXEC", "0"),
    ),
    mutant(
        "look: the device is asked once",
        "nobody sees that it is gone",
        w("probe", "probes % PROBES_PER_DEVICE_POLL", "probes"),
    ),
    mutant(
        "look: found, and forgotten",
        "who has seen it looks again, and does not",
        w("outcome_of", "atomic_fetch_add_explicit(&handle->hits, 1, memory_order_relaxed);"),
    ),
    mutant(
        "look: found for ever",
        "every look after the first event asks the device, which is slow",
        w("probe", "if (hits && !ready)", NEVER),
    ),
    mutant(
        "look: a late no",
        "one look unsees what another has found since",
        w(
            "probe",
            "atomic_compare_exchange_strong(&handle->hits, &hits, 0);",
            "atomic_store(&handle->hits, 0);",
        ),
    ),
    mutant(
        "look: without a descriptor",
        "no descriptors left, no events",
        w("probe_epoll_set", "handle->probe_epoll >= 0 && "),
    ),
    mutant(
        "wake descriptor: second one kept",
        "a descriptor leaks",
        w("get_wake_fd", "close(fresh);"),
    ),
    mutant(
        "wake descriptor: first one replaced",
        "close wakes only those who came later",
        w(
            "get_wake_fd",
            "if (atomic_compare_exchange_strong(&handle->wake_fd, &fd, fresh))",
            "atomic_store(&handle->wake_fd, fresh);\n\tif (true)",
        ),
    ),
    mutant(
        "wake descriptor: inherited",
        "every program that is started has it",
        w("get_wake_fd", "EFD_CLOEXEC | "),
    ),
    mutant(
        "read: blocking?",
        "a read on a descriptor that does not block waits nevertheless",
        w("gg_read_would_return", " || (fcntl(fd, F_GETFL) & O_NONBLOCK)"),
    ),
    mutant(
        "read: poll failed",
        "a read blocks with the guard held",
        w("gg_read_would_return", "> 0", "!= 0"),
    ),
]

CLOSE = [
    mutant(
        "close: callers not stopped",
        "close never comes to an end, or destroys what others use",
        c("mark_closing", "(state & ~GG_OPEN) + 1", "state + 1"),
    ),
    mutant(
        "close: not atomic",
        "a pin is lost, and the object destroyed under it",
        c(
            "mark_closing",
            "while (!atomic_compare_exchange_weak(&handle->state, &state, (state & ~GG_OPEN) + 1))",
            "while (atomic_store(&handle->state, (state & ~GG_OPEN) + 1), false)",
        ),
    ),
    mutant(
        "close: wakes nobody",
        "a waiter sleeps, and close with it",
        c("drain", "wake_waiters(handle);"),
    ),
    mutant(
        "close: wakes unpinned",
        "the wake goes to a stranger's file",
        c("mark_closing", "(state & ~GG_OPEN) + 1", "state & ~GG_OPEN"),
        c("drain", "gg_unpin(handle);"),
    ),
    mutant("close: pin kept", "close waits for itself", c("drain", "gg_unpin(handle);")),
    mutant(
        "close: does not drain",
        "the object is destroyed under a thread's pin",
        c("drain", "wait_for_pins(handle);"),
        c("drain", DRAINED, "if (gg_is_closing(handle))"),
    ),
    mutant(
        "close: drained by a signal",
        "the same, when a signal comes",
        c("wait_for_pins", "while (", "if ("),
        c("drain", DRAINED, "if (gg_is_closing(handle))"),
    ),
    mutant(
        "close: drains with the guard held",
        "a pinned thread that comes to the guard waits for close, which waits for it",
        c("drain", "wait_for_pins(handle);"),
        c("drain", HANDLE_LOCK, HANDLE_LOCK + "\n\twait_for_pins(handle);"),
    ),
    mutant(
        "close: no second look",
        "close has drained a handle that was not open yet, but is now",
        c("drain", DRAINED, "if (true)"),
    ),
    mutant(
        "close: second look only whether it is open",
        "the same, and another closer waits for its pins",
        c("drain", DRAINED, "if (gg_is_closing(handle))"),
    ),
    mutant(
        "close: does not say that it waits",
        "close sleeps on when the last pin is gone",
        c("wait_for_pins", "state | GG_DRAINING))", "state))"),
    ),
    mutant(
        "close: waits for an open handle",
        "close sleeps although it was opened since, and nobody wakes it",
        c("wait_for_pins", " && !(state & GG_OPEN)"),
    ),
    mutant(
        "close: no lock",
        "destroyed under a call",
        c("drain", HANDLE_LOCK),
        c("drain", HANDLE_UNLOCK),
        c("gg_close_begin", HANDLE_UNLOCK),
        c("gg_close_end", HANDLE_UNLOCK, ";"),
    ),
    mutant(
        "close: not owned?",
        "destroyed inside another thread's locked()",
        c("gg_close_begin", "if (gg_may_enter(handle->guard) || ", "if (true || "),
    ),
    mutant(
        "close: waits for the end of a block inside which it was closed",
        "release(), and then join(), inside the block, of a thread that closes, is a deadlock",
        c("gg_close_begin", " || !(atomic_load(&handle->state) & GG_ALIVE)"),
    ),
    mutant(
        "open: not alive",
        "destroyed inside another thread's locked()",
        c("gg_open_end", "GG_OPEN | GG_ALIVE", "GG_OPEN"),
    ),
    mutant(
        "close end: alive still",
        "who waits to close sleeps on until the end of the block",
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
        "who queues for the end of a block sleeps on, though the handle is closed",
        c("drain", "gg_notify_queue(handle->guard);"),
    ),
    mutant("close: refused, lock kept", "everyone hangs", c("gg_close_begin", HANDLE_UNLOCK)),
    mutant("close: second look, lock kept", "close waits for itself", c("drain", HANDLE_UNLOCK)),
    mutant(
        "close end: lock kept", "the second closer hangs", c("gg_close_end", HANDLE_UNLOCK, ";")
    ),
    mutant(
        "close end: descriptors kept",
        "descriptors leak until the object goes",
        c("gg_close_end", "close_descriptors(handle);"),
    ),
    mutant(
        "close end: wake descriptor kept",
        "a descriptor leaks",
        c("close_descriptors", "size_t i = 0", "size_t i = 1"),
    ),
    mutant(
        "close end: epoll kept",
        "a descriptor leaks",
        c("close_descriptors", "i < 2", "i < 1"),
    ),
    mutant(
        "close end: descriptor remembered",
        "it is closed again when it is a stranger's",
        c("close_descriptors", "atomic_exchange(&handle->wake_fd, -1)", "handle->wake_fd"),
    ),
    mutant(
        "fini: descriptors kept",
        "descriptors leak",
        c("gg_handle_fini", "close_descriptors(handle);"),
    ),
    mutant(
        "close end: epoll remembered",
        "it is closed again when it is a stranger's",
        c("close_descriptors", "handle->probe_target = handle->probe_epoll = -1;"),
    ),
]

OWN = [
    mutant(
        "own: no owner",
        "others come between the calls",
        o("begin_tenure", "atomic_store(&guard->owner, gg_thread_id());"),
    ),
    mutant(
        "own: counts to one",
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
        "a block that is gone keeps the handle",
        o("release_tenure", "guard->depth -= times", "guard->depth -= 1"),
    ),
    mutant(
        "abandon: at once",
        "the inner block ends the outer one",
        o("release_tenure", "owns && guard->depth > times", "false"),
    ),
    mutant(
        "abandon: not forked?",
        "what a child drops of its parent's block ends one of its own",
        o("gg_abandon", "if (!gg_is_forked(handle))", "if (true)"),
    ),
    mutant(
        "abandon: whatever the tenure",
        "what is left of a block whose owner was evicted ends the next",
        o("release_tenure", " && guard->tenure == tenure"),
    ),
    mutant("own: one tenure", "the same", o("begin_tenure", "guard->tenure++;")),
    mutant(
        "end of a block: owner stays",
        "nobody gets a turn",
        o("end_tenure", "atomic_store(&guard->owner, 0);"),
    ),
    mutant(
        "end of a block: wakes nobody",
        "whoever waits for a turn sleeps on",
        o("end_tenure", "gg_notify_queue(guard);"),
    ),
    mutant(
        "end of a block: still counted",
        "the next owner's block never ends",
        o("end_tenure", "guard->depth = 0;"),
    ),
    mutant(
        "end of a block: stays in the list",
        "the end of a thread goes round and round, or through memory that is gone",
        o("end_tenure", "*link = guard->next_owned;", ";"),
    ),
    mutant(
        "queue: no event is counted",
        "what happens between the look and the sleep is slept through",
        o("gg_notify_queue", "atomic_fetch_add(&guard->eventcount, 1);"),
    ),
    mutant(
        "queue: nobody counted",
        "whoever waits for a turn is not seen, and sleeps on",
        o("gg_wait_for_owner", "atomic_fetch_add(&handle->guard->queued, 1);"),
        o("gg_wait_for_owner", "atomic_fetch_sub(&handle->guard->queued, 1);"),
    ),
    mutant("queue: wakes one", "all others sleep on", o("gg_notify_queue", "INT32_MAX", "1")),
    mutant(
        "evict: nobody",
        "at the end of Python, a finalizer waits for a thread that is no more",
        o("gg_evict", "if (handle->guard->depth > 0)", NEVER),
    ),
    mutant(
        "disown: by anyone",
        "a thread ends another's block",
        o("gg_disown", "gg_is_owner(handle) && "),
    ),
    mutant(
        "disown: not forked?",
        "leaving in a child what its parent entered is refused, or ends a block of its own",
        o("gg_disown", FORKED, NEVER),
    ),
    mutant(
        "thread: one number for all",
        "everyone is the owner",
        o("gg_thread_id", "_Thread_local "),
    ),
]

THREAD = [
    mutant(
        "end of a thread: not watched",
        "its blocks never end, and every call on the handle hangs",
        o(
            "gg_watch_thread_exit",
            "!pthread_setspecific(thread_key, (const void *)(uintptr_t)gg_thread_id())",
            "true",
        ),
    ),
    mutant(
        "end of a thread: no key, no matter",
        "the same, for a reason that could have been told",
        o("gg_watch_thread_exit", "has_thread_key &&", "true ||"),
    ),
    mutant("own: not in the list", "the same", o("begin_tenure", "owned = guard;")),
    mutant(
        "end of a thread: ends one block",
        "the others never end",
        o(
            "evict_thread",
            "\t\t\tend_tenure(guard);",
            "\t\t{\n\t\t\tend_tenure(guard);\n\t\t\tbreak;\n\t\t}",
        ),
    ),
    mutant(
        "end of a thread: ends everyone's blocks",
        "others come between the calls of a thread that is there",
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
        "wait for owner: search of one",
        "three threads wait for each other",
        o("would_deadlock", "waiter = owner ?", "waiter = owner && waiter->thread == me ?"),
    ),
    mutant(
        "wait for owner: everyone suspected",
        "a refusal without a deadlock",
        o("would_deadlock", "return false;", "return true;"),
    ),
    mutant(
        "wait for owner: who need not wait is suspected",
        "a refusal because of a thread that is about to wake",
        o("would_deadlock", " && is_still_needed(waiter)"),
    ),
    mutant(
        "wait for owner: not listed",
        "two threads wait for each other",
        o("gg_wait_for_owner", "waiters = &self;"),
    ),
    mutant(
        "wait for owner: stays listed",
        "a refusal for a wait that is over, and memory that is gone",
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
        "wait for owner: list kept locked",
        "nobody else can wait, or fork",
        o(
            "gg_wait_for_owner",
            "\t" + LIST_UNLOCK + "\n\tif (deadlock)\n\t\treturn false;",
            "\tif (deadlock) {\n\t\t" + LIST_UNLOCK + "\n\t\treturn false;\n\t}",
        ),
        o("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tremove", "\tremove"),
    ),
    mutant(
        "wait for owner: of a free guard",
        "a thread sleeps although nobody owns",
        o("gg_wait_for_owner", "owner == 0 || "),
    ),
    mutant(
        "wait for owner: of what is closed",
        "a thread sleeps until the end of the block, though the handle is closed",
        o("gg_wait_for_owner", " || !is_still_needed(&self)"),
    ),
    mutant(
        "wait for owner: counts late",
        "what happens between the look and the sleep is slept through",
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
        "fork: not counted",
        "a child waits for threads that it has not",
        p("after_fork_in_child", "atomic_fetch_add(&gg_generation, 1);"),
    ),
    mutant(
        "fork: not watched",
        "the same",
        c("gg_handle_init", "gg_install_fork_handlers();"),
    ),
    mutant(
        "fork: not watched without handles",
        "a child waits for the thread that was in a function of the library",
        p("gg_library_guard", "gg_install_fork_handlers();"),
    ),
    mutant(
        "fork: waiters kept",
        "a child walks over the stacks of threads that it has not",
        o("gg_forget_owners", "waiters = NULL;"),
    ),
    mutant(
        "fork: owners kept",
        "the end of a thread in a child walks over memory of its parent's that may be gone",
        o("gg_forget_owners", "owned = NULL;"),
    ),
    mutant(
        "open in a child: its parent's still",
        "a chip that opens and then refuses every call",
        c("gg_open_begin", FORKED, NEVER),
    ),
    mutant(
        "open in a child: with its parent's lock",
        "a child waits for the lock of a thread that it has not",
        p("gg_reinit_after_fork", "(void)gg_lock_init(&handle->own.lock);"),
    ),
    mutant(
        "close in a child: opened meanwhile",
        "it gives back a lock that it has not got, and destroys under a call",
        c("gg_close_begin", FORKED + " { /* and", "if (true) { /* and"),
    ),
    mutant(
        "fork: list not locked",
        "a child inherits the list locked",
        p("before_fork", LIST_LOCK),
        p("after_fork_in_parent", LIST_UNLOCK),
        p("after_fork_in_child", LIST_UNLOCK),
    ),
    mutant(
        "fork: parent keeps the list", "the parent hangs", p("after_fork_in_parent", LIST_UNLOCK)
    ),
    mutant("fork: child keeps the list", "the child hangs", p("after_fork_in_child", LIST_UNLOCK)),
    mutant(
        "fork: library's guard kept",
        "a child waits for the thread that was inside",
        p("after_fork_in_child", "if (library_guard_ready)", NEVER),
    ),
    mutant(
        "fork: library's owner kept",
        "a child waits for the thread that owned",
        p("init_library_guard", "gg_init_owner(&library_guard);"),
    ),
    mutant(
        "fork: library not guarded",
        "a child closes beside a call into a library that takes one at a time",
        p("gg_lock_inherited", "gg_lock_library();", ";"),
        p("gg_unlock_inherited", "gg_leave_library();", ";"),
    ),
    mutant(
        "enter all: not forked?",
        "a child waits for the lock of a thread that it has not",
        c("gg_enter_all", "gg_is_forked(handles[i]) || "),
    ),
    mutant(
        "close: not forked?",
        "a child waits for the pins and the lock of threads that it has not",
        c("gg_close_begin", FORKED + " {\n\t\tGG_STEP", NEVER + " {\n\t\tGG_STEP"),
        c("gg_close_end", FORKED, NEVER),
    ),
    mutant(
        "close in a child: stays open",
        "a child is told that it was forked, of what it has closed",
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

# What x86 does not punish, ThreadSanitizer does: it follows the orders that C promises.
ORDERS = [
    mutant(
        "open: relaxed",
        "a thread that is pinned sees an object that is not all written",
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
        "what a pinned thread did comes after close",
        c(
            "gg_unpin",
            "atomic_fetch_sub(&handle->state, 1)",
            "atomic_fetch_sub_explicit(&handle->state, 1" + RELAXED,
        ),
    ),
    mutant(
        "abandon: no lock",
        "the count of blocks is written by two at once",
        o("release_tenure", LIST_LOCK),
        o("release_tenure", LIST_UNLOCK),
    ),
    mutant(
        "own: no lock",
        "the list of owners is changed by two at once",
        o("gg_own", LIST_LOCK),
        o("gg_own", LIST_UNLOCK),
    ),
    mutant(
        "end of a thread: no lock",
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
        "the list is changed by two at once",
        o("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tdeadlock", "\tdeadlock"),
        o("gg_wait_for_owner", "\t" + LIST_UNLOCK + "\n\tif (deadlock)", "\tif (deadlock)"),
        o("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tremove", "\tremove"),
        o("gg_wait_for_owner", "\t" + LIST_UNLOCK + "\n\treturn true;", "\treturn true;"),
    ),
]

ACQUIRE = ", memory_order_acquire)"

# Nothing on x86 shows these, not even ThreadSanitizer; the instructions for other machines do.
HANDSHAKES = [
    mutant(
        "wait: looks with acquire",
        "on ARMv8.3, POWER and RISC-V, before the descriptor is there for close to see: it sleeps",
        w(
            "gg_wait",
            "atomic_load(&handle->state)",
            "atomic_load_explicit(&handle->state" + ACQUIRE,
        ),
    ),
    mutant(
        "wake: looks with acquire",
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
        "queue: looks for sleepers with acquire",
        "on ARMv8.3, POWER and RISC-V, before the count is there to be seen: one sleeps on",
        o(
            "gg_notify_queue",
            "atomic_load(&guard->queued)",
            "atomic_load_explicit(&guard->queued" + ACQUIRE,
        ),
    ),
    mutant(
        "queue: counts with acquire",
        "nothing, on the machines there are; all of a handshake is seq_cst, or nobody can tell",
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
