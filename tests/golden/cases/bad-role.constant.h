/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A constant is what its C type is, and there. */
#define LIBRARY                                                                                    \
	int shelf_a(struct shelf *shelf);                                                          \
	void shelf_b(struct shelf *shelf);                                                         \
	int shelf_version(void);                                                                   \
	int shelf_d(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

int shelf_a(struct shelf *shelf) GG_CONSTANT(a) GG_TYPE("str") GG_HOLDS(shelf) GG_SUMMARY("A.");
void shelf_b(struct shelf *shelf) GG_CONSTANT(b) GG_HOLDS(shelf) GG_SUMMARY("B.");
int shelf_version(void) GG_MODULE_CONSTANT(version) GG_CONVERT(version_of) GG_SUMMARY("V.");
int shelf_d(struct shelf *shelf) GG_METHOD(d) GG_CACHED GG_HOLDS(shelf) GG_SUMMARY("An int.");
