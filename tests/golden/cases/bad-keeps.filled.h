/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Something is to be kept, by nothing. */
#define LIBRARY int shelf_put(struct shelf *shelf, int number);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

int shelf_put(struct shelf *shelf, int number GG_FILLED_BY(title))
	GG_ARGUMENT(title, shelf_title, "str", "of a book")
	GG_FILLED_BY(title)
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
