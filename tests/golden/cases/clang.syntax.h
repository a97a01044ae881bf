/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* This does not parse. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN

void shelf_close(struct shelf *shelf GG_SUMMARY("Close it.");
