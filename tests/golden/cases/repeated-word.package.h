/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A header has one package. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_PACKAGE(cards, 1.0, "Cards") GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
