/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is closed has a mutex; what Python derives from, or locks, can be closed. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	void card_free(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(critical_section)
OPEN
void shelf_close(struct shelf *shelf) GG_CLOSER(close) GG_DESTROYS(shelf) GG_SUMMARY("Close.");

struct GG_HANDLE(mutex, Card, card_free) GG_SUBCLASSABLE GG_SUMMARY("A card.") card;
struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);
