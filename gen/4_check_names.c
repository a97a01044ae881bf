/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: names are unique, and usable in C. */

#include "check.h"
#include "convert.h"

#include <string.h>

/* The names of one scope, each with its first location. */
struct names {
	struct table *places;
	const char *scope;
};

static void claim(struct names *names, const char *name, const struct place *place)
{
	const struct place *first = table_find(names->places, name);

	if (!first) {
		table_add(names->places, name, (void *)place);
		return;
	}
	error_at(place, CODE_DUPLICATE_NAME, "duplicate name '%s' in %s", name, names->scope);
	note_at(first, "previous use is here");
}

static void claim_function(struct names *names, const char *name, const struct function *function)
{
	claim(names, name, &function->role_word->place);
}

/* Members that every object struct has. */
static void check_member(const char *name, const struct place *place)
{
	static const char *const members[] = {"state",    "handle",      "native",
					      "weakrefs", "constructed", "self"};

	bool taken = is_reserved_in_c(name);

	for (size_t i = 0; i < sizeof(members) / sizeof(*members); i++)
		taken |= !strcmp(name, members[i]);
	if (taken)
		error_at(place, CODE_BAD_NAME,
			 "'%s' is reserved in the generated C; use another name", name);
}

static void check_members(const struct plan_class *class)
{
	const struct structure *structure = class->structure;

	for (size_t i = 0; i < class->constants.count; i++)
		check_member(class->constants.items[i]->name,
			     &class->constants.items[i]->function->role_word->place);
	for (size_t i = 0; i < class->fields.count; i++)
		check_member(class->fields.items[i]->name,
			     &class->fields.items[i]->function->role_word->place);
	for (size_t i = 0; i < class->keeps.count; i++)
		check_member(class->keeps.items[i]->member, structure_word(structure, WORD_KEEPS));
}

static void check_class_names(const struct plan_class *class)
{
	const struct structure *structure = class->structure;
	struct names names = {table_new(), structure->python_name};

	for (size_t i = 0; i < class->constants.count; i++)
		claim_function(&names, class->constants.items[i]->name,
			       class->constants.items[i]->function);
	for (size_t i = 0; i < class->fields.count; i++)
		claim_function(&names, class->fields.items[i]->name,
			       class->fields.items[i]->function);
	if (class->closer)
		claim_function(&names, class->closer->name, class->closer->function);
	for (size_t i = 0; i < class->methods.count; i++)
		claim_function(&names, class->methods.items[i]->name,
			       class->methods.items[i]->function);
	for (size_t i = 0; i < class->keeps.count; i++)
		claim(&names, class->keeps.items[i]->name, structure_word(structure, WORD_KEEPS));
	for (size_t i = 0; i < structure->adds.count; i++)
		claim(&names, structure->adds.items[i]->name, structure_word(structure, WORD_ADDS));
}

/* A class has at most one constructor. */
static void check_constructors(const struct plan *plan)
{
	struct names names = {table_new(), "the package"};

	for (size_t i = 0; i < plan->api->functions.count; i++) {
		const struct function *function = plan->api->functions.items[i];
		const struct structure *made = pointed_structure(function->result);

		if (function->role == ROLE_CONSTRUCTOR && made)
			claim(&names, memory_format("%s()", made->tag),
			      &function->role_word->place);
	}
}

static void check_module_names(const struct plan *plan)
{
	struct names names = {table_new(), "the package"};

	for (size_t i = 0; i < plan->classes.count; i++)
		claim(&names, plan->classes.items[i]->structure->python_name,
		      &plan->classes.items[i]->structure->place);
	for (size_t i = 0; i < plan->functions.count; i++)
		claim_function(&names, plan->functions.items[i]->name,
			       plan->functions.items[i]->function);
	for (size_t i = 0; i < plan->constants.count; i++)
		claim_function(&names, plan->constants.items[i]->name,
			       plan->constants.items[i]->function);
	for (size_t i = 0; i < plan->api->enumerations.count; i++) {
		const struct enumeration *enumeration = plan->api->enumerations.items[i];

		claim(&names,
		      memory_format("%s.%s%s%s", enumeration->module,
				    enumeration->outer ? enumeration->outer : "",
				    enumeration->outer ? "." : "", enumeration->python_name),
		      place_of_word(&enumeration->words, WORD_ENUM, &enumeration->place));
	}
}

void check_names(const struct plan *plan)
{
	check_module_names(plan);
	check_constructors(plan);
	for (size_t i = 0; i < plan->classes.count; i++) {
		check_class_names(plan->classes.items[i]);
		check_members(plan->classes.items[i]);
	}
}
