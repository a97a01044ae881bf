/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A version has a dot between numbers, and ends with one. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	GG_PACKAGE(shelf, 1, "A shelf")
	GG_LIBRARY(libshelf, 1.2.)
	CLOSABLE
	shelf;
OPEN
CLOSE
