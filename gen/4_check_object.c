/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: structs, their destroyers, and which annotations apply to them. */

#include "check.h"

#include <string.h>

static unsigned int kinds_of(enum word_id id)
{
	const unsigned int handle = 1u << STRUCT_HANDLE;
	const unsigned int snapshot = 1u << STRUCT_SNAPSHOT;

	switch (id) {
	case WORD_CLOSED_ERROR:
	case WORD_CONTEXT_MANAGER:
	case WORD_TRUTH:
	case WORD_SUBCLASSABLE:
	case WORD_FILENO:
	case WORD_LOCKED:
	case WORD_KEEPS:
	case WORD_ADDS:
		return handle;
	case WORD_FIELDS:
	case WORD_STR:
	case WORD_OWNED_BY:
		return snapshot;
	case WORD_MODULE:
		return handle | snapshot;
	default:
		return ~0u;
	}
}

static void check_words(const struct structure *structure)
{
	static const char *const kinds[] = {"neither a handle nor a snapshot", "a handle",
					    "a snapshot", "a scratch struct"};

	for (size_t i = 0; i < structure->words.count; i++) {
		const struct word *word = structure->words.items[i];

		if (!(kinds_of(word->id) & 1u << structure->kind))
			error_at(&word->place, CODE_MISPLACED_WORD,
				 "'%s' does not apply to 'struct %s', which is %s",
				 vocabulary[word->id].spelling, structure->tag,
				 kinds[structure->kind]);
	}
}

static enum word_id kind_word(const struct structure *structure)
{
	return structure->kind == STRUCT_HANDLE     ? WORD_HANDLE
	       : structure->kind == STRUCT_SNAPSHOT ? WORD_SNAPSHOT
						    : WORD_SCRATCH;
}

static void check_destroyer(const struct structure *structure)
{
	const struct function *destroyer = structure->destroyer;
	const struct place *place = structure_word(structure, kind_word(structure));

	if (!only_parameter(destroyer, structure)) {
		error_at(
			place, CODE_BAD_DESTROYER,
			"'%s' cannot be a destroyer: it must take a 'struct %s *' and nothing else",
			destroyer->name, structure->tag);
		note_at(&destroyer->place, "'%s' declared here", destroyer->name);
	} else if (structure->kind != STRUCT_HANDLE && destroyer->fails) {
		error_at(function_word(destroyer, WORD_FAILS), CODE_BAD_DESTROYER,
			 "'%s' may fail, which is only possible for the destroyer of a handle",
			 destroyer->name);
		note_at(place, "named here");
	} else if (structure->kind == STRUCT_HANDLE && !destroyer->destroys &&
		   destroyer->annotated) {
		error_at(&destroyer->place, CODE_BAD_DESTROYER,
			 "'%s' is the destroyer of '%s' but has no 'destroys' annotation",
			 destroyer->name, structure->python_name);
		note_at(place, "named here");
		hint("add GG_DESTROYS(%s)", destroyer->parameters.items[0]->name);
	}
}

static const struct plan_constant *constant_named(const struct plan_class *class, const char *name)
{
	for (size_t i = 0; i < class->constants.count; i++)
		if (!strcmp(class->constants.items[i]->name, name))
			return class->constants.items[i];
	return NULL;
}

static void check_closing(const struct plan_class *class)
{
	const struct structure *structure = class->structure;
	bool closes = structure->destroyer->role == ROLE_CLOSER;
	enum word_id needs = structure->closed_error      ? WORD_CLOSED_ERROR
			     : structure->context_manager ? WORD_CONTEXT_MANAGER
			     : structure->truth           ? WORD_TRUTH
			     : structure->locked          ? WORD_LOCKED
			     : structure->subclassable    ? WORD_SUBCLASSABLE
							  : WORD_COUNT;

	if (closes && !structure->closed_error) {
		error_at(&structure->place, CODE_BAD_CLOSER,
			 "'%s' can be closed but has no 'closed_error' annotation",
			 structure->python_name);
		hint("add GG_CLOSED_ERROR(exception.%sClosedError)", structure->python_name);
	} else if (closes && !has_mutex(structure)) {
		error_at(structure_word(structure, WORD_HANDLE), CODE_BAD_CLOSER,
			 "'%s' can be closed, which requires a mutex", structure->python_name);
	} else if (!closes && needs != WORD_COUNT) {
		error_at(structure_word(structure, needs), CODE_BAD_CLOSER,
			 "'%s' does not apply to '%s', whose destroyer is not a closer",
			 vocabulary[needs].spelling, structure->python_name);
		note_at(&structure->destroyer->place, "destroyer declared here");
	}
}

