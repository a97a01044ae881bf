/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A typedef with words, but no enum(). */
#define LIBRARY                                                                                    \
	enum side { SIDE_LEFT };
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef enum side gg_side GG_SUMMARY("A side.");
