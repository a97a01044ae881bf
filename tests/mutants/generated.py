# SPDX-License-Identifier: LGPL-2.1-or-later
"""Mutants of the generated package: of its templates, and of the runtime that knows Python.

Not among them, for no test could tell:

* an object that is tracked before it is whole, where its constructor never detaches: no collector,
  and nobody who asks one, runs between; what detaches (Chip) is tracked at once by design, and
  starts out closed: "construct: …" and "init: open" are its mutants;
* lists and tuples shown to the collector before they are filled: nothing runs it meanwhile since
  Python 3.12 (tests/python sees it with the older ones), or an enum without the member must;
* the critical section in which a caller's dict is read: too short for a race to be forced into it;
* the pin of a read, taken after the guard is left: it fails if the handle was closed between;
* locked() left while attached, which waits for a few instructions of another thread only;
* a look at whether there is an object, before it is destroyed: the library's destroyers take NULL;
* gg_check_usable(), which only brings forward what every call looks at again under the guard.
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
    """An edit of how functions of a form are written."""
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
    """A call that keeps the thread attached while it takes its time."""
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
        "call: guard kept",
        "the next call hangs",
        form("call", LEAVE_HELD),
        killers=PROVER,
    ),
    mutant(
        "call: after the guard is left",
        "two threads inside at once",
        form("call", INVOKE),
        form("call", LEAVE_HELD, LEAVE_HELD + "\n\t\t\t" + INVOKE),
        killers=PROVER,
    ),
    mutant(
        "call: the guard of the first of several",
        "two threads inside the second",
        form("call", ENTER_HELD, "if ({{ cls.name }}_enter(self)) {"),
        form("call", LEAVE_HELD, LEAVE),
        killers=PROVER,
    ),
    mutant(
        "several: the lock of the first",
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
        "enter: no lock, only whether it is closed",
        "two threads inside at once",
        Edit(MODULE_H, "return gg_enter(&self->handle);", "return !gg_is_closing(&self->handle);"),
        Edit(MODULE_H, "gg_leave(&self->handle);", "(void)self;"),
        killers=("test_guard.OneThreadInside.test_a_request",),
    ),
    mutant(
        "enter: a critical section instead of the lock",
        "it is suspended as soon as the thread detaches: two threads inside at once",
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
        "section: kept",
        "a record on the stack of a call that is over",
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
        "copied while another thread writes it",
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
        "first answer: no guard",
        "two threads inside at once",
        form("cached", ENTER, "if (true) {"),
        form("cached", LEAVE),
        killers=PROVER,
    ),
    mutant(
        "first answer: the last one stays",
        "threads have different ones, and one is gone",
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
        "call: attaches before it leaves",
        "a thread that never attaches again, at the end of Python, keeps the guard",
        form("call", LEAVE_HELD),
        form("call", END, END + "\n\t\tif (called)\n\t\t\t" + LEAVE_HELD),
        killers=("regions",),
    ),
    mutant(
        "call: Python's memory under the guard",
        "an allocation may run the collector, and the collector anything",
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
        "polls a descriptor that close has given to a stranger",
        runtime("gg_poll.c", "wait_pinned", "if (gg_pin(handle))", "if (!gg_is_closing(handle))"),
        runtime("gg_poll.c", "wait_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_waits_for_pinned_threads",),
    ),
    mutant(
        "wait: pin kept",
        "close waits for ever",
        runtime("gg_poll.c", "wait_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_wakes_waiting_threads",),
    ),
    mutant(
        "look: no pin",
        "looks at a descriptor that close has given to a stranger",
        runtime("gg_poll.c", "probe_pinned", "if (!gg_pin(handle))", "if (gg_is_closing(handle))"),
        runtime("gg_poll.c", "probe_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_waits_for_a_probing_thread",),
    ),
    mutant(
        "look: pin kept",
        "close waits for ever",
        runtime("gg_poll.c", "probe_pinned", "gg_unpin(handle);"),
        killers=("test_guard.Close.test_does_not_wait_for_a_thread_that_has_probed",),
    ),
    mutant(
        "wait: handlers run pinned",
        "one that closes the handle waits for itself",
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
        "wait: handlers not run",
        "Ctrl-C ends nothing",
        runtime("gg_poll.c", "gg_check_wait", "return PyErr_CheckSignals();", "return 0;"),
        killers=("test_python.Signals.test_a_handler_ends_the_wait",),
    ),
    mutant(
        "wait: the whole time again after a signal",
        "signals that come often enough make it endless",
        runtime(
            "gg_poll.c",
            "gg_wait_readable",
            "wait_pinned(target.handle, fd, deadline, &error)",
            "wait_pinned(target.handle, fd, waits ? gg_deadline(timeout) : 0, &error)",
        ),
        killers=("test_python.Signals.test_a_resumed_wait_keeps_its_timeout",),
    ),
    mutant(
        "wait: errno after the pin is gone",
        "a signal is taken for a failure",
        runtime("gg_poll.c", "wait_pinned", "gg_unpin(handle);"),
        runtime(
            "gg_poll.c", "wait_pinned", "*error = errno;", "gg_unpin(handle);\n\t\t*error = errno;"
        ),
        killers=("test_python.Signals.test_a_handler_ends_the_wait",),
    ),
    mutant(
        "read: does not look first",
        "blocks in the library with the guard held, and close behind it",
        form("read", "gg_read_would_return(self->{{ method.fd }})", "true"),
        killers=("test_guard.Wait.test_does_not_hold_the_guard",),
    ),
    mutant(
        "read: looks before it has the guard",
        "another thread takes the event, and this one blocks with the guard held",
        form("read", ENTER, "ready = gg_read_would_return(self->{{ method.fd }});\n\t\t" + ENTER),
        form("read", "gg_read_would_return(self->{{ method.fd }});\n\t\t\tif", "ready;\n\t\t\tif"),
        killers=("test_guard.Wait.test_probes_under_the_guard",),
    ),
    mutant(
        "read: waits with the guard held",
        "nobody else can use the handle",
        form(
            "read",
            "pinned = gg_pin(&self->handle);",
            "outcome = gg_wait(&self->handle, self->{{ method.fd }}, NULL);",
        ),
        killers=("test_guard.Wait.test_does_not_hold_the_guard",),
    ),
    mutant(
        "read: waits without a pin",
        "polls a descriptor that close has given to a stranger",
        form("read", "pinned = gg_pin(&self->handle);", "pinned = true;"),
        form("read", "gg_unpin(&self->handle);"),
        killers=("test_guard.Close.test_waits_for_pinned_threads",),
    ),
    mutant(
        "read: attaches before it unpins",
        "a thread that never attaches again, at the end of Python, keeps the pin",
        form("read", "gg_unpin(&self->handle);"),
        form("read", END, END + "\n\t\tif (pinned)\n\t\t\tgg_unpin(&self->handle);"),
        killers=("regions",),
    ),
    mutant(
        "read: handlers run pinned",
        "one that closes the handle waits for itself",
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
        "turn: handlers not run",
        "Ctrl-C does not reach who waits for the end of a block",
        runtime(
            "gg_raise.c",
            "gg_wait_until_unowned",
            "return PyErr_CheckSignals() == 0;",
            "return true;",
        ),
        killers=("test_python.Signals.test_a_handler_runs_in_a_thread_that_waits_for_locked",),
    ),
    mutant(
        "turn: of one who never runs again",
        "the end of Python hangs",
        runtime("gg_raise.c", "gg_wait_until_unowned", "= Py_IsFinalizing();", "= false;"),
        killers=("test_python.Exit",),
    ),
    mutant(
        "turn: deadlock not told",
        "two threads try for ever",
        runtime("gg_raise.c", "gg_wait_until_unowned", "if (!waited) {", "if (false) {"),
        killers=("test_python.Locked.test_detects_deadlocks",),
    ),
]

PRIVATE = [
    mutant(
        "read: one buffer for all",
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
        "call: one copy of the arguments for all",
        "a thread calls with the arguments of another",
        macro("frame", "locals", "\t{{ declaration }}", "\tstatic {{ declaration }}"),
        killers=("test_guard.OneThreadInside.test_a_call_with_its_own_arguments",),
    ),
    mutant(
        "array: more than its maximum",
        "an iterable without end is read into memory",
        runtime(
            "gg_convert.c",
            "gg_array_from_python",
            "if (array->length == maximum)",
            "if (array->length == SIZE_MAX)",
        ),
        killers=("test_python.Arguments.test_too_many_items_are_rejected",),
    ),
    mutant(
        "array: length before the items",
        "an item too few or too many",
        runtime(
            "gg_convert.c",
            "gg_array_from_python",
            "if (array->length == maximum)",
            "if (array->length == (size_t)PySequence_Size(arg))",
        ),
        killers=("test_python.Arguments.test_may_misreport_their_length",),
    ),
    mutant(
        "items: a list is read in place",
        "items that go away while others are converted",
        runtime(
            "gg_items.c",
            "snapshot",
            "return PyList_AsTuple(iterable);",
            "return Py_NewRef(iterable);",
        ),
        killers=("test_python.Arguments.test_may_change_their_list",),
    ),
    mutant(
        "items: a dict is read in place",
        "items that go away while others are converted",
        runtime("gg_items.c", "snapshot", "if (is_builtin_container(iterable))", "if (false)"),
        runtime(
            "gg_items.c", "snapshot", "return inherits_iteration(iterable) ?", "return false ?"
        ),
        killers=("test_python.Arguments.test_may_change_a_dict_of_lines",),
    ),
    mutant(
        "items: a subclass is not guarded",
        "another thread changes what is being read",
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
        "items: no look for signals",
        "an iterator without end cannot be interrupted",
        runtime(
            "gg_items.c",
            "gg_items_next_slow",
            "if (++items->consumed % ITEMS_BETWEEN_SIGNALS || !PyErr_CheckSignals())",
            "",
        ),
        killers=("test_python.Arguments.test_endless_iterators_are_interrupted",),
    ),
    mutant(
        "items: any number of them",
        "an iterator without end is read for ever",
        runtime("gg_items.c", "gg_items_next_slow", "items->consumed > items->limit", "false"),
        killers=("test_python.Arguments.test_iterators_without_a_length_are_limited",),
    ),
    mutant(
        "text: the bytes of surrogates are not owned",
        "a call that reads memory which is free",
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
        "values: Python runs while the dict is read",
        "items that go away while others are converted",
        Edit(
            CONVERTERS,
            "gg_enum_find(&self->state->line_value,",
            "!gg_enum_from_python(&self->state->line_value,",
            "request_values_of_plain_dict",
        ),
        killers=("test_python.Arguments.test_may_change_a_dict_of_values",),
    ),
    mutant(
        "values: the dict is not guarded",
        "another thread takes its memory away",
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
        "lines: more than there is room for",
        "memory that is not the call's",
        Edit(CONVERTERS, "if (count == self->num_lines)", "if (false)", "request_lines"),
        killers=("test_python.Arguments.test_too_many_items_are_rejected",),
    ),
    mutant(
        "request: more lines than there is room for",
        "memory that is not the call's",
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
        "call: errno after attaching",
        "another error is told than happened",
        form("call", END, END + SAVE_ERRNO),
        killers=("test_python.Errno",),
    ),
    mutant(
        "call: errno after the guard is left",
        "another error is told than happened",
        form("call", "called = true;", "called = true;" + SAVE_ERRNO),
        killers=("test_python.Errno",),
    ),
    mutant(
        "first answer: errno after the guard is left",
        "another error is told than happened",
        form("cached", "called = true;", "called = true;" + SAVE_ERRNO),
        killers=("test_python.Errno",),
    ),
    mutant(
        "read: errno after the guard is left",
        "another error is told than happened",
        form("read", LEAVE, LEAVE + "\n\t\t\tif (ready)\n\t\t\t\terror = errno;"),
        killers=("test_python.Errno",),
    ),
    mutant(
        "raise: errno as it is by then",
        "another error is told than happened",
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
        "first answer: attached",
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
        "call on no handle: attached",
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
        "turn: attached",
        "all other threads wait for the end of a block",
        "test_python.Detached.test_wait_for_locked",
        begin=runtime("gg_raise.c", "gg_wait_until_unowned", BEGIN),
        end=runtime("gg_raise.c", "gg_wait_until_unowned", END),
    ),
    attached(
        "locked: entered attached",
        "all other threads wait for the call inside",
        "gil:test_python.Detached.test_locked",
        begin=runtime("gg_locked.c", "locked_enter", BEGIN),
        end=runtime("gg_locked.c", "locked_enter", END),
    ),
    attached(
        "locked: dropped attached",
        "all other threads wait for the call inside",
        "gil:test_python.Lifetime.test_locked_is_untracked_while_deallocated",
        begin=runtime("gg_locked.c", "locked_dealloc", BEGIN),
        end=runtime("gg_locked.c", "locked_dealloc", END),
    ),
]

CLOSE = [
    mutant(
        "close: no guard",
        "destroyed under a call",
        form("close", "if ({{ cls.name }}_close_begin(self)) {", "if (true) {"),
        killers=PROVER,
    ),
    mutant(
        "close: the object is kept",
        "the second close destroys it again",
        Edit(HANDLE, "self->native = NULL;", "", "{{ cls.name }}_take_native"),
        killers=("test_guard.Close.test_only_one_destroys",),
    ),
    mutant(
        "close: emptied when it is destroyed",
        "a child that is forked meanwhile destroys it, too",
        form("close", "{{ cls.name }}_take_native(self)", "self->native"),
        form("close", "gg_close_end(", "self->native = NULL;\n\t\tgg_close_end("),
        killers=("test_guard.Close.test_in_a_forked_child_destroys_nothing",),
    ),
    mutant(
        "close: looks before it closes",
        "two closers find it, and both destroy",
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
        "locked: the end of its thread is not watched",
        "a block that nobody will leave: every call on the handle hangs",
        runtime("gg_locked.c", "locked_enter", "if (!gg_watch_thread_exit())", "if (false)"),
        killers=("test_python.Locked.test_ends_with_its_thread",),
    ),
    mutant(
        "locked: counts what was entered in another tenure",
        "it is left once more than it was entered, and the outer block ends",
        runtime(
            "gg_locked.c",
            "locked_enter",
            "self->tenure == tenure ? self->depth + 1 : 1",
            "self->depth + 1",
        ),
        killers=("test_python.Locked.test_may_be_entered_after_its_thread_has_ended",),
    ),
    mutant(
        "close: waits for its turn as a call does",
        "it goes round and round until the block ends",
        form(
            "close",
            "gg_wait_until_unowned(&self->handle, GG_ALIVE)",
            "gg_wait_until_unowned(&self->handle, GG_OPEN)",
        ),
        killers=("test_python.Locked.test_allows_a_close_inside",),
    ),
    mutant(
        "usable: refused though it was opened meanwhile",
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
        "others come between the calls",
        runtime(
            "gg_locked.c",
            "locked_enter",
            "gg_own(self->target.handle, &tenure)",
            "!gg_is_closing(self->target.handle)",
        ),
        killers=("test_python.Locked.test_keeps_others_out",),
    ),
    mutant(
        "locked: left by anyone",
        "a thread ends another's block",
        runtime("gg_locked.c", "locked_exit", "gg_is_owner(self->target.handle) && "),
        killers=("test_python.Locked.test_must_be_left_once_by_the_same_thread",),
    ),
    mutant(
        "locked: left though not entered",
        "a block ends that is another's",
        runtime("gg_locked.c", "locked_exit", " && self->depth > 0"),
        killers=("test_python.Locked.test_must_be_left_once_by_the_same_thread",),
    ),
    mutant(
        "locked: exit not counted",
        "what is dropped ends the outer block",
        runtime("gg_locked.c", "locked_exit", "self->depth--;", ";"),
        killers=("test_python.Locked.test_may_be_dropped_after_it_was_left",),
    ),
    mutant(
        "locked: dropped inside",
        "nobody gets in any more",
        runtime("gg_locked.c", "locked_dealloc", "if (self->depth)", "if (false)"),
        killers=("test_python.Locked.test_may_be_dropped_inside",),
    ),
    mutant(
        "locked: dropped once",
        "a block entered twice keeps the handle",
        runtime("gg_locked.c", "locked_dealloc", "self->depth);", "1);"),
        killers=("test_python.Locked.test_may_be_dropped_inside",),
    ),
    mutant(
        "locked: handle not kept",
        "the handle is gone before its block",
        runtime("gg_locked.c", "gg_locked_new", "Py_NewRef(object)", "object"),
        runtime("gg_locked.c", "locked_dealloc", "Py_CLEAR(self->object);"),
        runtime("gg_locked.c", "locked_traverse", "Py_VISIT(self->object);"),
        killers=("test_python.Locked.test_keeps_its_handle_alive",),
    ),
    mutant(
        "locked: untracked late",
        "a collector finds it dying",
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
        "call: what was made for it is kept",
        "objects of the library that nobody ever destroys",
        macro("result", "cleanup", "\t{{ release }}", "\t(void)0;"),
        killers=("test_python.Lifetime.test_no_objects_are_left",),
    ),
    mutant(
        "dealloc: untracked late",
        "a collector finds it dying, and frees it again",
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
        "dealloc: weak references kept",
        "they lead to what is freed",
        handle("object", "dealloc", "PyObject_ClearWeakRefs(op)", "(void)0"),
        killers=("test_python.Lifetime.test_weak_references",),
    ),
    mutant(
        "alloc: not zeroed",
        "an object that is found half made is full of stray pointers",
        runtime(
            "gg_type.c",
            "gg_alloc_untracked",
            "memset(object + 1, 0, ",
            "memset(object + 1, 0, 0 * ",
        ),
        killers=("test_guard.OneThreadInside.test_a_request",),
    ),
    mutant(
        "adopt: what it keeps is borrowed",
        "it goes away with the caller's",
        handle("make", "adopt", "Py_NewRef({{ keep.member }})", "{{ keep.member }}"),
        handle("object", "dealloc", "\tPy_CLEAR(self->{{ keep.member }});"),
        handle("object", "traverse", "\tPy_VISIT(self->{{ keep.member }});"),
        killers=("test_python.Lifetime.test_arguments_are_kept_alive",),
    ),
    mutant(
        "enum: a member is given away",
        "after enough values there is none left",
        runtime(
            "gg_enum.h",
            "gg_enum_to_python",
            "Py_NewRef(member)",
            "member",
        ),
        killers=("gil:test_python.Lifetime.test_enum_members_are_immortal",),
    ),
    mutant(
        "construct: opens before it has the object",
        "who finds it half made calls with NULL",
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
        "construct: any number of times",
        "two threads make one object",
        handle("make", "init", "if (atomic_exchange(&self->constructed, true)) {", "if (false) {"),
        killers=("test_python.Lifetime.test_handles_are_initialized_once",),
    ),
    mutant(
        "construct: known only when it is done",
        "two threads make one object",
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
        "the import turns the GIL on",
        Edit(MODULE_C, "\t{Py_mod_gil, Py_MOD_GIL_NOT_USED},"),
        killers=("test_python.Lifetime.test_gil_stays_disabled",),
    ),
    mutant(
        "freeze: types that change",
        "a thread changes what others call",
        runtime(
            "gg_type.c", "gg_freeze_type", "return PyType_Freeze(type);", "return type ? 0 : -1;"
        ),
        killers=("test_python.Lifetime.test_types_are_immutable",),
    ),
    mutant(
        "argument: missing",
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
        "argument: of any type",
        "a call on what is no handle",
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
        "keywords: of any type",
        "a number is read as a string",
        runtime("gg_argument.c", "bind_key", "if (!PyUnicode_Check(key)) {", "if (false) {"),
        killers=("test_objects.Keywords.test_must_be_strings",),
    ),
    mutant(
        "keywords: borrowed",
        "the caller drops what is being converted",
        runtime("gg_argument.c", "bind_key", "Py_INCREF(value);"),
        runtime("gg_argument.c", "gg_bind_call", "Py_XINCREF(bound[i]);", ";"),
        runtime("gg_argument.c", "gg_unbind", "Py_XDECREF(bound[i]);", ";"),
        killers=("gil:test_objects.Keywords.test_may_change_during_the_call",),
    ),
    mutant(
        "snapshot: made before its arguments are converted",
        "who finds it reads NULL",
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
        "snapshot: untracked late",
        "a collector finds it dying, and frees it again",
        snapshot("dealloc", "PyObject_GC_UnTrack(op);"),
        snapshot("dealloc", "type->tp_free(op);", "PyObject_GC_UnTrack(op);\n\ttype->tp_free(op);"),
        killers=("test_objects.Snapshots.test_are_hidden_while_they_are_deallocated",),
    ),
    mutant(
        "snapshot: not traversed",
        "cycles stay for good",
        snapshot("traverse", "\tPy_VISIT(self->fields.{{ field.name }});", "\t(void)self;"),
        killers=("test_objects.Snapshots.test_in_cycles_are_collected",),
    ),
    mutant(
        "module: used before it is made",
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
        "module: used before it has a state",
        "a call with NULL",
        runtime("gg_type.c", "initialized_state", "if (state && ", "if (!state || "),
        killers=("test_objects.Module.test_is_not_executed_yet",),
    ),
]

MUTANTS = [*GUARDS, *WAITS, *PRIVATE, *ERRNO, *DETACHED, *CLOSE, *LOCKED, *LIFETIME, *OBJECTS]
