/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* Python.h, and what its older versions lack. */
#ifndef GG_COMPAT_H
#define GG_COMPAT_H

#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>

#include "gg_handle.h"

#define GG_ARRAY_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>
#define Py_T_PYSSIZET T_PYSSIZET
#define Py_READONLY   READONLY
#endif
#if PY_VERSION_HEX < 0x030D0000
#define Py_BEGIN_CRITICAL_SECTION(op) {
#define Py_END_CRITICAL_SECTION()     }
#define Py_IsFinalizing               _Py_IsFinalizing

/* 1 with a new reference, 0, or -1. */
static inline int PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **value)
{
	*value = Py_XNewRef(PyDict_GetItemWithError(dict, key));
	return *value ? 1 : PyErr_Occurred() ? -1 : 0;
}
#endif

#endif
