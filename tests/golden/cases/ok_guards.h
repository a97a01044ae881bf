/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Guards of each kind of handle, in calls that never detach; an immutable handle is held by nobody. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	void card_free(struct card *card);                                                         \
	void card_write(struct card *card, int64_t number);                                        \
	struct seal;                                                                               \
	struct seal *seal_new(void);                                                               \
	void seal_free(struct seal *seal);                                                         \
	double seal_weight(const struct seal *seal);                                               \
	uint64_t shelf_size(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

uint64_t shelf_size(struct shelf *shelf)
	GG_METHOD(size) GG_HOLDS(shelf)
	GG_SUMMARY("Its size.");

struct GG_HANDLE(critical_section, Card, card_free) GG_SUMMARY("A card.") card;

struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);
void card_write(struct card *card, int64_t number)
	GG_METHOD(write) GG_HOLDS(card)
	GG_SUMMARY("Write a number.");

struct GG_HANDLE(immutable, Seal, seal_free) GG_SUMMARY("A seal.") seal;

struct seal *seal_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new seal.");
void seal_free(struct seal *seal) GG_DESTROYS(seal);
double seal_weight(const struct seal *seal) GG_METHOD(weight) GG_SUMMARY("Its weight.");
