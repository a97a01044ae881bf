/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A field without getter, a getter without field, no fields at all. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	int card_number(struct card *card);                                                        \
	struct seal;                                                                               \
	void seal_free(struct seal *seal);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Card, card_free) GG_FIELDS(colour) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_HELPER;
int card_number(struct card *card) GG_FIELD(number) GG_SUMMARY("Its number.");
struct GG_SNAPSHOT(Seal, seal_free) GG_SUMMARY("A seal.") seal;
void seal_free(struct seal *seal) GG_HELPER;
