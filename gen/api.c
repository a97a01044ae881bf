/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "api.h"

#include <ctype.h>
#include <string.h>

struct word *word_of(const struct words *words, enum word_id id)
{
	for (size_t i = 0; i < words->count; i++)
		if (words->items[i]->id == id)
			return words->items[i];
	return NULL;
}

struct parameter *parameter_named(const struct function *function, const char *name)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (!strcmp(function->parameters.items[i]->name, name))
			return function->parameters.items[i];
	return NULL;
}

const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

struct structure *pointed_structure(const struct type *type)
{
	struct structure *structure = type->kind == TYPE_POINTER ? type->pointee->structure : NULL;

	return structure && structure->kind != STRUCT_PLAIN ? structure : NULL;
}

bool is_handle_pointer(const struct type *type)
{
	const struct structure *structure = pointed_structure(type);

	return structure && structure->kind == STRUCT_HANDLE;
}

bool is_object_argument(const struct parameter *parameter)
{
	return pointed_structure(parameter->type) && !parameter->filled_by;
}

bool is_string(const struct type *type)
{
	return type->kind == TYPE_POINTER && type->pointee->kind == TYPE_CHAR &&
	       type->pointee->is_const;
}

bool has_word(const struct words *words, const struct word *word)
{
	for (size_t i = 0; i < words->count; i++) {
		const struct place *place = &words->items[i]->place;

		if (place->line == word->place.line && place->column == word->place.column &&
		    !strcmp(place->file, word->place.file) &&
		    !strcmp(words->items[i]->text, word->text))
			return true;
	}
	return false;
}

static bool is_keyword(const char *name)
{
	static const char *const keywords[] = {
		"False",  "None",   "True",    "and",      "as",       "assert", "async",
		"await",  "break",  "class",   "continue", "def",      "del",    "elif",
		"else",   "except", "finally", "for",      "from",     "global", "if",
		"import", "in",     "is",      "lambda",   "nonlocal", "not",    "or",
		"pass",   "raise",  "return",  "try",      "while",    "with",   "yield",
	};

	for (size_t i = 0; i < sizeof(keywords) / sizeof(*keywords); i++)
		if (!strcmp(keywords[i], name))
			return true;
	return false;
}

static bool is_identifier(const char *name)
{
	if (!isalpha((unsigned char)*name) && *name != '_')
		return false;
	while (isalnum((unsigned char)*name) || *name == '_')
		name++;
	return !*name;
}

bool is_python_name(const char *name)
{
	return is_identifier(name) && !is_keyword(name);
}
