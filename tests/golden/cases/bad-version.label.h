/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A local label is lowercase, has no empty part, and only a package's version has one. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	GG_PACKAGE(shelf, 1.0+Local..1, "A shelf")
	GG_LIBRARY(libshelf, 1.2+local.1)
	CLOSABLE
	shelf;
OPEN
CLOSE
