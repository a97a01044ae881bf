/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines as Python names them, turned into offsets. Runs before any guard is taken, so all of it may
 * call Python.
 */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "module.h"

#include <errno.h>
#include <linux/gpio.h>

/* What libgpiod reads at once when nobody says how much. */
#define DEFAULT_MAX_EVENTS 64

/*
 * A line of a chip, as Chip.line_offset_from_id() sees it; with a short cut for plain offsets, once
 * it is known how many lines the chip has.
 */
static inline int chip_line(ChipObject *self, PyObject *arg, unsigned int *offset)
{
	PyObject *info = atomic_load_explicit(&self->info, memory_order_acquire), *number;
	long value = -1;

	if (info && PyLong_CheckExact(arg)) {
		value = PyLong_AsLong(arg);
		if (value >= 0 && (size_t)value < ((ChipInfoObject *)info)->num_lines) {
			*offset = (unsigned int)value;
			return 0;
		}
		PyErr_Clear();
	}
	number = PyObject_CallMethod((PyObject *)self, "line_offset_from_id", "O", arg);
	if (!number)
		return -1;
	value = PyLong_AsLong(number);
	Py_DECREF(number);
	if (value == -1 && PyErr_Occurred())
		PyErr_Clear(); /* an offset below all longs */
	if (value < 0 || value > (long)UINT_MAX) {
		gg_raise_errno(EINVAL, module_errors);
		return -1;
	}
	*offset = (unsigned int)value;
	return 0;
}

/* An attribute whose value is of an enum. */
static inline int enum_attribute(PyObject *object, PyObject *name, const gg_enum *table,
				 int *number)
{
	PyObject *value = PyObject_GetAttr(object, name);
	int result = value ? gg_enum_from_python(table, value, number) : -1;

	Py_XDECREF(value);
	return result;
}

/* An attribute that is true or false, as everything is. */
static inline int truth_attribute(PyObject *object, PyObject *name, bool *truth)
{
	PyObject *value = PyObject_GetAttr(object, name);
	int result = value ? gg_as_bool(value, truth) : -1;

	Py_XDECREF(value);
	return result;
}

/* A timedelta, or what has its total_seconds(); the common case is none at all. */
static inline int microseconds_of(const module_state *state, PyObject *period, unsigned long *us)
{
	PyObject *seconds, *number = NULL;
	double count;
	int result = -1;

	*us = 0;
	if (Py_IS_TYPE(period, (PyTypeObject *)state->runtime.timedelta) &&
	    !PyObject_IsTrue(period))
		return 0;
	seconds = PyObject_CallMethodNoArgs(period, state->names.total_seconds);
	if (!seconds)
		return -1;
	count = PyFloat_AsDouble(seconds);
	Py_DECREF(seconds);
	if (count != -1.0 || !PyErr_Occurred())
		number = PyLong_FromDouble(count * 1e6);
	if (number)
		result = gg_as_unsigned_long(number, us);
	Py_XDECREF(number);
	return result;
}

static inline int period_attribute(const module_state *state, PyObject *object, unsigned long *us)
{
	PyObject *period = PyObject_GetAttr(object, state->names.debounce_period);
	int result = period ? microseconds_of(state, period, us) : -1;

	Py_XDECREF(period);
	return result;
}

/* A setter of libgpiod said no. */
static inline int refused(int status)
{
	if (status)
		gg_raise_errno(errno, module_errors);
	return status;
}

static inline int set_settings(const module_state *state, PyObject *arg,
			       struct gpiod_line_settings *settings)
{
	unsigned long period;
	bool active_low;
	int number;

	LineSettings_unshared(settings);
	if (enum_attribute(arg, state->names.direction, &state->line_direction, &number) ||
	    refused(gpiod_line_settings_set_direction(settings, (enum gpiod_line_direction)number)))
		return -1;
	if (enum_attribute(arg, state->names.edge_detection, &state->line_edge, &number) ||
	    refused(gpiod_line_settings_set_edge_detection(settings, (enum gpiod_line_edge)number)))
		return -1;
	if (enum_attribute(arg, state->names.bias, &state->line_bias, &number) ||
	    refused(gpiod_line_settings_set_bias(settings, (enum gpiod_line_bias)number)))
		return -1;
	if (enum_attribute(arg, state->names.drive, &state->line_drive, &number) ||
	    refused(gpiod_line_settings_set_drive(settings, (enum gpiod_line_drive)number)))
		return -1;
	if (truth_attribute(arg, state->names.active_low, &active_low))
		return -1;
	gpiod_line_settings_set_active_low(settings, active_low);
	if (period_attribute(state, arg, &period))
		return -1;
	gpiod_line_settings_set_debounce_period_us(settings, period);
	if (enum_attribute(arg, state->names.event_clock, &state->line_clock, &number) ||
	    refused(gpiod_line_settings_set_event_clock(settings, (enum gpiod_line_clock)number)))
		return -1;
	if (enum_attribute(arg, state->names.output_value, &state->line_value, &number) ||
	    refused(gpiod_line_settings_set_output_value(settings, (enum gpiod_line_value)number)))
		return -1;
	return 0;
}

/*
 * Settings for libgpiod: those of a handle of ours, or of any object with the attributes of
 * gpiod.LineSettings; what is false stands for the defaults.
 */
static inline int line_settings(LineConfigObject *self, PyObject *arg,
				struct gpiod_line_settings **settings)
{
	const module_state *state = self->state;
	int some;

