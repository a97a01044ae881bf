# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants of the generated package: of its templates, and of the Python half of the runtime.

Not here, because no test can tell:

* tracking an object before it is complete, if its constructor never detaches: no other code runs in
  between. Chip, whose constructor detaches, is tracked at once by design, and starts out closed;
  its mutants are "construct: …" and "init: open";
* tracking lists and tuples before they are filled: since Python 3.12 nothing runs the collector
  meanwhile (tests/python shows it on older versions), except for an enum that lacks the member;
* the critical section in which a caller's dict is read: no test can force a race into it;
* pinning for a read after the guard has been released: the pin fails if the handle was closed;
* leaving locked() while attached: it waits for only a few instructions of another thread;
* checking for NULL before destroying: the library's destroyers accept NULL;
* gg_check_usable(): every call checks the same again under the guard.
"""

from __future__ import annotations

from mutants import Edit, Mutant, mutant

PARTS = "templates/parts/"
HANDLE = "templates/package/src/@handle@.c.jinja"
SNAPSHOT = "templates/package/src/@snapshot@.c.jinja"
MODULE_H = "templates/package/src/module.h.jinja"
MODULE_C = "templates/package/src/module.c.jinja"
CONVERTERS = "annotations/gpiod/converters.h"
CHIP_REQUEST = "annotations/gpiod/chip_request.h"
RUNTIME = "templates/copied/src/runtime/"

PROVER = ("prover",)
BEGIN, END = "Py_BEGIN_ALLOW_THREADS", "Py_END_ALLOW_THREADS"
ENTER = "if ({{ cls.name }}_enter(self)) {"
ENTER_HELD = "if ({{ prefix }}_enter({{ held(method) }})) {"
LEAVE = "{{ cls.name }}_leave(self);"
LEAVE_HELD = "{{ prefix }}_leave({{ held(method) }});"
INVOKE = '{{ invoke(method) | indent("\\t\\t\\t") | trim }}'
SAVE_ERRNO = "\n{% if method.failed %}\n\t\terror = errno;\n{% endif %}"


def macro(part: str, name: str, old: str, new: str = "") -> Edit:
    """An edit of a macro that the forms share."""
    return Edit(f"{PARTS}{part}.jinja", old, new, f"macro {name}")


def form(name: str, old: str, new: str = "") -> Edit:
    """An edit of the template of a form."""
    return macro(f"forms/{name}", "write", old, new)


def handle(part: str, function: str, old: str, new: str = "") -> Edit:
    """An edit of a function that every handle has."""
    return Edit(f"{PARTS}handle/{part}.jinja", old, new, f"{{{{ cls.name }}}}_{function}")


def snapshot(function: str, old: str, new: str = "") -> Edit:
    """An edit of a function that every snapshot has."""
    return Edit(SNAPSHOT, old, new, f"{{{{ cls.name }}}}_{function}")


def runtime(file: str, function: str, old: str, new: str = "") -> Edit:
    return Edit(RUNTIME + file, old, new, function)


def attached(name: str, why: str, *killers: str, begin: Edit, end: Edit) -> Mutant:
    """A mutant that makes the call while attached."""
    return mutant(name, why, begin, end, killers=killers)


GUARDS = [
    mutant(
        "call: no guard",
        "two threads inside at once",
        form("call", ENTER_HELD, "if (true) {"),
        form("call", LEAVE_HELD),
        killers=PROVER,
    ),
    mutant(
        "call: keeps the guard",
        "the next call hangs",
        form("call", LEAVE_HELD),
        killers=PROVER,
    ),
    mutant(
        "call: after the guard is released",
        "two threads inside at once",
        form("call", INVOKE),
        form("call", LEAVE_HELD, LEAVE_HELD + "\n\t\t\t" + INVOKE),
        killers=PROVER,
    ),
    mutant(
        "call: only the first of several guards",
        "two threads inside the second",
        form("call", ENTER_HELD, "if ({{ cls.name }}_enter(self)) {"),
        form("call", LEAVE_HELD, LEAVE),
        killers=PROVER,
    ),
    mutant(
        "several: only the first lock",
        "two threads inside the third",
        macro(
            "forms/call",
            "several",
            "gg_enter_all(handles, GG_ARRAY_LENGTH(handles))",
            "gg_enter_all(handles, 1)",
        ),
        macro(
            "forms/call",
            "several",
            "gg_leave_all(handles, GG_ARRAY_LENGTH(handles))",
            "gg_leave_all(handles, 1)",
        ),
        killers=("test_guard.SeveralGuards",),
    ),
    mutant(
        "enter: only checks for close, without the lock",
        "two threads inside at once",
        Edit(MODULE_H, "return gg_enter(&self->handle);", "return !gg_is_closing(&self->handle);"),
        Edit(MODULE_H, "gg_leave(&self->handle);", "(void)self;"),
        killers=("test_guard.OneThreadInside.test_a_request",),
    ),
    mutant(
        "enter: a critical section instead of the lock",
        "detaching suspends it: two threads inside at once",
        Edit(MODULE_H, "return gg_enter(&self->handle);", "return !gg_is_closing(&self->handle);"),
        Edit(MODULE_H, "gg_leave(&self->handle);", "(void)self;"),
        form("call", "bool called = false;", "bool called = false;\n\tgg_section section;"),
        form("call", "\tdo {\n", "\tgg_section_begin(&section, op);\n\tdo {\n"),
        form("call", "\tif (!called)\n", "\tgg_section_end(&section);\n\tif (!called)\n"),
        killers=("test_guard.OneThreadInside.test_a_request",),
    ),
    mutant(
        "leave: does not unlock",
        "the next call hangs",
        Edit(MODULE_H, "gg_leave(&self->handle);", "(void)self;"),
        killers=("test_guard.OneThreadInside.test_a_request",),
    ),
    mutant(
        "section: none",
        "two threads inside at once",
        form("section", "{{ cls.name }}_begin(self, &section);", "(void)section;"),
        form("section", "{{ cls.name }}_end(self, &section);"),
        killers=PROVER,
    ),
    mutant(
        "section: not ended",
        "the thread state points into the stack of a call that has returned",
        form("section", "{{ cls.name }}_end(self, &section);"),
        killers=PROVER,
    ),
    mutant(
        "section: empty",
        "two threads inside at once",
        runtime("gg_type.h", "gg_section_begin", "PyCriticalSection_Begin(section, object);"),
        runtime("gg_type.h", "gg_section_end", "PyCriticalSection_End(section);"),
        killers=("test_guard.OneThreadInside.test_line_settings",),
    ),
    mutant(
        "copy: no guard",
        "the object is copied while another thread changes it",
        handle(
            "argument",
            "copy_from_python",
            "{{ cls.name }}_begin(self, &section);",
            "(void)section;",
        ),
        handle("argument", "copy_from_python", "{{ cls.name }}_end(self, &section);"),
        killers=PROVER,
    ),
    mutant(
        "cached: no guard",
        "two threads inside at once",
        form("cached", ENTER, "if (true) {"),
        form("cached", LEAVE),
        killers=PROVER,
    ),
    mutant(
        "cached: keeps the last result",
        "threads get different results, one of which is freed",
        form(
            "cached",
            "if (atomic_compare_exchange_strong(&{{ member }}, &none, answer))",
            "atomic_store(&{{ member }}, answer);\n\tif (!none)",
        ),
        killers=("test_python.Lifetime.test_cached_values_stay_alive",),
    ),
    mutant(
        "read: no guard",
        "two threads inside at once",
        form("read", ENTER, "if (!gg_is_closing(&self->handle)) {"),
        form("read", LEAVE),
        killers=PROVER,
    ),
    mutant(
        "call: attaches before it leaves the guard",
        "a thread that hangs in attaching during finalization keeps the guard",
        form("call", LEAVE_HELD),
        form("call", END, END + "\n\t\tif (called)\n\t\t\t" + LEAVE_HELD),
        killers=("regions",),
    ),
    mutant(
        "call: allocates Python memory under the guard",
        "an allocation may run the collector, which may run any code",
        macro("result", "invoke", "= calloc(", "= PyMem_Calloc("),
        macro(
            "result",
            "cleanup",
            "free({{ method.out_array.name }});",
            "PyMem_Free({{ method.out_array.name }});",
        ),
        killers=("regions",),
    ),
]

WAITS = [
    mutant(
        "wait: no pin",
        "it polls a descriptor whose number has been reused",
        runtime("gg_poll.c", "wait_pinned", "if (gg_pin(handle))", "if (!gg_is_closing(handle))"),
        runtime("gg_poll.c", "wait_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_waits_for_pinned_threads",),
    ),
    mutant(
        "wait: keeps the pin",
        "close waits for ever",
        runtime("gg_poll.c", "wait_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_wakes_waiting_threads",),
    ),
    mutant(
        "probe: no pin",
        "it probes a descriptor whose number has been reused",
        runtime("gg_poll.c", "probe_pinned", "if (!gg_pin(handle))", "if (gg_is_closing(handle))"),
        runtime("gg_poll.c", "probe_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_waits_for_a_probing_thread",),
    ),
    mutant(
        "probe: keeps the pin",
        "close waits for ever",
        runtime("gg_poll.c", "probe_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_does_not_wait_for_a_thread_that_has_probed",),
    ),
    mutant(
        "wait: runs signal handlers with a pin",
        "a handler that closes the handle deadlocks",
        runtime(
            "gg_poll.c",
            "wait_pinned",
            "gg_unpin(handle);",
            "if (outcome != GG_FAILED)\n\t\t\tgg_unpin(handle);",
        ),
        runtime(
            "gg_poll.c",
            "gg_wait_readable",
            "if (gg_check_wait(target, outcome, error))",
            "int ended = gg_check_wait(target, outcome, error);\n\n"
            "\t\tif (outcome == GG_FAILED)\n\t\t\tgg_unpin(target.handle);\n"
            "\t\tif (ended)",
        ),
        killers=("test_python.Signals.test_a_handler_closes_the_handle",),
    ),
    mutant(
        "wait: does not run signal handlers",
        "Ctrl-C does not interrupt it",
        runtime("gg_poll.c", "gg_check_wait", "return PyErr_CheckSignals();", "return 0;"),
        killers=("test_python.Signals.test_a_handler_ends_the_wait",),
    ),
    mutant(
        "wait: restarts the timeout after a signal",
        "frequent signals make it endless",
        runtime(
            "gg_poll.c",
            "gg_wait_readable",
            "wait_pinned(target.handle, fd, deadline, &error)",
            "wait_pinned(target.handle, fd, waits ? gg_deadline(timeout) : 0, &error)",
        ),
        killers=("test_python.Signals.test_a_resumed_wait_keeps_its_timeout",),
    ),
    mutant(
        "wait: reads errno after unpinning",
        "an interrupted wait is reported as failed",
        runtime("gg_poll.c", "wait_pinned", "gg_unpin(handle);"),
        runtime(
            "gg_poll.c", "wait_pinned", "*error = errno;", "gg_unpin(handle);\n\t\t*error = errno;"
        ),
        killers=("test_python.Signals.test_a_handler_ends_the_wait",),
    ),
    mutant(
        "read: does not probe first",
        "it blocks in the library with the guard held, and so does close",
        form("read", "gg_read_would_return(self->{{ method.fd }})", "true"),
        killers=("test_guard.Wait.test_does_not_hold_the_guard",),
    ),
    mutant(
        "read: probes before it has the guard",
        "another thread takes the event, and it blocks with the guard held",
        form("read", ENTER, "ready = gg_read_would_return(self->{{ method.fd }});\n\t\t" + ENTER),
        form("read", "gg_read_would_return(self->{{ method.fd }});\n\t\t\tif", "ready;\n\t\t\tif"),
        killers=("test_guard.Wait.test_probes_under_the_guard",),
    ),
    mutant(
        "read: waits with the guard held",
        "no other thread can use the handle",
        form(
            "read",
            "pinned = gg_pin(&self->handle);",
            "outcome = gg_wait(&self->handle, self->{{ method.fd }}, NULL);",
        ),
        killers=("test_guard.Wait.test_does_not_hold_the_guard",),
    ),
    mutant(
        "read: waits without a pin",
        "it polls a descriptor whose number has been reused",
        form("read", "pinned = gg_pin(&self->handle);", "pinned = true;"),
        form("read", "gg_unpin(&self->handle);"),
        killers=("test_guard.Close.test_waits_for_pinned_threads",),
    ),
    mutant(
        "read: attaches before it unpins",
        "a thread that hangs in attaching during finalization keeps the pin",
        form("read", "gg_unpin(&self->handle);"),
        form("read", END, END + "\n\t\tif (pinned)\n\t\t\tgg_unpin(&self->handle);"),
        killers=("regions",),
    ),
    mutant(
        "read: runs signal handlers with a pin",
        "a handler that closes the handle deadlocks",
        form("read", "gg_unpin(&self->handle);"),
        form(
            "read",
            "\t\tif (ready)\n\t\t\tbreak;",
            "\t\tif (ready)\n\t\t\tbreak;\n"
            "\t\tif (pinned && outcome != GG_FAILED)\n\t\t\tgg_unpin(&self->handle);",
        ),
        form(
            "read",
            "gg_check_wait({{ cls.name }}_target(self), outcome, error)",
            "({ int ended = gg_check_wait({{ cls.name }}_target(self), outcome, error); "
            "if (pinned && outcome == GG_FAILED) gg_unpin(&self->handle); ended; })",
        ),
        killers=("test_python.Signals.test_a_handler_closes_the_handle",),
    ),
    mutant(
        "queue: does not run signal handlers",
        "Ctrl-C does not interrupt the wait for the end of a block",
        runtime(
            "gg_raise.c",
            "gg_wait_until_unowned",
            "return PyErr_CheckSignals() == 0;",
            "return true;",
        ),
        killers=("test_python.Signals.test_a_handler_runs_in_a_thread_that_waits_for_locked",),
    ),
    mutant(
        "queue: for a thread that never runs again",
        "finalization hangs",
        runtime("gg_raise.c", "gg_wait_until_unowned", "= Py_IsFinalizing();", "= false;"),
        killers=("test_python.Exit",),
    ),
    mutant(
        "queue: ignores a deadlock",
        "two threads retry for ever",
        runtime("gg_raise.c", "gg_wait_until_unowned", "if (!waited) {", "if (false) {"),
        killers=("test_python.Locked.test_detects_deadlocks",),
    ),
]

PRIVATE = [
    mutant(
        "read: one buffer for all calls",
        "a thread gets the events of another",
        form(
            "read",
            "{{ method.scratch.name }} = {{ method.scratch.make }};",
            "static {{ method.scratch.c }}shared;\n\n\tif (!shared)\n"
            "\t\tshared = {{ method.scratch.make }};\n\t{{ method.scratch.name }} = shared;",
        ),
        macro("result", "cleanup", "{{ method.scratch.destroy }}"),
        killers=("test_guard.Wait.test_each_read_has_its_own_events",),
    ),
    mutant(
        "call: one copy of the arguments for all calls",
        "a thread passes the arguments of another",
        macro("frame", "locals", "\t{{ declaration }}", "\tstatic {{ declaration }}"),
        killers=("test_guard.OneThreadInside.test_a_call_with_its_own_arguments",),
    ),
    mutant(
        "array: more than its maximum",
        "an infinite iterable is read into memory",
        runtime(
            "gg_convert.c",
            "gg_array_from_python",
            "if (array->length == maximum)",
            "if (array->length == SIZE_MAX)",
        ),
        killers=("test_python.Arguments.test_too_many_items_are_rejected",),
    ),
    mutant(
        "array: reads the length before the items",
        "too few items, or too many",
        runtime(
            "gg_convert.c",
            "gg_array_from_python",
            "if (array->length == maximum)",
            "if (array->length == (size_t)PySequence_Size(arg))",
        ),
        killers=("test_python.Arguments.test_may_misreport_their_length",),
    ),
    mutant(
        "items: reads a list in place",
        "items are freed while others are converted",
        runtime(
            "gg_items.c",
            "snapshot",
            "return PyList_AsTuple(iterable);",
            "return Py_NewRef(iterable);",
        ),
        killers=("test_python.Arguments.test_may_change_their_list",),
    ),
    mutant(
        "items: reads a dict in place",
        "items are freed while others are converted",
        runtime("gg_items.c", "snapshot", "if (is_builtin_container(iterable))", "if (false)"),
        runtime(
            "gg_items.c", "snapshot", "return inherits_iteration(iterable) ?", "return false ?"
        ),
        killers=("test_python.Arguments.test_may_change_a_dict_of_lines",),
    ),
    mutant(
        "items: does not lock a subclass",
        "another thread changes it meanwhile",
        runtime(
            "gg_items.c",
            "list_of_subclass",
            "gg_section_begin(&section, object);",
            "(void)section;",
        ),
        runtime("gg_items.c", "list_of_subclass", "gg_section_end(&section);"),
        killers=("test_python.Arguments.test_sets_are_locked_while_they_are_read",),
    ),
    mutant(
        "items: does not check for signals",
        "an infinite iterator cannot be interrupted",
        runtime(
            "gg_items.c",
            "gg_items_next_slow",
            "if (++items->consumed % ITEMS_BETWEEN_SIGNALS || !PyErr_CheckSignals())",
            "",
        ),
        killers=("test_python.Arguments.test_endless_iterators_are_interrupted",),
    ),
    mutant(
        "items: no limit",
        "an infinite iterator is read for ever",
        runtime("gg_items.c", "gg_items_next_slow", "items->consumed > items->limit", "false"),
        killers=("test_python.Arguments.test_iterators_without_a_length_are_limited",),
    ),
    mutant(
        "text: does not own encoded bytes",
        "the call reads freed memory",
        runtime(
            "gg_text.c",
            "gg_as_string",
            "\tif (!text->owner)\n\t\treturn -1;\n",
            "\tif (!text->owner)\n\t\treturn -1;\n"
            "\tif (!PyUnicode_Check(text->owner))\n\t\tPy_SETREF(text->owner, Py_NewRef(arg));\n",
        ),
        killers=("test_python.Arguments.test_text_is_kept_until_the_call_ends",),
    ),
    mutant(
        "values: runs Python code while it reads the dict",
        "items are freed while others are converted",
        Edit(
            CONVERTERS,
            "gg_enum_find(&self->state->line_value,",
            "!gg_enum_from_python(&self->state->line_value,",
            "request_values_of_plain_dict",
        ),
        killers=("test_python.Arguments.test_may_change_a_dict_of_values",),
    ),
    mutant(
        "values: does not lock the dict",
        "another thread frees its memory",
        Edit(
            CONVERTERS,
            "gg_section_begin(&section, dict);",
            "(void)section;",
            "request_values_of_plain_dict",
        ),
        Edit(CONVERTERS, "gg_section_end(&section);", "", "request_values_of_plain_dict"),
        killers=("test_python.Arguments.test_dicts_are_locked_while_they_are_read",),
    ),
    mutant(
        "lines: more than the array holds",
        "it writes past the array",
        Edit(CONVERTERS, "if (count == self->num_lines)", "if (false)", "request_lines"),
        killers=("test_python.Arguments.test_too_many_items_are_rejected",),
    ),
    mutant(
        "request: more lines than the array holds",
        "it writes past the array",
        Edit(
            CHIP_REQUEST,
            "if (request->num_offsets == GPIO_V2_LINES_MAX)",
            "if (false)",
            "add_offset",
        ),
        killers=("test_python.Arguments.test_too_many_lines_are_rejected",),
    ),
]

ERRNO = [
    mutant(
        "call: reads errno after attaching",
        "the wrong error is raised",
        form("call", END, END + SAVE_ERRNO),
        killers=("test_python.Errno",),
    ),
    mutant(
        "call: reads errno after leaving",
        "the wrong error is raised",
        form("call", "called = true;", "called = true;" + SAVE_ERRNO),
        killers=("test_python.Errno",),
    ),
    mutant(
        "cached: reads errno after leaving",
        "the wrong error is raised",
        form("cached", "called = true;", "called = true;" + SAVE_ERRNO),
        killers=("test_python.Errno",),
    ),
    mutant(
        "read: reads errno after leaving",
        "the wrong error is raised",
        form("read", LEAVE, LEAVE + "\n\t\t\tif (ready)\n\t\t\t\terror = errno;"),
        killers=("test_python.Errno",),
    ),
    mutant(
        "raise: reads errno late",
        "the wrong error is raised",
        runtime("gg_raise.c", "gg_raise_errno", "errno = error;"),
        killers=("test_python.Errno",),
    ),
]

DETACHED = [
    attached(
        "call: attached",
        "all other threads wait for the device",
        "test_python.Detached.test_call",
        begin=form("call", BEGIN),
        end=form("call", END),
    ),
    attached(
        "cached: attached",
        "all other threads wait for the device",
        "test_python.Detached.test_cached_value",
        begin=form("cached", BEGIN),
        end=form("cached", END),
    ),
    attached(
        "read: attached",
        "all other threads wait for an event",
        "test_python.Detached.test_wait",
        begin=form("read", BEGIN),
        end=form("read", END),
    ),
    attached(
        "wait: attached",
        "all other threads wait for an event",
        "test_python.Detached.test_wait",
        begin=runtime("gg_poll.c", "wait_pinned", BEGIN),
        end=runtime("gg_poll.c", "wait_pinned", END),
    ),
    attached(
        "call without a handle: attached",
        "all other threads wait for the device",
        "test_python.Detached.test_call_without_a_handle",
        begin=macro(
            "alone", "alone", "{% elif method.detaches %}\n\t" + BEGIN, "{% elif method.detaches %}"
        ),
        end=macro("alone", "alone", "\t" + END + "\n{% else %}", "{% else %}"),
    ),
    attached(
        "close: attached",
        "all other threads wait for the device",
        "test_python.Detached.test_close",
        begin=form("close", BEGIN),
        end=form("close", END),
    ),
    attached(
        "dispose: attached",
        "all other threads wait for the device",
        "test_python.Detached.test_last_reference",
        begin=handle("native", "dispose", BEGIN),
        end=handle("native", "dispose", END),
    ),
    attached(
        "queue: attached",
        "all other threads wait for the end of a block",
        "test_python.Detached.test_wait_for_locked",
        begin=runtime("gg_raise.c", "gg_wait_until_unowned", BEGIN),
        end=runtime("gg_raise.c", "gg_wait_until_unowned", END),
    ),
    attached(
        "locked: entered attached",
        "all other threads wait for the call in progress",
        "gil:test_python.Detached.test_locked",
        begin=runtime("gg_locked.c", "locked_enter", BEGIN),
        end=runtime("gg_locked.c", "locked_enter", END),
    ),
    attached(
        "locked: dropped attached",
        "all other threads wait for the call in progress",
        "gil:test_python.Lifetime.test_locked_is_untracked_while_deallocated",
        begin=runtime("gg_locked.c", "locked_dealloc", BEGIN),
        end=runtime("gg_locked.c", "locked_dealloc", END),
    ),
]

CLOSE = [
    mutant(
        "close: no guard",
        "destroyed during a call",
        form("close", "if ({{ cls.name }}_close_begin(self)) {", "if (true) {"),
        killers=PROVER,
    ),
    mutant(
        "close: keeps the object",
        "the second close destroys it again",
        Edit(HANDLE, "self->native = NULL;", "", "{{ cls.name }}_take_native"),
        killers=("test_guard.Close.test_only_one_destroys",),
    ),
    mutant(
        "close: clears the pointer after destroying",
        "a child forked meanwhile destroys it, too",
        form("close", "{{ cls.name }}_take_native(self)", "self->native"),
        form("close", "gg_close_end(", "self->native = NULL;\n\t\tgg_close_end("),
        killers=("test_guard.Close.test_in_a_forked_child_destroys_nothing",),
    ),
    mutant(
        "close: reads the pointer before it enters",
        "two closers find the object, and both destroy it",
        form(
            "close",
            "{{ cls.c }} *native = {{ cls.name }}_take_native(self);",
            "self->native = NULL;",
        ),
        form(
            "close", "\tbool destroyed", "\t{{ cls.c }} *native = self->native;\n\tbool destroyed"
        ),
        killers=("test_guard.Close.test_two_at_once_destroy_once",),
    ),
]

LOCKED = [
    mutant(
        "locked: does not watch for thread exit",
        "the block never ends: every call on the handle hangs",
        runtime("gg_locked.c", "locked_enter", "if (!gg_watch_thread_exit())", "if (false)"),
        killers=("test_python.Locked.test_ends_with_its_thread",),
    ),
    mutant(
        "locked: counts blocks of an earlier tenure",
        "an inner block ends the outer one",
        runtime(
            "gg_locked.c",
            "locked_enter",
            "self->tenure == tenure ? self->depth + 1 : 1",
            "self->depth + 1",
        ),
        killers=("test_python.Locked.test_may_be_entered_after_its_thread_has_ended",),
    ),
    mutant(
        "close: waits for the owner as a call does",
        "it does not sleep until the block ends",
        form(
            "close",
            "gg_wait_until_unowned(&self->handle, GG_ALIVE)",
            "gg_wait_until_unowned(&self->handle, GG_OPEN)",
        ),
        killers=("test_python.Locked.test_allows_a_close_inside",),
    ),
    mutant(
        "usable: refuses though it was opened meanwhile",
        "an error without an exception",
        runtime(
            "gg_raise.c",
            "gg_check_usable_slow",
            "case GG_OWNED:\n\t\tbreak;",
            "case GG_OWNED:\n\t\treturn -1;",
        ),
        killers=("test_python.Lifetime.test_refused_second_init_leaves_it_open",),
    ),
    mutant(
        "locked: does not own",
        "other threads' calls come between",
        runtime(
            "gg_locked.c",
            "locked_enter",
            "gg_own(self->target.handle, &tenure)",
            "!gg_is_closing(self->target.handle)",
        ),
        killers=("test_python.Locked.test_keeps_others_out",),
    ),
    mutant(
        "locked: any thread may leave",
        "a thread ends another's block",
        runtime("gg_locked.c", "locked_exit", "gg_is_owner(self->target.handle) && "),
        killers=("test_python.Locked.test_must_be_left_once_by_the_same_thread",),
    ),
    mutant(
        "locked: may be left without being entered",
        "it ends another context's block",
        runtime("gg_locked.c", "locked_exit", " && self->depth > 0"),
        killers=("test_python.Locked.test_must_be_left_once_by_the_same_thread",),
    ),
    mutant(
        "locked: does not count exits",
        "dropping it ends the outer block",
        runtime("gg_locked.c", "locked_exit", "self->depth--;", ";"),
        killers=("test_python.Locked.test_may_be_dropped_after_it_was_left",),
    ),
    mutant(
        "locked: does not end when dropped",
        "no other thread can enter any more",
        runtime("gg_locked.c", "locked_dealloc", "if (self->depth)", "if (false)"),
        killers=("test_python.Locked.test_may_be_dropped_inside",),
    ),
    mutant(
        "locked: ends only once when dropped",
        "a block entered twice keeps the handle",
        runtime("gg_locked.c", "locked_dealloc", "self->depth);", "1);"),
        killers=("test_python.Locked.test_may_be_dropped_inside",),
    ),
    mutant(
        "locked: does not keep the handle",
        "the handle is freed before its block ends",
        runtime("gg_locked.c", "gg_locked_new", "Py_NewRef(object)", "object"),
        runtime("gg_locked.c", "locked_dealloc", "Py_CLEAR(self->object);"),
        runtime("gg_locked.c", "locked_traverse", "Py_VISIT(self->object);"),
        killers=("test_python.Locked.test_keeps_its_handle_alive",),
    ),
    mutant(
        "locked: untracks late",
        "the collector finds an object that is being deallocated",
        runtime("gg_locked.c", "locked_dealloc", "PyObject_GC_UnTrack(op);"),
        runtime(
            "gg_locked.c",
            "locked_dealloc",
            "Py_CLEAR(self->object);",
            "PyObject_GC_UnTrack(op);\n\tPy_CLEAR(self->object);",
        ),
        killers=("test_python.Lifetime.test_locked_is_untracked_while_deallocated",),
    ),
]

LIFETIME = [
    mutant(
        "call: does not destroy its copies",
        "objects of the library leak",
        macro("result", "cleanup", "\t{{ release }}", "\t(void)0;"),
        killers=("test_python.Lifetime.test_no_objects_are_left",),
    ),
    mutant(
        "dealloc: untracks late",
        "the collector finds it, and it is deallocated again",
        handle("object", "dealloc", "PyObject_GC_UnTrack(op);"),
        handle(
            "object",
            "dealloc",
            "type->tp_free(op);",
            "PyObject_GC_UnTrack(op);\n\ttype->tp_free(op);",
        ),
        killers=("test_python.Lifetime.test_objects_are_untracked_while_deallocated",),
    ),
    mutant(
        "dealloc: keeps weak references",
        "they refer to freed memory",
        handle("object", "dealloc", "PyObject_ClearWeakRefs(op)", "(void)0"),
        killers=("test_python.Lifetime.test_weak_references",),
    ),
    mutant(
        "alloc: not zeroed",
        "an uninitialized object has wild pointers",
        runtime(
            "gg_type.c",
            "gg_alloc_untracked",
            "memset(object + 1, 0, ",
            "memset(object + 1, 0, 0 * ",
        ),
        killers=("test_guard.OneThreadInside.test_a_request",),
    ),
    mutant(
        "adopt: borrows what it keeps",
        "it is freed with the caller's reference",
        handle("make", "adopt", "Py_NewRef({{ keep.member }})", "{{ keep.member }}"),
        handle("object", "dealloc", "\tPy_CLEAR(self->{{ keep.member }});"),
        handle("object", "traverse", "\tPy_VISIT(self->{{ keep.member }});"),
        killers=("test_python.Lifetime.test_arguments_are_kept_alive",),
    ),
    mutant(
        "enum: returns a borrowed member",
        "after enough calls the member is freed",
        runtime(
            "gg_enum.h",
            "gg_enum_to_python",
            "Py_NewRef(member)",
            "member",
        ),
        killers=("gil:test_python.Lifetime.test_enum_members_are_immortal",),
    ),
    mutant(
        "construct: opens before it stores the object",
        "a thread that finds it calls with NULL",
        macro(
            "forms/constructor",
            "init",
            '{{ alone(method, "goto done;") }}',
            "\tgg_open_begin(&self->handle);\n\tgg_open_end(&self->handle);\n"
            '{{ alone(method, "goto done;") }}',
        ),
        killers=("test_python.Lifetime.test_partially_initialized_handles_raise",),
    ),
    mutant(
        "construct: more than once",
        "two threads construct one object",
        handle("make", "init", "if (atomic_exchange(&self->constructed, true)) {", "if (false) {"),
        killers=("test_python.Lifetime.test_handles_are_initialized_once",),
    ),
    mutant(
        "construct: marks it only at the end",
        "two threads construct one object",
        handle(
            "make",
            "init",
            "if (atomic_exchange(&self->constructed, true)) {",
            "if (atomic_load(&self->constructed)) {",
        ),
        handle(
            "make", "init", "\treturn 0;", "\tatomic_store(&self->constructed, true);\n\treturn 0;"
        ),
        killers=("test_python.Lifetime.test_handles_are_initialized_once",),
    ),
    mutant(
        "module: GIL not declared unused",
        "the import enables the GIL",
        Edit(MODULE_C, "\t{Py_mod_gil, Py_MOD_GIL_NOT_USED},"),
        killers=("test_python.Lifetime.test_gil_stays_disabled",),
    ),
    mutant(
        "freeze: leaves types mutable",
        "a thread changes methods that others call",
        runtime(
            "gg_type.c", "gg_freeze_type", "return PyType_Freeze(type);", "return type ? 0 : -1;"
        ),
        killers=("test_python.Lifetime.test_types_are_immutable",),
    ),
    mutant(
        "argument: does not check required ones",
        "a call with NULL",
        runtime(
            "gg_argument.c",
            "gg_bind_slow",
            "return check_required(signature, bound) ? NULL : bound;",
            "return bound;",
        ),
        killers=("test_python.Arguments.test_missing_arguments_are_rejected",),
    ),
    mutant(
        "argument: does not check the type",
        "a call on an object that is not a handle",
        handle(
            "argument",
            "from_python",
            "if (!PyObject_TypeCheck(arg, state->{{ cls.name }}_type)) {",
            "if (false) {",
        ),
        killers=("test_python.Arguments.test_handles_of_another_type_are_rejected",),
    ),
]

OBJECTS = [
    mutant(
        "keywords: does not check the type",
        "a number is used as a string",
        runtime("gg_argument.c", "bind_key", "if (!PyUnicode_Check(key)) {", "if (false) {"),
        killers=("test_objects.Keywords.test_must_be_strings",),
    ),
    mutant(
        "keywords: borrowed",
        "the caller frees what is being converted",
        runtime("gg_argument.c", "bind_key", "Py_INCREF(value);"),
        runtime("gg_argument.c", "gg_bind_call", "Py_XINCREF(bound[i]);", ";"),
        runtime("gg_argument.c", "gg_unbind", "Py_XDECREF(bound[i]);", ";"),
        killers=("gil:test_objects.Keywords.test_may_change_during_the_call",),
    ),
    mutant(
        "snapshot: created before its arguments are converted",
        "a thread that finds it reads NULL",
        snapshot(
            "new",
            "gg_bind_call(&signature, args, kwargs, argv))\n\t\treturn NULL;\n",
            "gg_bind_call(&signature, args, kwargs, argv))\n\t\treturn NULL;\n"
            "\tanswer = type->tp_alloc(type, 0);\n",
        ),
        snapshot(
            "new",
            "answer = {{ cls.name }}_make(state, type, &fields);",
            "(({{ cls.name }}Object *)answer)->state = state;\n"
            "\t(({{ cls.name }}Object *)answer)->fields = fields;",
        ),
        killers=("test_objects.Snapshots.test_are_complete_when_the_collector_sees_them",),
    ),
    mutant(
        "snapshot: untracks late",
        "the collector finds it, and it is deallocated again",
        snapshot("dealloc", "PyObject_GC_UnTrack(op);"),
        snapshot("dealloc", "type->tp_free(op);", "PyObject_GC_UnTrack(op);\n\ttype->tp_free(op);"),
        killers=("test_objects.Snapshots.test_are_hidden_while_they_are_deallocated",),
    ),
    mutant(
        "snapshot: not traversed",
        "cycles are never collected",
        snapshot("traverse", "\tPy_VISIT(self->fields.{{ field.name }});", "\t(void)self;"),
        killers=("test_objects.Snapshots.test_in_cycles_are_collected",),
    ),
    mutant(
        "module: usable before it is initialized",
        "types and tables that are NULL",
        runtime(
            "gg_type.c",
            "initialized_state",
            "if (state && atomic_load_explicit(&state->initialized, memory_order_acquire))",
            "if (state)",
        ),
        killers=("test_objects.Module.test_is_being_executed",),
    ),
    mutant(
        "module: usable before it has a state",
        "a call with NULL",
        runtime("gg_type.c", "initialized_state", "if (state && ", "if (!state || "),
        killers=("test_objects.Module.test_is_not_executed_yet",),
    ),
]

MUTANTS = [*GUARDS, *WAITS, *PRIVATE, *ERRNO, *DETACHED, *CLOSE, *LOCKED, *LIFETIME, *OBJECTS]
