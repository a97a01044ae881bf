/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A maximum that is no number, or of which no array is. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf, const int *a, size_t as, const int *b, size_t bs,       \
		      const int *c, size_t cs);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf, const int *a GG_MAXIMUM(ROOM), size_t as GG_COUNT_OF(a),
	      const int *b GG_MAXIMUM(0), size_t bs GG_COUNT_OF(b),
	      const int *c GG_MAXIMUM(64u), size_t cs GG_COUNT_OF(c))
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Three arrays.");
