/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Only one function makes a class; only one class has a name. */
#define LIBRARY                                                                                    \
	struct shelf *shelf_new(void);                                                             \
	struct card;                                                                               \
	void card_free(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct shelf *shelf_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("Make one.");
struct GG_HANDLE(mutex, Shelf, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
