/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A converter fills one struct, from arguments that stand together, and all of them count. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	void card_free(struct card *card);                                                         \
	int shelf_put(struct shelf *shelf, struct card *card, int day);                            \
	int shelf_take(struct shelf *shelf, struct card *card, int day);                           \
	int shelf_move(struct shelf *shelf, int start, int to);                                    \
	int card_move(struct card *card, int start, int to);                                       \
	int shelf_sort(struct shelf *shelf, int first, int last);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

struct GG_HANDLE(mutex, Card, card_free) GG_SUMMARY("A card.") card;
struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);

int shelf_put(struct shelf *shelf, struct card *card GG_FILLED_BY(which), int day GG_FILLED_BY(which))
	GG_ARGUMENT(which, entry, "str", "which")
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("The first of its kind.");
int shelf_take(struct shelf *shelf, struct card *card, int day GG_FILLED_BY(which))
	GG_ARGUMENT(which, entry, "str", "which")
	GG_METHOD(take) GG_HOLDS(shelf, card) GG_FAILS(-1) GG_SUMMARY("Nobody would free the card.");
int shelf_move(struct shelf *shelf, int start GG_FILLED_BY(start), int to)
	GG_ARGUMENT(start, places, "int", "where") GG_ARGUMENT(never, nothing, "int", "where")
	GG_METHOD(move) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("One fills nothing.");
int card_move(struct card *card, int start GG_FILLED_BY(start), int to GG_FILLED_BY(start))
	GG_ARGUMENT(start, places, "int", "where")
	GG_METHOD(move) GG_HOLDS(card) GG_FAILS(-1) GG_SUMMARY("Of another class.");
int shelf_sort(struct shelf *shelf, int first GG_FILLED_BY(first), int last GG_FILLED_BY(key))
	GG_ARGUMENT(first, range, "int", "where") GG_ARGUMENT(key, order, "str", "which")
	GG_ARGUMENT(last, range, "int", "where")
	GG_METHOD(sort) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("Apart.");
