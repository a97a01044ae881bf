/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A card made of any object by a converter, which looks up the names that it is given. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	struct card *card_copy(struct card *card);                                                 \
	void card_free(struct card *card);                                                         \
	int shelf_put(struct shelf *shelf, struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_names.h") GG_NAMES(title, author) shelf;
OPEN
CLOSE

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;
struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
struct card *card_copy(struct card *card)
	GG_METHOD(copy) GG_HOLDS(card) GG_FAILS(NULL)
	GG_SUMMARY("Copy it.");
void card_free(struct card *card) GG_DESTROYS(card);
int shelf_put(struct shelf *shelf, struct card *card GG_BY_COPY(card_copy) GG_CONVERT(card_of)
						   GG_TYPE("Card | str"))
	GG_METHOD(put) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Put it.");
