/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* Chip: struct gpiod_chip, guarded by a mutex of its own. */
#include "module.h"

#include <errno.h>
#include <stdlib.h>

#include "converters.h"

/* First half of close; true with the guard held. */
static inline bool Chip_close_begin(ChipObject *self) GG_TRY_ACQUIRE(self->native) GG_NO_ANALYSIS
{
	return gg_close_begin(&self->handle);
}

/* Take the library's object out of the handle, so that no other thread can use it. */
static inline struct gpiod_chip *Chip_take_native(ChipObject *self)
	GG_RELEASE(self->native) GG_NO_ANALYSIS
{
	struct gpiod_chip *native = self->native;

	self->native = NULL;
	return native;
}

PyDoc_STRVAR(Chip_get_info_doc,
	     "get_info($self, /)\n--\n\n"
	     "Get the chip's name, label and number of lines.\n\n"
	     "Returns: ChipInfo\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: shared; any number of threads may call it at once, but it is not a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_chip_get_info()");

static PyObject *Chip_get_info(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	ChipObject *self = (ChipObject *)op;
	struct gpiod_chip_info *result = NULL;
	int error = 0;
	PyObject *answer, *none = NULL;
	bool called = false;

	if (gg_check_usable(Chip_target(self)))
		return NULL;
	answer = atomic_load_explicit(&self->info, memory_order_acquire);
	if (answer)
		return Py_NewRef(answer);

	do {
		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			result = gpiod_chip_get_info(self->native);
			error = errno;
			Chip_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(Chip_target(self)));
	if (!called)
		return NULL;

	if (!result)
		return gg_raise_errno(error, module_errors);
	answer = ChipInfo_from_native(self->state, result);
	gpiod_chip_info_free(result);
	if (!answer)
		return NULL;
	/* The object keeps a reference to the first result that is stored. */
	if (atomic_compare_exchange_strong(&self->info, &none, answer))
		return Py_NewRef(answer);
	Py_DECREF(answer);
	return Py_NewRef(none);
}

PyDoc_STRVAR(Chip_get_line_info_doc,
	     "get_line_info($self, /, line)\n--\n\n"
	     "Get the state of a line, given by name or offset.\n\n"
	     "Args:\n  line: int | str\n"
	     "Returns: LineInfo\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_chip_get_line_info()");

static PyObject *Chip_get_line_info(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				    PyObject *kwnames)
{
	static const char *const keywords[] = {"line"};
	static const gg_signature signature = {"get_line_info", keywords, 1, 1};
	ChipObject *self = (ChipObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	unsigned int offset = 0;
	struct gpiod_line_info *result = NULL;
	int error = 0;
	PyObject *answer = NULL;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(Chip_target(self)))
		return NULL;
	if (chip_line(self, argv[0], &offset))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			result = gpiod_chip_get_line_info(self->native, offset);
			error = errno;
			Chip_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(Chip_target(self)));
	if (!called)
		return NULL;

	if (!result)
		return gg_raise_errno(error, module_errors);
	answer = LineInfo_from_native(self->state, result);
	gpiod_line_info_free(result);
	return answer;
}

PyDoc_STRVAR(Chip_watch_line_info_doc,
	     "watch_line_info($self, /, line)\n--\n\n"
	     "Get the state of a line and watch it for changes.\n\n"
	     "Args:\n  line: int | str\n"
	     "Returns: LineInfo\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_chip_watch_line_info()");

static PyObject *Chip_watch_line_info(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				      PyObject *kwnames)
{
	static const char *const keywords[] = {"line"};
	static const gg_signature signature = {"watch_line_info", keywords, 1, 1};
	ChipObject *self = (ChipObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	unsigned int offset = 0;
	struct gpiod_line_info *result = NULL;
	int error = 0;
	PyObject *answer = NULL;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(Chip_target(self)))
		return NULL;
	if (chip_line(self, argv[0], &offset))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			result = gpiod_chip_watch_line_info(self->native, offset);
			error = errno;
			Chip_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(Chip_target(self)));
	if (!called)
		return NULL;

	if (!result)
		return gg_raise_errno(error, module_errors);
	answer = LineInfo_from_native(self->state, result);
	gpiod_line_info_free(result);
	return answer;
}

