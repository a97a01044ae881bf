/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* LineRequest: struct gpiod_line_request, guarded by a mutex of its own. */
#include "module.h"

#include <errno.h>
#include <stdlib.h>

#include "converters.h"

/* First half of close; true with the guard held. */
static inline bool LineRequest_close_begin(LineRequestObject *self)
	GG_TRY_ACQUIRE(self->native) GG_NO_ANALYSIS
{
	return gg_close_begin(&self->handle);
}

/* Take the library's object out of the handle, so that no other thread can use it. */
static inline struct gpiod_line_request *LineRequest_take_native(LineRequestObject *self)
	GG_RELEASE(self->native) GG_NO_ANALYSIS
{
	struct gpiod_line_request *native = self->native;

	self->native = NULL;
	return native;
}

PyDoc_STRVAR(LineRequest_get_value_doc,
	     "get_value($self, /, line)\n--\n\n"
	     "Get the value of a line, given by name or offset.\n\n"
	     "Args:\n  line: int | str\n"
	     "Returns: Value\n"
	     "Raises:\n  RequestReleasedError: release() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_request_get_value()");

static PyObject *LineRequest_get_value(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				       PyObject *kwnames)
{
	static const char *const keywords[] = {"line"};
	static const gg_signature signature = {"get_value", keywords, 1, 1};
	LineRequestObject *self = (LineRequestObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	unsigned int offset = 0;
	enum gpiod_line_value result = 0;
	int error = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	if (request_line(self, argv[0], &offset))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineRequest_enter(self)) {
			result = gpiod_line_request_get_value(self->native, offset);
			error = errno;
			LineRequest_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineRequest_target(self)));
	if (!called)
		return NULL;

	if (result == GPIOD_LINE_VALUE_ERROR)
		return gg_raise_errno(error, module_errors);
	return line_value_to_python(self->state, result);
}

PyDoc_STRVAR(LineRequest_get_values_doc,
	     "get_values($self, /, lines=None)\n--\n\n"
	     "Get the values of some or all lines, in the order in which they are given.\n\n"
	     "Args:\n  lines: Iterable[int | str] | None, None by default; offsets or names; None or an empty iterable stands for all lines\n"
	     "Returns: list[Value]\n"
	     "Raises:\n  RequestReleasedError: release() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_request_get_values_subset()");

static PyObject *LineRequest_get_values(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					PyObject *kwnames)
{
	static const char *const keywords[] = {"lines"};
	static const gg_signature signature = {"get_values", keywords, 1, 0};
	LineRequestObject *self = (LineRequestObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	struct request_lines lines;
	int result = 0;
	int error = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	if (request_lines(self, argv[0], &lines))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineRequest_enter(self)) {
			result = gpiod_line_request_get_values_subset(self->native,
								      lines.num_values,
								      lines.offsets, lines.values);
			error = errno;
			LineRequest_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineRequest_target(self)));
	if (!called)
		return NULL;

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	return line_value_list(self->state, lines.values, lines.num_values);
}

PyDoc_STRVAR(LineRequest_set_value_doc,
	     "set_value($self, /, line, value)\n--\n\n"
	     "Set the value of a line, given by name or offset.\n\n"
	     "Args:\n  line: int | str\n"
	     "  value: Value\n"
	     "Returns: None\n"
	     "Raises:\n  RequestReleasedError: release() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_request_set_value()");

static PyObject *LineRequest_set_value(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				       PyObject *kwnames)
{
	static const char *const keywords[] = {"line", "value"};
	static const gg_signature signature = {"set_value", keywords, 2, 2};
	LineRequestObject *self = (LineRequestObject *)op;
	PyObject *bound[2];
	PyObject *const *argv;
	unsigned int offset = 0;
	enum gpiod_line_value value = (enum gpiod_line_value)0;
	int result = 0;
	int error = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	if (request_line(self, argv[0], &offset))
		return NULL;
	if (line_value_from_python(self->state, argv[1], &value))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineRequest_enter(self)) {
			result = gpiod_line_request_set_value(self->native, offset, value);
			error = errno;
			LineRequest_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineRequest_target(self)));
	if (!called)
		return NULL;

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineRequest_set_values_doc,
	     "set_values($self, /, values)\n--\n\n"
	     "Set the values of some lines at once.\n\n"
	     "Args:\n  values: dict[int | str, Value]; values for offsets or names; read once, at the start\n"
	     "Returns: None\n"
	     "Raises:\n  RequestReleasedError: release() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_request_set_values_subset()");

