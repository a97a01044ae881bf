/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Lower bounds for any binding, measured in the same process: a call of a C method that does
 * nothing, one that takes the same steps as ours around nothing, and libgpiod itself from C.
 */
#include "gg_lock.h" /* first: Python.h must come before the system's headers */

#include <gpiod.h>
#include <string.h>

#define OUTPUTS 8
#define EVENTS  16

static gg_lock lock;
static const char *path;
static struct gpiod_chip *chip;
static struct gpiod_line_request *outputs, *inputs;
static struct gpiod_edge_event_buffer *buffer;
static unsigned int offsets[OUTPUTS], input, spare;
static enum gpiod_line_value values[OUTPUTS];

static PyObject *empty(PyObject *Py_UNUSED(self), PyObject *const *Py_UNUSED(args),
		       Py_ssize_t Py_UNUSED(nargs))
{
	Py_RETURN_NONE;
}

static PyObject *guarded(PyObject *Py_UNUSED(self), PyObject *const *args, Py_ssize_t nargs)
{
	long number = nargs == 1 ? PyLong_AsLong(args[0]) : -1;

	if (number == -1) {
		if (!PyErr_Occurred())
			PyErr_SetString(PyExc_TypeError, "guarded() takes a number that is not -1");
		return NULL;
	}
	Py_BEGIN_ALLOW_THREADS
	gg_lock_acquire(&lock);
	values[0] = number ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
	gg_lock_release(&lock);
	Py_END_ALLOW_THREADS
	return Py_NewRef(values[0] ? Py_True : Py_False);
}

/* The C call for each of the measured calls. */

static int get_value(void)
{
	return gpiod_line_request_get_value(outputs, offsets[3]);
}

static int set_value(void)
{
	return gpiod_line_request_set_value(outputs, offsets[3], GPIOD_LINE_VALUE_ACTIVE);
}

static int get_values(void)
{
	return gpiod_line_request_get_values_subset(outputs, OUTPUTS, offsets, values);
}

static int set_values(void)
{
	return gpiod_line_request_set_values_subset(outputs, OUTPUTS, offsets, values);
}

static int wait_events(void)
{
	return gpiod_line_request_wait_edge_events(inputs, 0);
}

static int read_events(void)
{
	return gpiod_line_request_read_edge_events(inputs, buffer, EVENTS) == EVENTS ? 0 : -1;
}

static int get_line_info(void)
{
	struct gpiod_line_info *info = gpiod_chip_get_line_info(chip, spare);

	gpiod_line_info_free(info);
	return info ? 0 : -1;
}

static int open_close(void)
{
	struct gpiod_chip *other = gpiod_chip_open(path);

	if (!other)
		return -1;
	gpiod_chip_close(other);
	return 0;
}

static struct gpiod_line_request *request(const unsigned int *lines, size_t count,
					  enum gpiod_line_direction direction, size_t events)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();
	struct gpiod_line_config *lines_config = gpiod_line_config_new();
	struct gpiod_request_config *config = gpiod_request_config_new();
	struct gpiod_line_request *made = NULL;

	if (settings && lines_config && config) {
		gpiod_line_settings_set_direction(settings, direction);
		if (events)
			gpiod_line_settings_set_edge_detection(settings, GPIOD_LINE_EDGE_BOTH);
		gpiod_request_config_set_event_buffer_size(config, events);
		if (!gpiod_line_config_add_line_settings(lines_config, lines, count, settings))
			made = gpiod_chip_request_lines(chip, config, lines_config);
	}
	gpiod_request_config_free(config);
	gpiod_line_config_free(lines_config);
	gpiod_line_settings_free(settings);
	return made;
}

static int request_release(void)
{
	struct gpiod_line_request *made = request(&spare, 1, GPIOD_LINE_DIRECTION_AS_IS, 0);

	if (!made)
		return -1;
	gpiod_line_request_release(made);
	return 0;
}

static const struct {
	const char *name;
	int (*call)(void);
} calls[] = {
	{"get_value", get_value},
	{"set_value", set_value},
	{"get_values", get_values},
	{"set_values", set_values},
	{"wait", wait_events},
	{"read", read_events},
	{"get_line_info", get_line_info},
	{"open+close", open_close},
	{"request+release", request_release},
};

/* open(path, first output, input, spare line, events) */
static PyObject *open_board(PyObject *Py_UNUSED(self), PyObject *args)
{
	unsigned int first;
	Py_ssize_t events;

	if (!PyArg_ParseTuple(args, "sIIIn", &path, &first, &input, &spare, &events))
		return NULL;
	path = strdup(path);
	for (unsigned int i = 0; i < OUTPUTS; i++) {
		offsets[i] = first + i;
		values[i] = GPIOD_LINE_VALUE_ACTIVE;
	}
	chip = path ? gpiod_chip_open(path) : NULL;
	buffer = gpiod_edge_event_buffer_new(EVENTS);
	if (!chip || !buffer)
		return PyErr_SetFromErrno(PyExc_OSError);
	outputs = request(offsets, OUTPUTS, GPIOD_LINE_DIRECTION_OUTPUT, 0);
	inputs = request(&input, 1, GPIOD_LINE_DIRECTION_INPUT, (size_t)events);
	if (!outputs || !inputs)
		return PyErr_SetFromErrno(PyExc_OSError);
	Py_RETURN_NONE;
}

/* library(name, count): make count calls */
static PyObject *library(PyObject *Py_UNUSED(self), PyObject *args)
{
	const char *name;
	Py_ssize_t count;

	if (!PyArg_ParseTuple(args, "sn", &name, &count))
		return NULL;
	for (size_t i = 0; i < sizeof(calls) / sizeof(calls[0]); i++) {
		if (strcmp(name, calls[i].name) != 0)
			continue;
		for (Py_ssize_t n = 0; n < count; n++) {
			if (calls[i].call() < 0)
				return PyErr_SetFromErrno(PyExc_OSError);
		}
		Py_RETURN_NONE;
	}
	return PyErr_Format(PyExc_ValueError, "no call %s", name);
}

static PyMethodDef methods[] = {
	{"empty", (PyCFunction)(void (*)(void))empty, METH_FASTCALL, NULL},
	{"guarded", (PyCFunction)(void (*)(void))guarded, METH_FASTCALL, NULL},
	{"open", open_board, METH_VARARGS, NULL},
	{"library", library, METH_VARARGS, NULL},
	{NULL, NULL, 0, NULL},
};

static int prepare(PyObject *Py_UNUSED(module))
{
	return gg_lock_init(&lock);
}

static PyModuleDef_Slot slots[] = {
	{Py_mod_exec, (void *)prepare},
#if PY_VERSION_HEX >= 0x030D0000
	{Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
	{0, NULL},
};

static struct PyModuleDef module = {
	PyModuleDef_HEAD_INIT,
	.m_name = "floor",
	.m_methods = methods,
	.m_slots = slots,
};

PyMODINIT_FUNC PyInit_floor(void);

PyMODINIT_FUNC PyInit_floor(void)
{
	return PyModuleDef_Init(&module);
}
