/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A slip of the pen. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN

void shelf_close(struct shelf *shelf)
	GG_WORD("closser(close)") GG_DESTROYS(shelf) GG_SUMMARY("Close it.");
