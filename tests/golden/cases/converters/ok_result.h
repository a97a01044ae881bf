/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What one does with a shelf. */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "module.h"

static inline PyObject *shelf_mode(const module_state *state, unsigned long mode)
{
	(void)state;
	return PyLong_FromUnsignedLong(mode);
}

static inline int shelf_as_mode(ShelfObject *self, PyObject *arg, unsigned long *mode)
{
	(void)self;
	return gg_as_unsigned_long(arg, mode);
}

#endif
