/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Functions and constants of the module; names that macros would eat; defaults that C can say. */
#define LIBRARY                                                                                    \
	const char *shelf_version(void);                                                           \
	bool shelf_is_shelf(const char *path, bool deep, int level, const char *linux);            \
	int shelf_class(int from);
#undef linux
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

const char *shelf_version(void) GG_MODULE_CONSTANT(version) GG_SUMMARY("Version.");
bool shelf_is_shelf(const char *path, bool deep GG_TYPE("bool = True"), int level GG_TYPE("int = 3"),
		    const char *linux GG_NULLABLE GG_TYPE("str | None = None"))
	GG_FUNCTION(is_shelf) GG_DETACHES
	GG_SUMMARY("Tell.");
#define NULL 0
#define unix 1
int shelf_class(int from GG_NAME(unix)) GG_FUNCTION(klass) GG_FAILS(-1) GG_TYPE("int") GG_SUMMARY("Class.");
