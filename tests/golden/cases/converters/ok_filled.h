/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A card of the loan's own, and what the loan keeps. */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "module.h"

struct shelf_loan {
	struct card *card;
	PyObject *titles;
	PyObject *days;
};

static inline int shelf_loan(ShelfObject *self, PyObject *titles, PyObject *days,
			     struct shelf_loan *loan)
{
	(void)self;
	loan->titles = PySequence_List(titles);
	loan->days = Py_NewRef(days ? days : Py_None);
	loan->card = card_new();
	return loan->titles && loan->card ? 0 : -1;
}

#endif
