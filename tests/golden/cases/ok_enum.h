/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Enums: inside a class, with a true member, with a constant that is none. */
#define LIBRARY                                                                                    \
	enum shelf_side { SHELF_SIDE_ERROR = -1, SHELF_SIDE_LEFT, SHELF_SIDE_RIGHT = 7 };          \
	enum shelf_side shelf_get_side(struct shelf *shelf);                                       \
	void shelf_set_side(struct shelf *shelf, enum shelf_side side);                            \
	int shelf_try_sides(struct shelf *shelf, const enum shelf_side *sides, size_t count);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef enum shelf_side gg_side
	GG_ENUM(side, Shelf.Side, SHELF_SIDE_)
	GG_NOT_MEMBER(ERROR, "Raised as an exception.")
	GG_MEMBER(LEFT, "The left, that is.")
	GG_MEMBER(RIGHT, "The right.")
	GG_TRUE(RIGHT)
	GG_SUMMARY("A side.");

enum shelf_side shelf_get_side(struct shelf *shelf)
	GG_METHOD(get_side) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(SHELF_SIDE_ERROR)
	GG_SUMMARY("Get the side.");
void shelf_set_side(struct shelf *shelf, enum shelf_side side GG_TYPE("Shelf.Side = Shelf.Side.LEFT"))
	GG_METHOD(set_side) GG_HOLDS(shelf)
	GG_SUMMARY("Set the side.");
int shelf_try_sides(struct shelf *shelf, const enum shelf_side *sides, size_t count GG_COUNT_OF(sides))
	GG_METHOD(try_sides) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Try sides.");
