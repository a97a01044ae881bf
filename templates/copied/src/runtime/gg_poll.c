/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_poll.h"
#include "gg_convert.h"

#include <errno.h>
#include <math.h>

static int64_t monotonic_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * GG_NS_PER_SECOND + now.tv_nsec;
}

int64_t gg_deadline(gg_timeout timeout)
{
	int64_t now = monotonic_ns();

	return timeout.ns > INT64_MAX - now ? INT64_MAX : now + timeout.ns;
}

static int from_seconds(double seconds, gg_timeout *timeout)
{
	double ns = ceil(seconds * 1e9);

	if (isnan(seconds)) {
		PyErr_SetString(PyExc_ValueError, "Invalid value NaN (not a number)");
		return -1;
	}
	if (fabs(ns) >= (double)INT64_MAX) {
		PyErr_SetString(PyExc_OverflowError, "timeout is too large");
		return -1;
	}
	if (seconds < 0) {
		PyErr_SetString(PyExc_ValueError, "timeout must be non-negative");
		return -1;
	}
	timeout->ns = (int64_t)ns;
	return 0;
}

static int from_timedelta(PyObject *arg, gg_timeout *timeout)
{
	PyObject *seconds = PyObject_CallMethod(arg, "total_seconds", NULL);
	double value;

	if (!seconds)
		return -1;
	value = PyFloat_AsDouble(seconds);
	Py_DECREF(seconds);
	if (value == -1.0 && PyErr_Occurred())
		return -1;
	return from_seconds(value, timeout);
}

/* A timeout of select.select() may be any real number since CPython 3.15. */
static bool is_like_a_float(PyObject *arg)
{
#if PY_VERSION_HEX >= 0x030F0000
	PyNumberMethods *number = Py_TYPE(arg)->tp_as_number;

	return number && number->nb_float && !number->nb_index;
#else
	(void)arg;
	return false;
#endif
}

int gg_as_timeout_slow(const gg_runtime *runtime, PyObject *arg, gg_timeout *timeout)
{
	int is_timedelta;
	double seconds;

	timeout->forever = !arg || Py_IsNone(arg);
	timeout->ns = 0;
	if (timeout->forever)
		return 0;
	if (PyFloat_Check(arg))
		return from_seconds(PyFloat_AS_DOUBLE(arg), timeout);
	is_timedelta = PyObject_IsInstance(arg, runtime->timedelta);
	if (is_timedelta)
		return is_timedelta < 0 ? -1 : from_timedelta(arg, timeout);
	if (is_like_a_float(arg)) {
		seconds = PyFloat_AsDouble(arg);
		return seconds == -1.0 && PyErr_Occurred() ? -1 : from_seconds(seconds, timeout);
	}
	if (!PyIndex_Check(arg)) {
		PyErr_Format(PyExc_TypeError,
			     "timeout must be a number of seconds, a timedelta or None, not %.200s",
			     Py_TYPE(arg)->tp_name);
		return -1;
	}
	arg = PyNumber_Index(arg);
	if (!arg)
		return -1;
	seconds = PyLong_AsDouble(arg);
	Py_DECREF(arg);
	if (seconds == -1.0 && PyErr_Occurred())
		return -1;
	return from_seconds(seconds, timeout);
}

/* The time until the deadline; zero if it has passed. */
static struct timespec time_left(int64_t deadline)
{
	int64_t left = deadline - monotonic_ns();

	if (left < 0)
		left = 0;
	return (struct timespec){.tv_sec = left / GG_NS_PER_SECOND,
				 .tv_nsec = left % GG_NS_PER_SECOND};
}

int gg_check_wait(gg_target target, gg_outcome outcome, int error)
{
	if (outcome == GG_WOKEN && gg_check_usable(target))
		return -1;
	if (outcome == GG_FAILED && error != EINTR) {
		errno = error;
		PyErr_SetFromErrno(PyExc_OSError);
		return -1;
	}
	return PyErr_CheckSignals();
}

/* Wait once, and save errno. A deadline of 0 means no deadline. */
static gg_outcome wait_pinned(gg_handle *handle, int fd, int64_t deadline, int *error)
{
	gg_outcome outcome = GG_WOKEN;
	struct timespec left = {0};

	if (deadline)
		left = time_left(deadline);
	Py_BEGIN_ALLOW_THREADS
	if (gg_pin(handle)) {
		outcome = gg_wait(handle, fd, deadline ? &left : NULL);
		*error = errno;
		gg_unpin(handle);
	}
	Py_END_ALLOW_THREADS
	return outcome;
}

/* Probe once, attached, since it does not block. */
static gg_outcome probe_pinned(gg_handle *handle, int fd, int *error)
{
	gg_outcome outcome;

	if (!gg_pin(handle))
		return GG_WOKEN;
	outcome = gg_probe(handle, fd);
	*error = errno;
	gg_unpin(handle);
	return outcome;
}

int gg_wait_readable(gg_target target, int fd, gg_timeout timeout)
{
	bool waits = timeout.forever || timeout.ns;
	int64_t deadline = waits && !timeout.forever ? gg_deadline(timeout) : 0;

	for (;;) {
		int error = 0;
		gg_outcome outcome = waits ? wait_pinned(target.handle, fd, deadline, &error)
					   : probe_pinned(target.handle, fd, &error);

		if (outcome == GG_READY)
			return 1;
		if (outcome == GG_TIMED_OUT && !timeout.forever)
			return 0;
		if (gg_check_wait(target, outcome, error))
			return -1;
	}
}
