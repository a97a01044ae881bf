/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is raised once it is closed? */
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE GG_SUMMARY("A shelf.") shelf;
OPEN
CLOSE
