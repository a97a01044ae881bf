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

static inline int unknown_name(PyObject *name)
{
	PyObject *message = gg_printable(PyUnicode_FromFormat("unknown line name: %S", name));

	if (message)
		PyErr_SetObject(PyExc_ValueError, message);
	Py_XDECREF(message);
	return -1;
}

/* A line of a request, by offset or by name. */
static inline int request_line(LineRequestObject *self, PyObject *arg, unsigned int *offset)
{
	PyObject *number;
	int result;

	if (gg_try_small_int(arg, offset))
		return 0;
	if (PyLong_Check(arg))
		return gg_as_unsigned_int_slow(arg, offset);
	result = PyDict_GetItemRef(self->names, arg, &number);
	if (!result)
		return unknown_name(arg);
	result = result < 0 ? -1 : gg_as_unsigned_int(number, offset);
	Py_XDECREF(number);
	return result;
}

static inline int too_many_lines(void)
{
	PyErr_SetString(PyExc_ValueError,
			"number of offsets exceeds the number of requested lines");
	return -1;
}

/* The lines that get_values() reads, and room for their values. */
struct request_lines {
	size_t num_values;
	unsigned int offsets[GPIO_V2_LINES_MAX];
	enum gpiod_line_value values[GPIO_V2_LINES_MAX];
};

static inline int all_lines(LineRequestObject *self, struct request_lines *lines)
{
	lines->num_values = self->num_lines;
	for (size_t i = 0; i < lines->num_values; i++) {
		PyObject *offset = PyTuple_GET_ITEM(self->offsets, (Py_ssize_t)i);

		if (gg_as_unsigned_int(offset, &lines->offsets[i]))
			return -1;
	}
	return 0;
}

static inline int request_lines(LineRequestObject *self, PyObject *arg, struct request_lines *lines)
{
	int some = arg ? PyObject_IsTrue(arg) : 0, result;
	gg_items items = {0};
	size_t count = 0;
	PyObject *line;

	if (some <= 0)
		return some ? -1 : all_lines(self, lines);
	result = gg_items_start(&items, arg, GG_NO_MAXIMUM);
	while (!result && (line = gg_items_next(&items))) {
		if (count == self->num_lines)
			result = too_many_lines();
		else
			result = request_line(self, line, &lines->offsets[count++]);
	}
	lines->num_values = count;
	return gg_items_finish(&items) ? -1 : result;
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

/* Any mapping: by its items(). */
static inline int request_values_of_items(LineRequestObject *self, PyObject *mapping,
					  struct request_values *values)
{
	gg_items items = {0};
	int result = items_of(self->state, mapping, self->num_lines, &items);
	PyObject *item;

	values->num_values = 0;
	while (!result && (item = gg_items_next(&items))) {
		PyObject *pair = pair_of(item);

		result = pair ? request_value(self, PyTuple_GET_ITEM(pair, 0),
					      PyTuple_GET_ITEM(pair, 1), values)
			      : -1;
		Py_XDECREF(pair);
	}
	return gg_items_finish(&items) ? -1 : result;
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

		plain = at < self->num_lines && gg_try_small_int(line, &values->offsets[at]) &&
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