static PyObject *LineRequest_set_values(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					PyObject *kwnames)
{
	static const char *const keywords[] = {"values"};
	static const gg_signature signature = {"set_values", keywords, 1, 1};
	LineRequestObject *self = (LineRequestObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	struct request_values values;
	int result = 0;
	int error = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	if (request_values(self, argv[0], &values))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineRequest_enter(self)) {
			result = gpiod_line_request_set_values_subset(self->native,
								      values.num_values,
								      values.offsets,
								      values.values);
			error = errno;
			LineRequest_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(LineRequest_target(self)));
	if (!called)
		return NULL;

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

static inline bool LineRequest__reconfigure_lines_enter(LineRequestObject *self,
							LineConfigObject *config)
	GG_TRY_ACQUIRE(self->native, config->native) GG_NO_ANALYSIS
{
	gg_handle *const handles[] = {&self->handle, &config->handle};

	return gg_enter_all(handles, GG_ARRAY_LENGTH(handles));
}

static inline void LineRequest__reconfigure_lines_leave(LineRequestObject *self,
							LineConfigObject *config)
	GG_RELEASE(self->native, config->native) GG_NO_ANALYSIS
{
	gg_handle *const handles[] = {&self->handle, &config->handle};

	gg_leave_all(handles, GG_ARRAY_LENGTH(handles));
}

static bool LineRequest__reconfigure_lines_wait_or_raise(LineRequestObject *self,
							 LineConfigObject *config)
{
	const gg_target targets[] = {LineRequest_target(self), LineConfig_target(config)};

	return gg_wait_or_raise(targets, GG_ARRAY_LENGTH(targets));
}

PyDoc_STRVAR(LineRequest__reconfigure_lines_doc,
	     "_reconfigure_lines($self, /, config)\n--\n\n"
	     "Apply a line config to all requested lines.\n\n"
	     "Args:\n  config: LineConfig\n"
	     "Returns: None\n"
	     "Raises:\n  RequestReleasedError: release() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_request_reconfigure_lines()");

static PyObject *LineRequest__reconfigure_lines(PyObject *op, PyObject *const *args,
						Py_ssize_t nargs, PyObject *kwnames)
{
	static const char *const keywords[] = {"config"};
	static const gg_signature signature = {"_reconfigure_lines", keywords, 1, 1};
	LineRequestObject *self = (LineRequestObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	LineConfigObject *config = NULL;
	int result = 0;
	int error = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	if (LineConfig_from_python(self->state, argv[0], &config))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (LineRequest__reconfigure_lines_enter(self, config)) {
			result = gpiod_line_request_reconfigure_lines(self->native, config->native);
			error = errno;
			LineRequest__reconfigure_lines_leave(self, config);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && LineRequest__reconfigure_lines_wait_or_raise(self, config));
	if (!called)
		return NULL;

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineRequest_wait_edge_events_doc,
	     "wait_edge_events($self, /, timeout=None)\n--\n\n"
	     "Wait until there are edge events to read.\n\n"
	     "Args:\n  timeout: timedelta | float | None, None by default\n"
	     "Returns: bool\n"
	     "Raises:\n  RequestReleasedError: release() is called before it, or while it waits\n"
	     "  OSError: poll() fails; errno says why\n"
	     "Threads: shared; any number of threads may call it at once, but it is not a single step\n"
	     "Blocks: until the file descriptor is readable, the timeout expires or the object is closed; no guard is held\n"
	     "Calls: poll()");

static PyObject *LineRequest_wait_edge_events(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					      PyObject *kwnames)
{
	static const char *const keywords[] = {"timeout"};
	static const gg_signature signature = {"wait_edge_events", keywords, 1, 0};
	LineRequestObject *self = (LineRequestObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	gg_timeout timeout;
	int readable;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	if (gg_as_timeout(&self->state->runtime, argv[0], &timeout))
		return NULL;

	readable = gg_wait_readable(LineRequest_target(self), self->fd, timeout);
	if (readable < 0)
		return NULL;
	return Py_NewRef(readable ? Py_True : Py_False);
}

PyDoc_STRVAR(LineRequest_read_edge_events_doc,
	     "read_edge_events($self, /, max_events=None)\n--\n\n"
	     "Read edge events; wait for one if there is none.\n\n"
	     "Args:\n  max_events: int | None, None by default\n"
	     "Returns: list[EdgeEvent]\n"
	     "Raises:\n  RequestReleasedError: release() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: shared; any number of threads may call it at once, but it is not a single step\n"
	     "Blocks: until the file descriptor is readable or the object is closed; the guard is held only to read\n"
	     "Calls: gpiod_edge_event_buffer_new(), poll(), gpiod_line_request_read_edge_events()");

static PyObject *LineRequest_read_edge_events(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					      PyObject *kwnames)
{
	static const char *const keywords[] = {"max_events"};
	static const gg_signature signature = {"read_edge_events", keywords, 1, 0};
	LineRequestObject *self = (LineRequestObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	size_t max_events = 0;
	int result = 0;
	int error = 0;
	struct gpiod_edge_event_buffer *buffer = NULL;
	PyObject *answer = NULL;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	if (request_max_events(self, argv[0], &max_events))
		goto done;

	buffer = gpiod_edge_event_buffer_new(max_events);
	if (!buffer) {
		gg_raise_errno(errno, module_errors);
		goto done;
	}
	for (;;) {
		gg_outcome outcome = GG_WOKEN;
		bool entered = false, ready = false, pinned = false;

		Py_BEGIN_ALLOW_THREADS
		if (LineRequest_enter(self)) {
			entered = true;
			ready = max_events == 0 || gg_read_would_return(self->fd);
			if (ready) {
				result = gpiod_line_request_read_edge_events(self->native, buffer,
									     max_events);
				error = errno;
			} else {
				pinned = gg_pin(&self->handle);
			}
			LineRequest_leave(self);
		}
		if (pinned) {
			outcome = gg_wait(&self->handle, self->fd, NULL);
			error = errno;
			gg_unpin(&self->handle);
		}
		Py_END_ALLOW_THREADS
		if (ready)
			break;
		if (!entered) {
			if (!gg_wait_or_raise_one(LineRequest_target(self)))
				goto done;
		} else if (outcome != GG_READY &&
			   gg_check_wait(LineRequest_target(self), outcome, error)) {
			goto done;
		}
	}

	if (result < 0) {
		gg_raise_errno(error, module_errors);
		goto done;
	}
	answer = EdgeEvent_list(self->state, buffer, (size_t)result);

done:
	gpiod_edge_event_buffer_free(buffer);
	return answer;
}

static bool LineRequest_destroy(LineRequestObject *self)
{
	bool destroyed = false;

	Py_BEGIN_ALLOW_THREADS
	if (LineRequest_close_begin(self)) {
		/* Before destroying it: a child forked meanwhile must not destroy it, too. */
		struct gpiod_line_request *native = LineRequest_take_native(self);

		if (native) {
			LineRequest_assert_unshared(native);
			gpiod_line_request_release(native);
		}
		gg_close_end(&self->handle);
		destroyed = true;
	}
	Py_END_ALLOW_THREADS
	return destroyed;
}

PyDoc_STRVAR(LineRequest_release_doc,
	     "release($self, /)\n--\n\n"
	     "Release the lines.\n\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_line_request_release()");

static PyObject *LineRequest_release(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineRequestObject *self = (LineRequestObject *)op;

	while (!LineRequest_destroy(self)) {
		if (!gg_wait_until_unowned(&self->handle, GG_ALIVE))
			return NULL;
	}
	Py_RETURN_NONE;
}

PyDoc_STRVAR(LineRequest_chip_name_doc,
	     "Name of the chip that has the lines.\n\n"
	     "Type: str\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; it never changes\n"
	     "Calls: gpiod_line_request_get_chip_name(), when the object is made");
static PyObject *LineRequest_chip_name_getter(PyObject *op, void *Py_UNUSED(closure))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return Py_NewRef(self->chip_name);
}

PyDoc_STRVAR(LineRequest_num_lines_doc,
	     "Number of lines of the request.\n\n"
	     "Type: int\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; it never changes\n"
	     "Calls: gpiod_line_request_get_num_requested_lines(), when the object is made");
static PyObject *LineRequest_num_lines_getter(PyObject *op, void *Py_UNUSED(closure))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return PyLong_FromSize_t(self->num_lines);
}

PyDoc_STRVAR(LineRequest_offsets_doc,
	     "Offsets of the lines, in the order in which they were requested.\n\n"
	     "Type: list[int]\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; it never changes\n"
	     "Calls: gpiod_line_request_get_requested_offsets(), when the object is made");
static PyObject *LineRequest_offsets_getter(PyObject *op, void *Py_UNUSED(closure))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return PySequence_List(self->offsets);
}

PyDoc_STRVAR(LineRequest_fd_doc,
	     "File descriptor of the request; the request closes it.\n\n"
	     "Type: int\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; it never changes\n"
	     "Calls: gpiod_line_request_get_fd(), when the object is made");
static PyObject *LineRequest_fd_getter(PyObject *op, void *Py_UNUSED(closure))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return PyLong_FromLong(self->fd);
}

