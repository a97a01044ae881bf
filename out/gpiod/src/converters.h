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

/* A line of a request, by offset or by name. */
static inline int request_line(LineRequestObject *self, PyObject *arg, unsigned int *offset)
{
	PyObject *number;

	if (PyLong_Check(arg))
		return gg_as_unsigned_int(arg, offset);
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

/* Any mapping: by its items(). */
static inline int request_values_of_items(LineRequestObject *self, PyObject *mapping,
					  struct request_values *values)
{
	PyObject *items = PyObject_CallMethod(mapping, "items", NULL), *pairs;
	int result = 0;

	if (!items)
		return -1;
	pairs = PySequence_Tuple(items);
	Py_DECREF(items);
	if (!pairs)
		return -1;
	for (Py_ssize_t i = 0; !result && i < PyTuple_GET_SIZE(pairs); i++) {
		PyObject *pair = PySequence_Tuple(PyTuple_GET_ITEM(pairs, i));

		if (pair && PyTuple_GET_SIZE(pair) != 2)
			PyErr_SetString(PyExc_ValueError, "items() must give pairs");
		result = pair && PyTuple_GET_SIZE(pair) == 2
				 ? request_value(self, PyTuple_GET_ITEM(pair, 0),
						 PyTuple_GET_ITEM(pair, 1), values)
				 : -1;
		Py_XDECREF(pair);
	}
	Py_DECREF(pairs);
	return result;
}

/* A dict may change while its items are converted: they are taken out of it first. */
#define MAX_PAIRS (2 * GPIO_V2_LINES_MAX)

static inline int request_values(LineRequestObject *self, PyObject *arg,
				 struct request_values *values)
{
	PyObject *pairs[MAX_PAIRS][2], *line, *value;
	Py_ssize_t position = 0;
	size_t count = 0;
	bool more = true;
	gg_section section;
	int result = 0;

	values->num_values = 0;
	if (!PyDict_CheckExact(arg))
		return request_values_of_items(self, arg, values);
	gg_section_begin(&section, arg);
	while (count < MAX_PAIRS && (more = PyDict_Next(arg, &position, &line, &value))) {
		pairs[count][0] = Py_NewRef(line);
		pairs[count++][1] = Py_NewRef(value);
	}
	gg_section_end(&section);
	for (size_t i = 0; i < count; i++) {
		if (!result)
			result = request_value(self, pairs[i][0], pairs[i][1], values);
		Py_DECREF(pairs[i][0]);
		Py_DECREF(pairs[i][1]);
	}
	return !result && more && count == MAX_PAIRS ? too_many_lines() : result;
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
