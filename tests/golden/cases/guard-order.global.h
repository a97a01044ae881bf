/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One lock for all, and a guard of its own. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(global)
OPEN
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
