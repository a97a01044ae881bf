/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: every function holds the guards of what it uses. */

#include "check.h"
#include "planner.h"

static bool holds(const struct function *function, const struct parameter *parameter)
{
	for (size_t i = 0; i < function->holds.count; i++)
		if (function->holds.items[i] == parameter)
			return true;
	return false;
}

static void check_held(const struct function *function, const struct parameter *held)
{
	if (!is_handle_pointer(held->type)) {
		error_at(function_word(function, WORD_HOLDS), CODE_NOT_HELD,
			 "holds: '%s' is not a handle", held->name);
		note_at(&held->place, "'%s' declared here", held->name);
	} else if (pointed_structure(held->type)->guard == GUARD_IMMUTABLE) {
		error_at(function_word(function, WORD_HOLDS), CODE_NOT_HELD,
			 "'%s' is immutable and needs no guard", held->name);
	} else if (held->nullable) {
		error_at(parameter_word(held, WORD_NULLABLE), CODE_NULLABLE_HELD,
			 "'%s' may be NULL and cannot be held", held->name);
		hint("pass a copy: GG_BY_COPY(copy_function)");
	}
}

static void check_handle(const struct function *function, const struct parameter *parameter)
{
	const struct structure *structure = pointed_structure(parameter->type);

	if (parameter->default_value && !parameter->filled_by)
		error_at(parameter_word(parameter, WORD_TYPE), CODE_NULLABLE_HELD,
			 "handle '%s' cannot have a default: the call needs a %s", parameter->name,
			 structure->python_name);
	if (structure->guard == GUARD_IMMUTABLE || parameter->by_copy || parameter->filled_by ||
	    parameter == function->destroys || holds(function, parameter))
		return;
	error_at(&parameter->place, CODE_NOT_HELD, "'%s' uses '%s' without holding its guard",
		 function->name, parameter->name);
	note_at(&structure->place, "'%s' is guarded by %s", structure->python_name,
		guard_name(structure->guard));
	hint("add GG_HOLDS(%s) to the function, or GG_BY_COPY(copy_function) to the parameter",
	     parameter->name);
}

static void check_copy(const struct function *function, const struct parameter *parameter)
{
	const struct structure *structure = pointed_structure(parameter->type);
	const struct function *copy = parameter->by_copy;

	if (structure && structure->guard == GUARD_IMMUTABLE) {
		error_at(parameter_word(parameter, WORD_BY_COPY), CODE_NOT_HELD,
			 "'%s' is immutable and needs no copy", parameter->name);
		return;
	}
	if (is_handle_pointer(parameter->type) && only_parameter(copy, structure) &&
	    pointed_structure(copy->result) == structure) {
		if (holds(function, parameter))
			error_at(parameter_word(parameter, WORD_BY_COPY), CODE_NOT_HELD,
				 "'%s' is passed by copy and cannot be held", parameter->name);
		return;
	}
	error_at(parameter_word(parameter, WORD_BY_COPY), CODE_NOT_HELD,
		 "'%s' does not copy what '%s' points to", copy->name, parameter->name);
	note_at(&copy->place, "'%s' declared here", copy->name);
}

/* What a converter makes for one call is not shared, so there is no guard to hold. */
static void check_filled(const struct function *function, const struct parameter *parameter)
{
	const struct structure *structure = pointed_structure(parameter->type);
	const struct place *place = parameter_word(parameter, WORD_FILLED_BY);

	if (structure && !is_handle_pointer(parameter->type))
		error_at(place, CODE_BAD_ROLE, "'%s' is not a handle and would never be freed",
			 parameter->name);
	else if (structure && structure->guard == GUARD_GLOBAL)
		error_at(place, CODE_NOT_HELD, "'%s' would be made without the library's lock",
			 parameter->name);
	else if (holds(function, parameter) || parameter->by_copy)
		error_at(place, CODE_NOT_HELD, "'%s' is made for this call alone and cannot be %s",
			 parameter->name, parameter->by_copy ? "copied" : "held");
}

static bool may_sleep(const struct function *function)
{
	return function->detaches || function->waits || function->reads;
}

static void check_detaching(const struct function *function)
{
	enum word_id word = function->waits   ? WORD_WAITS
			    : function->reads ? WORD_READS
					      : WORD_DETACHES;

	if (!may_sleep(function))
		return;
	for (size_t i = 0; i < function->holds.count; i++) {
		const struct parameter *held = function->holds.items[i];
		const struct structure *structure = pointed_structure(held->type);

		if (!structure || structure->guard != GUARD_CRITICAL_SECTION)
			continue;
		error_at(function_word(function, word), CODE_DETACH_IN_SECTION,
			 "'%s' detaches, which suspends the critical section of '%s'",
			 function->name, structure->python_name);
		note_at(structure_word(structure, WORD_HANDLE), "guard specified here");
		hint("guard %s with a mutex, or pass a copy: GG_BY_COPY(copy_function)",
		     structure->python_name);
	}
}

/* Mutexes are ordered by address; a critical section cannot be combined with another. */
static void check_order(const struct function *function)
{
	enum guard first = GUARD_NONE;
	size_t sections = 0;

	for (size_t i = 0; i < function->holds.count; i++) {
		const struct structure *structure =
			pointed_structure(function->holds.items[i]->type);
		enum guard guard = structure ? structure->guard : GUARD_IMMUTABLE;

		if (guard == GUARD_IMMUTABLE)
			continue;
		sections += guard == GUARD_CRITICAL_SECTION;
		if (first == GUARD_NONE)
			first = guard;
		if (guard == first && sections <= 1)
			continue;
		error_at(function_word(function, WORD_HOLDS), CODE_GUARD_ORDER, "'%s' holds %s",
			 function->name,
			 guard == first ? "two critical sections; a call can take only one"
					: memory_format("a %s and a %s, which have no order",
							guard_name(first), guard_name(guard)));
		note_at(structure_word(structure, WORD_HANDLE), "'%s' is guarded here",
			structure->python_name);
		hint("pass '%s' by copy: GG_BY_COPY(copy_function)",
		     function->holds.items[i]->name);
		return;
	}
}