PyDoc_STRVAR(LineRequest_lines_doc,
	     "As given when the object was made.\n\n"
	     "Type: list[int | str]\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; it never changes");
static PyObject *LineRequest_lines_getter(PyObject *op, void *Py_UNUSED(closure))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return PySequence_List(self->lines);
}

PyDoc_STRVAR(LineRequest__names_doc,
	     "As given when the object was made.\n\n"
	     "Type: dict[str, int]\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; it never changes");
static PyObject *LineRequest__names_getter(PyObject *op, void *Py_UNUSED(closure))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return PyDict_Copy(self->names);
}

PyDoc_STRVAR(LineRequest__event_capacity_doc,
	     "As given when the object was made.\n\n"
	     "Type: int\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; it never changes");
static PyObject *LineRequest__event_capacity_getter(PyObject *op, void *Py_UNUSED(closure))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return Py_NewRef(self->event_capacity);
}

PyDoc_STRVAR(LineRequest_fileno_doc,
	     "fileno($self, /)\n--\n\n"
	     "Get the file descriptor, for select() and the like.\n\n"
	     "The object closes it. After that, the number may belong to another file.\n\n"
	     "Returns: int\n"
	     "Raises:\n  RequestReleasedError: it is closed\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never");
static PyObject *LineRequest_fileno(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	return LineRequest_fd_getter(op, NULL);
}

