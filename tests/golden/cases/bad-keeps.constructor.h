/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What Python constructs is handed nothing to keep. */
#define LIBRARY                                                                                    \
	struct tome;                                                                               \
	struct tome *tome_new(void);                                                               \
	void tome_free(struct tome *tome);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(mutex, Tome, tome_free) GG_KEEPS(title, "str") GG_SUMMARY("A tome.") tome;
struct tome *tome_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new tome.");
void tome_free(struct tome *tome) GG_DESTROYS(tome);
