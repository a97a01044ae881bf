/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Too few, too many, an empty one, none where there should be. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf)
	GG_WORD("method") GG_WORD("detaches(now)") GG_HOLDS(shelf) GG_WORD("fails(-1, 0)")
	GG_WORD("argument(a, , \"int\")") GG_WORD("holds()");
