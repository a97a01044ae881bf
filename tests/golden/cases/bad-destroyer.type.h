/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* It takes something else, or too much; it does not say what it does. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	void card_free(struct card **card);                                                        \
	struct seal;                                                                               \
	void seal_free(struct seal *seal, int how);                                                \
	struct wax;                                                                                \
	void wax_free(struct wax *wax);                                                            \
	void wax_melt(struct wax *wax);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Card, card_free) GG_FIELDS(a) GG_SUMMARY("A card.") card;
void card_free(struct card **card) GG_HELPER;
struct GG_HANDLE(mutex, Seal, seal_free) GG_SUMMARY("A seal.") seal;
void seal_free(struct seal *seal, int how) GG_DESTROYS(seal);
struct GG_HANDLE(mutex, Wax, wax_free) GG_SUMMARY("Wax.") wax;
void wax_free(struct wax *wax) GG_HELPER;
void wax_melt(struct wax *wax) GG_DESTROYS(wax) GG_HELPER;
