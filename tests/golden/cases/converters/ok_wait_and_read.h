/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How many notes to read. */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "module.h"

static inline int shelf_most(ShelfObject *self, PyObject *arg, size_t *most)
{
	(void)self;
	*most = 16;
	return !arg || Py_IsNone(arg) ? 0 : gg_as_size(arg, most);
}

#endif
