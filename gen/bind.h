/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared by the rooms of stage 2. */
#ifndef GUARDGEN_BIND_H
#define GUARDGEN_BIND_H

#include "model.h"

/* Splits each word and keeps those that may stand here, complaining of the others. */
void parse_words(struct words *words, enum where where);

void bind_structure(struct model *model, struct structure *structure);
void bind_enumeration(struct enumeration *enumeration);
void bind_function(struct model *model, struct function *function);

/* Each gives NULL, and a diagnostic, if there is no such thing. */
struct function *find_function(struct model *model, const struct word *word, const char *name);
struct parameter *find_parameter(struct function *function, const struct word *word,
				 const char *name);
struct structure *find_structure(struct model *model, const struct word *word, const char *name);

/* The name, checked to be one that Python can have; `dots` allows Outer.Name. */
const char *python_name(const struct word *word, const char *name, bool dots);

/* The text, checked to be numbers with dots between them. */
const char *version(const struct word *word, const char *text);

/* "type = default" in two. */
void split_default(const char *text, const char **type, const char **default_value);

#endif
