/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * guardgen: from an annotated C header to a CPython extension in which no caller needs a lock.
 *
 *	1_read*.c    declarations, annotations and locations		-> API
 *	2_bind*.c    annotations become enums and pointers		-> API
 *	3_*.c        all policy: names, converters, guards, calls	-> plan
 *	4_check*.c   errors; from here on the plan is const
 *	5_emit.c     the plan as JSON
 *	6_render.c   render.py writes files, or compares them
 */

#include "diagnostic.h"
#include "settings.h"

#include <stdio.h>

static const struct plan *plan_header(const struct settings *settings)
{
	struct api *api = memory_zeroed(sizeof(*api));
	struct plan *plan;

	if (!read_header(api, settings->header, settings->flags, settings->flag_count))
		return NULL;
	bind_words(api);
	if (error_count())
		return NULL;
	plan = make_plan(api);
	return check_plan(plan) ? plan : NULL;
}

/* NULL, after diagnostics, if there are errors. */
static const char *plan_text(const struct settings *settings)
{
	const struct plan *plan = plan_header(settings);
	const char *json = plan ? emit_plan(plan) : NULL;

	return error_count() ? NULL : json;
}

static int run_plan(struct settings *settings)
{
	const char *json = plan_text(settings);

	if (!json)
		return EXIT_DIAGNOSTICS;
	if (fputs(json, stdout) == EOF || fflush(stdout) == EOF) {
		error_plain("cannot write the plan");
		return EXIT_DIAGNOSTICS;
	}
	return 0;
}

static int run_generate(struct settings *settings)
{
	const char *json = plan_text(settings);

	return json ? run_renderer(settings, json, "write", settings->output) : EXIT_DIAGNOSTICS;
}

static int run_check(struct settings *settings)
{
	const char *json = plan_text(settings);

	return json ? run_renderer(settings, json, "diff", settings->output) : EXIT_DIAGNOSTICS;
}

static int run_explain(struct settings *settings)
{
	const struct plan *plan = plan_header(settings);

	return plan ? explain(plan, settings) : EXIT_DIAGNOSTICS;
}

static const struct verb verbs[] = {
	{
		.name = "generate",
		.summary = "Write the package",
		.arguments = "HEADER -o DIR [-- COMPILER-FLAG…]",
		.manual =
			"Reads the annotated HEADER and writes the source of a Python package into"
			" DIR: C, stubs, plan.json, and MANIFEST, which lists all files. Files "
			"whose"
			" content is unchanged are not touched. Files that an earlier run wrote and"
			" this one does not are removed; no others are.\n\n"
			"On any error, DIR is left as it was.\n\n"
			"Python files next to HEADER, and the header that converters() names, are"
			" copied into the package.\n\n"
			"Example:\n"
			"  guardgen generate annotations/foo/foo.h -o out/foo -- "
			"-I/opt/foo/include\n",
		.renders = true,
		.needs_output = true,
		.run = run_generate,
	},
	{
		.name = "check",
		.summary = "Check that DIR is up to date",
		.arguments = "HEADER -o DIR [-- COMPILER-FLAG…]",
		.manual = "Prints a unified diff from DIR to what `guardgen generate` would write"
			  " there, and exits with 1 if there is any difference. Writes nothing.\n\n"
			  "Example:\n"
			  "  guardgen check annotations/foo/foo.h -o out/foo || echo stale\n",
		.renders = true,
		.needs_output = true,
		.run = run_check,
	},
	{
		.name = "plan",
		.summary = "Print the plan, as JSON",
		.arguments = "HEADER [-- COMPILER-FLAG…]",
		.manual = "The plan contains everything that guardgen decided: names, converters,"
			  " guards, the form of each call, what it may raise. It depends only on"
			  " the headers, not on the version of libclang. It is the best place to"
			  " review a change of either header.\n\n"
			  "Example:\n"
			  "  guardgen plan annotations/foo/foo.h | jq '.coverage'\n",
		.run = run_plan,
	},
	{
		.name = "explain",
		.summary = "Show how a C function is bound",
		.arguments = "HEADER FUNCTION [-- COMPILER-FLAG…]",
		.manual = "Prints FUNCTION's annotation and where it is, what the plan says about"
			  " it, and the C that is generated for it.\n\n"
			  "Example:\n"
			  "  guardgen explain annotations/foo/foo.h foo_read\n",
		.renders = true,
		.takes_function = true,
		.run = run_explain,
	},
	{0},
};

int main(int argc, char **argv)
{
	int status = run_command_line(verbs, argc, argv);

	memory_free_all();
	return status;
}
