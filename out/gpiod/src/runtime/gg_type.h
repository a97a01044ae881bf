/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* Types, objects and the module's state. */
#ifndef GG_TYPE_H
#define GG_TYPE_H

#include "gg_runtime.h"

/* A new type, whose tp_name is what a class statement would make it: the name without the module.
 */
PyTypeObject *gg_new_type(PyObject *module, PyType_Spec *spec);
/* Make the type immutable. */
int gg_freeze_type(PyTypeObject *type);
/* A zeroed object that the garbage collector does not track yet, so no other thread can find it. */
PyObject *gg_alloc_untracked(PyTypeObject *type);
/*
 * The state of a module, or of the module of a generated type or a subclass of one, where dealloc
 * is the tp_dealloc of the generated type. NULL with an exception until the module has been
 * imported.
 */
void *gg_module_state(PyObject *module);
void *gg_type_state(PyTypeObject *type, destructor dealloc);
/* A list or tuple that the garbage collector does not track; to be tracked when it is filled. */
PyObject *gg_new_untracked_list(size_t length);
PyObject *gg_new_untracked_tuple(size_t length);
/* The __reduce_ex__() of an immutable object, which is made again from its __getnewargs__(). */
PyObject *gg_reduce_ex(PyObject *object, PyObject *protocol);
/*
 * Give a type the __setattr__() and __delattr__() of a frozen dataclass: they refuse the fields,
 * and on an instance of the type itself every name.
 */
GG_NODISCARD int gg_freeze_fields(PyTypeObject *type);

#if defined(Py_GIL_DISABLED)
typedef PyCriticalSection gg_section;
#else
typedef char gg_section; /* the GIL does it: nothing inside releases it */
#endif

static inline void gg_section_begin(gg_section *section, PyObject *object)
{
#if defined(Py_GIL_DISABLED)
	PyCriticalSection_Begin(section, object);
#else
	(void)section;
	(void)object;
#endif
}

static inline void gg_section_end(gg_section *section)
{
#if defined(Py_GIL_DISABLED)
	PyCriticalSection_End(section);
#else
	(void)section;
#endif
}

#endif
