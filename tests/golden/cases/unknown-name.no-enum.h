/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The header does not define the enum. */
#define LIBRARY                                                                                    \
	enum other { OTHER };
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef enum side gg_side GG_ENUM(side, Side, SIDE_) GG_SUMMARY("A side.");
