/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A stanza for each, ready to paste. */
#include "lib/stand.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Stand, stand_free)
	GG_PACKAGE(stand, 1.0, "Stands")
	GG_LIBRARY(libstand, 1.0)
	GG_SUMMARY("A stand.")
	stand;
void stand_free(struct stand *stand) GG_DESTROYS(stand);
