/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A read may fail, whatever it returns. */
#define LIBRARY                                                                                    \
	int shelf_fd(struct shelf *shelf);                                                         \
	size_t shelf_read(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_fd(struct shelf *shelf) GG_CONSTANT(fd) GG_HOLDS(shelf) GG_SUMMARY("Descriptor.");
size_t shelf_read(struct shelf *shelf)
	GG_METHOD(read) GG_READS(shelf_fd) GG_HOLDS(shelf) GG_SUMMARY("Read.");