PyDoc_STRVAR(Chip_unwatch_line_info_doc,
	     "unwatch_line_info($self, /, line)\n--\n\n"
	     "Stop watching a line.\n\n"
	     "Args:\n  line: int | str\n"
	     "Returns: None\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_chip_unwatch_line_info()");

static PyObject *Chip_unwatch_line_info(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					PyObject *kwnames)
{
	static const char *const keywords[] = {"line"};
	static const gg_signature signature = {"unwatch_line_info", keywords, 1, 1};
	ChipObject *self = (ChipObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	unsigned int offset = 0;
	int result = 0;
	int error = 0;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(Chip_target(self)))
		return NULL;
	if (chip_line(self, argv[0], &offset))
		return NULL;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			result = gpiod_chip_unwatch_line_info(self->native, offset);
			error = errno;
			Chip_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(Chip_target(self)));
	if (!called)
		return NULL;

	if (result < 0)
		return gg_raise_errno(error, module_errors);
	Py_RETURN_NONE;
}

PyDoc_STRVAR(Chip_wait_info_event_doc,
	     "wait_info_event($self, /, timeout=None)\n--\n\n"
	     "Wait until a watched line has changed.\n\n"
	     "Args:\n  timeout: timedelta | float | None, None by default\n"
	     "Returns: bool\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  OSError: poll() fails; errno says why\n"
	     "Threads: shared; any number of threads may call it at once, but it is not a single step\n"
	     "Blocks: until the file descriptor is readable, the timeout expires or the object is closed; no guard is held\n"
	     "Calls: poll()");

static PyObject *Chip_wait_info_event(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				      PyObject *kwnames)
{
	static const char *const keywords[] = {"timeout"};
	static const gg_signature signature = {"wait_info_event", keywords, 1, 0};
	ChipObject *self = (ChipObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	gg_timeout timeout;
	int readable;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(Chip_target(self)))
		return NULL;
	if (gg_as_timeout(&self->state->runtime, argv[0], &timeout))
		return NULL;

	readable = gg_wait_readable(Chip_target(self), self->fd, timeout);
	if (readable < 0)
		return NULL;
	return Py_NewRef(readable ? Py_True : Py_False);
}

PyDoc_STRVAR(Chip_read_info_event_doc,
	     "read_info_event($self, /)\n--\n\n"
	     "Read one change of a watched line; wait for it if there is none.\n\n"
	     "Returns: InfoEvent\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: shared; any number of threads may call it at once, but it is not a single step\n"
	     "Blocks: until the file descriptor is readable or the object is closed; the guard is held only to read\n"
	     "Calls: poll(), gpiod_chip_read_info_event()");

static PyObject *Chip_read_info_event(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	ChipObject *self = (ChipObject *)op;
	struct gpiod_info_event *result = NULL;
	int error = 0;
	PyObject *answer = NULL;

	if (gg_check_usable(Chip_target(self)))
		return NULL;

	for (;;) {
		gg_outcome outcome = GG_WOKEN;
		bool entered = false, ready = false, pinned = false;

		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			entered = true;
			ready = gg_read_would_return(self->fd);
			if (ready) {
				result = gpiod_chip_read_info_event(self->native);
				error = errno;
			} else {
				pinned = gg_pin(&self->handle);
			}
			Chip_leave(self);
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
			if (!gg_wait_or_raise_one(Chip_target(self)))
				return NULL;
		} else if (outcome != GG_READY &&
			   gg_check_wait(Chip_target(self), outcome, error)) {
			return NULL;
		}
	}

	if (!result)
		return gg_raise_errno(error, module_errors);
	answer = InfoEvent_from_native(self->state, result);
	gpiod_info_event_free(result);
	return answer;
}

PyDoc_STRVAR(Chip__line_offset_from_name_doc,
	     "_line_offset_from_name($self, /, name)\n--\n\n"
	     "Get the offset of the first line with this name.\n\n"
	     "Args:\n  name: str\n"
	     "Returns: int\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_chip_get_line_offset_from_name()");

