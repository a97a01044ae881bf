/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Detaching suspends a critical section. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	int card_send(struct card *card);                                                          \
	int shelf_burn(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card) GG_DETACHES;
int card_send(struct card *card)
	GG_METHOD(send) GG_HOLDS(card) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Send it.");
int shelf_burn(struct card *card) GG_SKIP("Fire is dangerous.");
