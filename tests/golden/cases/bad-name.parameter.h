/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* C has names that Python does not, and parameters without any. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf, int from, int);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf, int from, int)
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
