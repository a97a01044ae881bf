/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_runtime.h"
#include "gg_locked.h"

int gg_runtime_init(gg_runtime *runtime, PyObject *module, const char *locked)
{
	PyObject *datetime = PyImport_ImportModule("datetime");

	runtime->timedelta = datetime ? PyObject_GetAttrString(datetime, "timedelta") : NULL;
	Py_XDECREF(datetime);
	if (!runtime->timedelta)
		return -1;
	runtime->zero_timedelta = PyObject_CallNoArgs(runtime->timedelta);
	if (!runtime->zero_timedelta)
		return -1;
	runtime->locked_type = gg_locked_type_new(module, locked);
	return runtime->locked_type ? 0 : -1;
}

int gg_runtime_traverse(gg_runtime *runtime, visitproc visit, void *arg)
{
	Py_VISIT(runtime->timedelta);
	Py_VISIT(runtime->zero_timedelta);
	Py_VISIT(runtime->locked_type);
	return 0;
}

void gg_runtime_clear(gg_runtime *runtime)
{
	Py_CLEAR(runtime->timedelta);
	Py_CLEAR(runtime->zero_timedelta);
	Py_CLEAR(runtime->locked_type);
}
