# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants of the runtime's core, gg_handle.[ch] and gg_wait.c, which need no Python to be killed.

Not among them, for no test could tell: EFD_NONBLOCK (an eventfd that counts from 0 takes the write
either way), and seq_cst where acquire would do on the machine at hand, or the wake before CLOSING:
those the model shows (tests/unit/model).
"""

from __future__ import annotations

from core_bench import TSAN
from mutants import Edit, Mutant, mutant

LOCK = "gg_lock_acquire(&guard->lock);"
UNLOCK = "gg_lock_release(&guard->lock);"
HANDLE_LOCK = "gg_lock_acquire(&handle->guard->lock);"
HANDLE_UNLOCK = "gg_lock_release(&handle->guard->lock);"
LIST_LOCK = "pthread_mutex_lock(&process_lock);"
LIST_UNLOCK = "pthread_mutex_unlock(&process_lock);"
FORKED = "if (gg_is_forked(handle))"
DRAINED = "if (!(atomic_load(&handle->state) & (GG_OPEN | GG_PINS)))"
NEVER = "if (false)"


def c(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/runtime/gg_handle.c", old, new, function)


def w(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/runtime/gg_wait.c", old, new, function)


def h(function: str, old: str, new: str = "") -> Edit:
    return Edit("templates/runtime/gg_handle.h", old, new, function)


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
        h("gg_may_enter", " || owner == gg_thread()"),
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
        c("order_guards", "guards[at - 1] > guard", "false"),
    ),
    mutant(
        "enter all: same guard twice",
        "a thread waits for itself",
        c("order_guards", "if (at > 0 && guards[at - 1] == guard)", NEVER),
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
            "\tlength = order_guards(",
            "\tfor (size_t i = 0; i < count; i++)\n"
            "\t\tentered = entered && !gg_is_closing(handles[i]) &&\n"
            "\t\t\t  gg_may_enter(handles[i]->guard);\n"
            "\tlength = order_guards(",
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
        c("gg_unpin", "if (atomic_fetch_sub(&handle->state, 1) == (GG_WAITED | 1))", NEVER),
        c("stop_callers", "(state & ~GG_OPEN) + 1", "state & ~GG_OPEN"),
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
        c("gg_unpin", "futex(&handle->state, FUTEX_WAKE, INT32_MAX)", "(void)0"),
    ),
    mutant(
        "unpin: does not know who sleeps",
        "close sleeps on when the last pin is gone",
        c("gg_unpin", "(GG_WAITED | 1)", "1"),
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
            "\tif (gg_is_closing(handle))\n\t\treturn GG_WOKEN;\n\treturn",
            "\treturn",
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
        w("wait_for_either", "ppoll(polled, 2,", "ppoll(polled, 1,"),
    ),
    mutant(
        "wait: without a descriptor",
        "a wait that close can't end",
        w("gg_wait", "if (wake_fd < 0)", NEVER),
    ),
    mutant(
        "wait: wake drained",
        "the first that wakes takes the wake from the others",
        w(
            "wait_for_either",
            "\treturn ready < 0",
            "\tif (polled[1].revents && read(wake_fd, &(uint64_t){0}, 8) < 0)\n"
            "\t\treturn -1;\n"
            "\treturn ready < 0",
        ),
    ),
    mutant(
        "look: through another descriptor's epoll",
        "what is there is not seen, and what is not is",
        w("ask_epoll", " && handle->looked_at == fd"),
    ),
    mutant(
        "look: two at once",
        "one may be told that there is nothing, though there is",
        w("ask_epoll", "\t\treturn false;", "\t\t(void)0;"),
    ),
    mutant(
        "look: looks for ever",
        "nobody else ever asks the epoll, which is slow",
        w("ask_epoll", "atomic_store_explicit(&handle->looking, false, memory_order_release);"),
    ),
    mutant(
        "look: epoll that takes no such file",
        "a descriptor leaks, and nothing is ever seen",
        w("epoll_of", "epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)", "false"),
    ),
    mutant(
        "look: epoll inherited",
        "every program that is started has it",
        w("epoll_of", "EPOLL_CLOEXEC", "0"),
    ),
    mutant(
        "look: the device is asked once",
        "nobody sees that it is gone",
        w("look", "looks % LOOKS_FOR_ONE_AT_THE_DEVICE", "looks"),
    ),
    mutant(
        "look: found, and forgotten",
        "who has seen it looks again, and does not",
        w("outcome_of", "atomic_fetch_add_explicit(&handle->found, 1, memory_order_relaxed);"),
    ),
    mutant(
        "look: found for ever",
        "every look after the first event asks the device, which is slow",
        w("look", "if (found && !ready)", NEVER),
    ),
    mutant(
        "look: a late no",
        "one look unsees what another has found since",
        w(
            "look",
            "atomic_compare_exchange_strong(&handle->found, &found, 0);",
            "atomic_store(&handle->found, 0);",
        ),
    ),
    mutant(
        "look: without a descriptor",
        "no descriptors left, no events",
        w("ask_epoll", "handle->look_fd >= 0 && "),
    ),
    mutant(
        "wake descriptor: second one kept",
        "a descriptor leaks",
        w("wake_descriptor", "close(fresh);"),
    ),
    mutant(
        "wake descriptor: first one replaced",
        "close wakes only those who came later",
        w(
            "wake_descriptor",
            "if (atomic_compare_exchange_strong(&handle->wake_fd, &fd, fresh))",
            "atomic_store(&handle->wake_fd, fresh);\n\tif (true)",
        ),
    ),
    mutant(
        "wake descriptor: inherited",
        "every program that is started has it",
        w("wake_descriptor", "EFD_CLOEXEC | "),
    ),
    mutant(
        "read: blocking?",
        "a read on a descriptor that does not block waits nevertheless",
        w("gg_reads_at_once", " || (fcntl(fd, F_GETFL) & O_NONBLOCK)"),
    ),
    mutant(
        "read: poll failed",
        "a read blocks with the guard held",
        w("gg_reads_at_once", "> 0", "!= 0"),
    ),
]

CLOSE = [
    mutant(
        "close: callers not stopped",
        "close never comes to an end, or destroys what others use",
        c("stop_callers", "(state & ~GG_OPEN) + 1", "state + 1"),
    ),
    mutant(
        "close: not atomic",
        "a pin is lost, and the object destroyed under it",
        c(
            "stop_callers",
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
        c("stop_callers", "(state & ~GG_OPEN) + 1", "state & ~GG_OPEN"),
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
        c("wait_for_pins", "state | GG_WAITED))", "state))"),
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
        c("gg_close_begin", "if (gg_may_enter(handle->guard))", "if (true)"),
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
        c("close_descriptors", "handle->looked_at = handle->look_fd = -1;"),
    ),
]

OWN = [
    mutant(
        "own: no owner",
        "others come between the calls",
        c(
            "gg_own",
            "atomic_store_explicit(&handle->guard->owner, gg_thread(), memory_order_relaxed);",
        ),
    ),
    mutant(
        "own: counts to one",
        "the inner block ends the outer one",
        c("gg_own", "handle->guard->depth++", "handle->guard->depth = 1"),
    ),
    mutant(
        "own: does not enter",
        "two threads own at once",
        c("gg_own", "if (!gg_enter(handle))", "if (gg_is_closing(handle) || gg_is_forked(handle))"),
        c("gg_own", "gg_leave(handle);"),
    ),
    mutant(
        "abandon: once",
        "a block that is gone keeps the handle",
        c("gg_abandon", "guard->depth -= times", "guard->depth -= 1"),
    ),
    mutant(
        "abandon: at once",
        "the inner block ends the outer one",
        c("gg_abandon", "free = guard->depth == 0", "free = true"),
    ),
    mutant(
        "abandon: owner stays",
        "nobody gets a turn",
        c("gg_abandon", "if (free)\n\t\tatomic_store(&guard->owner, 0);"),
    ),
    mutant(
        "abandon: wakes nobody",
        "whoever waits for a turn sleeps on",
        c("gg_abandon", "futex(&guard->owner, FUTEX_WAKE, INT32_MAX)", "(void)0"),
    ),
    mutant("abandon: wakes one", "all others sleep on", c("gg_abandon", "INT32_MAX", "1")),
    mutant(
        "abandon: not forked?",
        "a child waits for the lock of a thread that it has not",
        c("gg_abandon", FORKED, NEVER),
    ),
    mutant(
        "evict: owner stays",
        "at the end of Python, a finalizer waits for a thread that is no more",
        c("gg_evict", "atomic_store(&guard->owner, 0);"),
    ),
    mutant(
        "evict: wakes nobody",
        "whoever waits for a turn sleeps on",
        c("gg_evict", "futex(&guard->owner, FUTEX_WAKE, INT32_MAX)", "(void)0"),
    ),
    mutant(
        "evict: blocks are counted still",
        "the next owner's block never ends",
        c("gg_evict", "guard->depth = 0;"),
    ),
    mutant(
        "disown: by anyone",
        "a thread ends another's block",
        c("gg_disown", "if (!gg_is_owner(handle))", NEVER),
    ),
    mutant(
        "thread: one number for all",
        "everyone is the owner",
        c("gg_thread", "_Thread_local "),
    ),
]

DEADLOCK = [
    mutant(
        "wait for owner: no search",
        "two threads wait for each other",
        c("gg_wait_for_owner", "deadlock = waits_for_me(handle->guard);", "deadlock = false;"),
    ),
    mutant(
        "wait for owner: search of one",
        "three threads wait for each other",
        c(
            "waits_for_me",
            "guard = waiter->guard;",
            "return atomic_load(&waiter->guard->owner) == me;",
        ),
    ),
    mutant(
        "wait for owner: everyone suspected",
        "a refusal without a deadlock",
        c(
            "waits_for_me",
            "if (!waiter)\n\t\t\treturn false;",
            "if (!waiter)\n\t\t\treturn owner != 0;",
        ),
    ),
    mutant(
        "wait for owner: not listed",
        "two threads wait for each other",
        c("gg_wait_for_owner", "waiters = &self;"),
    ),
    mutant(
        "wait for owner: stays listed",
        "a refusal for a wait that is over, and memory that is gone",
        c("gg_wait_for_owner", "forget_waiter(&self);"),
    ),
    mutant(
        "wait for owner: listed late",
        "both search before either is listed",
        c(
            "gg_wait_for_owner",
            "deadlock = waits_for_me(handle->guard);",
            "deadlock = waits_for_me(handle->guard);\n\t" + LIST_UNLOCK + "\n\t" + LIST_LOCK,
        ),
    ),
    mutant(
        "wait for owner: list kept locked",
        "nobody else can wait, or fork",
        c(
            "gg_wait_for_owner",
            "\t" + LIST_UNLOCK + "\n\tif (deadlock)\n\t\treturn false;",
            "\tif (deadlock) {\n\t\t" + LIST_UNLOCK + "\n\t\treturn false;\n\t}",
        ),
        c("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tforget", "\tforget"),
    ),
    mutant(
        "wait for owner: of a free guard",
        "a thread sleeps although nobody owns",
        c("gg_wait_for_owner", "owner == 0 || "),
    ),
]

FORK = [
    mutant(
        "fork: not counted",
        "a child waits for threads that it has not",
        c("after_fork_in_child", "atomic_fetch_add(&gg_generation, 1);"),
    ),
    mutant(
        "fork: not watched",
        "the same",
        c("gg_handle_init", "watch_forks();"),
    ),
    mutant(
        "fork: not watched without handles",
        "a child waits for the thread that was in a function of the library",
        c("gg_library_guard", "watch_forks();"),
    ),
    mutant(
        "fork: waiters kept",
        "a child walks over the stacks of threads that it has not",
        c("after_fork_in_child", "waiters = NULL;"),
    ),
    mutant(
        "fork: list not locked",
        "a child inherits the list locked",
        c("before_fork", LIST_LOCK),
        c("after_fork_in_parent", LIST_UNLOCK),
        c("after_fork_in_child", LIST_UNLOCK),
    ),
    mutant(
        "fork: parent keeps the list", "the parent hangs", c("after_fork_in_parent", LIST_UNLOCK)
    ),
    mutant("fork: child keeps the list", "the child hangs", c("after_fork_in_child", LIST_UNLOCK)),
    mutant(
        "fork: library's guard kept",
        "a child waits for the thread that was inside",
        c("after_fork_in_child", "if (library_guarded)", NEVER),
    ),
    mutant(
        "fork: library's owner kept",
        "a child waits for the thread that owned",
        c("init_library_guard", "atomic_init(&library_guard.owner, 0);"),
    ),
    mutant(
        "fork: library not guarded",
        "a child closes beside a call into a library that takes one at a time",
        c("lock_inherited", "gg_hold_library();", ";"),
        c("unlock_inherited", "gg_leave_library();", ";"),
    ),
    mutant(
        "init: no generation",
        "a child's own handles are refused",
        c("gg_handle_init", "atomic_load(&gg_generation)", "0"),
    ),
    mutant(
        "enter all: not forked?",
        "a child waits for the lock of a thread that it has not",
        c("gg_enter_all", "gg_is_forked(handles[i]) || "),
    ),
    mutant(
        "close: not forked?",
        "a child waits for the pins and the lock of threads that it has not",
        c("gg_close_begin", FORKED, NEVER),
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
        c("lock_inherited", LIST_LOCK),
        c("unlock_inherited", LIST_UNLOCK),
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
        c("gg_abandon", LOCK),
        c("gg_abandon", UNLOCK),
    ),
    mutant(
        "wait for owner: no lock",
        "the list is changed by two at once",
        c("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tdeadlock", "\tdeadlock"),
        c("gg_wait_for_owner", "\t" + LIST_UNLOCK + "\n\tif (deadlock)", "\tif (deadlock)"),
        c("gg_wait_for_owner", "\t" + LIST_LOCK + "\n\tforget", "\tforget"),
        c("gg_wait_for_owner", "\t" + LIST_UNLOCK + "\n\treturn true;", "\treturn true;"),
    ),
]

MUTANTS = [*ENTER, *SEVERAL, *PIN, *WAIT, *CLOSE, *OWN, *DEADLOCK, *FORK]
MUTANTS += [Mutant(m.name, m.why, m.edits, (TSAN,)) for m in ORDERS]
