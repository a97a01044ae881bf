/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* guardgen explain: print one function's declaration; render.py prints the rest. */

#define _GNU_SOURCE /* getline */
#include "diagnostic.h"
#include "settings.h"

#include <stdio.h>
#include <stdlib.h>

/* The source of the declaration, up to the semicolon. */
static void print_source(const struct place *place)
{
	FILE *file = fopen(place->file, "r");
	char *line = NULL;
	size_t capacity = 0;
	ssize_t length;

	if (!file)
		return;
	for (unsigned int number = 1; (length = getline(&line, &capacity, file)) > 0; number++) {
		if (number < place->line)
			continue;
		printf("  %5u  %s", number, line);
		if (length > 1 && line[length - 2] == ';')
			break;
	}
	free(line);
	fclose(file);
}

static void print_place(const char *what, const struct place *place)
{
	printf("%s %s:%u:%u\n", what, place->file, place->line, place->column);
}

static const struct function *annotated_function(const struct plan *plan, const char *name)
{
	const struct function *function = table_find(plan->api->functions_by_name, name);

	return function && function->annotated ? function : NULL;
}

int explain(const struct plan *plan, const struct settings *settings)
{
	const struct function *function = annotated_function(plan, settings->function);
	const char *json;

	if (!function) {
		error_plain("no function named '%s' is annotated in '%s'", settings->function,
			    settings->header);
		hint("`guardgen plan` lists all that are");
		return EXIT_DIAGNOSTICS;
	}
	json = emit_plan(plan);
	if (!json)
		return EXIT_DIAGNOSTICS;
	print_place("annotated at", &function->place);
	print_source(&function->place);
	if (function->declared.file)
		print_place("declared at", &function->declared);
	fflush(stdout);
	return run_renderer(settings, json, "explain", function->name);
}