static PyObject *Chip__line_offset_from_name(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					     PyObject *kwnames)
{
	static const char *const keywords[] = {"name"};
	static const gg_signature signature = {"_line_offset_from_name", keywords, 1, 1};
	ChipObject *self = (ChipObject *)op;
	PyObject *bound[1];
	PyObject *const *argv;
	gg_text name = {0};
	int result = 0;
	int error = 0;
	PyObject *answer = NULL;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(Chip_target(self)))
		return NULL;
	if (gg_as_string(argv[0], &name))
		goto done;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			result = gpiod_chip_get_line_offset_from_name(self->native, name.text);
			error = errno;
			Chip_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(Chip_target(self)));
	if (!called)
		goto done;

	if (result < 0) {
		gg_raise_errno(error, module_errors);
		goto done;
	}
	answer = PyLong_FromLong(result);

done:
	gg_text_clear(&name);
	return answer;
}

PyDoc_STRVAR(Chip_request_lines_doc,
	     "request_lines($self, /, config, consumer=None, event_buffer_size=None, output_values=None)\n--\n\n"
	     "Request lines for exclusive use.\n\n"
	     "Args:\n  config: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None]; settings for offsets or names, or for tuples of them; None stands for LineSettings(); ValueError if a line is repeated or out of range, FileNotFoundError if no line has the name; read once, at the start\n"
	     "  consumer: str | None, None by default; name of the user of the lines; the kernel keeps the first 31 bytes\n"
	     "  event_buffer_size: int | None, None by default; number of edge events that the kernel can buffer; None or 0 for its default\n"
	     "  output_values: dict[int | str, Value] | None, None by default; initial values of outputs, which override those in their settings\n"
	     "Returns: LineRequest\n"
	     "Raises:\n  ChipClosedError: close() is called before it, or while it waits\n"
	     "  ValueError: the call fails with EINVAL\n"
	     "  NotImplementedError: the call fails with EOPNOTSUPP\n"
	     "  OSError: the call fails; errno says why\n"
	     "Threads: shared; any number of threads may call it at once, but it is not a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_chip_request_lines()");

static PyObject *Chip_request_lines(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
				    PyObject *kwnames)
{
	static const char *const keywords[] = {"config", "consumer", "event_buffer_size",
					       "output_values"};
	static const gg_signature signature = {"request_lines", keywords, 4, 1};
	ChipObject *self = (ChipObject *)op;
	PyObject *bound[4];
	PyObject *const *argv;
	struct chip_request config = {0};
	struct gpiod_line_request *result = NULL;
	int error = 0;
	PyObject *answer = NULL;
	bool called = false;

	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_check_usable(Chip_target(self)))
		return NULL;
	if (chip_request(self, argv[0], argv[1], argv[2], argv[3], &config))
		goto done;

	do {
		Py_BEGIN_ALLOW_THREADS
		if (Chip_enter(self)) {
			result = gpiod_chip_request_lines(self->native, config.req_cfg,
							  config.line_cfg);
			error = errno;
			Chip_leave(self);
			called = true;
		}
		Py_END_ALLOW_THREADS
	} while (!called && gg_wait_or_raise_one(Chip_target(self)));
	if (!called)
		goto done;

	if (!result) {
		gg_raise_errno(error, module_errors);
		goto done;
	}
	answer = LineRequest_adopt(self->state, result, config.lines, config.names,
				   config.event_capacity);

done:
	RequestConfig_discard(config.req_cfg);
	LineConfig_discard(config.line_cfg);
	Py_XDECREF(config.lines);
	Py_XDECREF(config.names);
	Py_XDECREF(config.event_capacity);
	return answer;
}

static bool Chip_destroy(ChipObject *self)
{
	bool destroyed = false;

	Py_BEGIN_ALLOW_THREADS
	if (Chip_close_begin(self)) {
		/* Before destroying it: a child forked meanwhile must not destroy it, too. */
		struct gpiod_chip *native = Chip_take_native(self);

		if (native) {
			Chip_assert_unshared(native);
			gpiod_chip_close(native);
		}
		gg_close_end(&self->handle);
		destroyed = true;
	}
	Py_END_ALLOW_THREADS
	return destroyed;
}

