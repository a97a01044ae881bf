/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The header says otherwise. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN

int shelf_close(struct shelf *shelf)
	GG_CLOSER(close) GG_DESTROYS(shelf) GG_SUMMARY("Close it.");
