/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* An enum's constant is spoken of once. */
#define LIBRARY                                                                                    \
	enum side { SIDE_LEFT, SIDE_RIGHT };
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef enum side gg_side
	GG_ENUM(side, Side, SIDE_)
	GG_MEMBER(LEFT, "The left.")
	GG_MEMBER(RIGHT, "The right.")
	GG_NOT_MEMBER(LEFT, "Nobody wants it.")
	GG_SUMMARY("A side.");
