/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Chip.request_lines() is asked for, made into configs that nobody else ever sees. */
#ifndef CHIP_REQUEST_H
#define CHIP_REQUEST_H

#include "line_settings.h"
#include "module.h"

#include <errno.h>
#include <linux/gpio.h>

/* libgpiod's limits for the room that edge events are read into. */
#define DEFAULT_MAX_EVENTS 64
#define MOST_EVENTS        1024

/* A short cut: what line_offset_from_id() makes of an offset, unless a subclass has its own. */
static inline bool is_plain_offset(ChipObject *self, PyObject *arg, unsigned int *offset)
{
	PyObject *info = atomic_load_explicit(&self->info, memory_order_acquire);
	long value;

	if (!info || !PyLong_CheckExact(arg) || !Py_IS_TYPE(self, self->state->Chip_type))
		return false;
	value = PyLong_AsLong(arg);
	if (value < 0 || (size_t)value >= ((ChipInfoObject *)info)->fields.num_lines) {
		PyErr_Clear();
		return false;
	}
	*offset = (unsigned int)value;
	return true;
}

static inline PyObject *line_offset_from_id(ChipObject *self, PyObject *line)
{
	return PyObject_CallMethodOneArg((PyObject *)self, self->state->names.line_offset_from_id,
					 line);
}

/* A line of a chip, by offset or by name. */
static inline int chip_line(ChipObject *self, PyObject *arg, unsigned int *offset)
{
	PyObject *number;
	long value;

	if (is_plain_offset(self, arg, offset))
		return 0;
	number = line_offset_from_id(self, arg);
	if (!number)
		return -1;
	value = PyLong_AsLong(number);
	Py_DECREF(number);
	if (value == -1 && PyErr_Occurred()) {
		if (!PyErr_ExceptionMatches(PyExc_OverflowError))
			return -1;
		PyErr_Clear(); /* an offset below all longs, or beyond them where they are short */
	}
	if (value < 0 || (unsigned long)value > UINT_MAX) {
		gg_raise_errno(EINVAL, module_errors);
		return -1;
	}
	*offset = (unsigned int)value;
	return 0;
}

/* What a mapping's items() gives; a dict of any kind may change from then on. */
static inline int items_of(const module_state *state, PyObject *mapping, size_t most,
			   gg_items *items)
{
	PyObject *view = PyObject_CallMethodNoArgs(mapping, state->names.items);
	int result = view ? gg_items_start(items, view, most) : -1;

	Py_XDECREF(view);
	return result;
}

/* A new tuple of two, of whatever a mapping's items() gives. */
static inline PyObject *pair_of(PyObject *item)
{
	PyObject *parts[2], *part, *pair = NULL;
	gg_items items = {0};
	size_t count = 0;

	if (PyTuple_CheckExact(item) && PyTuple_GET_SIZE(item) == 2)
		return Py_NewRef(item);
	if (gg_items_start(&items, item, GG_NO_MAXIMUM))
		return NULL;
	while (count < 2 && (part = gg_items_next(&items)))
		parts[count++] = Py_NewRef(part);
	if (count == 2 && !gg_items_next(&items) && !items.failed)
		pair = PyTuple_Pack(2, parts[0], parts[1]);
	else if (!items.failed)
		PyErr_SetString(PyExc_ValueError, "items() must give pairs");
	while (count)
		Py_DECREF(parts[--count]);
	gg_items_finish(&items);
	return pair;
}

struct chip_request {
	struct gpiod_request_config *req_cfg; /* none if it would say nothing */
	struct gpiod_line_config *line_cfg;
	PyObject *lines; /* as the caller named them */
	PyObject *names;
	PyObject *event_capacity;

	size_t num_offsets;
	unsigned int offsets[GPIO_V2_LINES_MAX];
};

