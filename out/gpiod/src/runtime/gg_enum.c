/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_enum.h"

#include <limits.h>

/*
 * Without the GIL, threads that use the same member would contend for its reference count; an
 * immortal object has none. The cost is that the members outlive a subinterpreter. The fields
 * are set as in _Py_SetImmortalUntracked() (Objects/object.c, CPython 3.14).
 */
static void make_immortal(PyObject *member)
{
#if defined(Py_GIL_DISABLED)
	if (PyObject_GC_IsTracked(member))
		PyObject_GC_UnTrack(member);
	/* No other thread uses the object: its module is still being imported. */
	member->ob_tid = _Py_UNOWNED_TID;
	member->ob_ref_shared = 0;
	_Py_atomic_store_uint32_relaxed(&member->ob_ref_local, _Py_IMMORTAL_REFCNT_LOCAL);
#else
	(void)member;
#endif
}

int gg_enum_init(gg_enum *table, PyObject *type, int lowest, int highest)
{
	table->type = Py_NewRef(type);
	table->lowest = lowest;
	table->highest = highest;
	table->members = PyMem_Calloc((size_t)(highest - lowest) + 1, sizeof(*table->members));
	if (!table->members) {
		PyErr_NoMemory();
		return -1;
	}
	for (int value = lowest; value <= highest; value++) {
		PyObject *member = PyObject_CallFunction(type, "i", value);

		/* A value between the lowest and the highest need not have a member. */
		if (!member && !PyErr_ExceptionMatches(PyExc_ValueError))
			return -1;
		PyErr_Clear();
		if (member)
			make_immortal(member);
		table->members[value - lowest] = member;
	}
	return 0;
}

int gg_enum_traverse(gg_enum *table, visitproc visit, void *arg)
{
	Py_VISIT(table->type);
	for (int i = 0; table->members && i <= table->highest - table->lowest; i++)
		Py_VISIT(table->members[i]);
	return 0;
}

void gg_enum_clear(gg_enum *table)
{
	for (int i = 0; table->members && i <= table->highest - table->lowest; i++)
		Py_CLEAR(table->members[i]);
	PyMem_Free(table->members);
	table->members = NULL;
	Py_CLEAR(table->type);
}

PyObject *gg_enum_to_python_slow(const gg_enum *table, int value)
{
	return PyObject_CallFunction(table->type, "i", value);
}

PyObject *gg_enum_to_list_item_slow(const gg_enum *table, int value, PyObject *list)
{
	PyObject *item;

	PyObject_GC_UnTrack(list);
	item = gg_enum_to_python_slow(table, value);
	PyObject_GC_Track(list);
	return item;
}

static int value_as_int(PyObject *number, int *value)
{
	long wide = PyLong_AsLong(number);

	if (wide == -1 && PyErr_Occurred())
		return -1;
	if (wide < INT_MIN || wide > INT_MAX) {
		PyErr_Format(PyExc_ValueError, "%ld is not a value of an enum", wide);
		return -1;
	}
	*value = (int)wide;
	return 0;
}

int gg_enum_from_python_slow(PyObject *arg, int *value)
{
	PyObject *number = PyObject_GetAttrString(arg, "value");
	int result;

	if (!number)
		return -1;
	result = value_as_int(number, value);
	Py_DECREF(number);
	return result;
}

int gg_enum_from_value(const gg_enum *table, PyObject *arg, int *value)
{
	PyObject *member;
	bool found;

	if (gg_enum_find(table, arg, value))
		return 0;
	member = PyObject_CallOneArg(table->type, arg);
	if (!member)
		return -1;
	found = gg_enum_find(table, member, value);
	Py_DECREF(member);
	if (!found)
		PyErr_Format(PyExc_ValueError, "%R has no value of its own", arg);
	return found ? 0 : -1;
}
