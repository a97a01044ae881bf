/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* LineConfig: struct gpiod_line_config, guarded by a mutex of its own. */
#include "module.h"

#include <errno.h>
#include <stdlib.h>

#include "converters.h"

PyDoc_STRVAR(LineConfig_reset_doc,
	     "reset($self, /)\n--\n\n"
	     "Remove all lines.\n\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_config_reset()");

static PyObject *LineConfig_reset(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineConfigObject *self = (LineConfigObject *)op;
	bool called = false;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineConfig_enter(self)) {
			gpiod_line_config_reset(self->native);
			LineConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineConfig_target(self)));
	if (!called)
		return NULL;

	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineConfig_add_line_settings_doc,
	     "add_line_settings($self, /, offsets, settings)\n--\n\n"
	     "Set the settings of some lines; None stands for the defaults.\n\n"
	     "Args:\n  offsets: Iterable[int]; at most 64\n"
	     "  settings: LineSettings | gpiod.LineSettings | None\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_settings_copy(), gpiod_line_config_add_line_settings()");

static PyObject *LineConfig_add_line_settings(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					      PyObject *kwnames)
{
	static const char *const keywords[] = {"offsets", "settings"};
	static const gg_signature signature = {"add_line_settings", keywords, 2, 2};
	LineConfigObject *self = (LineConfigObject *)op;
	PyObject *bound[2];
	PyObject *const *argv;
	gg_array offsets = {0};
	struct gpiod_line_settings *settings = NULL;
	int result = 0;
	int error = 0;
	PyObject *answer = NULL;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_array_from_python(argv[0], sizeof(unsigned int), gg_item_unsigned_int, NULL, 64,
				 &offsets))
		goto done;
	if (line_settings(self, argv[1], &settings))
		goto done;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineConfig_enter(self)) {
			result = gpiod_line_config_add_line_settings(self->native, offsets.items,
								     offsets.length, settings);
			error = errno;
			LineConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineConfig_target(self)));
	if (!called)
		goto done;

	if (result < 0) {
		gg_raise_errno(error, module_errors);
		goto done;
	}
	answer = Py_NewRef(Py_None);

done:
	gg_array_clear(&offsets);
	LineSettings_discard(settings);
	return answer;
}

PyDoc_STRVAR(LineConfig_get_line_settings_doc,
	     "get_line_settings($self, /, offset)\n--\n\n"
	     "Get a copy of a line's settings.\n\n"
	     "Args:\n  offset: int\n"
	     "Returns: LineSettings\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_config_get_line_settings()");

static PyObject *LineConfig_get_line_settings(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					      PyObject *kwnames)
{
	static const char *const keywords[] = {"offset"};
	static const gg_signature signature = {"get_line_settings", keywords, 1, 1};
	LineConfigObject *self = (LineConfigObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	unsigned int offset = 0;
	struct gpiod_line_settings *result = NULL;
	int error = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_as_unsigned_int(argv[0], &offset))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineConfig_enter(self)) {
			result = gpiod_line_config_get_line_settings(self->native, offset);
			error = errno;
			LineConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineConfig_target(self)));
	if (!called)
		return NULL;

	if (!result)
		return gg_raise_errno(error, module_errors);
	return LineSettings_adopt(self->state, result);
}

PyDoc_STRVAR(LineConfig_set_output_values_doc,
	     "set_output_values($self, /, values)\n--\n\n"
	     "Set the initial values of outputs, in the order in which the lines were added.\n\n"
	     "Args:\n  values: Iterable[Value]; at most 64\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_config_set_output_values()");

static PyObject *LineConfig_set_output_values(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					      PyObject *kwnames)
{
	static const char *const keywords[] = {"values"};
	static const gg_signature signature = {"set_output_values", keywords, 1, 1};
	LineConfigObject *self = (LineConfigObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	gg_array values = {0};
	int result = 0;
	int error = 0;
	PyObject *answer = NULL;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_array_from_python(argv[0], sizeof(enum gpiod_line_value), line_value_item,
				 self->state, 64, &values))
		goto done;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineConfig_enter(self)) {
			result = gpiod_line_config_set_output_values(self->native, values.items,
								     values.length);
			error = errno;
			LineConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineConfig_target(self)));
	if (!called)
		goto done;

	if (result < 0) {
		gg_raise_errno(error, module_errors);
		goto done;
	}
	answer = Py_NewRef(Py_None);

done:
	gg_array_clear(&values);
	return answer;
}

PyDoc_STRVAR(LineConfig_get_num_configured_offsets_doc,
	     "get_num_configured_offsets($self, /)\n--\n\n"
	     "Get the number of configured lines.\n\n"
	     "Returns: int\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_config_get_num_configured_offsets()");

static PyObject *LineConfig_get_num_configured_offsets(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineConfigObject *self = (LineConfigObject *)op;
	size_t result = 0;
	bool called = false;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineConfig_enter(self)) {
			result = gpiod_line_config_get_num_configured_offsets(self->native);
			LineConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineConfig_target(self)));
	if (!called)
		return NULL;

	return PyLong_FromSize_t(result);
}

PyDoc_STRVAR(LineConfig_get_configured_offsets_doc,
	     "get_configured_offsets($self, /)\n--\n\n"
	     "Get the offsets of all configured lines, in the order in which they were added.\n\n"
	     "Returns: list[int]\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_config_get_num_configured_offsets(), gpiod_line_config_get_configured_offsets()");