static inline int add_offset(struct chip_request *request, PyObject *line, unsigned int offset)
{
	for (size_t i = 0; i < request->num_offsets; i++) {
		if (request->offsets[i] != offset)
			continue;
		PyErr_Format(PyExc_ValueError,
			     "line must be configured exactly once - offset %u repeats", offset);
		return -1;
	}
	if (request->num_offsets == GPIO_V2_LINES_MAX) {
		gg_raise_errno(E2BIG, module_errors);
		return -1;
	}
	request->offsets[request->num_offsets++] = offset;
	return PyList_Append(request->lines, line);
}

/* What the chip itself calls a line, or None; no subclass has a say in it. */
static inline PyObject *name_of_line(ChipObject *self, unsigned int offset)
{
	struct gpiod_line_info *info = NULL;
	bool called = false;
	int error = 0;
	PyObject *name;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			info = gpiod_chip_get_line_info(self->native, offset);
			error = errno;
			Chip_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(Chip_target(self)));
	if (!called)
		return NULL;

	if (!info)
		return gg_raise_errno(error, module_errors);
	name = gg_optional_string_to_python(gpiod_line_info_get_name(info));
	gpiod_line_info_free(info);
	return name;
}

/*
 * Of several lines with one name, the first is found by it; one asked for by its name always is.
 */
static inline int add_name_of(ChipObject *self, struct chip_request *request, unsigned int offset,
			      PyObject *number)
{
	PyObject *name = name_of_line(self, offset);
	int result = 0;

	if (!name)
		return -1;
	if (!Py_IsNone(name) && PyUnicode_GET_LENGTH(name) &&
	    !PyDict_SetDefault(request->names, name, number))
		result = -1;
	Py_DECREF(name);
	return result;
}

static inline int add_line(ChipObject *self, struct chip_request *request, PyObject *line)
{
	unsigned int offset;
	PyObject *number;
	int result;

	if (chip_line(self, line, &offset) || add_offset(request, line, offset))
		return -1;
	number = PyLong_FromUnsignedLong(offset);
	if (!number)
		return -1;
	if (PyUnicode_Check(line))
		result = PyDict_SetItem(request->names, line, number);
	else
		result = add_name_of(self, request, offset, number);
	Py_DECREF(number);
	return result;
}

/* A line, or any number of them. */
static inline int add_lines(ChipObject *self, struct chip_request *request, PyObject *lines)
{
	gg_items items = {0};
	PyObject *line;
	int result;

	if (PyLong_Check(lines) || PyUnicode_Check(lines))
		return add_line(self, request, lines);
	result = gg_items_start(&items, lines, GG_NO_MAXIMUM);
	while (!result && (line = gg_items_next(&items)))
		result = add_line(self, request, line);
	return gg_items_finish(&items) ? -1 : result;
}

static inline int add_entry(ChipObject *self, struct chip_request *request, PyObject *lines,
			    PyObject *value)
{
	size_t first = request->num_offsets;
	struct gpiod_line_settings *settings = NULL;
	int result;

	if (add_lines(self, request, lines))
		return -1;
	if (request->num_offsets == first)
		return 0;
	if (settings_of(self->state, value, &settings)) {
		LineSettings_discard(settings);
		return -1;
	}
	LineConfig_assert_unshared(request->line_cfg);
	result = refused(
		gpiod_line_config_add_line_settings(request->line_cfg, &request->offsets[first],
						    request->num_offsets - first, settings));
	LineSettings_discard(settings);
	return result;
}

/* The config may change while lines are looked up: what counts is what it was at first. */
static inline int add_config(ChipObject *self, struct chip_request *request, PyObject *config)
{
	gg_items items = {0};
	PyObject *item;
	int result;

	request->line_cfg = gpiod_line_config_new();
	if (!request->line_cfg)
		return refused(-1);
	request->lines = PyList_New(0);
	request->names = PyDict_New();
	if (!request->lines || !request->names)
		return -1;
	result = items_of(self->state, config, GPIO_V2_LINES_MAX, &items);
	while (!result && (item = gg_items_next(&items))) {
		PyObject *pair = pair_of(item);

		result = pair ? add_entry(self, request, PyTuple_GET_ITEM(pair, 0),
					  PyTuple_GET_ITEM(pair, 1))
			      : -1;
		Py_XDECREF(pair);
	}
	return gg_items_finish(&items) ? -1 : result;
}

