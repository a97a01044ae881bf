/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A critical section and a mutex have no order. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	void shelf_put(struct shelf *shelf, struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
void shelf_put(struct shelf *shelf, struct card *card)
	GG_METHOD(put) GG_HOLDS(shelf, card)
	GG_SUMMARY("Put it.");
