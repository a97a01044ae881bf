/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What has no default comes first; C cannot say every default. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf, int a, int b);                                          \
	int shelf_take(struct shelf *shelf, int a, const char *b);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf, int a GG_TYPE("int = 1"), int b)
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
int shelf_take(struct shelf *shelf, int a GG_TYPE("int = None"), const char *b GG_TYPE("str = 'b'"))
	GG_METHOD(take) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Take it.");
