/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A word of functions on a parameter, and the other way round. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf, int number);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf, int number GG_DETACHES) GG_OUT
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
