/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_type.h"

#include <string.h>

int gg_freeze_type(PyTypeObject *type)
{
#if PY_VERSION_HEX >= 0x030E0000
	return PyType_Freeze(type);
#else
	/* No other thread uses the type: its module is still being imported. */
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

/* A module that is in sys.modules, or made by importlib, may not have been executed yet. */
static void *initialized_state(gg_runtime *state)
{
	if (state && atomic_load_explicit(&state->initialized, memory_order_acquire))
		return state;
	if (!PyErr_Occurred())
		PyErr_SetString(PyExc_ImportError, "the module is not imported yet");
	return NULL;
}

void *gg_module_state(PyObject *module)
{
	return initialized_state(PyModule_GetState(module));
}

/*
 * The tp_base of a class is the base that determines its layout, whatever their order (best_base()
 * in Objects/typeobject.c, CPython 3.10 to 3.15), and its tp_dealloc is subtype_dealloc(). So the
 * chain of tp_base always leads to the generated type.
 */
void *gg_type_state(PyTypeObject *type, destructor dealloc)
{
	while (type->tp_dealloc != dealloc)
		type = type->tp_base;
	return initialized_state(PyType_GetModuleState(type));
}

static PyObject *untrack(PyObject *container)
{
	if (container)
		PyObject_GC_UnTrack(container);
	return container;
}

PyObject *gg_new_untracked_list(size_t length)
{
	return untrack(PyList_New((Py_ssize_t)length));
}

PyObject *gg_new_untracked_tuple(size_t length)
{
	return untrack(PyTuple_New((Py_ssize_t)length));
}

/*
 * object.__reduce_ex__() also handles the attributes and slots of a subclass. For protocols 0 and 1
 * it does not use __getnewargs__(); but what it returns for protocol 2 can be written in those,
 * too.
 */
PyObject *gg_reduce_ex(PyObject *object, PyObject *protocol)
{
	long number = PyLong_AsLong(protocol);

	if (number == -1 && PyErr_Occurred())
		return NULL;
	return PyObject_CallMethod((PyObject *)&PyBaseObject_Type, "__reduce_ex__", "Ol", object,
				   number < 2 ? 2 : number);
}
