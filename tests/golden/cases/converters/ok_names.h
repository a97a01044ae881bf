/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A card, or a new one for a title. */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "module.h"

static inline int card_of(ShelfObject *self, PyObject *arg, struct card **card)
{
	if (!PyUnicode_Check(arg))
		return Card_copy_from_python(self->state, arg, card);
	*card = card_new();
	return *card ? 0 : -1;
}

#endif
