/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A call takes one critical section. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	void card_sort(struct card *a, struct card *b);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
void card_sort(struct card *a, struct card *b)
	GG_METHOD(sort) GG_HOLDS(a, b)
	GG_SUMMARY("Sort them.");