/* One lock for a library that is not reentrant excludes other guards. */
void check_global(const struct plan *plan)
{
	const struct structure *global = NULL;

	for (size_t i = 0; i < plan->classes.count && !global; i++)
		if (plan->classes.items[i]->structure->guard == GUARD_GLOBAL)
			global = plan->classes.items[i]->structure;
	for (size_t i = 0; i < plan->classes.count && global; i++) {
		const struct structure *structure = plan->classes.items[i]->structure;

		if (structure->guard != GUARD_MUTEX && structure->guard != GUARD_CRITICAL_SECTION)
			continue;
		error_at(structure_word(structure, WORD_HANDLE), CODE_GUARD_ORDER,
			 "'%s' has a %s of its own in a library with one lock",
			 structure->python_name, guard_name(structure->guard));
		note_at(structure_word(global, WORD_HANDLE), "'%s' uses the library's lock",
			global->python_name);
		hint("guard all handles with global, or each with its own guard");
	}
}

static void refuse_unlocked(const struct function *function, const char *what)
{
	error_at(&function->role_word->place, CODE_NOT_HELD,
		 "'%s' would be read without the library's lock", what);
	hint("make it a method of a handle, which takes the lock");
}

static bool pointed_or_array(const struct plan_constant *constant)
{
	return constant->out_array || constant->function->result->kind == TYPE_POINTER;
}

/* Reading these needs Python, where no lock can be held. Numbers are read under the lock. */
void check_unlocked(const struct plan *plan)
{
	if (!plan->has_library_lock)
		return;
	for (size_t i = 0; i < plan->classes.count; i++) {
		const struct plan_class *class = plan->classes.items[i];

		for (size_t j = 0; j < class->constants.count; j++)
			if (pointed_or_array(class->constants.items[j]))
				refuse_unlocked(class->constants.items[j]->function,
						class->constants.items[j]->name);
		for (size_t j = 0; j < class->fields.count; j++)
			refuse_unlocked(class->fields.items[j]->function,
					class->fields.items[j]->name);
	}
	for (size_t i = 0; i < plan->constants.count; i++)
		refuse_unlocked(plan->constants.items[i]->function, plan->constants.items[i]->name);
	for (size_t i = 0; i < plan->functions.count; i++)
		if (is_string(plan->functions.items[i]->function->result))
			refuse_unlocked(plan->functions.items[i]->function,
					memory_format("%s()", plan->functions.items[i]->name));
}

void check_guards(const struct function *function)
{
	for (size_t i = 0; i < function->holds.count; i++) {
		check_held(function, function->holds.items[i]);
		for (size_t j = 0; j < i; j++)
			if (function->holds.items[j] == function->holds.items[i])
				error_at(function_word(function, WORD_HOLDS), CODE_REPEATED_WORD,
					 "holds: duplicate '%s'", function->holds.items[i]->name);
	}
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		if (parameter->filled_by)
			check_filled(function, parameter);
		if (parameter->by_copy)
			check_copy(function, parameter);
		else if (is_handle_pointer(parameter->type) && function->role != ROLE_CONSTANT)
			check_handle(function, parameter);
	}
	check_detaching(function);
	check_order(function);
}

static void refuse_borrowing(const struct function *function, const char *what, const char *advice)
{
	error_at(function_word(function, WORD_BORROWED_FROM), CODE_BORROWED,
		 "the result of '%s' %s", function->name, what);
	hint("%s", advice);
}

static void check_field_result(const struct function *function)
{
	const struct structure *nested = pointed_structure(function->result);

	if (nested && !function->borrowed_from)
		refuse_borrowing(
			function, "would never be freed",
			"a field belongs to its snapshot: add GG_BORROWED_FROM(parameter)");
	else if (nested && function->nullable)
		error_at(function_word(function, WORD_NULLABLE), CODE_BAD_FIELD,
			 "a snapshot nested in a snapshot cannot be NULL");
}

/* Strings are copied under the guard; reading a struct needs Python, which cannot run there. */
static void check_method_result(const struct function *function)
{
	const struct structure *structure = pointed_structure(function->result);

	if (is_string(function->result) && class_structure(function) && !function->borrowed_from)
		refuse_borrowing(
			function, "belongs to its handle and may change once the guard is released",
			"add GG_BORROWED_FROM(parameter), and it is copied under the guard");
	if (structure && (function->borrowed_from || structure->owner))
		refuse_borrowing(function, "belongs to its handle and would outlive the guard",
				 "use a function that returns a copy, and skip this one");
}

void check_borrowing(const struct function *function)
{
	const struct parameter *from = function->borrowed_from;

	if (from && !pointed_structure(from->type)) {
		error_at(function_word(function, WORD_BORROWED_FROM), CODE_BORROWED,
			 "'%s' cannot own the result because it does not point to an annotated "
			 "struct",
			 from->name);
		return;
	}
	if (function->role == ROLE_FIELD)
		check_field_result(function);
	else if (function->role == ROLE_METHOD || function->role == ROLE_CONSTRUCTOR)
		check_method_result(function);
}
