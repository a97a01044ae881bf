/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What every generated module needs of Python: arguments, values, errors, waiting. All of it is
 * called attached, and with no guard held.
 */
#ifndef GG_PYTHON_H
#define GG_PYTHON_H

#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>

#include "gg_handle.h"

#define GG_LENGTH(array) (sizeof(array) / sizeof((array)[0]))

/* Names that newer Pythons have. */
#if PY_VERSION_HEX < 0x030C0000
#include <structmember.h>
#define Py_T_PYSSIZET T_PYSSIZET
#define Py_READONLY   READONLY
#endif
#if PY_VERSION_HEX < 0x030D0000
#define Py_BEGIN_CRITICAL_SECTION(op) {
#define Py_END_CRITICAL_SECTION()     }
#define Py_IsFinalizing               _Py_IsFinalizing

/* 1 with a new reference, 0, or -1. */
static inline int PyDict_GetItemRef(PyObject *dict, PyObject *key, PyObject **value)
{
	*value = Py_XNewRef(PyDict_GetItemWithError(dict, key));
	return *value ? 1 : PyErr_Occurred() ? -1 : 0;
}
#endif

/* What a module keeps for the runtime; the first member of its state. */
typedef struct gg_runtime {
	_Atomic bool whole;   /* all of the state is there, and never changes again */
	PyObject *timedelta;  /* datetime.timedelta */
	PyObject *no_time;    /* timedelta(0) */
	PyTypeObject *locked; /* of the objects that locked() returns */
} gg_runtime;

/* locked names the type of what locked() returns. */
int gg_runtime_init(gg_runtime *runtime, PyObject *module, const char *locked);
int gg_runtime_traverse(gg_runtime *runtime, visitproc visit, void *arg);
void gg_runtime_clear(gg_runtime *runtime);

/* Arguments (gg_argument.c). */

typedef struct gg_signature {
	const char *function;
	const char *const *names;
	Py_ssize_t count;
	Py_ssize_t required;
} gg_signature;

PyObject *const *gg_bind_slowly(const gg_signature *signature, PyObject *const *args,
				Py_ssize_t nargs, PyObject *kwnames, PyObject **bound);
/*
 * The same of a tuple and a dict, for tp_new and tp_init: 0, or -1 with an exception. What is bound
 * are references of the call's own, until gg_unbind().
 */
int gg_bind_call(const gg_signature *signature, PyObject *args, PyObject *kwargs, PyObject **bound);
void gg_unbind(const gg_signature *signature, PyObject **bound);

/* The arguments in the order of the signature, NULL for each that is absent; NULL on error. */
static inline PyObject *const *gg_bind(const gg_signature *signature, PyObject *const *args,
				       Py_ssize_t nargs, PyObject *kwnames, PyObject **bound)
{
	if (!kwnames && nargs == signature->count)
		return args;
	return gg_bind_slowly(signature, args, nargs, kwnames, bound);
}

/* Values (gg_convert.c). Each converter returns -1 with an exception, or 0. */

int gg_as_int(PyObject *arg, int *value);
int gg_as_unsigned_int_slowly(PyObject *arg, unsigned int *value);
int gg_as_unsigned_long(PyObject *arg, unsigned long *value);
int gg_as_size(PyObject *arg, size_t *value);
int gg_as_int64(PyObject *arg, int64_t *value);
int gg_as_uint64(PyObject *arg, uint64_t *value);
int gg_as_bool(PyObject *arg, bool *value);
int gg_as_double(PyObject *arg, double *value);
/* Any object, as the caller lends it. */
int gg_as_object(PyObject *arg, PyObject **object);
/* A new reference. */
int gg_as_str_object(PyObject *arg, PyObject **object);
int gg_as_optional_str_object(PyObject *arg, PyObject **object);
int gg_as_timedelta_us(const gg_runtime *runtime, PyObject *arg, unsigned long *microseconds);

/* An int that any unsigned int holds: false, with no exception, for all else. Runs no Python code.
 */
