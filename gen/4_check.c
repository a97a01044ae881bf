/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: what is refused, and why. After it the plan is const. */

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

/* Later rooms ask about functions whose role is possible, and only about those. */
static void check_function(const struct plan *plan, const struct function *function)
{
	unsigned int before = error_count();

	check_role(function);
	if (error_count() != before || !is_bound(function))
		return;
	check_guards(function);
	check_borrowing(function);
	check_arrays(function);
	check_failure(function);
	check_converting(plan, function);
}

static void check_values(const struct plan *plan)
{
	for (size_t i = 0; i < plan->classes.count; i++) {
		const struct plan_class *class = plan->classes.items[i];

		if (class->constructor)
			check_method(class->constructor);
		for (size_t j = 0; j < class->methods.count; j++)
			check_method(class->methods.items[j]);
		check_class_values(class);
	}
	for (size_t i = 0; i < plan->functions.count; i++)
		check_method(plan->functions.items[i]);
	check_module_values(plan);
}

bool check_plan(const struct plan *plan)
{
	const struct model *model = plan->model;

	check_coverage(plan);
	check_names(plan);
	check_global(plan);
	check_unlocked(plan);
	for (size_t i = 0; i < model->structures.count; i++)
		check_structure(plan, model->structures.items[i]);
	for (size_t i = 0; i < model->functions.count; i++)
		check_function(plan, model->functions.items[i]);
	if (!error_count())
		check_values(plan);
	return !error_count();
}
