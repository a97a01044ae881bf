/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The annotations that nearly every test needs, so that it shows only what it is about. */
#ifndef WORDS_H
#define WORDS_H

#include "../../../../annotations/guardgen.h"

#define PACKAGE GG_PACKAGE(shelf, 1.0, "A shelf of books") GG_LIBRARY(libshelf, 1.2)

#define CLOSABLE GG_CLOSED_ERROR(exception.ShelfClosedError) GG_SUMMARY("A shelf.")

/* The shelf itself, guarded as said. */
#define SHELF(guard) struct GG_HANDLE(guard, Shelf, shelf_close) PACKAGE CLOSABLE shelf;

#define OPEN                                                                                       \
	struct shelf *shelf_open(const char *path)                                                 \
		GG_CONSTRUCTOR GG_DETACHES GG_FAILS(NULL) GG_SUMMARY("Open a shelf.");

#define CLOSE                                                                                      \
	void shelf_close(struct shelf *shelf)                                                      \
		GG_CLOSER(close) GG_DESTROYS(shelf) GG_DETACHES GG_SUMMARY("Close the shelf.");

#endif
