/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* There is no such guard. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(spinlock)
OPEN
CLOSE
