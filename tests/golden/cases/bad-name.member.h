/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Members of the generated C's objects have names of their own. */
#define LIBRARY                                                                                    \
	int shelf_state(struct shelf *shelf);                                                      \
	int shelf_long(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_state(struct shelf *shelf) GG_CONSTANT(state) GG_HOLDS(shelf) GG_SUMMARY("A member.");
int shelf_long(struct shelf *shelf) GG_CONSTANT(long) GG_HOLDS(shelf) GG_SUMMARY("A keyword.");
