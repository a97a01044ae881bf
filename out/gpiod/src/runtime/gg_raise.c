/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_raise.h"

#include <errno.h>

PyObject *gg_raise_errno(int error, const gg_errno_exception *errors)
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

void gg_report_errno(int error, const gg_errno_exception *errors, const char *function)
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

bool gg_wait_until_unowned(gg_handle *handle, uint32_t needed)
{
	bool finalizing = Py_IsFinalizing();
	bool waited = true;

	Py_BEGIN_ALLOW_THREADS
	/* During finalization no other thread runs Python any more, so none will leave its block.
	 */
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

bool gg_wait_until_library_unowned(void)
{
	gg_handle library = {.guard = gg_library_guard(), .state = GG_OPEN};

	return gg_wait_until_unowned(&library, GG_OPEN);
}

int gg_check_usable_slow(gg_target target)
{
	GG_STEP("unusable");
	switch (gg_why_refused(target.handle)) {
	case GG_FORKED:
		PyErr_SetString(PyExc_RuntimeError, "opened before this process was forked: "
						    "open it again here, or close it");
		return -1;
	case GG_CLOSED:
		raise_closed(target.closed_error);
		return -1;
	case GG_OWNED:
		break;
	}
	return 0;
}

bool gg_wait_or_raise(const gg_target *targets, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		if (gg_check_usable_slow(targets[i]) ||
		    !gg_wait_until_unowned(targets[i].handle, GG_OPEN))
			return false;
	}
	return true;
}