	if (Py_IS_TYPE(arg, state->LineSettings_type))
		return LineSettings_copy_from_python(state, arg, settings);
	some = PyObject_IsTrue(arg);
	if (some <= 0)
		return some;
	*settings = gpiod_line_settings_new();
	if (*settings)
		return set_settings(state, arg, *settings);
	gg_raise_errno(errno, module_errors);
	return -1;
}

/* A line of a request, by offset or by name. */
static inline int request_line(LineRequestObject *self, PyObject *arg, unsigned int *offset)
{
	PyObject *number;

	if (gg_is_small(arg, offset))
		return 0;
	if (PyLong_Check(arg))
		return gg_as_unsigned_int_slowly(arg, offset);
	/* Nobody else has this dict, and it never changes. */
	number = PyDict_GetItemWithError(self->names, arg);
	if (number)
		return gg_as_unsigned_int(number, offset);
	if (!PyErr_Occurred())
		PyErr_Format(PyExc_ValueError, "unknown line name: %S", arg);
	return -1;
}

static inline int too_many_lines(void)
{
	PyErr_SetString(PyExc_ValueError, "more lines than the request holds");
	return -1;
}

/* The lines that get_values() reads, and room for their values. */
struct request_lines {
	size_t num_values;
	unsigned int offsets[GPIO_V2_LINES_MAX];
	enum gpiod_line_value values[GPIO_V2_LINES_MAX];
};

static inline int request_lines(LineRequestObject *self, PyObject *arg, struct request_lines *lines)
{
	int some = arg ? PyObject_IsTrue(arg) : 0;
	PyObject *tuple;
	int result = 0;

	if (some < 0)
		return -1;
	tuple = some ? PySequence_Tuple(arg) : Py_NewRef(self->offsets);
	if (!tuple)
		return -1;
	lines->num_values = (size_t)PyTuple_GET_SIZE(tuple);
	if (lines->num_values > self->num_lines)
		result = too_many_lines();
	for (size_t i = 0; !result && i < lines->num_values; i++)
		result = request_line(self, PyTuple_GET_ITEM(tuple, (Py_ssize_t)i),
				      &lines->offsets[i]);
	Py_DECREF(tuple);
	return result;
}

/* The lines that set_values() drives, each once. */
struct request_values {
	size_t num_values;
	unsigned int offsets[GPIO_V2_LINES_MAX];
	enum gpiod_line_value values[GPIO_V2_LINES_MAX];
};

/* A line said twice, by name and by offset perhaps, has the value it was given last. */
static inline int request_value(LineRequestObject *self, PyObject *line, PyObject *value,
				struct request_values *values)
{
	unsigned int offset;
	size_t at = 0;

	if (request_line(self, line, &offset))
		return -1;
	while (at < values->num_values && values->offsets[at] != offset)
		at++;
	if (at == self->num_lines)
		return too_many_lines();
	if (line_value_from_python(self->state, value, &values->values[at]))
		return -1;
	values->offsets[at] = offset;
	if (at == values->num_values)
		values->num_values++;
	return 0;
}

/* Any mapping: by its items(), in a list of ours. */
static inline int request_values_of_items(LineRequestObject *self, PyObject *mapping,
					  struct request_values *values)
{
	PyObject *items = PyMapping_Items(mapping);
	int result = 0;

	values->num_values = 0;
	for (Py_ssize_t i = 0; items && !result && i < PyList_GET_SIZE(items); i++) {
		PyObject *pair = PySequence_Tuple(PyList_GET_ITEM(items, i));

		if (pair && PyTuple_GET_SIZE(pair) != 2)
			PyErr_SetString(PyExc_ValueError, "items() must give pairs");
		result = pair && PyTuple_GET_SIZE(pair) == 2
				 ? request_value(self, PyTuple_GET_ITEM(pair, 0),
						 PyTuple_GET_ITEM(pair, 1), values)
				 : -1;
		Py_XDECREF(pair);
	}
	if (!items)
		return -1;
	Py_DECREF(items);
	return result;
}

/*
 * Most dicts have small ints and members of Value in them: no Python code runs meanwhile, so
 * nothing changes. False for any other dict.
 */
static inline bool request_values_of_plain_dict(LineRequestObject *self, PyObject *dict,
						struct request_values *values)
{
	PyObject *line, *value;
	Py_ssize_t position = 0;
	gg_section section;
	bool plain = true;
	int number;

	values->num_values = 0;
	gg_section_begin(&section, dict);
	while (plain && PyDict_Next(dict, &position, &line, &value)) {
		size_t at = values->num_values;

		plain = at < self->num_lines && gg_is_small(line, &values->offsets[at]) &&
			gg_enum_find(&self->state->line_value, value, &number);
		if (plain) {
			values->values[at] = (enum gpiod_line_value)number;
			values->num_values++;
		}
	}
	gg_section_end(&section);
	return plain;
}

static inline int request_values(LineRequestObject *self, PyObject *arg,
				 struct request_values *values)
{
	if (PyDict_CheckExact(arg) && request_values_of_plain_dict(self, arg, values))
		return 0;
	return request_values_of_items(self, arg, values);
}

/* How many events to read at once: no more than the request has room for. */
static inline int request_max_events(LineRequestObject *self, PyObject *arg, size_t *max_events)
{
	size_t capacity;

	*max_events = DEFAULT_MAX_EVENTS;
	if (arg && !Py_IsNone(arg) && gg_as_size(arg, max_events))
		return -1;
	if (gg_as_size(self->event_capacity, &capacity))
		return -1;
	if (*max_events > capacity)
		*max_events = capacity;
	return 0;
}

#endif
