/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The command line: a verb, its arguments, and compiler flags after `--`. */

#include "diagnostic.h"
#include "manual.h"
#include "settings.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { OPTION_TEMPLATES = 1000, OPTION_RENDERER };

const char *argp_program_version = "guardgen " GUARDGEN_VERSION;

struct request {
	const struct verb *verb;
	struct settings settings;
};

/* --output comes first: verbs that only print have the rest. */
static const struct argp_option options[] = {
	{"output", 'o', "DIR", 0, "Folder of the generated package", 0},
	{"templates", OPTION_TEMPLATES, "DIR", 0, "Templates to use instead of guardgen's own", 0},
	{"renderer", OPTION_RENDERER, "FILE", OPTION_HIDDEN, "Instead of guardgen's render.py", 0},
	{0},
};

static void finish(struct argp_state *state, const struct request *request)
{
	if (!request->settings.header)
		argp_error(state, "missing HEADER");
	if (request->verb->takes_function && !request->settings.function)
		argp_error(state, "missing FUNCTION");
	if (request->verb->needs_output && !request->settings.output)
		argp_error(state, "missing option -o DIR");
}

static error_t parse_verb_option(int key, char *argument, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case 'o':
		request->settings.output = argument;
		return 0;
	case OPTION_TEMPLATES:
		request->settings.templates = argument;
		return 0;
	case OPTION_RENDERER:
		request->settings.renderer = argument;
		return 0;
	case ARGP_KEY_ARG:
		if (!request->settings.header)
			request->settings.header = argument;
		else if (request->verb->takes_function && !request->settings.function)
			request->settings.function = argument;
		else
			argp_error(state, "unexpected argument '%s'; compiler flags go after --",
				   argument);
		return 0;
	case ARGP_KEY_END:
		finish(state, request);
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static const struct argp_option *options_of(const struct verb *verb)
{
	if (!verb->renders)
		return NULL;
	return verb->needs_output ? options : options + 1;
}

static int run_verb(struct request *request, int argc, char **argv)
{
	const struct verb *verb = request->verb;
	struct argp argp = {
		.options = options_of(verb),
		.parser = parse_verb_option,
		.args_doc = verb->arguments,
		.doc = memory_format("%s\v%s", verb->summary, verb->manual),
	};

	argv[0] = memory_format("guardgen %s", verb->name);
	request->settings.templates = data_path("templates");
	request->settings.renderer = data_path("gen/render.py");
	if (argp_parse(&argp, argc, argv, 0, NULL, request))
		return EXIT_USAGE;
	return verb->run(&request->settings);
}

static const struct verb *find_verb(const struct verb *verbs, const char *name)
{
	for (const struct verb *verb = verbs; verb->name; verb++)
		if (!strcmp(verb->name, name))
			return verb;
	return NULL;
}

static const char topics[] = "  guardgen help VERB         the same as guardgen VERB --help\n"
			     "  guardgen help vocabulary   all annotations\n"
			     "  guardgen help diagnostics  the codes of all diagnostics\n"
			     "  guardgen help man          the manual page, for man -l -\n"
			     "  guardgen --version\n";

static const char notes[] =
	"Exit status: 0 on success, 1 on errors (nothing is written), 2 on wrong usage.\n\n"
	"Environment: GUARDGEN_PYTHON is the Python that renders the templates, python3\n"
	"by default. It needs Jinja2.\n";

static void print_usage(const struct verb *verbs, FILE *to)
{
	fputs("Usage: guardgen VERB [OPTION…] HEADER [FUNCTION] [-- COMPILER-FLAG…]\n"
	      "Write a thread-safe CPython extension from an annotated C header.\n\n",
	      to);
	for (const struct verb *verb = verbs; verb->name; verb++)
		fprintf(to, "  %-10s%s\n", verb->name, verb->summary);
	fprintf(to,
		"  help      Print help on a verb, the annotations or the diagnostics\n\n%s\n%s",
		topics, notes);
}

static int usage_error(const char *format, const char *what)
{
	fputs("guardgen: ", stderr);
	fprintf(stderr, format, what);
	fputs("\nTry `guardgen --help'.\n", stderr);
	return EXIT_USAGE;
}

static int help(const struct verb *verbs, const char *topic)
{
	char *arguments[] = {NULL, (char *)"--help", NULL};
	struct request request = {0};

	if (!topic) {
		print_usage(verbs, stdout);
		return 0;
	}
	if (!strcmp(topic, "vocabulary")) {
		vocabulary_print();
		return 0;
	}
	if (!strcmp(topic, "diagnostics")) {
		diagnostic_print_codes();
		return 0;
	}
	if (!strcmp(topic, "man")) {
		print_manual(verbs, options_of, topics, notes);
		return 0;
	}
	request.verb = find_verb(verbs, topic);
	if (!request.verb)
		return usage_error("unknown verb '%s'", topic);
	return run_verb(&request, 2, arguments);
}

/* The index of "--"; argc if there is none. */
static int find_flags(int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (!strcmp(argv[i], "--"))
			return i;
	return argc;
}

int run_command_line(const struct verb *verbs, int argc, char **argv)
{
	struct request request = {0};
	int own = find_flags(argc, argv);
	const char *first = own > 1 ? argv[1] : NULL;

	argp_err_exit_status = EXIT_USAGE;
	if (!first) {
		print_usage(verbs, stderr);
		return EXIT_USAGE;
	}
	if (!strcmp(first, "--version") || !strcmp(first, "-V")) {
		puts(argp_program_version);
		return 0;
	}
	if (!strcmp(first, "--help") || !strcmp(first, "-?") || !strcmp(first, "-h") ||
	    !strcmp(first, "help"))
		return help(verbs, own > 2 ? argv[2] : NULL);
	request.verb = find_verb(verbs, first);
	if (!request.verb)
		return usage_error("unknown verb '%s'", first);
	if (own < argc) {
		request.settings.flags = (const char *const *)argv + own + 1;
		request.settings.flag_count = argc - own - 1;
		argv[own] = NULL;
	}
	return run_verb(&request, own - 1, argv + 1);
}