static PyObject *LineRequest___enter__(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineRequestObject *self = (LineRequestObject *)op;

	if (gg_check_usable(LineRequest_target(self)))
		return NULL;
	return Py_NewRef(op);
}

/* Calls the method, which a subclass may override. */
static PyObject *LineRequest___exit__(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				      PyObject *kwnames)
{
	static const char *const keywords[] = {"exc_type", "exc_value", "traceback"};
	static const gg_signature signature = {"__exit__", keywords, 3, 3};
	PyObject *bound[3];

	if (!gg_bind(&signature, args, nargs, kwnames, bound))
		return NULL;
	return PyObject_CallMethodNoArgs(op, ((LineRequestObject *)op)->state->names.release);
}

static int LineRequest_bool(PyObject *op)
{
	LineRequestObject *self = (LineRequestObject *)op;

	return !gg_is_closing(&self->handle);
}

PyDoc_STRVAR(LineRequest_locked_doc,
	     "locked($self, /)\n--\n\n"
	     "Keep other threads out for several calls: ``with line_request.locked():``.\n\n"
	     "The thread inside may enter again, call everything, wait, and close. Other threads'\n"
	     "calls into the library wait until the block ends, and handle signals meanwhile.\n"
	     "What makes no such call is not kept out:\n\n"
	     "  chip_name\n"
	     "  num_lines\n"
	     "  offsets\n"
	     "  fd\n"
	     "  lines\n"
	     "  fileno()\n"
	     "  bool()\n"
	     "  wait_edge_events()\n"
	     "  read_edge_events() while it waits\n"
	     "  reconfigure_lines() between its calls\n"
	     "\n"
	     "Only release() cuts the block short, whichever thread calls it: from then on,\n"
	     "calls inside raise, and so do those that wait until it ends. A block ends with its\n"
	     "thread at the latest.\n\n"
	     "Returns: a context manager, whose ``as`` is this object\n"
	     "Raises:\n"
	     "  RequestReleasedError: on entry, if it is closed\n"
	     "  RuntimeError: on entry, if the thread inside waits for this one, a deadlock\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: on entry, while another thread holds a guard that it needs");
