/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The enum and its constants are not in the header. */
#define LIBRARY                                                                                    \
	enum side { SIDE_LEFT };
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef enum side gg_side
	GG_ENUM(side, Side, SIDE_)
	GG_MEMBER(LEFT, "The left.")
	GG_MEMBER(RIGHT, "The right.")
	GG_TRUE(WRONG)
	GG_SUMMARY("A side.");
