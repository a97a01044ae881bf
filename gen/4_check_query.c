/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: queries on declarations that several checks share. */

#include "check.h"

const struct place *place_of_word(const struct words *words, enum word_id id,
				  const struct place *fallback)
{
	const struct word *word = word_of(words, id);

	return word ? &word->place : fallback;
}

const struct place *function_word(const struct function *function, enum word_id id)
{
	return place_of_word(&function->words, id, &function->place);
}

const struct place *parameter_word(const struct parameter *parameter, enum word_id id)
{
	return place_of_word(&parameter->words, id, &parameter->place);
}

const struct place *structure_word(const struct structure *structure, enum word_id id)
{
	return place_of_word(&structure->words, id, &structure->place);
}

bool is_bound(const struct function *function)
{
	return function->role != ROLE_NONE && function->role != ROLE_HELPER &&
	       function->role != ROLE_SKIP;
}

const struct parameter *only_parameter(const struct function *function,
				       const struct structure *structure)
{
	const struct parameter *only;

	if (function->parameters.count != 1)
		return NULL;
	only = function->parameters.items[0];
	return pointed_structure(only->type) == structure ? only : NULL;
}

bool has_mutex(const struct structure *structure)
{
	return structure && (structure->guard == GUARD_MUTEX || structure->guard == GUARD_GLOBAL);
}

bool is_count(const struct type *type)
{
	return type->kind == TYPE_SIZE || type->kind == TYPE_UNSIGNED_LONG ||
	       type->kind == TYPE_UINT64;
}

bool is_integer(const struct type *type)
{
	return is_count(type) || type->kind == TYPE_INT || type->kind == TYPE_UNSIGNED_INT ||
	       type->kind == TYPE_INT64;
}