PyDoc_STRVAR(Chip_close_doc,
	     "close($self, /)\n--\n\n"
	     "Close the chip.\n\n"
	     "Returns: None\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_chip_close()");

static PyObject *Chip_close(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	ChipObject *self = (ChipObject *)op;

	while (!Chip_destroy(self)) {
		if (!gg_wait_until_unowned(&self->handle, GG_ALIVE))
			return NULL;
	}
	Py_RETURN_NONE;
}

PyDoc_STRVAR(Chip_path_doc,
	     "Path from which the chip was opened.\n\n"
	     "Type: str\n"
	     "Raises:\n  ChipClosedError: it is closed\n"
	     "Threads: atomic; it never changes\n"
	     "Calls: gpiod_chip_get_path(), when the object is made");
static PyObject *Chip_path_getter(PyObject *op, void *Py_UNUSED(closure))
{
	ChipObject *self = (ChipObject *)op;

	if (gg_check_usable(Chip_target(self)))
		return NULL;
	return Py_NewRef(self->path);
}

PyDoc_STRVAR(Chip_fd_doc,
	     "File descriptor of the chip; the chip closes it.\n\n"
	     "Type: int\n"
	     "Raises:\n  ChipClosedError: it is closed\n"
	     "Threads: atomic; it never changes\n"
	     "Calls: gpiod_chip_get_fd(), when the object is made");
static PyObject *Chip_fd_getter(PyObject *op, void *Py_UNUSED(closure))
{
	ChipObject *self = (ChipObject *)op;

	if (gg_check_usable(Chip_target(self)))
		return NULL;
	return PyLong_FromLong(self->fd);
}

PyDoc_STRVAR(Chip_fileno_doc,
	     "fileno($self, /)\n--\n\n"
	     "Get the file descriptor, for select() and the like.\n\n"
	     "The object closes it. After that, the number may belong to another file.\n\n"
	     "Returns: int\n"
	     "Raises:\n  ChipClosedError: it is closed\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: never");
static PyObject *Chip_fileno(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	return Chip_fd_getter(op, NULL);
}

static PyObject *Chip___enter__(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	ChipObject *self = (ChipObject *)op;

	if (gg_check_usable(Chip_target(self)))
		return NULL;
	return Py_NewRef(op);
}

/* Calls the method, which a subclass may override. */
static PyObject *Chip___exit__(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
			       PyObject *kwnames)
{
	static const char *const keywords[] = {"exc_type", "exc_value", "traceback"};
	static const gg_signature signature = {"__exit__", keywords, 3, 3};
	PyObject *bound[3];

	if (!gg_bind(&signature, args, nargs, kwnames, bound))
		return NULL;
	return PyObject_CallMethodNoArgs(op, ((ChipObject *)op)->state->names.close);
}

static int Chip_bool(PyObject *op)
{
	ChipObject *self = (ChipObject *)op;

	return !gg_is_closing(&self->handle);
}

PyDoc_STRVAR(Chip_locked_doc,
	     "locked($self, /)\n--\n\n"
	     "Keep other threads out for several calls: ``with chip.locked():``.\n\n"
	     "The thread inside may enter again, call everything, wait, and close. Other threads'\n"
	     "calls into the library wait until the block ends, and handle signals meanwhile.\n"
	     "What makes no such call is not kept out:\n\n"
	     "  path\n"
	     "  fd\n"
	     "  fileno()\n"
	     "  bool()\n"
	     "  get_info() after its first call\n"
	     "  wait_info_event()\n"
	     "  read_info_event() while it waits\n"
	     "  line_offset_from_id() between its calls\n"
	     "\n"
	     "Only close() cuts the block short, whichever thread calls it: from then on,\n"
	     "calls inside raise, and so do those that wait until it ends. A block ends with its\n"
	     "thread at the latest.\n\n"
	     "Returns: a context manager, whose ``as`` is this object\n"
	     "Raises:\n"
	     "  ChipClosedError: on entry, if it is closed\n"
	     "  RuntimeError: on entry, if the thread inside waits for this one, a deadlock\n"
	     "Threads: atomic; other threads see it as a single step\n"
	     "Blocks: on entry, while another thread holds a guard that it needs");
