/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* Iteration over arguments. */
#ifndef GG_ITEMS_H
#define GG_ITEMS_H

#include "gg_compat.h"

/*
 * The items of a container (list, tuple, set, dict, OrderedDict, or a dict view) as a tuple, read
 * atomically with respect to other threads; any other object is returned itself.
 */
PyObject *gg_contents(PyObject *iterable);

/* An iteration. Initialize it with {0}, and finish it even if gg_items_start() failed. */
typedef struct gg_items {
	PyObject *tuple;    /* the items of a container */
	PyObject *iterator; /* over anything else */
	PyObject *item;     /* the last one that the iterator returned */
	PyObject *const *next;
	PyObject *const *end; /* in the tuple, where to check for signals next */
	Py_ssize_t remaining; /* in the tuple, after end */
	size_t consumed;      /* from the iterator */
	size_t limit;         /* of that */
	bool failed;
} gg_items;

/*
 * An iterable that is neither a container nor has a length may be infinite: it raises ValueError
 * after limit items. GG_NO_MAXIMUM if the caller checks the number itself.
 */
int gg_items_start(gg_items *items, PyObject *iterable, size_t limit);
PyObject *gg_items_next_slow(gg_items *items);
/* 0, or -1 if gg_items_next() returned NULL with an exception. */
int gg_items_finish(gg_items *items);

/* Borrowed, and valid until the next call; NULL at the end or on error. */
static inline PyObject *gg_items_next(gg_items *items)
{
	return items->next != items->end ? *items->next++ : gg_items_next_slow(items);
}

#endif
