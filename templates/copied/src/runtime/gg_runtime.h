/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* The runtime's part of a module's state. */
#ifndef GG_RUNTIME_H
#define GG_RUNTIME_H

#include "gg_compat.h"

/* Must be the first member of the module's state. */
typedef struct gg_runtime {
	_Atomic bool initialized; /* the whole state is, and does not change any more */
	PyObject *timedelta;      /* datetime.timedelta */
	PyObject *zero_timedelta;
	PyTypeObject *locked_type; /* see gg_locked.h */
} gg_runtime;

/* locked is the name of the locked type. */
int gg_runtime_init(gg_runtime *runtime, PyObject *module, const char *locked);
int gg_runtime_traverse(gg_runtime *runtime, visitproc visit, void *arg);
void gg_runtime_clear(gg_runtime *runtime);

#endif
