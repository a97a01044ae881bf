/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results: optional and borrowed strings, a value that is no status, a converter of ours. */
#define LIBRARY                                                                                    \
	const char *shelf_get_owner(struct shelf *shelf);                                          \
	int shelf_count(struct shelf *shelf);                                                      \
	unsigned long shelf_get_mode(struct shelf *shelf);                                         \
	void shelf_set_mode(struct shelf *shelf, unsigned long type);                              \
	bool shelf_try(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_result.h") shelf;
OPEN
CLOSE

const char *shelf_get_owner(struct shelf *shelf) GG_NULLABLE GG_BORROWED_FROM(shelf)
	GG_METHOD(get_owner) GG_HOLDS(shelf)
	GG_SUMMARY("Owner.");
int shelf_count(struct shelf *shelf)
	GG_METHOD(count) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1) GG_TYPE("int")
	GG_SUMMARY("Count.");
unsigned long shelf_get_mode(struct shelf *shelf) GG_CONVERT(shelf_mode) GG_TYPE("Mode")
	GG_METHOD(get_mode) GG_HOLDS(shelf)
	GG_SUMMARY("Mode.");
void shelf_set_mode(struct shelf *shelf, unsigned long type GG_CONVERT(shelf_as_mode) GG_TYPE("Mode"))
	GG_METHOD(enter) GG_HOLDS(shelf)
	GG_SUMMARY("A name that the templates use, and a parameter likewise.");
bool shelf_try(struct shelf *shelf) GG_METHOD(try_it) GG_HOLDS(shelf) GG_FAILS(false) GG_SUMMARY("Try.");
