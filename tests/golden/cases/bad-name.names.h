/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A name that no attribute can have. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_NAMES(title, class) shelf;
OPEN
CLOSE
