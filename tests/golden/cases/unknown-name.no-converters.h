/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Converters are defined in a header that is named. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf, int day);                                               \
	int shelf_take(struct shelf *shelf, int day);                                              \
	unsigned long shelf_mode(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_put(struct shelf *shelf, int day GG_CONVERT(day_of) GG_TYPE("str"))
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("Put.");
int shelf_take(struct shelf *shelf, int day GG_FILLED_BY(day))
	GG_ARGUMENT(day, which_day, "str", "when")
	GG_METHOD(take) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("Take.");
unsigned long shelf_mode(struct shelf *shelf) GG_CONVERT(shelf_mode_of) GG_TYPE("Mode")
	GG_METHOD(mode) GG_HOLDS(shelf) GG_SUMMARY("Mode.");
