/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Settings of a line, from any object that has the attributes of gpiod.LineSettings. */
#ifndef LINE_SETTINGS_H
#define LINE_SETTINGS_H

#include "module.h"

#include <errno.h>

/* An attribute whose value is of an enum. */
static inline int enum_attribute(PyObject *object, PyObject *name, const gg_enum *table,
				 int *number)
{
	PyObject *value = PyObject_GetAttr(object, name);
	int result = value ? gg_enum_from_python(table, value, number) : -1;

	Py_XDECREF(value);
	return result;
}

/* The truth value of an attribute. */
static inline int truth_attribute(PyObject *object, PyObject *name, bool *truth)
{
	PyObject *value = PyObject_GetAttr(object, name);
	int result = value ? gg_as_bool(value, truth) : -1;

	Py_XDECREF(value);
	return result;
}

/*
 * A timedelta, or what has its total_seconds(); the common case is none at all. A negative one is
 * refused, as the kernel refuses what it cannot do; without a check, it would become an hour.
 */
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
	if (count == -1.0 && PyErr_Occurred())
		return -1;
	if (count * 1e6 <= -1.0) {
		gg_raise_errno(EINVAL, module_errors);
		return -1;
	}
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

	LineSettings_assert_unshared(settings);
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
 * gpiod.LineSettings; what is false stands for the defaults, of which libgpiod knows by itself.
 */
static inline int settings_of(const module_state *state, PyObject *arg,
			      struct gpiod_line_settings **settings)
{
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

static inline int line_settings(LineConfigObject *self, PyObject *arg,
				struct gpiod_line_settings **settings)
{
	return settings_of(self->state, arg, settings);
}

#endif
