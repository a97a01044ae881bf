/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits take seconds in Python, whatever they are called. */
#define LIBRARY                                                                                    \
	int shelf_fd(struct shelf *shelf);                                                         \
	int shelf_wait(struct shelf *shelf, int64_t timeout_ms);                                   \
	int shelf_await(struct shelf *shelf, int64_t timeout);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_fd(struct shelf *shelf) GG_CONSTANT(fd) GG_HOLDS(shelf) GG_SUMMARY("Its descriptor.");
int shelf_wait(struct shelf *shelf, int64_t timeout_ms)
	GG_METHOD(wait) GG_WAITS(shelf_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Wait.");
int shelf_await(struct shelf *shelf, int64_t timeout GG_NAME(time_ns))
	GG_METHOD(wait_on) GG_WAITS(shelf_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Wait, too.");
