/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* Binding of arguments to parameters. */
#ifndef GG_ARGUMENT_H
#define GG_ARGUMENT_H

#include "gg_compat.h"

typedef struct gg_signature {
	const char *function;
	const char *const *names;
	Py_ssize_t count;
	Py_ssize_t required;
} gg_signature;

PyObject *const *gg_bind_slow(const gg_signature *signature, PyObject *const *args,
			      Py_ssize_t nargs, PyObject *kwnames, PyObject **bound);
/*
 * The same for tp_new and tp_init, from a tuple and a dict: 0, or -1 with an exception. bound holds
 * strong references, which gg_unbind() releases.
 */
int gg_bind_call(const gg_signature *signature, PyObject *args, PyObject *kwargs, PyObject **bound);
void gg_unbind(const gg_signature *signature, PyObject **bound);

/* The arguments in the order of the signature, with NULL for each that is absent; NULL on error. */
static inline PyObject *const *gg_bind(const gg_signature *signature, PyObject *const *args,
				       Py_ssize_t nargs, PyObject *kwnames, PyObject **bound)
{
	if (!kwnames && nargs == signature->count)
		return args;
	return gg_bind_slow(signature, args, nargs, kwnames, bound);
}

#endif