static PyObject *LineRequest_locked(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	LineRequestObject *self = (LineRequestObject *)op;

	return gg_locked_new(&self->state->runtime, op, LineRequest_target(self));
}

/* Constants are read once, while no other thread can use the object. */
static int LineRequest_read_constants(LineRequestObject *self, struct gpiod_line_request *native)
{
	unsigned int *offsets;
	size_t max_offsets, result;
	LineRequest_assert_unshared(native);
	self->chip_name = gg_string_to_python(gpiod_line_request_get_chip_name(native));
	if (!self->chip_name)
		return -1;
	self->num_lines = gpiod_line_request_get_num_requested_lines(native);
	max_offsets = gpiod_line_request_get_num_requested_lines(native);
	offsets = calloc(max_offsets + 1, sizeof(*offsets));
	if (!offsets) {
		PyErr_NoMemory();
		return -1;
	}
	result = gpiod_line_request_get_requested_offsets(native, offsets, max_offsets);
	self->offsets = gg_tuple_unsigned_int(offsets, result);
	free(offsets);
	if (!self->offsets)
		return -1;
	self->fd = gpiod_line_request_get_fd(native);
	return 0;
}

/* Destroy an object of the library that no other thread can use; this may sleep. */
static void LineRequest_dispose(struct gpiod_line_request *native)
{
	Py_BEGIN_ALLOW_THREADS
	LineRequest_assert_unshared(native);
	gpiod_line_request_release(native);
	Py_END_ALLOW_THREADS
}

