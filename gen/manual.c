/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The manual page, in the macros of man(7), from the same text as --help. */

#include "manual.h"

#include <stdio.h>
#include <string.h>

/* Escape what is special to troff: backslashes, hyphens, and dots and quotes that begin a line. */
static void print_escaped(const char *text, size_t length)
{
	if (length && (*text == '.' || *text == '\''))
		fputs("\\&", stdout);
	for (; length; text++, length--) {
		if (*text == '\\')
			fputs("\\e", stdout);
		else if (*text == '-')
			fputs("\\-", stdout);
		else
			putchar(*text);
	}
	putchar('\n');
}

static void print_line(const char *macro, const char *text)
{
	printf("%s ", macro);
	print_escaped(text, strlen(text));
}

/* Blank lines separate paragraphs; indented lines are examples, not to be filled. */
static void print_text(const char *text)
{
	bool filled = true;

	while (*text) {
		size_t length = strcspn(text, "\n");

		if (filled != (*text != ' '))
			puts(filled ? ".nf" : ".fi");
		filled = *text != ' ';
		if (length)
			print_escaped(text, length);
		else
			puts(".PP");
		text += length + (text[length] == '\n');
	}
	if (!filled)
		puts(".fi");
}

static void print_option(const struct argp_option *option)
{
	puts(".TP");
	if (option->key < 128)
		printf("\\fB\\-%c\\fR, ", option->key);
	printf("\\fB\\-\\-%s\\fR=\\fI%s\\fR\n", option->name, option->arg);
	print_escaped(option->doc, strlen(option->doc));
}

static void print_verb(const struct verb *verb, const struct argp_option *options)
{
	print_line(".SS", memory_format("guardgen %s %s", verb->name, verb->arguments));
	print_escaped(verb->summary, strlen(verb->summary));
	puts(".PP");
	print_text(verb->manual);
	for (; options && options->name; options++)
		if (!(options->flags & OPTION_HIDDEN))
			print_option(options);
}

void print_manual(const struct verb *verbs, verb_options *options, const char *topics,
		  const char *notes)
{
	puts(".TH GUARDGEN 1 \"\" \"guardgen " GUARDGEN_VERSION "\" \"User Commands\"");
	puts(".SH NAME");
	puts("guardgen \\- write a thread\\-safe CPython extension from an annotated C header");
	puts(".SH SYNOPSIS");
	for (const struct verb *verb = verbs; verb->name; verb++) {
		printf("%s\\fBguardgen %s\\fR ", verb == verbs ? "" : ".br\n", verb->name);
		print_escaped(verb->arguments, strlen(verb->arguments));
	}
	puts(".SH VERBS");
	for (const struct verb *verb = verbs; verb->name; verb++)
		print_verb(verb, options(verb));
	puts(".SH HELP");
	print_text(topics);
	puts(".SH NOTES");
	print_text(notes);
}
