/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: refuses what is unsafe or incomplete. After it the plan is const. */

#include "check.h"

/* The checks after check_role() assume that the role is possible. */
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
	const struct api *api = plan->api;

	check_coverage(plan);
	check_names(plan);
	check_global(plan);
	check_unlocked(plan);
	for (size_t i = 0; i < api->structures.count; i++)
		check_structure(plan, api->structures.items[i]);
	for (size_t i = 0; i < api->functions.count; i++)
		check_function(plan, api->functions.items[i]);
	if (!error_count())
		check_values(plan);
	return !error_count();
}
