/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing like it. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN

void shelf_close(struct shelf *shelf)
	GG_CLOSER(close) GG_DESTROYS(shelf) GG_WORD("paints(blue)") GG_SUMMARY("Close it.");
