/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Values that the result never has. */
#define LIBRARY                                                                                    \
	enum side { SIDE_LEFT };                                                                   \
	struct card;                                                                               \
	void shelf_a(struct shelf *shelf);                                                         \
	size_t shelf_b(struct shelf *shelf);                                                       \
	int shelf_c(struct shelf *shelf);                                                          \
	bool shelf_d(struct shelf *shelf);                                                         \
	enum side shelf_e(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef enum side gg_side GG_ENUM(side, Side, SIDE_) GG_MEMBER(LEFT, "The left.") GG_SUMMARY("A side.");
void shelf_a(struct shelf *shelf) GG_METHOD(a) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("None.");
size_t shelf_b(struct shelf *shelf) GG_METHOD(b) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("Unsigned.");
int shelf_c(struct shelf *shelf) GG_METHOD(c) GG_HOLDS(shelf) GG_FAILS(NULL) GG_SUMMARY("No pointer.");
bool shelf_d(struct shelf *shelf) GG_METHOD(d) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("A bool.");
enum side shelf_e(struct shelf *shelf)
	GG_METHOD(e) GG_HOLDS(shelf) GG_FAILS(SIDE_ERROR)
	GG_SUMMARY("No such constant.");
