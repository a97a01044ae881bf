/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Neither held, nor destroyed, nor copied. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	void shelf_put(struct shelf *shelf, struct card *card);                                    \
	int shelf_count(struct shelf *shelf, int held);                                            \
	struct card *card_copy(int number);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
struct card *card_copy(int number) GG_HELPER;
void shelf_put(struct shelf *shelf, struct card *card GG_BY_COPY(card_copy))
	GG_METHOD(put)
	GG_SUMMARY("Put it.");
int shelf_count(struct shelf *shelf, int held)
	GG_METHOD(count) GG_WORD("holds(shelf, held)") GG_FAILS(-1)
	GG_SUMMARY("Count them.");
