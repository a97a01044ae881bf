/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A library of another version gets one diagnostic, not one for each function. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_one(struct shelf *shelf)
	GG_METHOD(one) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Do it.");
int shelf_two(struct shelf *shelf)
	GG_METHOD(two) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Do it.");
int shelf_three(struct shelf *shelf)
	GG_METHOD(three) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Do it.");
int shelf_four(struct shelf *shelf)
	GG_METHOD(four) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Do it.");
int shelf_five(struct shelf *shelf)
	GG_METHOD(five) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Do it.");
