/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Two methods of one name; a method and one that the overlay adds. */
#define LIBRARY                                                                                    \
	int shelf_put(struct shelf *shelf);                                                        \
	int shelf_place(struct shelf *shelf);                                                      \
	int shelf_take(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	PACKAGE
	CLOSABLE
	GG_ADDS("take(self) -> None", "Take it.")
	shelf;
OPEN
CLOSE

int shelf_put(struct shelf *shelf)
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
int shelf_place(struct shelf *shelf)
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Place it.");
int shelf_take(struct shelf *shelf)
	GG_METHOD(take) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Take it.");
