/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Destroyers that may fail, of a handle that closes and of one that does not; a timeout's own name. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	int shelf_shut(struct shelf *shelf);                                                       \
	struct card *card_new(struct shelf *shelf);                                                \
	bool card_free(struct card *card);                                                         \
	int shelf_fd(struct shelf *shelf);                                                         \
	int shelf_wait(struct shelf *shelf, int64_t patience_ns);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_shut) PACKAGE CLOSABLE GG_CONTEXT_MANAGER GG_SUBCLASSABLE shelf;
OPEN
void shelf_close(struct shelf *shelf) GG_SKIP("shelf_shut() says whether it failed.");
int shelf_shut(struct shelf *shelf)
	GG_CLOSER(close) GG_DESTROYS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Close the shelf.");
int shelf_fd(struct shelf *shelf) GG_CONSTANT(fd) GG_HOLDS(shelf) GG_SUMMARY("Its descriptor.");
int shelf_wait(struct shelf *shelf, int64_t patience_ns)
	GG_METHOD(wait) GG_WAITS(shelf_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Wait for a book.");

struct GG_HANDLE(mutex, Card, card_free) GG_SUMMARY("A card.") card;
struct card *card_new(struct shelf *shelf)
	GG_METHOD(new_card) GG_HOLDS(shelf) GG_FAILS(NULL)
	GG_SUMMARY("Write a card.");
bool card_free(struct card *card) GG_DESTROYS(card) GG_FAILS(false);
