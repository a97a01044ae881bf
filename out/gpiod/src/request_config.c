/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* RequestConfig: struct gpiod_request_config, guarded by a mutex of its own. */
#include "module.h"

#include <errno.h>
#include <stdlib.h>

#include "converters.h"

PyDoc_STRVAR(RequestConfig_set_consumer_doc,
	     "set_consumer($self, /, consumer)\n--\n\n"
	     "Set the consumer, the name of the user of the lines; the kernel keeps the first 31 bytes.\n\n"
	     "Args:\n  consumer: str | None\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_request_config_set_consumer()");

static PyObject *RequestConfig_set_consumer(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					    PyObject *kwnames)
{
	static const char *const keywords[] = {"consumer"};
	static const gg_signature signature = {"set_consumer", keywords, 1, 1};
	RequestConfigObject *self = (RequestConfigObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	gg_text consumer = {0};
	PyObject *answer = NULL;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_as_optional_string(argv[0], &consumer))
		goto done;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (RequestConfig_enter(self)) {
			gpiod_request_config_set_consumer(self->native, consumer.text);
			RequestConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(RequestConfig_target(self)));
	if (!called)
		goto done;

	answer = Py_NewRef(Py_None);

done:
	gg_text_clear(&consumer);
	return answer;
}

PyDoc_STRVAR(RequestConfig_get_consumer_doc,
	     "get_consumer($self, /)\n--\n\n"
	     "Get the consumer, the name of the user of the lines.\n\n"
	     "Returns: str | None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_request_config_get_consumer()");

static PyObject *RequestConfig_get_consumer(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	RequestConfigObject *self = (RequestConfigObject *)op;
	char *result = NULL;
	bool copied = true;
	PyObject *answer = NULL;
	bool called = false;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (RequestConfig_enter(self)) {
			copied = gg_copy_string(gpiod_request_config_get_consumer(self->native),
						&result);
			RequestConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(RequestConfig_target(self)));
	if (!called)
		goto done;

	if (!copied) {
		PyErr_NoMemory();
		goto done;
	}
	answer = gg_optional_string_to_python(result);

done:
	free(result);
	return answer;
}

PyDoc_STRVAR(RequestConfig_set_event_buffer_size_doc,
	     "set_event_buffer_size($self, /, event_buffer_size)\n--\n\n"
	     "Set the number of edge events that the kernel can buffer; 0 for its default.\n\n"
	     "Args:\n  event_buffer_size: int\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_request_config_set_event_buffer_size()");

static PyObject *RequestConfig_set_event_buffer_size(PyObject *op, PyObject *const *args,
						     Py_ssize_t nargs, PyObject *kwnames)
{
	static const char *const keywords[] = {"event_buffer_size"};
	static const gg_signature signature = {"set_event_buffer_size", keywords, 1, 1};
	RequestConfigObject *self = (RequestConfigObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	size_t event_buffer_size = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_as_size(argv[0], &event_buffer_size))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (RequestConfig_enter(self)) {
			gpiod_request_config_set_event_buffer_size(self->native, event_buffer_size);
			RequestConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(RequestConfig_target(self)));
	if (!called)
		return NULL;

	Py_RETURN_NONE;
}

PyDoc_STRVAR(RequestConfig_get_event_buffer_size_doc,
	     "get_event_buffer_size($self, /)\n--\n\n"
	     "Get the number of edge events that the kernel can buffer.\n\n"
	     "Returns: int\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_request_config_get_event_buffer_size()");

static PyObject *RequestConfig_get_event_buffer_size(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	RequestConfigObject *self = (RequestConfigObject *)op;
	size_t result = 0;
	bool called = false;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (RequestConfig_enter(self)) {
			result = gpiod_request_config_get_event_buffer_size(self->native);
			RequestConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(RequestConfig_target(self)));
	if (!called)
		return NULL;

	return PyLong_FromSize_t(result);
}

/* Destroy an object of the library that no other thread can use. */
static void RequestConfig_dispose(struct gpiod_request_config *native)
{
	RequestConfig_assert_unshared(native);
	gpiod_request_config_free(native);
}

/* A handle without an object yet, which is not tracked. */
static RequestConfigObject *RequestConfig_alloc(module_state *state, PyTypeObject *type)
{
	RequestConfigObject *self = (RequestConfigObject *)gg_alloc_untracked(type);

	if (!self)
		return NULL;
	self->state = state;
	if (gg_handle_init(&self->handle, NULL)) {
		Py_DECREF(self);
		PyErr_NoMemory();
		return NULL;
	}
	return self;
}