static inline int add_value(ChipObject *self, PyObject *values, PyObject *line, PyObject *value)
{
	unsigned int offset;
	PyObject *number = is_plain_offset(self, line, &offset) ? Py_NewRef(line)
								: line_offset_from_id(self, line);
	int result = number ? PyDict_SetItem(values, number, value) : -1;

	Py_XDECREF(number);
	return result;
}

/* A new dict of offsets and the values that outputs start with. */
static inline PyObject *values_by_offset(ChipObject *self, PyObject *mapping)
{
	PyObject *values = PyDict_New(), *item;
	gg_items items = {0};
	int result = values ? items_of(self->state, mapping, GPIO_V2_LINES_MAX, &items) : -1;

	while (!result && (item = gg_items_next(&items))) {
		PyObject *pair = pair_of(item);

		result = pair ? add_value(self, values, PyTuple_GET_ITEM(pair, 0),
					  PyTuple_GET_ITEM(pair, 1))
			      : -1;
		Py_XDECREF(pair);
	}
	if (gg_items_finish(&items) || result)
		Py_CLEAR(values);
	return values;
}

static inline int add_values(ChipObject *self, struct chip_request *request, PyObject *values)
{
	enum gpiod_line_value array[GPIO_V2_LINES_MAX];

	if (!request->num_offsets || !PyDict_GET_SIZE(values))
		return 0;
	for (size_t i = 0; i < request->num_offsets; i++) {
		PyObject *number = PyLong_FromUnsignedLong(request->offsets[i]);
		PyObject *value = number ? PyDict_GetItemWithError(values, number) : NULL;

		Py_XDECREF(number);
		array[i] = GPIOD_LINE_VALUE_INACTIVE;
		if (value ? line_value_from_python(self->state, value, &array[i])
			  : PyErr_Occurred() != NULL)
			return -1;
	}
	LineConfig_assert_unshared(request->line_cfg);
	return refused(gpiod_line_config_set_output_values(request->line_cfg, array,
							   request->num_offsets));
}

static inline bool is_given(PyObject *arg)
{
	return arg && !Py_IsNone(arg);
}

static inline int add_events_and_consumer(struct chip_request *request, const char *consumer,
					  PyObject *event_buffer_size)
{
	size_t size = 0, capacity;

	if (is_given(event_buffer_size) && gg_as_size(event_buffer_size, &size))
		return -1;
	capacity = !size ? DEFAULT_MAX_EVENTS : size < MOST_EVENTS ? size : MOST_EVENTS;
	request->event_capacity = PyLong_FromSize_t(capacity);
	if (!request->event_capacity)
		return -1;
	if (!consumer && !size)
		return 0;

	request->req_cfg = gpiod_request_config_new();
	if (!request->req_cfg)
		return refused(-1);
	RequestConfig_assert_unshared(request->req_cfg);
	if (consumer)
		gpiod_request_config_set_consumer(request->req_cfg, consumer);
	gpiod_request_config_set_event_buffer_size(request->req_cfg, size);
	return 0;
}

static inline int add_rest(struct chip_request *request, PyObject *consumer,
			   PyObject *event_buffer_size)
{
	gg_text text = {0};
	int result = is_given(consumer) ? gg_as_string(consumer, &text) : 0;

	if (!result)
		result = add_events_and_consumer(request, text.text, event_buffer_size);
	gg_text_clear(&text);
	return result;
}

static inline int chip_request(ChipObject *self, PyObject *config, PyObject *consumer,
			       PyObject *event_buffer_size, PyObject *output_values,
			       struct chip_request *request)
{
	int some = output_values ? PyObject_IsTrue(output_values) : 0;
	PyObject *values = NULL;
	int result;

	if (some < 0)
		return -1;
	if (some) {
		values = values_by_offset(self, output_values);
		if (!values)
			return -1;
	}
	result = add_config(self, request, config);
	if (!result && values)
		result = add_values(self, request, values);
	Py_XDECREF(values);
	return result ? -1 : add_rest(request, consumer, event_buffer_size);
}

#endif
