/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Numbers are those of their type, in digits that C and Python read alike. */
#define LIBRARY                                                                                    \
	void shelf_a(struct shelf *shelf, int i, unsigned int u, int64_t l, double d);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

void shelf_a(struct shelf *shelf, int i GG_TYPE("int = 5000000000"),
	     unsigned int u GG_TYPE("int = -1"), int64_t l GG_TYPE("int = 010"),
	     double d GG_TYPE("float = inf"))
	GG_METHOD(a) GG_HOLDS(shelf) GG_SUMMARY("A.");
