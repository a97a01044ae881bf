/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_argument.h"

static Py_ssize_t find_name(const gg_signature *signature, PyObject *name)
{
	for (Py_ssize_t i = 0; i < signature->count; i++) {
		if (PyUnicode_CompareWithASCIIString(name, signature->names[i]) == 0)
			return i;
	}
	return -1;
}

static int bind_name(const gg_signature *signature, PyObject *name, PyObject *value,
		     PyObject **bound)
{
	Py_ssize_t at = find_name(signature, name);

	if (at < 0) {
		PyErr_Format(PyExc_TypeError, "%s() got an unexpected keyword argument '%U'",
			     signature->function, name);
		return -1;
	}
	if (bound[at]) {
		PyErr_Format(PyExc_TypeError, "%s() got multiple values for argument '%U'",
			     signature->function, name);
		return -1;
	}
	bound[at] = value;
	return 0;
}

static int bind_positions(const gg_signature *signature, PyObject *const *args, Py_ssize_t nargs,
			  PyObject **bound)
{
	if (nargs > signature->count) {
		PyErr_Format(PyExc_TypeError, "%s() takes at most %zd argument%s (%zd given)",
			     signature->function, signature->count,
			     signature->count == 1 ? "" : "s", nargs);
		return -1;
	}
	for (Py_ssize_t i = 0; i < signature->count; i++)
		bound[i] = i < nargs ? args[i] : NULL;
	return 0;
}

static int check_required(const gg_signature *signature, PyObject *const *bound)
{
	for (Py_ssize_t i = 0; i < signature->required; i++) {
		if (!bound[i]) {
			PyErr_Format(PyExc_TypeError,
				     "%s() missing required argument '%s' (pos %zd)",
				     signature->function, signature->names[i], i + 1);
			return -1;
		}
	}
	return 0;
}

PyObject *const *gg_bind_slow(const gg_signature *signature, PyObject *const *args,
			      Py_ssize_t nargs, PyObject *kwnames, PyObject **bound)
{
	Py_ssize_t names = kwnames ? PyTuple_GET_SIZE(kwnames) : 0;

	if (bind_positions(signature, args, nargs, bound))
		return NULL;
	for (Py_ssize_t i = 0; i < names; i++) {
		if (bind_name(signature, PyTuple_GET_ITEM(kwnames, i), args[nargs + i], bound))
			return NULL;
	}
	return check_required(signature, bound) ? NULL : bound;
}

/*
 * CPython checks that keywords are strings when it calls a vectorcall function
 * (_PyStack_UnpackDict() in Objects/call.c, CPython 3.14), but not for tp_new and tp_init.
 */
static int bind_key(const gg_signature *signature, PyObject *key, PyObject *value, PyObject **bound)
{
	if (!PyUnicode_Check(key)) {
		PyErr_SetString(PyExc_TypeError, "keywords must be strings");
		return -1;
	}
	if (bind_name(signature, key, value, bound))
		return -1;
	Py_INCREF(value);
	return 0;
}

/*
 * Another thread may change the dict meanwhile: _thread.start_new_thread() keeps its caller's dict
 * and passes it to the call (thread_run() in Modules/_threadmodule.c, CPython 3.14).
 */
static int bind_keys(const gg_signature *signature, PyObject *kwargs, PyObject **bound)
{
	PyObject *key, *value;
	Py_ssize_t at = 0;
	int result = 0;

	Py_BEGIN_CRITICAL_SECTION(kwargs);
	while (!result && PyDict_Next(kwargs, &at, &key, &value)) {
		/* An allocation for an error's message may run the collector, which runs Python
		 * code. */
		Py_INCREF(key);
		result = bind_key(signature, key, value, bound);
		Py_DECREF(key);
	}
	Py_END_CRITICAL_SECTION();
	return result;
}

int gg_bind_call(const gg_signature *signature, PyObject *args, PyObject *kwargs, PyObject **bound)
{
	if (bind_positions(signature, PySequence_Fast_ITEMS(args), PyTuple_GET_SIZE(args), bound))
		return -1;
	for (Py_ssize_t i = 0; i < signature->count; i++)
		Py_XINCREF(bound[i]);
	if ((!kwargs || !bind_keys(signature, kwargs, bound)) && !check_required(signature, bound))
		return 0;
	gg_unbind(signature, bound);
	return -1;
}

void gg_unbind(const gg_signature *signature, PyObject **bound)
{
	for (Py_ssize_t i = 0; i < signature->count; i++)
		Py_XDECREF(bound[i]);
}
