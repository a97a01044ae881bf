/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What nobody changes is neither held nor copied. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	void card_free(struct card *card);                                                         \
	struct card *card_copy(const struct card *card);                                           \
	int shelf_put(struct shelf *shelf, const struct card *card);                               \
	int shelf_take(struct shelf *shelf, const struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(immutable, Card, card_free) GG_SUMMARY("A card.") card;
struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);
struct card *card_copy(const struct card *card) GG_HELPER GG_FAILS(NULL);
int shelf_put(struct shelf *shelf, const struct card *card)
	GG_METHOD(put) GG_HOLDS(shelf, card) GG_FAILS(-1) GG_SUMMARY("Put.");
int shelf_take(struct shelf *shelf, const struct card *card GG_BY_COPY(card_copy))
	GG_METHOD(take) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("Take.");
