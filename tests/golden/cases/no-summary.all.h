/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A sentence on each that Python sees. */
#define LIBRARY                                                                                    \
	enum side { SIDE_LEFT };                                                                   \
	int shelf_put(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE GG_CLOSED_ERROR(Closed) shelf;
OPEN
CLOSE

typedef enum side gg_side GG_ENUM(side, Side, SIDE_) GG_MEMBER(LEFT, "…");
int shelf_put(struct shelf *shelf) GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1);
