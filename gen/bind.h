/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Internal to stage 2. */
#ifndef GUARDGEN_BIND_H
#define GUARDGEN_BIND_H

#include "api.h"

/* Split each annotation and keep those that apply here, with diagnostics for the others. */
void parse_words(struct words *words, enum where where);

void bind_structure(struct api *api, struct structure *structure);
void bind_enumeration(struct enumeration *enumeration);
void bind_function(struct api *api, struct function *function);

/* Each returns NULL, with a diagnostic, if there is no such thing. */
struct function *find_function(struct api *api, const struct word *word, const char *name);
struct parameter *find_parameter(struct function *function, const struct word *word,
				 const char *name);
struct structure *find_structure(struct api *api, const struct word *word, const char *name);

/* The name if it is a valid Python identifier, else NULL; `dots` allows Outer.Name. */
const char *python_name(const struct word *word, const char *name, bool dots);

/* The text if it is numbers separated by dots, else NULL. */
const char *version(const struct word *word, const char *text);

/* The same, where a local label as in 2.1+local.1 may follow (PEP 440, in its normal form). */
const char *labelled_version(const struct word *word, const char *text);

/* Split "type = default". */
void split_default(const char *text, const char **type, const char **default_value);

#endif
