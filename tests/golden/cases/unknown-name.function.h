/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* No such function, parameter, struct, argument. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	struct card *card_copy(struct card *card);                                                 \
	int shelf_put(struct shelf *shelf, size_t count, const int *a);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Card, card_free) GG_OWNED_BY(cards, card_copy) GG_FIELDS(a) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_WORD("destroys(crad)");
struct card *card_copy(struct card *card) GG_HELPER;
int shelf_put(struct shelf *shelf, size_t count GG_COUNT_OF(b), const int *a GG_FILLED_BY(lines))
	GG_METHOD(put) GG_HOLDS(shelf) GG_READS(shelf_get_fd) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
