/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A typedef of no enum. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

typedef struct shelf gg_shelf GG_ENUM(shelf, Shelf, SHELF_);
