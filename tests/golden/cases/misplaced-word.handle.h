/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A handle has no fields. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_FIELDS(a, b) shelf;
OPEN
CLOSE
