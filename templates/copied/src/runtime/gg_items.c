/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* A container is read as a whole; any other iterable no further than the caller asks. */
#include "gg_items.h"
#include "gg_type.h"

/* An iterator written in C may be infinite, and runs no Python code that would handle signals. */
#define ITEMS_BETWEEN_SIGNALS 0x10000

static bool is_view(PyObject *object)
{
	return PyDictViewSet_Check(object) || PyDictValues_Check(object);
}

/* What list.extend() reads in one critical section (_list_extend() in Objects/listobject.c,
 * CPython 3.13 to 3.15). */
static bool is_builtin_container(PyObject *object)
{
	return PyAnySet_CheckExact(object) || PyDict_CheckExact(object) ||
	       Py_IS_TYPE(object, &PyDictKeys_Type) || Py_IS_TYPE(object, &PyDictItems_Type) ||
	       Py_IS_TYPE(object, &PyDictValues_Type);
}

/* A subclass of list, tuple, set or dict that does not override __iter__(). */
static bool inherits_iteration(PyObject *object)
{
	getiterfunc iter = Py_TYPE(object)->tp_iter;

	return iter == PyList_Type.tp_iter || iter == PyTuple_Type.tp_iter ||
	       iter == PySet_Type.tp_iter || iter == PyDict_Type.tp_iter;
}

/*
 * The critical section excludes writers, which take the same one. The iterator may take it again,
 * which neither releases it nor costs anything (_PyCriticalSection_BeginSlow() in
 * Python/critical_section.c, CPython 3.14).
 */
static PyObject *list_of_subclass(PyObject *object)
{
	PyObject *list = PyList_New(0), *iterator, *item;
	gg_section section;

	gg_section_begin(&section, object);
	iterator = PyObject_GetIter(object);
	while (list && iterator && (item = PyIter_Next(iterator))) {
		if (PyList_Append(list, item))
			Py_CLEAR(list);
		Py_DECREF(item);
	}
	Py_XDECREF(iterator);
	gg_section_end(&section);
	if (PyErr_Occurred())
		Py_CLEAR(list);
	return list;
}

static int visit_referent(PyObject *object, void *referent)
{
	*(PyObject **)referent = object;
	return 0;
}

/* The only reference that a view has (dictview_traverse() in Objects/dictobject.c, CPython 3.10
 * to 3.15). */
static PyObject *dict_of_view(PyObject *view)
{
	PyObject *dict = NULL;

	Py_TYPE(view)->tp_traverse(view, visit_referent, &dict);
	return dict;
}

/*
 * An iterator of an OrderedDict locks itself as well (odictiter_iternext() in
 * Objects/odictobject.c, CPython 3.14), and other threads may run between two of those locks. The
 * dict's copy() is atomic, and is not overridden, because the type is OrderedDict itself.
 */
static PyObject *list_of_ordered_dict(PyObject *object)
{
	PyObject *dict = is_view(object) ? dict_of_view(object) : object;
	PyObject *copy = PyObject_CallMethod(dict, "copy", NULL), *view, *list;
	const char *kind = PyDictItems_Check(object)    ? "items"
			   : PyDictValues_Check(object) ? "values"
							: "keys";

	view = copy ? PyObject_CallMethod(copy, kind, NULL) : NULL;
	list = view ? PySequence_List(view) : NULL;
	Py_XDECREF(view);
	Py_XDECREF(copy);
	return list;
}

static bool is_ordered_dict(PyObject *object)
{
	PyObject *dict = is_view(object) ? dict_of_view(object) : object;

	return dict && PyODict_CheckExact(dict);
}

/* Steals the reference. */
static PyObject *tuple_from_list(PyObject *list)
{
	PyObject *tuple = list ? PyList_AsTuple(list) : NULL;

	Py_XDECREF(list);
	return tuple;
}

static PyObject *snapshot(PyObject *iterable)
{
	if (PyTuple_CheckExact(iterable))
		return Py_NewRef(iterable);
	if (PyList_CheckExact(iterable))
		return PyList_AsTuple(iterable);
	if (is_builtin_container(iterable))
		return tuple_from_list(PySequence_List(iterable));
	if (is_ordered_dict(iterable))
		return tuple_from_list(list_of_ordered_dict(iterable));
	return inherits_iteration(iterable) ? tuple_from_list(list_of_subclass(iterable))
					    : Py_NewRef(iterable);
}

PyObject *gg_contents(PyObject *iterable)
{
#if PY_VERSION_HEX < 0x030C0000
	/* Before 3.12, any allocation may run the collector, and a finalizer may change the
	 * container. */
	int collecting = PyGC_Disable();
	PyObject *result = snapshot(iterable);

	if (collecting)
		PyGC_Enable();
	return result;
#else
	return snapshot(iterable);
#endif
}

/* Let gg_items_next() read on, up to the next check for signals. */
static void extend_window(gg_items *items)
{
	Py_ssize_t more =
		items->remaining < ITEMS_BETWEEN_SIGNALS ? items->remaining : ITEMS_BETWEEN_SIGNALS;

	items->end += more;
	items->remaining -= more;
}

static bool has_length(PyObject *object)
{
	PySequenceMethods *sequence = Py_TYPE(object)->tp_as_sequence;
	PyMappingMethods *mapping = Py_TYPE(object)->tp_as_mapping;

	return (sequence && sequence->sq_length) || (mapping && mapping->mp_length);
}

static int set_limit(gg_items *items, PyObject *iterable, size_t limit)
{
	Py_ssize_t length = has_length(iterable) ? PyObject_Size(iterable) : 0;

	items->limit = (size_t)length > limit ? (size_t)length : limit;
	return length < 0 ? -1 : 0;
}

int gg_items_start(gg_items *items, PyObject *iterable, size_t limit)
{
	PyObject *contents = gg_contents(iterable);

	if (!contents)
		return -1;
	if (PyTuple_CheckExact(contents)) {
		items->tuple = contents;
		items->remaining = PyTuple_GET_SIZE(contents);
		items->next = items->end = &PyTuple_GET_ITEM(contents, 0);
		extend_window(items);
		return 0;
	}
	if (!set_limit(items, contents, limit))
		items->iterator = PyObject_GetIter(contents);
	Py_DECREF(contents);
	return items->iterator ? 0 : -1;
}

static PyObject *next_of_tuple(gg_items *items)
{
	if (!items->remaining)
		return NULL;
	items->failed = PyErr_CheckSignals();
	if (items->failed)
		return NULL;
	extend_window(items);
	return *items->next++;
}

PyObject *gg_items_next_slow(gg_items *items)
{
	if (items->tuple)
		return next_of_tuple(items);
	Py_CLEAR(items->item);
	if (++items->consumed % ITEMS_BETWEEN_SIGNALS || !PyErr_CheckSignals())
		items->item = PyIter_Next(items->iterator);
	if (items->item && items->consumed > items->limit) {
		Py_CLEAR(items->item);
		PyErr_Format(PyExc_ValueError, "more than %zu items", items->limit);
	}
	items->failed = !items->item && PyErr_Occurred();
	return items->item;
}

int gg_items_finish(gg_items *items)
{
	Py_XDECREF(items->tuple);
	Py_XDECREF(items->iterator);
	Py_XDECREF(items->item);
	return items->failed ? -1 : 0;
}
