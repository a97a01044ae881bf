/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A guard is held once. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf)
	GG_METHOD(put) GG_HOLDS(shelf, shelf) GG_FAILS(-1) GG_SUMMARY("Put.");