static void check_handle(const struct plan_class *class)
{
	const struct structure *structure = class->structure;
	const struct plan_constant *constant;

	check_closing(class);
	if (structure->guard == GUARD_CRITICAL_SECTION && structure->destroyer->detaches) {
		error_at(function_word(structure->destroyer, WORD_DETACHES), CODE_DETACH_IN_SECTION,
			 "'%s' detaches, which suspends the critical section of '%s'",
			 structure->destroyer->name, structure->python_name);
		note_at(structure_word(structure, WORD_HANDLE), "guard specified here");
		hint("guard %s with a mutex", structure->python_name);
	}
	if (structure->keeps.count && !class->constructor && !class->made_elsewhere)
		error_at(structure_word(structure, WORD_KEEPS), CODE_BAD_KEEPS,
			 "'%s' keeps values, but no function returns it", structure->python_name);
	if (structure->keeps.count && class->constructor)
		error_at(structure_word(structure, WORD_KEEPS), CODE_BAD_KEEPS,
			 "'%s()' in Python would not provide the values that '%s' keeps",
			 structure->python_name, structure->python_name);
	constant = structure->fileno ? constant_named(class, structure->fileno) : NULL;
	if (structure->fileno && (!constant || constant->function->result->kind != TYPE_INT))
		error_at(structure_word(structure, WORD_FILENO), CODE_UNKNOWN_NAME,
			 "fileno: '%s' has no int constant named '%s'", structure->python_name,
			 structure->fileno);
}

static const struct plan_field *field_named(const struct plan_class *class, const char *name)
{
	for (size_t i = 0; i < class->fields.count; i++)
		if (!strcmp(class->fields.items[i]->name, name))
			return class->fields.items[i];
	return NULL;
}

static void check_fields(const struct plan_class *class)
{
	const struct structure *structure = class->structure;
	const struct place *listed = structure_word(structure, WORD_FIELDS);

	if (!structure->fields.count)
		error_at(listed, CODE_BAD_FIELD, "'%s' has no 'fields' annotation",
			 structure->python_name);
	for (size_t i = 0; i < structure->fields.count; i++)
		if (!field_named(class, structure->fields.items[i]))
			error_at(listed, CODE_BAD_FIELD, "field '%s' has no getter",
				 structure->fields.items[i]);
	for (size_t i = 0; i < class->fields.count; i++) {
		const struct plan_field *field = class->fields.items[i];

		if (has_text(&structure->fields, field->name))
			continue;
		error_at(&field->function->role_word->place, CODE_BAD_FIELD,
			 "'%s' is not among the fields of '%s'", field->name,
			 structure->python_name);
		note_at(listed, "fields listed here");
	}
	for (size_t i = 0; i < class->str.count; i++)
		if (class->str.items[i]->field && !field_named(class, class->str.items[i]->field))
			error_at(structure_word(structure, WORD_STR), CODE_UNKNOWN_NAME,
				 "str: '%s' has no field named '%s'", structure->python_name,
				 class->str.items[i]->field);
}

static void check_owner(const struct structure *structure)
{
	const struct structure *owner = structure->owner;
	const struct function *copy = structure->copy;
	const struct place *place = structure_word(structure, WORD_OWNED_BY);

	if (owner->kind != STRUCT_SCRATCH || !owner->element ||
	    pointed_structure(owner->element->result) != structure) {
		error_at(place, CODE_BAD_SCRATCH,
			 "'struct %s' is not a scratch struct whose elements are 'struct %s'",
			 owner->tag, structure->tag);
		note_at(&owner->place, "'struct %s' annotated here", owner->tag);
	}
	if (!only_parameter(copy, structure) || pointed_structure(copy->result) != structure) {
		error_at(place, CODE_BAD_SCRATCH, "'%s' does not copy a 'struct %s'", copy->name,
			 structure->tag);
		note_at(&copy->place, "'%s' declared here", copy->name);
	}
}

/* An element's getter takes the struct and an index. */
static void check_scratch(const struct structure *structure)
{
	const struct function *element = structure->element;
	const struct structure *made = pointed_structure(element->result);

	if (element->parameters.count == 2 &&
	    pointed_structure(element->parameters.items[0]->type) == structure &&
	    is_integer(element->parameters.items[1]->type) && made &&
	    made->kind == STRUCT_SNAPSHOT && made->owner == structure)
		return;
	error_at(structure_word(structure, WORD_SCRATCH), CODE_BAD_SCRATCH,
		 "'%s' does not return an element by its index: a snapshot with owned_by(%s, …)",
		 element->name, structure->tag);
	note_at(&element->place, "'%s' declared here", element->name);
}

static bool only_speaks_of_header(const struct structure *structure)
{
	for (size_t i = 0; i < structure->words.count; i++) {
		enum word_id id = structure->words.items[i]->id;

		if (id != WORD_PACKAGE && id != WORD_LIBRARY && id != WORD_CONVERTERS &&
		    id != WORD_ERRNO)
			return false;
	}
	return true;
}

void check_structure(const struct plan *plan, const struct structure *structure)
{
	const struct plan_class *class = plan_class_of(plan, structure);

	if (structure->kind == STRUCT_PLAIN) {
		if (!only_speaks_of_header(structure))
			error_at(&structure->place, CODE_NO_ROLE,
				 "'struct %s' is not a handle, a snapshot or a scratch struct",
				 structure->tag);
		return;
	}
	check_words(structure);
	check_destroyer(structure);
	if (structure->owner)
		check_owner(structure);
	if (structure->kind == STRUCT_SCRATCH)
		check_scratch(structure);
	else if (structure->kind == STRUCT_HANDLE)
		check_handle(class);
	else
		check_fields(class);
}
