/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_type.h"

#include <string.h>

/* Setting __name__ sets tp_name (type_set_name() in Objects/typeobject.c, CPython 3.10 to 3.15). */
PyTypeObject *gg_new_type(PyObject *module, PyType_Spec *spec)
{
	PyObject *type = PyType_FromModuleAndSpec(module, spec, NULL);
	PyObject *name = type ? PyObject_GetAttrString(type, "__name__") : NULL;

	if (!name || PyObject_SetAttrString(type, "__name__", name))
		Py_CLEAR(type);
	Py_XDECREF(name);
	return (PyTypeObject *)type;
}

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

static bool is_field(const PyGetSetDef *fields, PyObject *name)
{
	while (fields->name && PyUnicode_CompareWithASCIIString(name, fields->name) != 0)
		fields++;
	return fields->name;
}

static PyObject *frozen_instance_error(void)
{
	PyObject *module = PyImport_ImportModule("dataclasses");
	PyObject *error = module ? PyObject_GetAttrString(module, "FrozenInstanceError") : NULL;

	Py_XDECREF(module);
	return error;
}

/* Nothing if the attribute is no field: a subclass may have others. */
static int refuse_field(PyObject *object, PyTypeObject *type, PyObject *name, const char *what)
{
	PyObject *error;

	if (!PyUnicode_Check(name) ||
	    (!Py_IS_TYPE(object, type) && !is_field(type->tp_getset, name)))
		return 0;
	error = frozen_instance_error();
	if (error)
		PyErr_Format(error, "cannot %s field %R", what, name);
	Py_XDECREF(error);
	return -1;
}

static bool check_arguments(const char *function, Py_ssize_t nargs, PyObject *kwnames,
			    Py_ssize_t expected)
{
	if (nargs == expected && !kwnames)
		return true;
	PyErr_Format(PyExc_TypeError, "%s() takes exactly %zd positional argument%s", function,
		     expected, expected == 1 ? "" : "s");
	return false;
}

static PyObject *frozen_setattr(PyObject *object, PyTypeObject *type, PyObject *const *args,
				Py_ssize_t nargs, PyObject *kwnames)
{
	if (!check_arguments("__setattr__", nargs, kwnames, 2) ||
	    refuse_field(object, type, args[0], "assign to") ||
	    PyObject_GenericSetAttr(object, args[0], args[1]))
		return NULL;
	Py_RETURN_NONE;
}

static PyObject *frozen_delattr(PyObject *object, PyTypeObject *type, PyObject *const *args,
				Py_ssize_t nargs, PyObject *kwnames)
{
	if (!check_arguments("__delattr__", nargs, kwnames, 1) ||
	    refuse_field(object, type, args[0], "delete") ||
	    PyObject_GenericSetAttr(object, args[0], NULL))
		return NULL;
	Py_RETURN_NONE;
}

static PyMethodDef frozen_methods[] = {
	{"__setattr__", (PyCFunction)(void (*)(void))frozen_setattr,
	 METH_METHOD | METH_FASTCALL | METH_KEYWORDS,
	 PyDoc_STR("Refuse: the fields never change.")},
	{"__delattr__", (PyCFunction)(void (*)(void))frozen_delattr,
	 METH_METHOD | METH_FASTCALL | METH_KEYWORDS,
	 PyDoc_STR("Refuse: the fields never change.")},
	{0},
};

/*
 * Set as attributes, as Python code does it: with a tp_setattro of C, object.__setattr__(), which
 * frozen dataclasses that derive from the type use, refuses its instances (hackcheck() in
 * Objects/typeobject.c, CPython 3.10 to 3.12).
 */
int gg_freeze_fields(PyTypeObject *type)
{
	for (PyMethodDef *method = frozen_methods; method->ml_name; method++) {
		PyObject *descriptor = PyDescr_NewMethod(type, method);
		int result = descriptor ? PyObject_SetAttrString((PyObject *)type, method->ml_name,
								 descriptor)
					: -1;

		Py_XDECREF(descriptor);
		if (result)
			return -1;
	}
	return 0;
}
