/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Nothing to wait for, nothing to wait with. */
#define LIBRARY                                                                                    \
	int shelf_get_fd(struct shelf *shelf);                                                     \
	int shelf_wait(struct shelf *shelf, int64_t timeout);                                      \
	int shelf_read(struct shelf *shelf);                                                       \
	int shelf_fd(struct shelf *shelf);                                                         \
	int shelf_sleep(struct shelf *shelf, int timeout);                                         \
	bool shelf_doze(struct shelf *shelf, int64_t timeout);                                     \
	int shelf_both(struct shelf *shelf, struct shelf *other);                                  \
	int shelf_pause(int64_t timeout);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_get_fd(struct shelf *shelf) GG_METHOD(get_fd) GG_HOLDS(shelf) GG_SUMMARY("No constant.");
int shelf_wait(struct shelf *shelf, int64_t timeout)
	GG_METHOD(wait) GG_WAITS(shelf_get_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Wait.");
int shelf_read(struct shelf *shelf)
	GG_METHOD(read) GG_READS(shelf_get_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Read.");
int shelf_fd(struct shelf *shelf) GG_CONSTANT(fd) GG_HOLDS(shelf) GG_SUMMARY("Descriptor.");
int shelf_sleep(struct shelf *shelf, int timeout)
	GG_METHOD(sleep) GG_WAITS(shelf_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Sleep.");
bool shelf_doze(struct shelf *shelf, int64_t timeout)
	GG_METHOD(doze) GG_WAITS(shelf_fd) GG_HOLDS(shelf) GG_FAILS(false)
	GG_SUMMARY("Doze.");
int shelf_both(struct shelf *shelf, struct shelf *other)
	GG_METHOD(both) GG_READS(shelf_fd) GG_HOLDS(shelf, other) GG_FAILS(-1)
	GG_SUMMARY("Read both.");
int shelf_pause(int64_t timeout) GG_FUNCTION(pause) GG_WAITS(shelf_fd) GG_FAILS(-1) GG_SUMMARY("Pause.");
