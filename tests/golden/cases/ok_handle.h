/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The smallest package: one handle, made and closed. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE
