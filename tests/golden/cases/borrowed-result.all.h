/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is the handle's own does not outlive its guard. */
#define LIBRARY                                                                                    \
	const char *shelf_get_owner(struct shelf *shelf);                                          \
	const char *shelf_get_name(struct shelf *shelf, int how);                                  \
	struct card;                                                                               \
	void card_free(struct card *card);                                                         \
	struct card *card_get_next(struct card *card);                                             \
	struct card *shelf_get_card(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Card, card_free) GG_FIELDS(next) GG_SUMMARY("A card.") card;
void card_free(struct card *card) GG_HELPER;
struct card *card_get_next(struct card *card) GG_FIELD(next) GG_SUMMARY("Who frees it?");
const char *shelf_get_owner(struct shelf *shelf)
	GG_METHOD(get_owner) GG_HOLDS(shelf)
	GG_SUMMARY("Who may change it meanwhile?");
const char *shelf_get_name(struct shelf *shelf, int how) GG_BORROWED_FROM(how)
	GG_METHOD(get_name) GG_HOLDS(shelf)
	GG_SUMMARY("A number owns nothing.");
struct card *shelf_get_card(struct shelf *shelf) GG_BORROWED_FROM(shelf)
	GG_METHOD(get_card) GG_HOLDS(shelf)
	GG_SUMMARY("It lives in the shelf.");
