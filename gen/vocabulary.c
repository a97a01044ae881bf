/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "vocabulary.h"

#include <stdio.h>
#include <string.h>

const struct vocabulary_entry vocabulary[WORD_COUNT] = {
#define GROUP(heading)
#define WORD(id, spelling, where, form, arguments, says)                                           \
	[WORD_##id] = {spelling, where, form, arguments, says},
#include "vocabulary.def"
#undef WORD
#undef GROUP
};

#define MORE "…"

enum word_id vocabulary_find(const char *spelling)
{
	for (int i = 0; i < WORD_COUNT; i++)
		if (!strcmp(vocabulary[i].spelling, spelling))
			return i;
	return WORD_COUNT;
}

static size_t least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* Levenshtein distance, limited to lengths that a word can have. */
static size_t distance(const char *a, const char *b)
{
	size_t row[64];
	size_t length = strlen(b);

	if (length >= 64)
		return length;
	for (size_t j = 0; j <= length; j++)
		row[j] = j;
	for (size_t i = 1; a[i - 1]; i++) {
		size_t corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= length; j++) {
			size_t above = row[j];

			row[j] = least(above + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1]));
			corner = above;
		}
	}
	return row[length];
}

const char *vocabulary_nearest(const char *spelling)
{
	const char *nearest = NULL;
	size_t best = strlen(spelling) / 3 + 1;

	for (int i = 0; i < WORD_COUNT; i++) {
		size_t far = distance(vocabulary[i].spelling, spelling);

		if (far < best) {
			best = far;
			nearest = vocabulary[i].spelling;
		}
	}
	return nearest;
}

bool vocabulary_takes_more(enum word_id word)
{
	return strstr(vocabulary[word].arguments, MORE);
}

unsigned int vocabulary_least_arguments(enum word_id word)
{
	const char *arguments = vocabulary[word].arguments;
	unsigned int count = *arguments ? 1 : 0;

	for (; *arguments; arguments++)
		count += *arguments == ',';
	return count - vocabulary_takes_more(word);
}

const char *vocabulary_places(enum word_id word)
{
	switch (vocabulary[word].where) {
	case ON_STRUCT:
		return "structs";
	case ON_FUNCTION:
		return "functions";
	case ON_PARAMETER:
		return "parameters";
	case ON_ENUM:
		return "typedefs of enums";
	case ON_PARAMETER | ON_FUNCTION:
		return "parameters and functions";
	default:
		return "structs, functions and typedefs of enums";
	}
}

static void print_macro(const struct vocabulary_entry *entry)
{
	fputs("| `GG_", stdout);
	for (const char *c = entry->spelling; *c; c++)
		putchar(*c >= 'a' && *c <= 'z' ? *c - 'a' + 'A' : *c);
	if (*entry->arguments)
		printf("(%s)", entry->arguments);
	fputs("` |", stdout);
}

static void print_word(enum word_id id)
{
	print_macro(&vocabulary[id]);
	printf(" %s | %s%s |\n", vocabulary_places(id), vocabulary[id].says,
	       vocabulary[id].form & MANY ? " Any number of times." : "");
}

static void print_heading(const char *heading)
{
	printf("\n### %s\n\n| word | applies to | meaning |\n|---|---|---|\n", heading);
}

void vocabulary_print(void)
{
#define GROUP(heading)                                   print_heading(heading);
#define WORD(id, spelling, where, form, arguments, says) print_word(WORD_##id);
#include "vocabulary.def"
#undef WORD
#undef GROUP
}
