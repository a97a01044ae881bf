/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The header has it no more, or not yet. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf)
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
int shelf_take(struct shelf *shelf)
	GG_METHOD(take) GG_HOLDS(shelf) GG_FAILS(-1) GG_SINCE("1.9")
	GG_SUMMARY("Take it.");
