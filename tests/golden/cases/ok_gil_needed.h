/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing but its author's word says that an immutable handle is not written to: the GIL stays. */
#define LIBRARY                                                                                    \
	struct seal;                                                                               \
	struct seal *seal_new(void);                                                               \
	void seal_free(struct seal *seal);                                                         \
	int seal_number(struct seal *seal);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_HANDLE(immutable, Seal, seal_free) GG_SUMMARY("A seal.") seal;

struct seal *seal_new(void) GG_CONSTRUCTOR GG_FAILS(NULL) GG_SUMMARY("A new seal.");
void seal_free(struct seal *seal) GG_DESTROYS(seal);
int seal_number(struct seal *seal) GG_METHOD(number) GG_SUMMARY("Its number.");
