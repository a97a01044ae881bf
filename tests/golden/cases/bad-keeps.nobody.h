/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nobody hands it over. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_KEEPS(title, "str") GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
