/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is constructed is there. */
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
struct shelf *shelf_open(const char *path)
	GG_CONSTRUCTOR GG_DETACHES GG_NULLABLE GG_SUMMARY("Open a shelf.");
CLOSE