static PyObject *Chip_locked(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	ChipObject *self = (ChipObject *)op;

	return gg_locked_new(&self->state->runtime, op, Chip_target(self));
}

/* Constants are read once, while no other thread can use the object. */
static int Chip_read_constants(ChipObject *self, struct gpiod_chip *native)
{
	Chip_assert_unshared(native);
	self->path = gg_string_to_python(gpiod_chip_get_path(native));
	if (!self->path)
		return -1;
	self->fd = gpiod_chip_get_fd(native);
	return 0;
}

/* Destroy an object of the library that no other thread can use; this may sleep. */
static void Chip_dispose(struct gpiod_chip *native)
{
	Py_BEGIN_ALLOW_THREADS
	Chip_assert_unshared(native);
	gpiod_chip_close(native);
	Py_END_ALLOW_THREADS
}

/* A handle without an object yet, which refuses all use. */
static ChipObject *Chip_alloc(module_state *state, PyTypeObject *type)
{
	ChipObject *self = (ChipObject *)type->tp_alloc(type, 0);

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

static void Chip_dealloc(PyObject *op);

static PyObject *Chip_new(PyTypeObject *type, PyObject *Py_UNUSED(args),
			  PyObject *Py_UNUSED(kwargs))
{
	module_state *state = gg_type_state(type, Chip_dealloc);

	return state ? (PyObject *)Chip_alloc(state, type) : NULL;
}

static int Chip_construct(ChipObject *self, PyObject *args, PyObject *kwargs)
{
	static const char *const keywords[] = {"path"};
	static const gg_signature signature = {"Chip", keywords, 1, 1};
	PyObject *argv[1];
	gg_text path = {0};
	struct gpiod_chip *result = NULL;
	int error = 0;
	int status = -1;

	if (gg_bind_call(&signature, args, kwargs, argv))
		return -1;
	if (gg_as_string(argv[0], &path))
		goto done;
	Py_BEGIN_ALLOW_THREADS
	result = gpiod_chip_open(path.text);
	error = errno;
	Py_END_ALLOW_THREADS

	if (!result) {
		gg_raise_errno(error, module_errors);
		goto done;
	}
	if (Chip_read_constants(self, result)) {
		Chip_dispose(result);
		goto done;
	}
	gg_open_begin(&self->handle);
	self->native = result;
	gg_open_end(&self->handle);
	status = 0;

done:
	gg_text_clear(&path);
	gg_unbind(&signature, argv);
	return status;
}

/* Opens the handle once, although threads may call __init__ several times. */
static int Chip_init(PyObject *op, PyObject *args, PyObject *kwargs)
{
	ChipObject *self = (ChipObject *)op;

	if (atomic_exchange(&self->constructed, true)) {
		PyErr_SetString(PyExc_RuntimeError, "already open, or closed: make another Chip");
		return -1;
	}
	if (Chip_construct(self, args, kwargs)) {
		Py_CLEAR(self->path);
		atomic_store(&self->constructed, false);
		return -1;
	}
	return 0;
}

int Chip_from_python(const module_state *state, PyObject *arg, ChipObject **object)
{
	if (!PyObject_TypeCheck(arg, state->Chip_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a Chip", Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = (ChipObject *)arg;
	return 0;
}

static int Chip_traverse(PyObject *op, visitproc visit, void *arg)
{
	ChipObject *self = (ChipObject *)op;

	Py_VISIT(Py_TYPE(op));
	Py_VISIT(self->path);
	Py_VISIT(atomic_load_explicit(&self->info, memory_order_relaxed));
	return 0;
}

static PyObject *Chip___reduce__(PyObject *Py_UNUSED(op), PyObject *Py_UNUSED(ignored))
{
	PyErr_SetString(PyExc_TypeError, "cannot pickle a Chip");
	return NULL;
}

/* Untrack first: what follows may detach, and the collector must not find a dying object. */
static void Chip_dealloc(PyObject *op)
{
	ChipObject *self = (ChipObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	if (self->native)
		Chip_dispose(self->native);
	gg_handle_fini(&self->handle);
	Py_CLEAR(self->path);
	Py_XDECREF(atomic_load_explicit(&self->info, memory_order_relaxed));
	type->tp_free(op);
	Py_DECREF(type);
}

static PyMethodDef Chip_methods[] = {
	{"get_info", (PyCFunction)(void (*)(void))Chip_get_info, METH_NOARGS,
	 Chip_get_info_doc},
	{"get_line_info", (PyCFunction)(void (*)(void))Chip_get_line_info,
	 METH_FASTCALL | METH_KEYWORDS,
	 Chip_get_line_info_doc},
	{"watch_line_info", (PyCFunction)(void (*)(void))Chip_watch_line_info,
	 METH_FASTCALL | METH_KEYWORDS,
	 Chip_watch_line_info_doc},
	{"unwatch_line_info", (PyCFunction)(void (*)(void))Chip_unwatch_line_info,
	 METH_FASTCALL | METH_KEYWORDS,
	 Chip_unwatch_line_info_doc},
	{"wait_info_event", (PyCFunction)(void (*)(void))Chip_wait_info_event,
	 METH_FASTCALL | METH_KEYWORDS,
	 Chip_wait_info_event_doc},
	{"read_info_event", (PyCFunction)(void (*)(void))Chip_read_info_event, METH_NOARGS,
	 Chip_read_info_event_doc},
	{"_line_offset_from_name", (PyCFunction)(void (*)(void))Chip__line_offset_from_name,
	 METH_FASTCALL | METH_KEYWORDS,
	 Chip__line_offset_from_name_doc},
	{"request_lines", (PyCFunction)(void (*)(void))Chip_request_lines,
	 METH_FASTCALL | METH_KEYWORDS,
	 Chip_request_lines_doc},
	{"close", (PyCFunction)(void (*)(void))Chip_close, METH_NOARGS,
	 Chip_close_doc},
	{"fileno", Chip_fileno, METH_NOARGS, Chip_fileno_doc},
	{"locked", Chip_locked, METH_NOARGS, Chip_locked_doc},
	{"__reduce__", Chip___reduce__, METH_NOARGS, PyDoc_STR("Raises TypeError.")},
	{"__enter__", Chip___enter__, METH_NOARGS, PyDoc_STR("Returns the object, if it is open.")},
	{"__exit__", (PyCFunction)(void (*)(void))Chip___exit__, METH_FASTCALL | METH_KEYWORDS,
	 PyDoc_STR("__exit__($self, /, exc_type, exc_value, traceback)\n--\n\nCalls close().")},
	{0},
};

static PyGetSetDef Chip_getset[] = {
	{"path", Chip_path_getter, NULL, Chip_path_doc, NULL},
	{"fd", Chip_fd_getter, NULL, Chip_fd_doc, NULL},
	{0},
};

static PyMemberDef Chip_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(ChipObject, weakrefs), Py_READONLY, NULL},
	{0},
};

PyDoc_STRVAR(Chip_doc,
	     "Chip(path)\n--\n\n"
	     "An open GPIO chip.\n\n"
	     "Threads may share it: each method says whether it is atomic.\n"
	     "A sequence of calls is atomic inside locked() only.\n"
	     "close() may be called at any time: calls that wait then raise\n"
	     "ChipClosedError.");

static PyType_Slot Chip_slots[] = {
	{Py_tp_doc, (void *)Chip_doc},
	{Py_tp_new, Chip_new},
	{Py_tp_init, Chip_init},
	{Py_tp_dealloc, Chip_dealloc},
	{Py_tp_traverse, Chip_traverse},
	{Py_tp_methods, Chip_methods},
	{Py_tp_members, Chip_members},
	{Py_tp_getset, Chip_getset},
	{Py_nb_bool, Chip_bool},
	{0},
};

static PyType_Spec Chip_spec = {
	.name = "gpiod.chip.Chip",
	.basicsize = sizeof(ChipObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
	.slots = Chip_slots,
};

int Chip_ready(module_state *state, PyObject *module)
{
	state->Chip_type = gg_new_type(module, &Chip_spec);
	return state->Chip_type ? PyModule_AddType(module, state->Chip_type) : -1;
}
