/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A struct with words, but no kind; a typedef without enum(). */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	enum side { SIDE_LEFT };
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_MODULE(card) GG_SUMMARY("A card.") card;
