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

PyTypeObject *gg_base(PyTypeObject *type, destructor dealloc)
{
	while (type->tp_dealloc != dealloc)
		type = type->tp_base;
	return type;
}
