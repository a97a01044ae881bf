/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A snapshot in a snapshot is there. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	struct card *card_next(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Card, card_free) GG_FIELDS(next) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_HELPER;
struct card *card_next(struct card *card)
	GG_FIELD(next) GG_BORROWED_FROM(card) GG_NULLABLE
	GG_SUMMARY("The next.");