static inline bool gg_is_small(PyObject *arg, unsigned int *value)
{
#if PY_VERSION_HEX >= 0x030C0000
	Py_ssize_t small = -1;

	if (PyLong_CheckExact(arg) && PyUnstable_Long_IsCompact((PyLongObject *)arg))
		small = PyUnstable_Long_CompactValue((PyLongObject *)arg);
#else
	int overflow;
	long small = PyLong_CheckExact(arg) ? PyLong_AsLongAndOverflow(arg, &overflow) : -1;

	if (small > INT32_MAX)
		return false;
#endif
	*value = (unsigned int)small;
	return small >= 0;
}

static inline int gg_as_unsigned_int(PyObject *arg, unsigned int *value)
{
	return gg_is_small(arg, value) ? 0 : gg_as_unsigned_int_slowly(arg, value);
}

PyObject *gg_timedelta_us(const gg_runtime *runtime, unsigned long microseconds);

/* An iterable, converted: items are of the converter's type. */
typedef struct gg_array {
	void *items;
	size_t length;
} gg_array;

#define GG_NO_MAXIMUM SIZE_MAX

typedef int (*gg_item)(PyObject *arg, void *item, const void *context);

/* ValueError for more than maximum items, of which no more than one is looked at. */
int gg_array_from_python(PyObject *arg, size_t size, gg_item convert, const void *context,
			 size_t maximum, gg_array *array);
void gg_array_clear(gg_array *array);

typedef PyObject *(*gg_from_item)(const void *item);

/* Without a look at the collector: no number's conversion runs Python code. */
PyObject *gg_list_of(const void *items, size_t count, size_t size, gg_from_item convert);
PyObject *gg_tuple_of(const void *items, size_t count, size_t size, gg_from_item convert);

