/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A reason is words. */
#define LIBRARY                                                                                    \
	void shelf_a(void);                                                                        \
	void shelf_b(void);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

void shelf_a(void) GG_SKIP("");
void shelf_b(void) GG_SKIP("…");
