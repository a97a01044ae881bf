/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: whether each function fits its role. */

#include "check.h"
#include "convert.h"
#include "planner.h"

static void bad_role(const struct function *function, const char *why)
{
	error_at(&function->role_word->place, CODE_BAD_ROLE, "'%s' cannot be a %s: %s",
		 function->name, vocabulary[function->role_word->id].spelling, why);
}

static bool is_kind(const struct structure *structure, enum structure_kind kind)
{
	return structure && structure->kind == kind;
}

static bool takes_handle(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		if (is_handle_pointer(parameter->type) && is_object_argument(parameter) &&
		    !parameter->by_copy)
			return true;
	}
	return false;
}

static void check_closer(const struct function *function)
{
	const struct structure *structure = class_structure(function);

	if (!function->destroys) {
		error_at(&function->role_word->place, CODE_BAD_CLOSER,
			 "closer '%s' has no 'destroys' annotation", function->name);
		hint("add GG_DESTROYS(parameter)");
	} else if (!is_kind(structure, STRUCT_HANDLE) || structure->destroyer != function) {
		error_at(&function->role_word->place, CODE_BAD_CLOSER,
			 "closer '%s' is not the destroyer of a handle", function->name);
		if (structure)
			note_at(&structure->place, "'struct %s' annotated here", structure->tag);
	}
}

static void check_destroys(const struct function *function)
{
	const struct structure *structure =
		function->destroys ? pointed_structure(function->destroys->type) : NULL;

	if (!function->destroys || function->role == ROLE_CLOSER || function->role == ROLE_SKIP)
		return;
	if (is_bound(function)) {
		error_at(function_word(function, WORD_DESTROYS), CODE_BAD_CLOSER,
			 "'%s' destroys its handle, which only a closer can", function->name);
	} else if (!structure || structure->destroyer != function) {
		error_at(function_word(function, WORD_DESTROYS), CODE_BAD_DESTROYER,
			 "'%s' is not the destroyer specified for the struct", function->name);
		if (structure)
			note_at(&structure->place, "'struct %s' annotated here", structure->tag);
	}
}

static void check_waiting(const struct function *function)
{
	enum word_id word = function->waits ? WORD_WAITS : WORD_READS;
	const struct function *getter = function->waits ? function->waits : function->reads;
	const struct place *place = function_word(function, word);
	const struct parameter *last =
		function->parameters.count
			? function->parameters.items[function->parameters.count - 1]
			: NULL;

	if (!getter)
		return;
	if (function->role != ROLE_METHOD || (function->waits && function->reads)) {
		error_at(place, CODE_UNBOUNDED_WAIT,
			 "'%s' must be a method with either 'waits' or 'reads'", function->name);
	} else if (!has_mutex(class_structure(function))) {
		error_at(place, CODE_UNBOUNDED_WAIT, "'%s' waits, so its handle needs a mutex",
			 function->name);
	} else if (function->holds.count > 1) {
		error_at(place, CODE_UNBOUNDED_WAIT,
			 "'%s' waits, so it can hold its own handle only", function->name);
	} else if (getter->role != ROLE_CONSTANT || getter->result->kind != TYPE_INT ||
		   class_structure(getter) != class_structure(function)) {
		error_at(place, CODE_UNBOUNDED_WAIT,
			 "'%s' would wait without bound under its guard: '%s' is not an int "
			 "constant of the same handle",
			 function->name, getter->name);
		note_at(&getter->place, "'%s' declared here", getter->name);
		hint("wait for a descriptor: add GG_CONSTANT(fd) to the function that returns it");
	} else if (function->waits &&
		   (function->parameters.count != 2 || last->type->kind != TYPE_INT64)) {
		error_at(place, CODE_UNBOUNDED_WAIT,
			 "'%s' waits but its parameters are not a handle and an int64_t timeout",
			 function->name);
	} else if (function->waits && function->result->kind != TYPE_INT) {
		error_at(place, CODE_UNBOUNDED_WAIT, "'%s' waits but does not return int",
			 function->name);
	}
}

