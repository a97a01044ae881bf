/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 1: is the library's header the version that is annotated? */

#include "diagnostic.h"
#include "api.h"

#include <string.h>

/* This many missing functions means another version, not typos. */
#define MANY_MISSING 4

/* The annotations are not bound yet. */
static void note_library(const struct structure *structure)
{
	for (size_t i = 0; i < structure->words.count; i++)
		if (!strncmp(structure->words.items[i]->text, "library(", strlen("library(")))
			note_at(&structure->words.items[i]->place,
				"annotated version specified here");
}

bool refuse_other_version(const struct api *api)
{
	const struct function *first = NULL;
	size_t total = 0;
	size_t missing = 0;

	for (size_t i = 0; i < api->functions.count; i++) {
		const struct function *function = api->functions.items[i];

		total += function->words.count > 0;
		if (!function->words.count || function->declared.file)
			continue;
		missing++;
		if (!first)
			first = function;
	}
	if (missing < MANY_MISSING || missing * 2 <= total)
		return false;
	error_at(&first->place, CODE_OTHER_VERSION,
		 "'%s' declares only %zu of %zu annotated functions; it may be another version",
		 api->header ? base_name(api->header) : "the header", total - missing, total);
	for (size_t i = 0; i < api->structures.count; i++)
		note_library(api->structures.items[i]);
	hint("install the development package of the annotated version, or pass its include "
	     "directory: guardgen … -- -I DIR");
	return true;
}