/* The same for each kind of number; what a library has no arrays of costs nothing here. */
#define GG_ARRAYS_OF(name, type, to_python)                                                        \
	static inline int gg_item_##name(PyObject *arg, void *item, const void *context)           \
	{                                                                                          \
		(void)context;                                                                     \
		return gg_as_##name(arg, item);                                                    \
	}                                                                                          \
	static inline PyObject *gg_from_##name(const void *item)                                   \
	{                                                                                          \
		return to_python(*(const type *)item);                                             \
	}                                                                                          \
	static inline PyObject *gg_list_##name(const type *items, size_t count)                    \
	{                                                                                          \
		return gg_list_of(items, count, sizeof(*items), gg_from_##name);                   \
	}                                                                                          \
	static inline PyObject *gg_tuple_##name(const type *items, size_t count)                   \
	{                                                                                          \
		return gg_tuple_of(items, count, sizeof(*items), gg_from_##name);                  \
	}

GG_ARRAYS_OF(bool, bool, PyBool_FromLong)
GG_ARRAYS_OF(int, int, PyLong_FromLong)
GG_ARRAYS_OF(unsigned_int, unsigned int, PyLong_FromUnsignedLong)
GG_ARRAYS_OF(unsigned_long, unsigned long, PyLong_FromUnsignedLong)
GG_ARRAYS_OF(size, size_t, PyLong_FromSize_t)
GG_ARRAYS_OF(int64, int64_t, PyLong_FromLongLong)
GG_ARRAYS_OF(uint64, uint64_t, PyLong_FromUnsignedLongLong)
GG_ARRAYS_OF(double, double, PyFloat_FromDouble)

/*
 * Text (gg_text.c) is UTF-8 in the library, whatever the locale; bytes that are not are surrogates
 * in Python, as those in names of files are.
 */

/* A str's text for C; belongs to owner: the str, or its bytes. */
typedef struct gg_text {
	const char *text;
	PyObject *owner;
} gg_text;

int gg_as_string(PyObject *arg, gg_text *text);
int gg_as_optional_string(PyObject *arg, gg_text *text);
void gg_text_clear(gg_text *text);

PyObject *gg_string_to_python(const char *text);
PyObject *gg_optional_string_to_python(const char *text);
/* The same str, which it takes over, with backslashes for what cannot be printed; NULL for NULL. */
PyObject *gg_printable(PyObject *str);

/* Iterables (gg_items.c). */

/*
 * A tuple of what a container (list, tuple, set, dict, OrderedDict, a dict's view) holds at one
 * moment, whatever other threads do; any other object itself.
 */
PyObject *gg_contents(PyObject *iterable);

/* The items of an iterable; starts as {0}, and is to be finished, whatever start said. */
typedef struct gg_items {
	PyObject *tuple;    /* of a container */
	PyObject *iterator; /* of anything else */
	PyObject *item;     /* the iterator's last */
	PyObject *const *next;
	PyObject *const *end; /* where signals are looked for next, in the tuple */
	Py_ssize_t left;      /* in the tuple, after that */
	size_t read;          /* from the iterator */
	size_t most;          /* that may be read from it */
	bool failed;
} gg_items;

/*
 * What is no container may have no end: if it has no length either, it gives at most so many items,
 * and then ValueError. GG_NO_MAXIMUM if the caller sees to that.
 */
int gg_items_start(gg_items *items, PyObject *iterable, size_t most);
PyObject *gg_items_next_slowly(gg_items *items);
/* 0, or -1 if next said NULL with an exception. */
int gg_items_finish(gg_items *items);

/* Borrowed, until the next one; NULL at the end. */
static inline PyObject *gg_items_next(gg_items *items)
{
	return items->next != items->end ? *items->next++ : gg_items_next_slowly(items);
}

/* Enums (gg_enum.c): the members of a Python enum by value, in the module's state. */

typedef struct gg_enum {
	PyObject *type;
	PyObject **members; /* members[value - lowest] */
	int lowest;
	int highest;
} gg_enum;

int gg_enum_init(gg_enum *table, PyObject *type, int lowest, int highest);
int gg_enum_traverse(gg_enum *table, visitproc visit, void *arg);
void gg_enum_clear(gg_enum *table);
PyObject *gg_enum_to_python_slowly(const gg_enum *table, int value);
PyObject *gg_enum_to_item_slowly(const gg_enum *table, int value, PyObject *list);
int gg_enum_from_python_slowly(PyObject *arg, int *value);
/* A member or its value: what calling the enum takes. */
int gg_enum_from_value(const gg_enum *table, PyObject *arg, int *value);

/* Borrowed, for members stay; NULL if there is none. */
static inline PyObject *gg_enum_member(const gg_enum *table, int value)
{
	if (value < table->lowest || value > table->highest)
		return NULL;
	return table->members[value - table->lowest];
}

static inline PyObject *gg_enum_to_python(const gg_enum *table, int value)
{
	PyObject *member = gg_enum_member(table, value);

	return member ? Py_NewRef(member) : gg_enum_to_python_slowly(table, value);
}

/* The same for a list that is being filled, which nobody sees while Python code runs. */
static inline PyObject *gg_enum_to_item(const gg_enum *table, int value, PyObject *list)
{
	PyObject *member = gg_enum_member(table, value);

	return member ? Py_NewRef(member) : gg_enum_to_item_slowly(table, value, list);
}

/* Whether arg is a member; no Python code runs. */
static inline bool gg_enum_find(const gg_enum *table, const PyObject *arg, int *value)
{
	for (int i = table->lowest; i <= table->highest; i++) {
		if (table->members[i - table->lowest] == arg) {
			*value = i;
			return true;
		}
	}
	return false;
}

/* A member, or anything whose .value is an int. */
static inline int gg_enum_from_python(const gg_enum *table, PyObject *arg, int *value)
{
	return gg_enum_find(table, arg, value) ? 0 : gg_enum_from_python_slowly(arg, value);
}

/* Errors (gg_raise.c). */

typedef struct gg_errno {
	int error;
	PyObject **exception;
} gg_errno;

/* Raise for errno: the exception that errors, which ends with 0, has for it, or OSError. */
PyObject *gg_raise_errno(int error, const gg_errno *errors);
/* The same where nobody can catch it: sys.unraisablehook hears of it, and what is raised stays. */
void gg_report_errno(int error, const gg_errno *errors, const char *function);

/* A handle, and what to raise when it is closed. */
typedef struct gg_subject {
	gg_handle *handle;
	PyObject *closed_error;
} gg_subject;

/*
 * After gg_enter() or gg_pin() said no: true if it is worth trying again, since a turn was waited
 * for; else false with an exception.
 */
GG_CHECKED bool gg_retry(const gg_subject *subjects, size_t count);

GG_CHECKED static inline bool gg_retry_one(gg_subject subject)
{
	return gg_retry(&subject, 1);
}

/*
 * Wait for the turn as long as the handle is what the caller needs, GG_OPEN for a call, GG_ALIVE
 * for close after gg_close_begin() said no; false with an exception.
 */
GG_CHECKED bool gg_wait_turn(gg_handle *handle, uint32_t needed);

/* The same after gg_enter_library() said no. */
GG_CHECKED bool gg_wait_library_turn(void);

/*
 * 0, or -1 with the error of a handle that is of no use. It looks anew: another thread may have
 * opened the handle since it was seen closed.
 */
GG_CHECKED int gg_check_usable_slowly(gg_subject subject);

/* The same, before any argument is looked at. */
GG_CHECKED static inline int gg_check_usable(gg_subject subject)
{
	if (!gg_is_closing(subject.handle) && !gg_is_forked(subject.handle))
		return 0;
	return gg_check_usable_slowly(subject);
}

/* Waiting (gg_poll.c). */

typedef struct gg_timeout {
	bool forever;
	int64_t ns;
} gg_timeout;

#define GG_FOREVER ((gg_timeout){.forever = true})

#define GG_NS_PER_SECOND INT64_C(1000000000)

int gg_as_timeout_slowly(const gg_runtime *runtime, PyObject *arg, gg_timeout *timeout);

/* None (or nothing: NULL), a number of seconds or a timedelta. */
static inline int gg_as_timeout(const gg_runtime *runtime, PyObject *arg, gg_timeout *timeout)
{
	unsigned int whole;

	if (!arg || !gg_is_small(arg, &whole))
		return gg_as_timeout_slowly(runtime, arg, timeout);
	*timeout = (gg_timeout){.ns = whole * GG_NS_PER_SECOND};
	return 0;
}

/* When it will be over, on the monotonic clock, in nanoseconds. */
int64_t gg_deadline(gg_timeout timeout);
/*
 * Wait until fd is readable: 1, or 0 after the timeout, or -1 with an exception, among them that of
 * a handle closed meanwhile. Signals are handled with nothing pinned.
 */
GG_CHECKED int gg_wait_readable(gg_subject subject, int fd, gg_timeout timeout);
/*
 * After a wait ended without anything to read: 0 if it is worth waiting on, -1 with an exception.
 * error is the errno of a wait that failed.
 */
GG_CHECKED int gg_wait_goes_on(gg_subject subject, gg_outcome outcome, int error);

/* Types (gg_type.c). */

/* From now on nobody changes the type. */
int gg_freeze(PyTypeObject *type);
/* A zeroed object, which no collector shows to other threads until it is tracked. */
PyObject *gg_alloc_untracked(PyTypeObject *type);
/*
 * The state of a module, or that which belongs to a generated type or a subclass of it; dealloc is
 * the generated type's. NULL, with an exception, while the module is not imported yet.
 */
void *gg_module_state(PyObject *module);
void *gg_type_state(PyTypeObject *type, destructor dealloc);
/* A new list or tuple, which no collector shows to anybody until it is filled and tracked again. */
PyObject *gg_new_list(size_t length);
PyObject *gg_new_tuple(size_t length);
/* __reduce_ex__() of an immutable object, which its class makes anew of its __getnewargs__(). */
PyObject *gg_reduce_ex(PyObject *object, PyObject *protocol);

#if defined(Py_GIL_DISABLED)
typedef PyCriticalSection gg_section;
#else
typedef char gg_section; /* the GIL is the guard: nothing inside gives it up */
#endif

static inline void gg_section_begin(gg_section *section, PyObject *object)
{
#if defined(Py_GIL_DISABLED)
	PyCriticalSection_Begin(section, object);
#else
	(void)section;
	(void)object;
#endif
}

static inline void gg_section_end(gg_section *section)
{
#if defined(Py_GIL_DISABLED)
	PyCriticalSection_End(section);
#else
	(void)section;
#endif
}

/* locked() (gg_locked.c). */

/* The context manager that owns a handle, which belongs to object. */
PyObject *gg_locked_new(const gg_runtime *runtime, PyObject *object, gg_subject subject);

#endif