/* A handle without an object yet, which is not tracked. */
static LineRequestObject *LineRequest_alloc(module_state *state, PyTypeObject *type)
{
	LineRequestObject *self = (LineRequestObject *)gg_alloc_untracked(type);

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

PyObject *LineRequest_adopt(module_state *state, struct gpiod_line_request *native, PyObject *lines,
			    PyObject *names, PyObject *event_capacity)
{
	LineRequestObject *self = LineRequest_alloc(state, state->LineRequest_type);

	if (!self) {
		LineRequest_dispose(native);
		return NULL;
	}
	self->lines = Py_NewRef(lines);
	self->names = Py_NewRef(names);
	self->event_capacity = Py_NewRef(event_capacity);
	if (LineRequest_read_constants(self, native)) {
		LineRequest_dispose(native);
		Py_DECREF(self);
		return NULL;
	}
	gg_open_begin(&self->handle);
	self->native = native;
	gg_open_end(&self->handle);
	PyObject_GC_Track(self);
	return (PyObject *)self;
}

int LineRequest_from_python(const module_state *state, PyObject *arg, LineRequestObject **object)
{
	if (!PyObject_TypeCheck(arg, state->LineRequest_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a LineRequest", Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = (LineRequestObject *)arg;
	return 0;
}

static int LineRequest_traverse(PyObject *op, visitproc visit, void *arg)
{
	LineRequestObject *self = (LineRequestObject *)op;

	Py_VISIT(Py_TYPE(op));
	Py_VISIT(self->chip_name);
	Py_VISIT(self->offsets);
	Py_VISIT(self->lines);
	Py_VISIT(self->names);
	Py_VISIT(self->event_capacity);
	return 0;
}

static PyObject *LineRequest___reduce__(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(ignored))
{
	PyErr_SetString(PyExc_TypeError, "cannot pickle a LineRequest");
	return NULL;
}

/* Untrack first: what follows may detach, and the collector must not find a dying object. */
static void LineRequest_dealloc(PyObject *op)
{
	LineRequestObject *self = (LineRequestObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	if (self->native)
		LineRequest_dispose(self->native);
	gg_handle_fini(&self->handle);
	Py_CLEAR(self->chip_name);
	Py_CLEAR(self->offsets);
	Py_CLEAR(self->lines);
	Py_CLEAR(self->names);
	Py_CLEAR(self->event_capacity);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyMethodDef LineRequest_methods[] = {
	{"get_value", (PyCFunction)(void (*)(void))LineRequest_get_value,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineRequest_get_value_doc},
	{"get_values", (PyCFunction)(void (*)(void))LineRequest_get_values,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineRequest_get_values_doc},
	{"set_value", (PyCFunction)(void (*)(void))LineRequest_set_value,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineRequest_set_value_doc},
	{"set_values", (PyCFunction)(void (*)(void))LineRequest_set_values,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineRequest_set_values_doc},
	{"_reconfigure_lines", (PyCFunction)(void (*)(void))LineRequest__reconfigure_lines,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineRequest__reconfigure_lines_doc},
	{"wait_edge_events", (PyCFunction)(void (*)(void))LineRequest_wait_edge_events,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineRequest_wait_edge_events_doc},
	{"read_edge_events", (PyCFunction)(void (*)(void))LineRequest_read_edge_events,
	 METH_FASTCALL | METH_KEYWORDS,
	 LineRequest_read_edge_events_doc},
	{"release", (PyCFunction)(void (*)(void))LineRequest_release, METH_NOARGS,
	 LineRequest_release_doc},
	{"fileno", LineRequest_fileno, METH_NOARGS, LineRequest_fileno_doc},
	{"locked", LineRequest_locked, METH_NOARGS, LineRequest_locked_doc},
	{"__reduce__", LineRequest___reduce__, METH_NOARGS, PyDoc_STR("Raises TypeError.")},
	{"__enter__", LineRequest___enter__, METH_NOARGS,
	 PyDoc_STR("Returns the object, if it is open.")},
	{"__exit__", (PyCFunction)(void (*)(void))LineRequest___exit__,
	 METH_FASTCALL | METH_KEYWORDS,
	 PyDoc_STR("__exit__($self, /, exc_type, exc_value, traceback)\n--\n\nCalls release().")},
	{0},
};

static PyGetSetDef LineRequest_getset[] = {
	{"chip_name", LineRequest_chip_name_getter, NULL, LineRequest_chip_name_doc, NULL},
	{"num_lines", LineRequest_num_lines_getter, NULL, LineRequest_num_lines_doc, NULL},
	{"offsets", LineRequest_offsets_getter, NULL, LineRequest_offsets_doc, NULL},
	{"fd", LineRequest_fd_getter, NULL, LineRequest_fd_doc, NULL},
	{"lines", LineRequest_lines_getter, NULL, LineRequest_lines_doc, NULL},
	{"_names", LineRequest__names_getter, NULL, LineRequest__names_doc, NULL},
	{"_event_capacity", LineRequest__event_capacity_getter, NULL,
	 LineRequest__event_capacity_doc, NULL},
	{0},
};

static PyMemberDef LineRequest_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(LineRequestObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(LineRequest_doc,
	     "A request: lines held for exclusive use.\n\n"
	     "Threads may share it: each method says whether it is atomic.\n"
	     "A sequence of calls is atomic inside locked() only.\n"
	     "release() may be called at any time: calls that wait then raise\n"
	     "RequestReleasedError.");

static PyType_Slot LineRequest_slots[] = {
	{Py_tp_doc, (void *)LineRequest_doc},
	{Py_tp_dealloc, LineRequest_dealloc},
	{Py_tp_traverse, LineRequest_traverse},
	{Py_tp_methods, LineRequest_methods},
	{Py_tp_members, LineRequest_members},
	{Py_tp_getset, LineRequest_getset},
	{Py_nb_bool, LineRequest_bool},
	{0},
};

static PyType_Spec LineRequest_spec = {
	.name = "gpiod.line_request.LineRequest",
	.basicsize = sizeof(LineRequestObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_DISALLOW_INSTANTIATION,
	.slots = LineRequest_slots,
};

int LineRequest_ready(module_state *state, PyObject *module)
{
	state->LineRequest_type = gg_new_type(module, &LineRequest_spec);
	return state->LineRequest_type ? PyModule_AddType(module, state->LineRequest_type) : -1;
}
