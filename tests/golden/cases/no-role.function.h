/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Words, but no role; no words at all. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf);                                                        \
	int shelf_take(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf) GG_HOLDS(shelf) GG_FAILS(-1);
int shelf_take(struct shelf *shelf);
