/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* LineSettings: struct gpiod_line_settings, guarded by a critical section. */
#include "module.h"

#include <errno.h>
#include <stdlib.h>

#include "converters.h"

PyDoc_STRVAR(LineSettings_reset_doc,
	     "reset($self, /)\n--\n\n"
	     "Reset all settings to the defaults.\n\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_reset()");

static PyObject *LineSettings_reset(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	gg_section section;

	LineSettings_begin(self, &section);
	gpiod_line_settings_reset(self->native);
	LineSettings_end(self, &section);

	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_copy_doc,
	     "copy($self, /)\n--\n\n"
	     "Make a copy of the settings.\n\n"
	     "Returns: LineSettings\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_copy()");

static PyObject *LineSettings_copy(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	struct gpiod_line_settings *result = NULL;
	int error = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_copy(self->native);
	error = errno;
	LineSettings_end(self, &section);

	if (!result)
		return gg_raise_errno(error, module_errors);
	return LineSettings_adopt(self->state, result);
}

PyDoc_STRVAR(LineSettings_set_direction_doc,
	     "set_direction($self, /, direction)\n--\n\n"
	     "Set the direction.\n\n"
	     "Args:\n  direction: Direction\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_direction()");

static PyObject *LineSettings_set_direction(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					    PyObject *kwnames)
{
	static const char *const keywords[] = {"direction"};
	static const gg_signature signature = {"set_direction", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	enum gpiod_line_direction direction = (enum gpiod_line_direction)0;
	int result = 0;
	int error = 0;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (line_direction_from_python(self->state, argv[0], &direction))
		return NULL;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_set_direction(self->native, direction);
	error = errno;
	LineSettings_end(self, &section);

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_direction_doc,
	     "get_direction($self, /)\n--\n\n"
	     "Get the direction.\n\n"
	     "Returns: Direction\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_direction()");

static PyObject *LineSettings_get_direction(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	enum gpiod_line_direction result = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_direction(self->native);
	LineSettings_end(self, &section);

	return line_direction_to_python(self->state, result);
}

PyDoc_STRVAR(LineSettings_set_edge_detection_doc,
	     "set_edge_detection($self, /, edge)\n--\n\n"
	     "Set which edges are reported as events.\n\n"
	     "Args:\n  edge: Edge\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_edge_detection()");

static PyObject *LineSettings_set_edge_detection(PyObject *op, PyObject *const *args,
						 Py_ssize_t nargs, PyObject *kwnames)
{
	static const char *const keywords[] = {"edge"};
	static const gg_signature signature = {"set_edge_detection", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	enum gpiod_line_edge edge = (enum gpiod_line_edge)0;
	int result = 0;
	int error = 0;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (line_edge_from_python(self->state, argv[0], &edge))
		return NULL;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_set_edge_detection(self->native, edge);
	error = errno;
	LineSettings_end(self, &section);

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_edge_detection_doc,
	     "get_edge_detection($self, /)\n--\n\n"
	     "Get which edges are reported as events.\n\n"
	     "Returns: Edge\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_edge_detection()");

static PyObject *LineSettings_get_edge_detection(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	enum gpiod_line_edge result = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_edge_detection(self->native);
	LineSettings_end(self, &section);

	return line_edge_to_python(self->state, result);
}

PyDoc_STRVAR(LineSettings_set_bias_doc,
	     "set_bias($self, /, bias)\n--\n\n"
	     "Set the bias.\n\n"
	     "Args:\n  bias: Bias\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_bias()");

static PyObject *LineSettings_set_bias(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				       PyObject *kwnames)
{
	static const char *const keywords[] = {"bias"};
	static const gg_signature signature = {"set_bias", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	enum gpiod_line_bias bias = (enum gpiod_line_bias)0;
	int result = 0;
	int error = 0;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (line_bias_from_python(self->state, argv[0], &bias))
		return NULL;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_set_bias(self->native, bias);
	error = errno;
	LineSettings_end(self, &section);

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_bias_doc,
	     "get_bias($self, /)\n--\n\n"
	     "Get the bias.\n\n"
	     "Returns: Bias\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_bias()");

static PyObject *LineSettings_get_bias(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	enum gpiod_line_bias result = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_bias(self->native);
	LineSettings_end(self, &section);

	return line_bias_to_python(self->state, result);
}

PyDoc_STRVAR(LineSettings_set_drive_doc,
	     "set_drive($self, /, drive)\n--\n\n"
	     "Set how the line is driven as an output.\n\n"
	     "Args:\n  drive: Drive\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_drive()");

static PyObject *LineSettings_set_drive(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					PyObject *kwnames)
{
	static const char *const keywords[] = {"drive"};
	static const gg_signature signature = {"set_drive", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	enum gpiod_line_drive drive = (enum gpiod_line_drive)0;
	int result = 0;
	int error = 0;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (line_drive_from_python(self->state, argv[0], &drive))
		return NULL;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_set_drive(self->native, drive);
	error = errno;
	LineSettings_end(self, &section);

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_drive_doc,
	     "get_drive($self, /)\n--\n\n"
	     "Get how the line is driven as an output.\n\n"
	     "Returns: Drive\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_drive()");

static PyObject *LineSettings_get_drive(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	enum gpiod_line_drive result = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_drive(self->native);
	LineSettings_end(self, &section);

	return line_drive_to_python(self->state, result);
}

PyDoc_STRVAR(LineSettings_set_active_low_doc,
	     "set_active_low($self, /, active_low)\n--\n\n"
	     "Set whether the line is active when it is low.\n\n"
	     "Args:\n  active_low: bool\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_active_low()");

static PyObject *LineSettings_set_active_low(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					     PyObject *kwnames)
{
	static const char *const keywords[] = {"active_low"};
	static const gg_signature signature = {"set_active_low", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	bool active_low = false;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_as_bool(argv[0], &active_low))
		return NULL;

	LineSettings_begin(self, &section);
	gpiod_line_settings_set_active_low(self->native, active_low);
	LineSettings_end(self, &section);

	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_active_low_doc,
	     "get_active_low($self, /)\n--\n\n"
	     "Get whether the line is active when it is low.\n\n"
	     "Returns: bool\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_active_low()");

static PyObject *LineSettings_get_active_low(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	bool result = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_active_low(self->native);
	LineSettings_end(self, &section);

	return PyBool_FromLong(result);
}

PyDoc_STRVAR(LineSettings_set_debounce_period_us_doc,
	     "set_debounce_period_us($self, /, period)\n--\n\n"
	     "Set the debounce period, in microseconds; 0 is none.\n\n"
	     "Args:\n  period: int\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_debounce_period_us()");

static PyObject *LineSettings_set_debounce_period_us(PyObject *op, PyObject *const *args,
						     Py_ssize_t nargs, PyObject *kwnames)
{
	static const char *const keywords[] = {"period"};
	static const gg_signature signature = {"set_debounce_period_us", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	unsigned long period = 0;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_as_unsigned_long(argv[0], &period))
		return NULL;

	LineSettings_begin(self, &section);
	gpiod_line_settings_set_debounce_period_us(self->native, period);
	LineSettings_end(self, &section);

	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_debounce_period_us_doc,
	     "get_debounce_period_us($self, /)\n--\n\n"
	     "Get the debounce period, in microseconds.\n\n"
	     "Returns: int\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_debounce_period_us()");

static PyObject *LineSettings_get_debounce_period_us(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	unsigned long result = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_debounce_period_us(self->native);
	LineSettings_end(self, &section);

	return PyLong_FromUnsignedLong(result);
}

PyDoc_STRVAR(LineSettings_set_event_clock_doc,
	     "set_event_clock($self, /, event_clock)\n--\n\n"
	     "Set the clock for the timestamps of edge events.\n\n"
	     "Args:\n  event_clock: Clock\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_event_clock()");

static PyObject *LineSettings_set_event_clock(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					      PyObject *kwnames)
{
	static const char *const keywords[] = {"event_clock"};
	static const gg_signature signature = {"set_event_clock", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	enum gpiod_line_clock event_clock = (enum gpiod_line_clock)0;
	int result = 0;
	int error = 0;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (line_clock_from_python(self->state, argv[0], &event_clock))
		return NULL;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_set_event_clock(self->native, event_clock);
	error = errno;
	LineSettings_end(self, &section);

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_event_clock_doc,
	     "get_event_clock($self, /)\n--\n\n"
	     "Get the clock for the timestamps of edge events.\n\n"
	     "Returns: Clock\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_event_clock()");

static PyObject *LineSettings_get_event_clock(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	enum gpiod_line_clock result = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_event_clock(self->native);
	LineSettings_end(self, &section);

	return line_clock_to_python(self->state, result);
}

PyDoc_STRVAR(LineSettings_set_output_value_doc,
	     "set_output_value($self, /, value)\n--\n\n"
	     "Set the initial value of an output.\n\n"
	     "Args:\n  value: Value\n"
	     "Returns: None\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_set_output_value()");

static PyObject *LineSettings_set_output_value(PyObject *op, PyObject *const *args,
					       Py_ssize_t nargs, PyObject *kwnames)
{
	static const char *const keywords[] = {"value"};
	static const gg_signature signature = {"set_output_value", keywords, 1, 1};
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	enum gpiod_line_value value = (enum gpiod_line_value)0;
	int result = 0;
	int error = 0;
	gg_section section;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (line_value_from_python(self->state, argv[0], &value))
		return NULL;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_set_output_value(self->native, value);
	error = errno;
	LineSettings_end(self, &section);

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineSettings_get_output_value_doc,
	     "get_output_value($self, /)\n--\n\n"
	     "Get the initial value of an output.\n\n"
	     "Returns: Value\n"
	     "Raises:\n  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never\n"
	     "Calls: gpiod_line_settings_get_output_value()");

static PyObject *LineSettings_get_output_value(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	enum gpiod_line_value result = 0;
	int error = 0;
	gg_section section;

	LineSettings_begin(self, &section);
	result = gpiod_line_settings_get_output_value(self->native);
	error = errno;
	LineSettings_end(self, &section);

	if (result == GPIOD_LINE_VALUE_ERROR)
		return gg_raise_errno(error, module_errors);
	return line_value_to_python(self->state, result);
}

/* Destroy an object of the library that no other thread can use. */
static void LineSettings_dispose(struct gpiod_line_settings *native)
{
	LineSettings_assert_unshared(native);
	gpiod_line_settings_free(native);
}

/* A handle without an object yet, which is not tracked. */
static LineSettingsObject *LineSettings_alloc(module_state *state, PyTypeObject *type)
{
	LineSettingsObject *self = (LineSettingsObject *)gg_alloc_untracked(type);

	if (!self)
		return NULL;
	self->state = state;
	return self;
}

static void LineSettings_dealloc(PyObject *op);

PyObject *LineSettings_adopt(module_state *state, struct gpiod_line_settings *native)
{
	LineSettingsObject *self = LineSettings_alloc(state, state->LineSettings_type);

	if (!self) {
		LineSettings_dispose(native);
		return NULL;
	}
	self->native = native;
	PyObject_GC_Track(self);
	return (PyObject *)self;
}

static PyObject *LineSettings_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
	static const gg_signature signature = {"LineSettings", NULL, 0, 0};
	struct gpiod_line_settings *result = NULL;
	int error = 0;
	module_state *state = gg_type_state(type, LineSettings_dealloc);
	PyObject *answer = NULL;

	if (!state || gg_bind_call(&signature, args, kwargs, NULL))
		return NULL;
	result = gpiod_line_settings_new();
	error = errno;

	if (!result)
		gg_raise_errno(error, module_errors);
	else
		answer = LineSettings_adopt(state, result);
	return answer;
}

int LineSettings_from_python(const module_state *state, PyObject *arg, LineSettingsObject **object)
{
	if (!PyObject_TypeCheck(arg, state->LineSettings_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a LineSettings",
			     Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = (LineSettingsObject *)arg;
	return 0;
}

int LineSettings_copy_from_python(const module_state *state, PyObject *arg,
				  struct gpiod_line_settings **copy)
{
	LineSettingsObject *self;
	gg_section section;
	int error = 0;

	if (LineSettings_from_python(state, arg, &self))
		return -1;
	LineSettings_begin(self, &section);
	*copy = gpiod_line_settings_copy(self->native);
	error = errno;
	LineSettings_end(self, &section);
	if (!*copy) {
		gg_raise_errno(error, module_errors);
		return -1;
	}
	return 0;
}

void LineSettings_discard(struct gpiod_line_settings *native)
{
	if (native)
		LineSettings_dispose(native);
}

static int LineSettings_traverse(PyObject *op, visitproc visit, void *arg)
{
	Py_VISIT(Py_TYPE(op));
	return 0;
}

static PyObject *LineSettings___reduce__(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(ignored))
{
	PyErr_SetString(PyExc_TypeError, "cannot pickle a LineSettings");
	return NULL;
}

/* Untrack first: what follows may detach, and the collector must not find a dying object. */
static void LineSettings_dealloc(PyObject *op)
{
	LineSettingsObject *self = (LineSettingsObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	if (self->native)
		LineSettings_dispose(self->native);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyMethodDef LineSettings_methods[] = {
	{"reset", (PyCFunction)(void (*)(void))LineSettings_reset, METH_NOARGS,
	 LineSettings_reset_doc},
	{"copy", (PyCFunction)(void (*)(void))LineSettings_copy, METH_NOARGS,
	 LineSettings_copy_doc},
	{"set_direction", (PyCFunction)(void (*)(void))LineSettings_set_direction,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_direction_doc},
	{"get_direction", (PyCFunction)(void (*)(void))LineSettings_get_direction, METH_NOARGS,
	 LineSettings_get_direction_doc},
	{"set_edge_detection", (PyCFunction)(void (*)(void))LineSettings_set_edge_detection,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_edge_detection_doc},
	{"get_edge_detection", (PyCFunction)(void (*)(void))LineSettings_get_edge_detection,
	 METH_NOARGS,
	 LineSettings_get_edge_detection_doc},
	{"set_bias", (PyCFunction)(void (*)(void))LineSettings_set_bias,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_bias_doc},
	{"get_bias", (PyCFunction)(void (*)(void))LineSettings_get_bias, METH_NOARGS,
	 LineSettings_get_bias_doc},
	{"set_drive", (PyCFunction)(void (*)(void))LineSettings_set_drive,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_drive_doc},
	{"get_drive", (PyCFunction)(void (*)(void))LineSettings_get_drive, METH_NOARGS,
	 LineSettings_get_drive_doc},
	{"set_active_low", (PyCFunction)(void (*)(void))LineSettings_set_active_low,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_active_low_doc},
	{"get_active_low", (PyCFunction)(void (*)(void))LineSettings_get_active_low, METH_NOARGS,
	 LineSettings_get_active_low_doc},
	{"set_debounce_period_us", (PyCFunction)(void (*)(void))LineSettings_set_debounce_period_us,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_debounce_period_us_doc},
	{"get_debounce_period_us", (PyCFunction)(void (*)(void))LineSettings_get_debounce_period_us,
	 METH_NOARGS,
	 LineSettings_get_debounce_period_us_doc},
	{"set_event_clock", (PyCFunction)(void (*)(void))LineSettings_set_event_clock,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_event_clock_doc},
	{"get_event_clock", (PyCFunction)(void (*)(void))LineSettings_get_event_clock, METH_NOARGS,
	 LineSettings_get_event_clock_doc},
	{"set_output_value", (PyCFunction)(void (*)(void))LineSettings_set_output_value,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineSettings_set_output_value_doc},
	{"get_output_value", (PyCFunction)(void (*)(void))LineSettings_get_output_value,
	 METH_NOARGS,
	 LineSettings_get_output_value_doc},
	{"__reduce__", LineSettings___reduce__, METH_NOARGS, PyDoc_STR("Raises TypeError.")},
	{0},
};

static PyMemberDef LineSettings_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(LineSettingsObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(LineSettings_doc,
	     "LineSettings()\n--\n\n"
	     "Settings of a line, in libgpiod's form.\n\n"
	     "Threads may share it: each method says whether it is atomic.");

static PyType_Slot LineSettings_slots[] = {
	{Py_tp_doc, (void *)LineSettings_doc},
	{Py_tp_new, LineSettings_new},
	{Py_tp_dealloc, LineSettings_dealloc},
	{Py_tp_traverse, LineSettings_traverse},
	{Py_tp_methods, LineSettings_methods},
	{Py_tp_members, LineSettings_members},
	{0},
};

static PyType_Spec LineSettings_spec = {
	.name = "gpiod._ext.LineSettings",
	.basicsize = sizeof(LineSettingsObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC,
	.slots = LineSettings_slots,
};

int LineSettings_ready(module_state *state, PyObject *module)
{
	state->LineSettings_type = gg_new_type(module, &LineSettings_spec);
	return state->LineSettings_type ? PyModule_AddType(module, state->LineSettings_type) : -1;
}
