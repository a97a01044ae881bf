/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_convert.h"
#include "gg_items.h"
#include "gg_text.h"

#include <limits.h>

int gg_as_int(PyObject *arg, int *value)
{
	long wide = PyLong_AsLong(arg);

	if (wide == -1 && PyErr_Occurred())
		return -1;
	if (wide < INT_MIN || wide > INT_MAX) {
		PyErr_Format(PyExc_OverflowError, "%ld does not fit a C int", wide);
		return -1;
	}
	*value = (int)wide;
	return 0;
}

int gg_as_unsigned_long(PyObject *arg, unsigned long *value)
{
	*value = PyLong_AsUnsignedLong(arg);
	return *value == (unsigned long)-1 && PyErr_Occurred() ? -1 : 0;
}

int gg_as_unsigned_int_slow(PyObject *arg, unsigned int *value)
{
	unsigned long wide;

	if (gg_as_unsigned_long(arg, &wide))
		return -1;
	if (wide > UINT_MAX) {
		PyErr_SetString(PyExc_ValueError, "value exceeding UINT_MAX");
		return -1;
	}
	*value = (unsigned int)wide;
	return 0;
}

int gg_as_size(PyObject *arg, size_t *value)
{
	*value = PyLong_AsSize_t(arg);
	return *value == (size_t)-1 && PyErr_Occurred() ? -1 : 0;
}

int gg_as_int64(PyObject *arg, int64_t *value)
{
	*value = PyLong_AsLongLong(arg);
	return *value == -1 && PyErr_Occurred() ? -1 : 0;
}

int gg_as_uint64(PyObject *arg, uint64_t *value)
{
	*value = PyLong_AsUnsignedLongLong(arg);
	return *value == (uint64_t)-1 && PyErr_Occurred() ? -1 : 0;
}

int gg_as_bool(PyObject *arg, bool *value)
{
	int truth = PyObject_IsTrue(arg);

	*value = truth > 0;
	return truth < 0 ? -1 : 0;
}

int gg_as_double(PyObject *arg, double *value)
{
	*value = PyFloat_AsDouble(arg);
	return *value == -1.0 && PyErr_Occurred() ? -1 : 0;
}

int gg_as_object(PyObject *arg, PyObject **object)
{
	*object = arg;
	return 0;
}

int gg_as_str_object(PyObject *arg, PyObject **object)
{
	if (!PyUnicode_Check(arg))
		return gg_refuse_non_str(arg);
	*object = Py_NewRef(arg);
	return 0;
}

int gg_as_optional_str_object(PyObject *arg, PyObject **object)
{
	if (!Py_IsNone(arg))
		return gg_as_str_object(arg, object);
	*object = Py_NewRef(arg);
	return 0;
}

int gg_as_timedelta_us(const gg_runtime *runtime, PyObject *arg, unsigned long *microseconds)
{
	PyObject *one, *count;
	int result;

	if (PyLong_Check(arg))
		return gg_as_unsigned_long(arg, microseconds);
	one = PyObject_CallFunction(runtime->timedelta, "iii", 0, 0, 1);
	count = one ? PyNumber_FloorDivide(arg, one) : NULL;
	result = count ? gg_as_unsigned_long(count, microseconds) : -1;
	Py_XDECREF(count);
	Py_XDECREF(one);
	return result;
}

PyObject *gg_timedelta_us(const gg_runtime *runtime, unsigned long microseconds)
{
	if (microseconds == 0)
		return Py_NewRef(runtime->zero_timedelta);
	return PyObject_CallFunction(runtime->timedelta, "iik", 0, 0, microseconds);
}

PyObject *gg_list_from_array(const void *items, size_t count, size_t size,
			     gg_item_to_python convert)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = convert((const char *)items + i * size);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *gg_tuple_from_array(const void *items, size_t count, size_t size,
			      gg_item_to_python convert)
{
	PyObject *list = gg_list_from_array(items, count, size, convert);
	PyObject *tuple = list ? PyList_AsTuple(list) : NULL;

	Py_XDECREF(list);
	return tuple;
}

/* Make room for one more item. Growth by half keeps the cost of copying linear. */
static int ensure_capacity(gg_array *array, size_t size, size_t *capacity)
{
	size_t more = *capacity + *capacity / 2 + 8;
	void *items;

	if (array->length < *capacity)
		return 0;
	items = more <= PY_SSIZE_T_MAX / size ? PyMem_Realloc(array->items, more * size) : NULL;
	if (!items) {
		PyErr_NoMemory();
		return -1;
	}
	array->items = items;
	*capacity = more;
	return 0;
}

int gg_array_from_python(PyObject *arg, size_t size, gg_item_converter convert, const void *context,
			 size_t maximum, gg_array *array)
{
	gg_items items = {0};
	int result = gg_items_start(&items, arg, GG_NO_MAXIMUM);
	size_t capacity = 0;
	PyObject *item;

	if (!result)
		result = ensure_capacity(array, size, &capacity);
	while (!result && (item = gg_items_next(&items))) {
		if (array->length == maximum) {
			PyErr_Format(PyExc_ValueError, "more than %zu items", maximum);
			result = -1;
		} else if (ensure_capacity(array, size, &capacity) ||
			   convert(item, (char *)array->items + array->length * size, context)) {
			result = -1;
		} else {
			array->length++;
		}
	}
	return gg_items_finish(&items) ? -1 : result;
}

void gg_array_clear(gg_array *array)
{
	PyMem_Free(array->items);
	array->items = NULL;
	array->length = 0;
}
