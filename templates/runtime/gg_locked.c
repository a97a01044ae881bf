/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * locked(): the context manager that keeps other threads out of a handle for several calls.
 */
#include "gg_python.h"

typedef struct locked_object {
	PyObject_HEAD
	PyObject *object; /* keeps the handle alive */
	gg_subject subject;
	/* How often it was entered, in which tenure: its owner's, until the last reference is gone.
	 */
	unsigned int entered;
	uint64_t tenure;
} locked_object;

PyObject *gg_locked_new(const gg_runtime *runtime, PyObject *object, gg_subject subject)
{
	locked_object *self = PyObject_GC_New(locked_object, runtime->locked);

	if (!self)
		return NULL;
	self->object = Py_NewRef(object);
	self->subject = subject;
	Py_XINCREF(subject.closed_error);
	self->entered = 0;
	self->tenure = 0;
	PyObject_GC_Track(self);
	return (PyObject *)self;
}

static PyObject *locked_enter(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	locked_object *self = (locked_object *)op;
	uint64_t tenure;
	bool owned;

	if (!gg_watch_thread())
		return PyErr_NoMemory();
	do {
		Py_BEGIN_ALLOW_THREADS
		owned = gg_own(self->subject.handle, &tenure);
		Py_END_ALLOW_THREADS
	} while (!owned && gg_retry_one(self->subject));
	if (!owned)
		return NULL;
	/* Both are ours alone: we own the handle. What was entered by one who was evicted is not.
	 */
	self->entered = self->tenure == tenure ? self->entered + 1 : 1;
	self->tenure = tenure;
	return Py_NewRef(self->object);
}

static PyObject *locked_exit(PyObject *op, PyObject *const *Py_UNUSED(args),
			     Py_ssize_t Py_UNUSED(nargs))
{
	locked_object *self = (locked_object *)op;
	bool disowned, entered;

	Py_BEGIN_ALLOW_THREADS
	entered = gg_is_owner(self->subject.handle) && self->entered > 0;
	if (entered)
		self->entered--;
	disowned = entered && gg_disown(self->subject.handle, self->tenure);
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
	Py_VISIT(self->subject.closed_error);
	return 0;
}

/* Dropped inside the block, by a generator that nobody resumes perhaps: nobody would leave it. */
static void locked_dealloc(PyObject *op)
{
	locked_object *self = (locked_object *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->entered) {
		Py_BEGIN_ALLOW_THREADS
		gg_abandon(self->subject.handle, self->tenure, self->entered);
		Py_END_ALLOW_THREADS
	}
	Py_CLEAR(self->object);
	Py_CLEAR(self->subject.closed_error);
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

int gg_runtime_init(gg_runtime *runtime, PyObject *module, const char *locked)
{
	PyType_Spec spec = {
		.name = locked,
		.basicsize = sizeof(locked_object),
		.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_IMMUTABLETYPE |
			 Py_TPFLAGS_DISALLOW_INSTANTIATION,
		.slots = locked_slots,
	};
	PyObject *datetime = PyImport_ImportModule("datetime");

	runtime->timedelta = datetime ? PyObject_GetAttrString(datetime, "timedelta") : NULL;
	Py_XDECREF(datetime);
	if (!runtime->timedelta)
		return -1;
	runtime->no_time = PyObject_CallNoArgs(runtime->timedelta);
	if (!runtime->no_time)
		return -1;
	runtime->locked = (PyTypeObject *)PyType_FromModuleAndSpec(module, &spec, NULL);
	return runtime->locked ? 0 : -1;
}

int gg_runtime_traverse(gg_runtime *runtime, visitproc visit, void *arg)
{
	Py_VISIT(runtime->timedelta);
	Py_VISIT(runtime->no_time);
	Py_VISIT(runtime->locked);
	return 0;
}

void gg_runtime_clear(gg_runtime *runtime)
{
	Py_CLEAR(runtime->timedelta);
	Py_CLEAR(runtime->no_time);
	Py_CLEAR(runtime->locked);
}
