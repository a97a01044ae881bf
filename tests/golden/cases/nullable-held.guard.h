/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* No guard to hold. */
#define LIBRARY                                                                                    \
	int shelf_join(struct shelf *shelf, struct shelf *other);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_join(struct shelf *shelf, struct shelf *other GG_NULLABLE)
	GG_METHOD(join) GG_HOLDS(shelf, other) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Join them.");
