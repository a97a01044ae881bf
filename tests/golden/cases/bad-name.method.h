/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Python has its keywords. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf)
	GG_METHOD(class) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
