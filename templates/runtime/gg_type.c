/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gg_python.h"

#include <string.h>

int gg_freeze(PyTypeObject *type)
{
#if PY_VERSION_HEX >= 0x030E0000
	return PyType_Freeze(type);
#else
	/* Nobody else has seen the type: its module is still being imported. */
	type->tp_flags |= Py_TPFLAGS_IMMUTABLETYPE;
	PyType_Modified(type);
	return 0;
#endif
}

PyObject *gg_alloc_untracked(PyTypeObject *type)
{
	PyObject *object = PyObject_GC_New(PyObject, type);

	if (object)
		memset(object + 1, 0, (size_t)type->tp_basicsize - sizeof(*object));
	return object;
}

/* Whoever finds a module in sys.modules, or makes one with importlib, may find it unfinished. */
static void *whole_state(gg_runtime *state)
{
	if (state && atomic_load_explicit(&state->whole, memory_order_acquire))
		return state;
	if (!PyErr_Occurred())
		PyErr_SetString(PyExc_ImportError, "the module is not imported yet");
	return NULL;
}

void *gg_module_state(PyObject *module)
{
	return whole_state(PyModule_GetState(module));
}

/*
 * A class has as its tp_base the one of its bases that decides on the layout, whatever their order
 * (best_base() in CPython's typeobject.c), and subtype_dealloc() as its tp_dealloc: the generated
 * type is always on the way.
 */
void *gg_type_state(PyTypeObject *type, destructor dealloc)
{
	while (type->tp_dealloc != dealloc)
		type = type->tp_base;
	return whole_state(PyType_GetModuleState(type));
}

static PyObject *untracked(PyObject *container)
{
	if (container)
		PyObject_GC_UnTrack(container);
	return container;
}

PyObject *gg_new_list(size_t length)
{
	return untracked(PyList_New((Py_ssize_t)length));
}

PyObject *gg_new_tuple(size_t length)
{
	return untracked(PyTuple_New((Py_ssize_t)length));
}

/*
 * object's own also passes on the attributes and slots of a subclass, but not for protocols 0 and
 * 1, which know nothing of what __new__() takes: what protocol 2 says can be written in those, too.
 */
PyObject *gg_reduce_ex(PyObject *object, PyObject *protocol)
{
	long number = PyLong_AsLong(protocol);

	if (number == -1 && PyErr_Occurred())
		return NULL;
	return PyObject_CallMethod((PyObject *)&PyBaseObject_Type, "__reduce_ex__", "Ol", object,
				   number < 2 ? 2 : number);
}
