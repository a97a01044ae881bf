/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counted twice. */
#define LIBRARY                                                                                    \
	int shelf_b(struct shelf *shelf, const int *numbers, size_t one, size_t two);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_b(struct shelf *shelf, const int *numbers, size_t one GG_COUNT_OF(numbers),
	    size_t two GG_COUNT_OF(numbers))
	GG_METHOD(b) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Twice.");