static PyObject *LineConfig_get_configured_offsets(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineConfigObject *self = (LineConfigObject *)op;
	unsigned int *offsets = NULL;
	size_t max_offsets = 0;
	size_t result = 0;
	PyObject *answer = NULL;
	bool called = false;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineConfig_enter(self)) {
			max_offsets = gpiod_line_config_get_num_configured_offsets(self->native);
			offsets = calloc(max_offsets + 1, sizeof(*offsets));
			if (offsets)
				result = gpiod_line_config_get_configured_offsets(self->native,
										  offsets,
										  max_offsets);
			LineConfig_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineConfig_target(self)));
	if (!called)
		goto done;

	if (!offsets) {
		PyErr_NoMemory();
		goto done;
	}
	answer = gg_list_unsigned_int(offsets, result);

done:
	free(offsets);
	return answer;
}

/* Destroy an object of the library that no other thread can use. */
static void LineConfig_dispose(struct gpiod_line_config *native)
{
	LineConfig_assert_unshared(native);
	gpiod_line_config_free(native);
}

/* A handle without an object yet, which is not tracked. */
static LineConfigObject *LineConfig_alloc(module_state *state, PyTypeObject *type)
{
	LineConfigObject *self = (LineConfigObject *)gg_alloc_untracked(type);

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

static void LineConfig_dealloc(PyObject *op);

PyObject *LineConfig_adopt(module_state *state, struct gpiod_line_config *native)
{
	LineConfigObject *self = LineConfig_alloc(state, state->LineConfig_type);

	if (!self) {
		LineConfig_dispose(native);
		return NULL;
	}
	gg_open_begin(&self->handle);
	self->native = native;
	gg_open_end(&self->handle);
	PyObject_GC_Track(self);
	return (PyObject *)self;
}

static PyObject *LineConfig_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
	static const gg_signature signature = {"LineConfig", NULL, 0, 0};
	struct gpiod_line_config *result = NULL;
	int error = 0;
	module_state *state = gg_type_state(type, LineConfig_dealloc);
	PyObject *answer = NULL;

	if (!state || gg_bind_call(&signature, args, kwargs, NULL))
		return NULL;
	result = gpiod_line_config_new();
	error = errno;

	if (!result)
		gg_raise_errno(error, module_errors);
	else
		answer = LineConfig_adopt(state, result);
	return answer;
}

int LineConfig_from_python(const module_state *state, PyObject *arg, LineConfigObject **object)
{
	if (!PyObject_TypeCheck(arg, state->LineConfig_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a LineConfig", Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = (LineConfigObject *)arg;
	return 0;
}

void LineConfig_discard(struct gpiod_line_config *native)
{
	if (native)
		LineConfig_dispose(native);
}

static int LineConfig_traverse(PyObject *op, visitproc visit, void *arg)
{
	Py_VISIT(Py_TYPE(op));
	return 0;
}

static PyObject *LineConfig___reduce__(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(ignored))
{
	PyErr_SetString(PyExc_TypeError, "cannot pickle a LineConfig");
	return NULL;
}

/* Untrack first: what follows may detach, and the collector must not find a dying object. */
static void LineConfig_dealloc(PyObject *op)
{
	LineConfigObject *self = (LineConfigObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	if (self->native)
		LineConfig_dispose(self->native);
	gg_handle_fini(&self->handle);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyMethodDef LineConfig_methods[] = {
	{"reset", (PyCFunction)(void (*)(void))LineConfig_reset, METH_NOARGS,
	 LineConfig_reset_doc},
	{"add_line_settings", (PyCFunction)(void (*)(void))LineConfig_add_line_settings,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineConfig_add_line_settings_doc},
	{"get_line_settings", (PyCFunction)(void (*)(void))LineConfig_get_line_settings,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineConfig_get_line_settings_doc},
	{"set_output_values", (PyCFunction)(void (*)(void))LineConfig_set_output_values,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineConfig_set_output_values_doc},
	{"get_num_configured_offsets",
	 (PyCFunction)(void (*)(void))LineConfig_get_num_configured_offsets, METH_NOARGS,
	 LineConfig_get_num_configured_offsets_doc},
	{"get_configured_offsets", (PyCFunction)(void (*)(void))LineConfig_get_configured_offsets,
	 METH_NOARGS,
	 LineConfig_get_configured_offsets_doc},
	{"__reduce__", LineConfig___reduce__, METH_NOARGS, PyDoc_STR("Raises TypeError.")},
	{0},
};

static PyMemberDef LineConfig_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(LineConfigObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(LineConfig_doc,
	     "LineConfig()\n--\n\n"
	     "Settings for the offsets of a request.\n\n"
	     "Threads may share it: each method says whether it is atomic.");

static PyType_Slot LineConfig_slots[] = {
	{Py_tp_doc, (void *)LineConfig_doc},
	{Py_tp_new, LineConfig_new},
	{Py_tp_dealloc, LineConfig_dealloc},
	{Py_tp_traverse, LineConfig_traverse},
	{Py_tp_methods, LineConfig_methods},
	{Py_tp_members, LineConfig_members},
	{0},
};

static PyType_Spec LineConfig_spec = {
	.name = "gpiod._ext.LineConfig",
	.basicsize = sizeof(LineConfigObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
	.slots = LineConfig_slots,
};

int LineConfig_ready(module_state *state, PyObject *module)
{
	state->LineConfig_type = gg_new_type(module, &LineConfig_spec);
	return state->LineConfig_type ? PyModule_AddType(module, state->LineConfig_type) : -1;
}
