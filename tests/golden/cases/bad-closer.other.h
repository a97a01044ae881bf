/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A closer is the destroyer, and the only function that destroys. */
#define LIBRARY                                                                                    \
	void shelf_end(struct shelf *shelf);                                                       \
	void shelf_stop(struct shelf *shelf);                                                      \
	int shelf_burn(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

void shelf_end(struct shelf *shelf)
	GG_CLOSER(end) GG_DESTROYS(shelf)
	GG_SUMMARY("End it.");
void shelf_stop(struct shelf *shelf) GG_CLOSER(stop) GG_SUMMARY("Stop it.");
int shelf_burn(struct shelf *shelf)
	GG_METHOD(burn) GG_DESTROYS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Burn it.");
