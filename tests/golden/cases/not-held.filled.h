/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a converter makes for the call is neither held nor a copy. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	struct card *card_copy(struct card *card);                                                 \
	int shelf_put(struct shelf *shelf, struct card *card, struct card *other);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_DESTROYS(card);
struct card *card_copy(struct card *card)
	GG_METHOD(copy) GG_HOLDS(card) GG_FAILS(NULL)
	GG_SUMMARY("Copy it.");
int shelf_put(struct shelf *shelf, struct card *card GG_FILLED_BY(cards),
	      struct card *other GG_FILLED_BY(cards) GG_BY_COPY(card_copy))
	GG_ARGUMENT(cards, shelf_cards, "Iterable[str]", "what is on them")
	GG_METHOD(put) GG_HOLDS(shelf, card) GG_FAILS(-1)
	GG_SUMMARY("Put them.");
