/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which keys to find, and room for the answers. */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "module.h"

struct shelf_keys {
	size_t count;
	int keys[1];
	bool found[1];
};

static inline int shelf_keys(ShelfObject *self, PyObject *arg, struct shelf_keys *keys)
{
	(void)self;
	keys->count = arg != NULL;
	keys->keys[0] = 0;
	return 0;
}

#endif
