/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* It annotates nothing. */
#include "../../../annotations/guardgen.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) shelf;
