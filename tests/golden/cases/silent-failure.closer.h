/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A closer that returns something, and nothing says what. */
#define LIBRARY int shelf_shut(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_shut) PACKAGE CLOSABLE shelf;
OPEN
void shelf_close(struct shelf *shelf) GG_SKIP("shelf_shut() says whether it failed.");
int shelf_shut(struct shelf *shelf)
	GG_CLOSER(close) GG_DESTROYS(shelf) GG_DETACHES
	GG_SUMMARY("Close the shelf.");
