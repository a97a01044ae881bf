/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A signature begins with a name. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	PACKAGE
	CLOSABLE
	GG_ADDS("(self) -> None", "Nothing.")
	GG_KEEPS(2nd, "int")
	shelf;
OPEN
CLOSE
