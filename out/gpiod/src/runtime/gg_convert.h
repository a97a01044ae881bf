/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* Conversion of numbers, bools, durations and arrays. A converter returns 0, or -1 with an
 * exception. */
#ifndef GG_CONVERT_H
#define GG_CONVERT_H

#include "gg_runtime.h"

int gg_as_int(PyObject *arg, int *value);
int gg_as_unsigned_int_slow(PyObject *arg, unsigned int *value);
int gg_as_unsigned_long(PyObject *arg, unsigned long *value);
int gg_as_size(PyObject *arg, size_t *value);
int gg_as_int64(PyObject *arg, int64_t *value);
int gg_as_uint64(PyObject *arg, uint64_t *value);
int gg_as_bool(PyObject *arg, bool *value);
int gg_as_double(PyObject *arg, double *value);
/* Any object; a borrowed reference. */
int gg_as_object(PyObject *arg, PyObject **object);
/* A new reference. */
int gg_as_str_object(PyObject *arg, PyObject **object);
int gg_as_optional_str_object(PyObject *arg, PyObject **object);
int gg_as_timedelta_us(const gg_runtime *runtime, PyObject *arg, unsigned long *microseconds);

/*
 * Convert an int that is small enough for an unsigned int on every platform. False, without an
 * exception, for anything else. Runs no Python code.
 */
static inline bool gg_try_small_int(PyObject *arg, unsigned int *value)
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
	return gg_try_small_int(arg, value) ? 0 : gg_as_unsigned_int_slow(arg, value);
}

PyObject *gg_timedelta_us(const gg_runtime *runtime, unsigned long microseconds);

/* A converted iterable; items have the type that the converter stores. */
typedef struct gg_array {
	void *items;
	size_t length;
} gg_array;

#define GG_NO_MAXIMUM SIZE_MAX

typedef int (*gg_item_converter)(PyObject *arg, void *item, const void *context);

/* Raises ValueError for more than maximum items, after it has read one too many. */
int gg_array_from_python(PyObject *arg, size_t size, gg_item_converter convert, const void *context,
			 size_t maximum, gg_array *array);
void gg_array_clear(gg_array *array);

typedef PyObject *(*gg_item_to_python)(const void *item);

/* The garbage collector may see the list while it is filled: no conversion of a number runs Python
 * code. */
PyObject *gg_list_from_array(const void *items, size_t count, size_t size,
			     gg_item_to_python convert);
PyObject *gg_tuple_from_array(const void *items, size_t count, size_t size,
			      gg_item_to_python convert);

/* The same for each type of number; unused ones produce no code. */
#define GG_DEFINE_ARRAY_CONVERTERS(name, type, to_python)                                          \
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
		return gg_list_from_array(items, count, sizeof(*items), gg_from_##name);           \
	}                                                                                          \
	static inline PyObject *gg_tuple_##name(const type *items, size_t count)                   \
	{                                                                                          \
		return gg_tuple_from_array(items, count, sizeof(*items), gg_from_##name);          \
	}

GG_DEFINE_ARRAY_CONVERTERS(bool, bool, PyBool_FromLong)
GG_DEFINE_ARRAY_CONVERTERS(int, int, PyLong_FromLong)
GG_DEFINE_ARRAY_CONVERTERS(unsigned_int, unsigned int, PyLong_FromUnsignedLong)
GG_DEFINE_ARRAY_CONVERTERS(unsigned_long, unsigned long, PyLong_FromUnsignedLong)
GG_DEFINE_ARRAY_CONVERTERS(size, size_t, PyLong_FromSize_t)
GG_DEFINE_ARRAY_CONVERTERS(int64, int64_t, PyLong_FromLongLong)
GG_DEFINE_ARRAY_CONVERTERS(uint64, uint64_t, PyLong_FromUnsignedLongLong)
GG_DEFINE_ARRAY_CONVERTERS(double, double, PyFloat_FromDouble)

#endif
