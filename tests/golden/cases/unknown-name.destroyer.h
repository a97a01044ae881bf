/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* No such destroyer. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_clsoe) PACKAGE CLOSABLE shelf;
OPEN
CLOSE
