/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* They may fail, and nothing says how. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	struct card *card_new(void);                                                               \
	int shelf_put(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
struct card *card_new(void) GG_CONSTRUCTOR GG_SUMMARY("Make one.");
int shelf_put(struct shelf *shelf) GG_METHOD(put) GG_HOLDS(shelf) GG_DETACHES GG_SUMMARY("Put it.");
