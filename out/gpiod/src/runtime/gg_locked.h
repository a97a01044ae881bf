/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* The type of the context manager that locked() returns. */
#ifndef GG_LOCKED_H
#define GG_LOCKED_H

#include "gg_raise.h"
#include "gg_runtime.h"

PyTypeObject *gg_locked_type_new(PyObject *module, const char *name);
/* A context manager that owns the handle in a with block, and keeps object, its owner, alive. */
PyObject *gg_locked_new(const gg_runtime *runtime, PyObject *object, gg_target target);

#endif
