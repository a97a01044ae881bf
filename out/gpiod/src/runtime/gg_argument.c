/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gg_python.h"

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

PyObject *const *gg_bind_slowly(const gg_signature *signature, PyObject *const *args,
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

int gg_bind_call(const gg_signature *signature, PyObject *args, PyObject *kwargs, PyObject **bound)
{
	Py_ssize_t nargs = PyTuple_GET_SIZE(args), at = 0;
	PyObject *name, *value;

	if (nargs > signature->count) {
		bind_positions(signature, NULL, nargs, bound);
		return -1;
	}
	for (Py_ssize_t i = 0; i < signature->count; i++)
		bound[i] = i < nargs ? PyTuple_GET_ITEM(args, i) : NULL;
	/* The dict was made for this call: nobody else sees it. */
	while (kwargs && PyDict_Next(kwargs, &at, &name, &value)) {
		if (bind_name(signature, name, value, bound))
			return -1;
	}
	return check_required(signature, bound);
}
