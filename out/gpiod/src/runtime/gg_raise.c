/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gg_python.h"

#include <errno.h>

PyObject *gg_raise_errno(int error, const gg_errno *errors)
{
	PyObject *exception = PyExc_OSError;

	if (error == ENOMEM)
		return PyErr_NoMemory();
	for (; errors->error; errors++) {
		if (errors->error == error)
			exception = *errors->exception;
	}
	errno = error;
	return PyErr_SetFromErrno(exception);
}

void gg_report_errno(int error, const gg_errno *errors, const char *function)
{
	PyObject *type, *value, *traceback, *name;

	PyErr_Fetch(&type, &value, &traceback);
	name = PyUnicode_FromString(function);
	PyErr_Clear();
	gg_raise_errno(error, errors);
	PyErr_WriteUnraisable(name);
	Py_XDECREF(name);
	PyErr_Restore(type, value, traceback);
}

static void raise_closed(PyObject *closed_error)
{
	if (closed_error)
		PyErr_SetNone(closed_error);
	else
		PyErr_SetString(PyExc_RuntimeError, "the object is not ready for use");
}

/* Wait for the turn, and give the handlers of signals theirs. */
bool gg_wait_turn(gg_handle *handle, uint32_t needed)
{
	bool finalizing = Py_IsFinalizing();
	bool waited = true;

	Py_BEGIN_ALLOW_THREADS
	/* When Python ends, no other thread runs it again: none will leave its block. */
	if (finalizing)
		gg_evict(handle);
	else
		waited = gg_wait_for_owner(handle, needed);
	Py_END_ALLOW_THREADS
	if (!waited) {
		PyErr_SetString(PyExc_RuntimeError,
				"deadlock: the thread inside locked() waits for this one; "
				"let all threads enter locked() in the same order");
		return false;
	}
	return PyErr_CheckSignals() == 0;
}

bool gg_wait_library_turn(void)
{
	gg_handle library = {.guard = gg_library_guard(), .state = GG_OPEN};

	return gg_wait_turn(&library, GG_OPEN);
}

int gg_check_usable_slowly(gg_subject subject)
{
	GG_STEP("unusable");
	switch (gg_refused(subject.handle)) {
	case GG_FORKED:
		PyErr_SetString(PyExc_RuntimeError, "opened before this process was forked: "
						    "open it again here, or close it");
		return -1;
	case GG_CLOSED:
		raise_closed(subject.closed_error);
		return -1;
	case GG_OWNED:
		break;
	}
	return 0;
}

bool gg_retry(const gg_subject *subjects, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (gg_check_usable_slowly(subjects[i]) ||
		    !gg_wait_turn(subjects[i].handle, GG_OPEN))
			return false;
	}
	return true;
}
