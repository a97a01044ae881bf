/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* str() and fileno() name what there is not. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	int card_number(struct card *card);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_FILENO(fd) shelf;
OPEN
CLOSE

struct GG_SNAPSHOT(Card, card_free)
	GG_FIELDS(number)
	GG_STR("<Card {nubmer}>")
	GG_SUMMARY("A card.")
	card;
void card_free(struct card *card) GG_HELPER;
int card_number(struct card *card) GG_FIELD(number) GG_SUMMARY("Its number.");
