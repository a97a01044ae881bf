/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names are told once in all. */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_NAMES(title) GG_NAMES(author) shelf;
OPEN
CLOSE
