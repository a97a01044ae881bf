/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lines as Python names them, turned into offsets, and values for them. Runs before any guard is
 * taken, so all of it may call Python.
 */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "chip_request.h"
#include "line_settings.h"
#include "module.h"

#include <linux/gpio.h>

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
	PyObject *items = items_of(self->state, mapping);
	int result = 0;

	values->num_values = 0;
	for (Py_ssize_t i = 0; items && !result && i < PyList_GET_SIZE(items); i++) {
		PyObject *pair = pair_of(PyList_GET_ITEM(items, i));

		result = pair ? request_value(self, PyTuple_GET_ITEM(pair, 0),
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
