/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A constant that is forgotten, and one that is true but no member. */
#define LIBRARY                                                                                    \
	enum side { SIDE_LEFT, SIDE_RIGHT, SIDE_BOTH };
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef enum side gg_side
	GG_ENUM(side, Side, SIDE_)
	GG_MEMBER(LEFT, "The left.")
	GG_NOT_MEMBER(BOTH, "Not a side.")
	GG_TRUE(BOTH)
	GG_SUMMARY("A side.");
