/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * locked(): the context manager that keeps other threads out of a handle for several calls.
 */
#include "gg_locked.h"

typedef struct locked_object {
	PyObject_HEAD
	PyObject *object; /* keeps the handle alive */
	gg_target target;
	/* Used by the owner only, and at the end by the thread that drops the last reference. */
	unsigned int depth; /* how often this object was entered, and not left */
	uint64_t tenure;    /* in which it was entered */
} locked_object;

PyObject *gg_locked_new(const gg_runtime *runtime, PyObject *object, gg_target target)
{
	locked_object *self = PyObject_GC_New(locked_object, runtime->locked_type);

	if (!self)
		return NULL;
	self->object = Py_NewRef(object);
	self->target = target;
	Py_XINCREF(target.closed_error);
	self->depth = 0;
	self->tenure = 0;
	PyObject_GC_Track(self);
	return (PyObject *)self;
}

static PyObject *locked_enter(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	locked_object *self = (locked_object *)op;
	uint64_t tenure;
	bool owned;

	if (!gg_watch_thread_exit())
		return PyErr_NoMemory();
	do {
		Py_BEGIN_ALLOW_THREADS
		owned = gg_own(self->target.handle, &tenure);
		Py_END_ALLOW_THREADS
	} while (!owned && gg_wait_or_raise_one(self->target));
	if (!owned)
		return NULL;
	/* This thread owns the handle, so no other uses these. An earlier tenure that was
	 * evicted does not count. */
	self->depth = self->tenure == tenure ? self->depth + 1 : 1;
	self->tenure = tenure;
	return Py_NewRef(self->object);
}

static PyObject *locked_exit(PyObject *op, PyObject *const *Py_UNUSED(args),
			     Py_ssize_t Py_UNUSED(nargs))
{
	locked_object *self = (locked_object *)op;
	bool disowned, entered;

	Py_BEGIN_ALLOW_THREADS
	entered = gg_is_owner(self->target.handle) && self->depth > 0;
	if (entered)
		self->depth--;
	disowned = entered && gg_disown(self->target.handle, self->tenure);
	Py_END_ALLOW_THREADS
	if (!disowned) {
		PyErr_SetString(PyExc_RuntimeError,
				"locked() is left by the thread that entered it, and once");
		return NULL;
	}
	Py_RETURN_NONE;
}

static int locked_traverse(PyObject *op, visitproc visit, void *arg)
{
	locked_object *self = (locked_object *)op;

	Py_VISIT(Py_TYPE(op));
	Py_VISIT(self->object);
	Py_VISIT(self->target.closed_error);
	return 0;
}

/* If dropped inside the block, for example with a suspended generator, end the block. */
static void locked_dealloc(PyObject *op)
{
	locked_object *self = (locked_object *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->depth) {
		Py_BEGIN_ALLOW_THREADS
		gg_abandon(self->target.handle, self->tenure, self->depth);
		Py_END_ALLOW_THREADS
	}
	Py_CLEAR(self->object);
	Py_CLEAR(self->target.closed_error);
	type->tp_free(op);
	Py_DECREF(type);
}

PyDoc_STRVAR(locked_doc,
	     "Keeps other threads out of a handle for several calls.\n"
	     "\n"
	     "Entered with ``with``, by one thread, as often as it likes. Calls of other\n"
	     "threads wait for the end of the block; one that closes the handle ends a\n"
	     "wait inside the block, and then waits as well.");

static PyMethodDef locked_methods[] = {
	{"__enter__", locked_enter, METH_NOARGS, PyDoc_STR("Own the handle; returns it.")},
	{"__exit__", (PyCFunction)(void (*)(void))locked_exit, METH_FASTCALL,
	 PyDoc_STR("Let the next thread have it.")},
	{0},
};

static PyType_Slot locked_slots[] = {
	{Py_tp_doc, (void *)locked_doc},
	{Py_tp_methods, locked_methods},
	{Py_tp_traverse, locked_traverse},
	{Py_tp_dealloc, locked_dealloc},
	{0},
};

PyTypeObject *gg_locked_type_new(PyObject *module, const char *name)
{
	PyType_Spec spec = {
		.name = name,
		.basicsize = sizeof(locked_object),
		.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
			 Py_TPFLAGS_DISALLOW_INSTANTIATION,
		.slots = locked_slots,
	};

	return (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
}
