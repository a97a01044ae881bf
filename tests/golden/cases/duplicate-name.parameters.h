/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two parameters of one name. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf, int a, int b);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf, int a, int b GG_NAME(a))
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
