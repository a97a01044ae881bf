/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One lock for a library that is not re-entrant covers what takes no handle, too. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	struct card *card_new(void);                                                               \
	void card_free(struct card *card);                                                         \
	int shelf_put(struct shelf *shelf, struct card *card);                                     \
	int shelf_fd(struct shelf *shelf);                                                         \
	int shelf_wait(struct shelf *shelf, int64_t timeout_ns);                                   \
	bool shelf_is_shelf(const char *path);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(global)
OPEN
CLOSE

struct GG_HANDLE(global, Card, card_free) GG_SUMMARY("A card.") card;

struct card *card_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new card.");
void card_free(struct card *card) GG_DESTROYS(card);
int shelf_put(struct shelf *shelf, struct card *card)
	GG_METHOD(put) GG_HOLDS(shelf, card) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Put it there.");
bool shelf_is_shelf(const char *path) GG_FUNCTION(is_shelf) GG_DETACHES GG_SUMMARY("Tell.");
int shelf_fd(struct shelf *shelf) GG_CONSTANT(fd) GG_HOLDS(shelf) GG_SUMMARY("Its descriptor.");
int shelf_wait(struct shelf *shelf, int64_t timeout_ns)
	GG_METHOD(wait) GG_WAITS(shelf_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Wait.");