static void RequestConfig_dealloc(PyObject *op);

PyObject *RequestConfig_adopt(module_state *state, struct gpiod_request_config *native)
{
	RequestConfigObject *self = RequestConfig_alloc(state, state->RequestConfig_type);

	if (!self) {
		RequestConfig_dispose(native);
		return NULL;
	}
	gg_open_begin(&self->handle);
	self->native = native;
	gg_open_end(&self->handle);
	PyObject_GC_Track(self);
	return (PyObject *)self;
}

static PyObject *RequestConfig_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
	static const gg_signature signature = {"RequestConfig", NULL, 0, 0};
	struct gpiod_request_config *result = NULL;
	int error = 0;
	module_state *state = gg_type_state(type, RequestConfig_dealloc);
	PyObject *answer = NULL;

	if (!state || gg_bind_call(&signature, args, kwargs, NULL))
		return NULL;
	result = gpiod_request_config_new();
	error = errno;

	if (!result)
		gg_raise_errno(error, module_errors);
	else
		answer = RequestConfig_adopt(state, result);
	return answer;
}

int RequestConfig_from_python(const module_state *state, PyObject *arg,
			      RequestConfigObject **object)
{
	if (!PyObject_TypeCheck(arg, state->RequestConfig_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a RequestConfig",
			     Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = (RequestConfigObject *)arg;
	return 0;
}

void RequestConfig_discard(struct gpiod_request_config *native)
{
	if (native)
		RequestConfig_dispose(native);
}

static int RequestConfig_traverse(PyObject *op, visitproc visit, void *arg)
{
	Py_VISIT(Py_TYPE(op));
	return 0;
}

static PyObject *RequestConfig___reduce__(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(ignored))
{
	PyErr_SetString(PyExc_TypeError, "cannot pickle a RequestConfig");
	return NULL;
}

/* Untrack first: what follows may detach, and the collector must not find a dying object. */
static void RequestConfig_dealloc(PyObject *op)
{
	RequestConfigObject *self = (RequestConfigObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	if (self->native)
		RequestConfig_dispose(self->native);
	gg_handle_fini(&self->handle);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyMethodDef RequestConfig_methods[] = {
	{"set_consumer", (PyCFunction)(void (*)(void))RequestConfig_set_consumer,
	 METH_FASTCALL | METH_KEYWORDS,
	 RequestConfig_set_consumer_doc},
	{"get_consumer", (PyCFunction)(void (*)(void))RequestConfig_get_consumer, METH_NOARGS,
	 RequestConfig_get_consumer_doc},
	{"set_event_buffer_size", (PyCFunction)(void (*)(void))RequestConfig_set_event_buffer_size,
	 METH_FASTCALL | METH_KEYWORDS,
	 RequestConfig_set_event_buffer_size_doc},
	{"get_event_buffer_size", (PyCFunction)(void (*)(void))RequestConfig_get_event_buffer_size,
	 METH_NOARGS,
	 RequestConfig_get_event_buffer_size_doc},
	{"__reduce__", RequestConfig___reduce__, METH_NOARGS, PyDoc_STR("Raises TypeError.")},
	{0},
};

static PyMemberDef RequestConfig_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(RequestConfigObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(RequestConfig_doc,
	     "RequestConfig()\n--\n\n"
	     "Consumer and event buffer size of a request.\n\n"
	     "Threads may share it: each method says whether it is atomic.");

static PyType_Slot RequestConfig_slots[] = {
	{Py_tp_doc, (void *)RequestConfig_doc},
	{Py_tp_new, RequestConfig_new},
	{Py_tp_dealloc, RequestConfig_dealloc},
	{Py_tp_traverse, RequestConfig_traverse},
	{Py_tp_methods, RequestConfig_methods},
	{Py_tp_members, RequestConfig_members},
	{0},
};

static PyType_Spec RequestConfig_spec = {
	.name = "gpiod._ext.RequestConfig",
	.basicsize = sizeof(RequestConfigObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
	.slots = RequestConfig_slots,
};

int RequestConfig_ready(module_state *state, PyObject *module)
{
	state->RequestConfig_type = gg_new_type(module, &RequestConfig_spec);
	return state->RequestConfig_type ? PyModule_AddType(module, state->RequestConfig_type) : -1;
}
