/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What belongs to one call has nobody to tell of a failure. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	int card_free(struct card *card);                                                          \
	int card_number(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Card, card_free) GG_FIELDS(number) GG_SUMMARY("A card.") card;
int card_free(struct card *card) GG_HELPER GG_FAILS(-1);
int card_number(struct card *card) GG_FIELD(number) GG_SUMMARY("Its number.");