/* Constants do not use converters. */
static void check_unconverted(const struct function *function)
{
	if (function->convert || function->python_type)
		error_at(function_word(function, function->convert ? WORD_CONVERT : WORD_TYPE),
			 CODE_BAD_ROLE,
			 "constant '%s' cannot have a converter or a type; make it a method",
			 function->name);
}

/* A snapshot can also be made in Python, from the values of its fields. */
static void check_field(const struct function *function)
{
	if (function->convert && !named_result_type(function->convert))
		error_at(function_word(function, WORD_CONVERT), CODE_BAD_FIELD,
			 "'%s' cannot convert a field: there is no converter for the opposite "
			 "direction",
			 function->convert);
}

/* Constants and fields can neither wait nor fail. */
static void check_plain_getter(const struct function *function)
{
	if (function->detaches || function->waits || function->reads)
		bad_role(function, "it detaches; make it a method");
	else if (function->fails)
		bad_role(function, "it may fail; make it a method");
}

static void check_getter(const struct function *function, enum structure_kind kind)
{
	const struct structure *structure = class_structure(function);

	if (!is_kind(structure, kind))
		bad_role(function, kind == STRUCT_HANDLE ? "it does not take a handle"
							 : "it does not take a snapshot");
	else if (pointed_structure(function->parameters.items[0]->type) != structure)
		bad_role(function, "its struct is not the first parameter");
	else if (kind == STRUCT_SNAPSHOT && function->parameters.count != 1)
		bad_role(function, "it takes more parameters than the snapshot");
	else if (function->parameters.count > 1 && !out_array_parameter(function))
		bad_role(function, "it takes more parameters than its handle and an out array");
	else
		check_plain_getter(function);
}

static void check_no_handle(const struct function *function)
{
	if (takes_handle(function) || function->holds.count)
		bad_role(function, "it takes a handle; make it a method of the handle");
}

static void check_cached(const struct function *function)
{
	const struct structure *structure = class_structure(function);
	bool snapshot = is_kind(pointed_structure(function->result), STRUCT_SNAPSHOT);

	if (function->cached && (function->role != ROLE_METHOD || function->parameters.count != 1 ||
				 !snapshot || !has_mutex(structure)))
		error_at(function_word(function, WORD_CACHED), CODE_BAD_ROLE,
			 "'%s' cannot be cached: only a method without arguments that returns a "
			 "snapshot of a handle with a mutex can be",
			 function->name);
}

void check_role(const struct function *function)
{
	check_destroys(function);
	check_cached(function);
	if (is_bound(function) && function->variadic) {
		bad_role(function, "it takes a variable number of arguments; skip it");
		return;
	}
	switch (function->role) {
	case ROLE_CONSTRUCTOR:
		if (!is_kind(class_structure(function), STRUCT_HANDLE))
			bad_role(function, "it does not return a handle");
		if (function->nullable)
			bad_role(function, "it may return NULL");
		check_no_handle(function);
		break;
	case ROLE_METHOD:
		if (!is_kind(class_structure(function), STRUCT_HANDLE))
			bad_role(function, "it does not take a handle");
		break;
	case ROLE_CLOSER:
		check_closer(function);
		break;
	case ROLE_CONSTANT:
		check_getter(function, STRUCT_HANDLE);
		check_unconverted(function);
		if (function->result->kind == TYPE_VOID)
			bad_role(function, "it returns nothing");
		break;
	case ROLE_FIELD:
		check_getter(function, STRUCT_SNAPSHOT);
		check_field(function);
		break;
	case ROLE_FUNCTION:
		check_no_handle(function);
		break;
	case ROLE_MODULE_CONSTANT:
		if (function->parameters.count)
			bad_role(function, "it takes arguments");
		else
			check_plain_getter(function);
		check_unconverted(function);
		break;
	default:
		break;
	}
	check_waiting(function);
}
