/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* JSON carries UTF-8. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	PACKAGE
	GG_CLOSED_ERROR(exception.Closed)
	GG_SUMMARY("A ÿ shelf.")
	shelf;
OPEN
CLOSE
