/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Variables of the generated C have names of their own. */
#define LIBRARY                                                                                    \
	int shelf_day(struct shelf *shelf, int day);                                               \
	int shelf_go(struct shelf *shelf, int step);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

int shelf_day(struct shelf *shelf, int day GG_CONVERT(day) GG_TYPE("str"))
	GG_METHOD(day) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("The converter is hidden.");
int shelf_go(struct shelf *shelf, int shelf_go)
	GG_METHOD(go) GG_HOLDS(shelf) GG_FAILS(-1) GG_SUMMARY("The function is hidden.");
