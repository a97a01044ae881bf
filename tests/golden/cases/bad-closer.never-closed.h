/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* It is a context manager, but nothing closes it. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_CONTEXT_MANAGER GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
