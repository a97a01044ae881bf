/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A handle that is used is there. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	void card_free(struct card *card);                                                         \
	int shelf_put(struct shelf *shelf, struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_SUMMARY("A card.") card;
struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);
int shelf_put(struct shelf *shelf, struct card *card GG_TYPE("Card | None = None"))
	GG_METHOD(put) GG_HOLDS(shelf, card) GG_FAILS(-1) GG_SUMMARY("Put.");
