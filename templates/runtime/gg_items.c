/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Iterables: a container is read as a whole, anything else no further than it is asked. */
#include "gg_python.h"

/* An iterator of C may have no end, and runs no Python code that would handle signals. */
#define ITEMS_BETWEEN_SIGNALS 0x10000

static bool is_view(PyObject *object)
{
	return PyDictViewSet_Check(object) || PyDictValues_Check(object);
}

/* What list.extend() reads in one critical section (_list_extend(), CPython 3.13 to 3.15). */
static bool is_plain(PyObject *object)
{
	return PyAnySet_CheckExact(object) || PyDict_CheckExact(object) ||
	       Py_IS_TYPE(object, &PyDictKeys_Type) || Py_IS_TYPE(object, &PyDictItems_Type) ||
	       Py_IS_TYPE(object, &PyDictValues_Type);
}

/* A subclass of list, set or dict that has not changed how it is read. */
static bool is_like_plain(PyObject *object)
{
	getiterfunc iter = Py_TYPE(object)->tp_iter;

	return iter == PyList_Type.tp_iter || iter == PyTuple_Type.tp_iter ||
	       iter == PySet_Type.tp_iter || iter == PyDict_Type.tp_iter;
}

/*
 * Nobody changes the object meanwhile: who writes to it takes the same critical section. Its
 * iterator may do so too, at no cost and without giving it up (_PyCriticalSection_BeginSlow(),
 * CPython 3.14).
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

static int take(PyObject *object, void *taken)
{
	*(PyObject **)taken = object;
	return 0;
}

/* The only reference that a view has (dictview_traverse(), CPython 3.10 to 3.15). */
static PyObject *dict_of(PyObject *view)
{
	PyObject *dict = NULL;

	Py_TYPE(view)->tp_traverse(view, take, &dict);
	return dict;
}

/*
 * The iterators of an OrderedDict lock themselves as well, and between two of those locks others
 * get in; a copy is made at once, by a method that an OrderedDict itself cannot have changed.
 */
static PyObject *list_of_ordered(PyObject *object)
{
	PyObject *dict = is_view(object) ? dict_of(object) : object;
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

static bool is_ordered(PyObject *object)
{
	PyObject *dict = is_view(object) ? dict_of(object) : object;

	return dict && PyODict_CheckExact(dict);
}

static PyObject *tuple_of(PyObject *list)
{
	PyObject *tuple = list ? PyList_AsTuple(list) : NULL;

	Py_XDECREF(list);
	return tuple;
}

static PyObject *contents(PyObject *iterable)
{
	if (PyTuple_CheckExact(iterable))
		return Py_NewRef(iterable);
	if (PyList_CheckExact(iterable))
		return PyList_AsTuple(iterable);
	if (is_plain(iterable))
		return tuple_of(PySequence_List(iterable));
	if (is_ordered(iterable))
		return tuple_of(list_of_ordered(iterable));
	return is_like_plain(iterable) ? tuple_of(list_of_subclass(iterable)) : Py_NewRef(iterable);
}

PyObject *gg_contents(PyObject *iterable)
{
#if PY_VERSION_HEX < 0x030C0000
	/* There the collector runs amid C, and what it finalizes may change what is being read. */
	int collecting = PyGC_Disable();
	PyObject *result = contents(iterable);

	if (collecting)
		PyGC_Enable();
	return result;
#else
	return contents(iterable);
#endif
}

/* Of a long tuple not all at once: signals want to be handled. */
static void allow_more(gg_items *items)
{
	Py_ssize_t more = items->left < ITEMS_BETWEEN_SIGNALS ? items->left : ITEMS_BETWEEN_SIGNALS;

	items->end += more;
	items->left -= more;
}

static bool has_length(PyObject *object)
{
	PySequenceMethods *sequence = Py_TYPE(object)->tp_as_sequence;
	PyMappingMethods *mapping = Py_TYPE(object)->tp_as_mapping;

	return (sequence && sequence->sq_length) || (mapping && mapping->mp_length);
}

static int allow(gg_items *items, PyObject *iterable, size_t most)
{
	Py_ssize_t length = has_length(iterable) ? PyObject_Size(iterable) : 0;

	items->most = (size_t)length > most ? (size_t)length : most;
	return length < 0 ? -1 : 0;
}

int gg_items_start(gg_items *items, PyObject *iterable, size_t most)
{
	PyObject *contents = gg_contents(iterable);

	if (!contents)
		return -1;
	if (PyTuple_CheckExact(contents)) {
		items->tuple = contents;
		items->left = PyTuple_GET_SIZE(contents);
		items->next = items->end = &PyTuple_GET_ITEM(contents, 0);
		allow_more(items);
		return 0;
	}
	if (!allow(items, contents, most))
		items->iterator = PyObject_GetIter(contents);
	Py_DECREF(contents);
	return items->iterator ? 0 : -1;
}

static PyObject *next_of_tuple(gg_items *items)
{
	if (!items->left)
		return NULL;
	items->failed = PyErr_CheckSignals();
	if (items->failed)
		return NULL;
	allow_more(items);
	return *items->next++;
}

PyObject *gg_items_next_slowly(gg_items *items)
{
	if (items->tuple)
		return next_of_tuple(items);
	Py_CLEAR(items->item);
	if (++items->read % ITEMS_BETWEEN_SIGNALS || !PyErr_CheckSignals())
		items->item = PyIter_Next(items->iterator);
	if (items->item && items->read > items->most) {
		Py_CLEAR(items->item);
		PyErr_Format(PyExc_ValueError, "more than %zu items", items->most);
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
