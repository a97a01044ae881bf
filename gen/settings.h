/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line. */
#ifndef GUARDGEN_SETTINGS_H
#define GUARDGEN_SETTINGS_H

#include "plan.h"

struct settings {
	const char *header;
	const char *function;
	const char *output;
	const char *templates;
	const char *renderer;
	const char *const *flags; /* the compiler's, after -- */
	int flag_count;
};

enum { EXIT_DIAGNOSTICS = 1, EXIT_USAGE = 2 };

/*
 * Stage 6: pass the plan to render.py, to write or diff a folder or to explain a function: the
 * `target`. Returns the exit status.
 */
int run_renderer(const struct settings *settings, const char *json, const char *mode,
		 const char *target);

/* The path of one of guardgen's own files: below share/guardgen, beside the program's folder. */
const char *data_path(const char *name);

int explain(const struct plan *plan, const struct settings *settings);

/* The command line; exits on usage errors, and after --help. */
typedef int verb_run(struct settings *settings);

struct verb {
	const char *name;
	const char *summary;
	const char *arguments;
	const char *manual;
	bool renders;
	bool needs_output;
	bool takes_function;
	verb_run *run;
};

int run_command_line(const struct verb *verbs, int argc, char **argv);

#endif
