/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* There is no such header. */
#include "lib/nowhere.h"
#include "lib/words.h"

SHELF(mutex)
