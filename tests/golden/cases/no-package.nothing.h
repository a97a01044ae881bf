/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is it called, and what is it built against? */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) CLOSABLE shelf;
OPEN
CLOSE
