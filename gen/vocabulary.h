/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The annotations; see vocabulary.def. */
#ifndef GUARDGEN_VOCABULARY_H
#define GUARDGEN_VOCABULARY_H

#include <stdbool.h>

enum where { ON_STRUCT = 1, ON_FUNCTION = 2, ON_PARAMETER = 4, ON_ENUM = 8 };

enum word_form {
	FLAG = 1,
	NAMES = 2,
	NAMES_TEXT = 3,
	LINES = 4,
	TEXT = 5,
	NAMES_LINES = 6,
	FORMS = 7,
	MANY = 8
};

enum word_id {
#define GROUP(heading)
#define WORD(id, spelling, where, form, arguments, says) WORD_##id,
#include "vocabulary.def"
#undef WORD
#undef GROUP
	WORD_COUNT
};

struct vocabulary_entry {
	const char *spelling;
	unsigned int where;
	unsigned int form;
	const char *arguments;
	const char *says;
};

extern const struct vocabulary_entry vocabulary[WORD_COUNT];

/* The annotation of that name; WORD_COUNT if there is none. */
enum word_id vocabulary_find(const char *spelling);

/* The name closest to an unknown one; NULL if none is close. */
const char *vocabulary_nearest(const char *spelling);

unsigned int vocabulary_least_arguments(enum word_id word);
bool vocabulary_takes_more(enum word_id word);

/* "structs", "parameters and functions". */
const char *vocabulary_places(enum word_id word);

/* The tables of the reference, as Markdown, on stdout. */
void vocabulary_print(void);

#endif
