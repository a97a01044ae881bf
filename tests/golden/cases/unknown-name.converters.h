/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The converters are not there. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("lost.h") shelf;
OPEN
CLOSE
