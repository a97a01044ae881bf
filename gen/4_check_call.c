/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: arrays, failures, and a converter for every value. */

#include "check.h"
#include "convert.h"
#include "planner.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static void check_count(const struct parameter *count)
{
	const struct parameter *array = count->count_of;
	const struct place *place = parameter_word(count, WORD_COUNT_OF);

	if (array->type->kind != TYPE_POINTER) {
		error_at(place, CODE_ARRAY_COUNT, "'%s' is not an array", array->name);
		note_at(&array->place, "'%s' declared here", array->name);
	} else if (!is_count(count->type)) {
		error_at(place, CODE_ARRAY_COUNT, "'%s' cannot count '%s': its type is not size_t",
			 count->name, array->name);
	}
}

static void check_length(const struct function *function, const struct parameter *array)
{
	const struct function *length = array->length_from;
	const struct structure *structure = class_structure(function);

	if (is_count(length->result) && structure && only_parameter(length, structure) &&
	    function->role != ROLE_FUNCTION)
		return;
	error_at(parameter_word(array, WORD_LENGTH_FROM), CODE_ARRAY_COUNT,
		 "'%s' must take the same handle and return size_t to be the length of an array",
		 length->name);
	note_at(&length->place, "'%s' declared here", length->name);
}

static void check_out(const struct function *function, const struct parameter *parameter)
{
	const struct place *place = parameter_word(parameter, WORD_OUT);

	if (parameter->type->kind != TYPE_POINTER || parameter->type->pointee->is_const)
		error_at(place, CODE_ARRAY_COUNT,
			 "'%s' cannot write to '%s', which is not a pointer to a modifiable type",
			 function->name, parameter->name);
	else if (!parameter->filled_by && !parameter->length_from)
		error_at(place, CODE_ARRAY_COUNT, "out array '%s' has no length", parameter->name);
	else if (!parameter->filled_by && out_array_parameter(function) != parameter)
		error_at(place, CODE_ARRAY_COUNT, "'%s' has more than one out array",
			 function->name);
	else if (parameter->length_from)
		check_length(function, parameter);
}

/* A pointer to plain values must be an array with a count. */
static void check_plain_pointer(const struct parameter *parameter)
{
	const struct type *type = parameter->type;

	if (type->kind != TYPE_POINTER || type->pointee->kind == TYPE_POINTER ||
	    !c_type(type->pointee) || is_string(type) || parameter->counted_by ||
	    parameter->filled_by || parameter->out || parameter->convert)
		return;
	error_at(&parameter->place, CODE_ARRAY_COUNT, "array '%s' has no count", parameter->name);
	hint("add GG_COUNT_OF(%s) to the parameter that counts it, or GG_OUT "
	     "GG_LENGTH_FROM(function) to '%s' if the function writes it",
	     parameter->name, parameter->name);
}

static void check_maximum(const struct parameter *parameter)
{
	if (parameter->counted_by && !parameter->out && !parameter->convert)
		return;
	error_at(parameter_word(parameter, WORD_MAXIMUM), CODE_ARRAY_COUNT,
		 "'maximum' only applies to an array with a count and the default converter, not "
		 "to '%s'",
		 parameter->name);
}

static void check_maker(const struct function *function, const struct parameter *parameter)
{
	const struct structure *structure = pointed_structure(parameter->type);
	const struct function *maker = parameter->made_by;
	const struct place *place = parameter_word(parameter, WORD_MADE_BY);

	if (!structure || structure->kind != STRUCT_SCRATCH) {
		error_at(place, CODE_BAD_SCRATCH, "'%s' is not a scratch struct", parameter->name);
	} else if (pointed_structure(maker->result) != structure || maker->parameters.count != 1 ||
		   !is_integer(maker->parameters.items[0]->type)) {
		error_at(place, CODE_BAD_SCRATCH,
			 "'%s' does not take a capacity and return a 'struct %s *'", maker->name,
			 structure->tag);
		note_at(&maker->place, "'%s' declared here", maker->name);
	} else if (function->returns_length != parameter) {
		error_at(place, CODE_BAD_SCRATCH,
			 "'%s' has no 'returns_length' annotation for '%s'", function->name,
			 parameter->name);
		hint("add GG_RETURNS_LENGTH(%s) to the function", parameter->name);
	} else if (!function->reads) {
		error_at(place, CODE_BAD_SCRATCH,
			 "'%s' takes scratch struct '%s' but has no 'reads' annotation",
			 function->name, parameter->name);
	}
}

static void check_returned_length(const struct function *function)
{
	const struct parameter *filled = function->returns_length;

	if (!filled || ((filled->out || filled->made_by) && is_integer(function->result)))
		return;
	error_at(function_word(function, WORD_RETURNS_LENGTH), CODE_ARRAY_COUNT,
		 "'%s' does not return the number of elements in '%s'", function->name,
		 filled->name);
}

void check_arrays(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];
		const struct structure *structure = pointed_structure(parameter->type);

		if (parameter->count_of)
			check_count(parameter);
		if (parameter->out)
			check_out(function, parameter);
		if (parameter->maximum)
			check_maximum(parameter);
		if (parameter->made_by)
			check_maker(function, parameter);
		else if (structure && structure->kind == STRUCT_SCRATCH)
			error_at(
				&parameter->place, CODE_BAD_SCRATCH,
				"scratch struct '%s' has no maker; add GG_MADE_BY(maker, capacity)",
				parameter->name);
		check_plain_pointer(parameter);
	}
	check_returned_length(function);
}

static bool is_number(const char *text)
{
	char *end;

	strtoll(text, &end, 0);
	return end != text && !*end;
}

static bool has_constant(const struct enumeration *enumeration, const char *name)
{
	for (size_t i = 0; enumeration && i < enumeration->enumerators.count; i++)
		if (!strcmp(enumeration->enumerators.items[i]->name, name))
			return true;
	return false;
}

static bool fails_fits(const struct type *type, const char *fails)
{
	switch (type->kind) {
	case TYPE_POINTER:
		return !strcmp(fails, "NULL");
	case TYPE_ENUM:
		return has_constant(type->enumeration, fails);
	case TYPE_BOOL:
		return !strcmp(fails, "true") || !strcmp(fails, "false");
	case TYPE_INT:
	case TYPE_INT64:
		return is_number(fails);
	default:
		return is_integer(type) && is_number(fails) && *fails != '-';
	}
}

void check_failure(const struct function *function)
{
	const struct type *type = function->result;
	bool makes = pointed_structure(type) && !function->borrowed_from && !function->nullable;
	bool tells = function->reads || (type->kind == TYPE_INT && !function->python_type &&
					 (function->detaches || function->waits));

	if (function->fails && !fails_fits(type, function->fails)) {
		error_at(function_word(function, WORD_FAILS), CODE_BAD_FAILS,
			 "'%s' returns '%s', which cannot be '%s'", function->name, type->spelling,
			 function->fails);
	} else if (!function->fails && (makes || tells) && function->role != ROLE_FIELD &&
		   function->role != ROLE_CONSTANT) {
		error_at(&function->place, CODE_SILENT_FAILURE,
			 "'%s' may fail but has no 'fails' annotation", function->name);
		hint(makes ? "add GG_FAILS(NULL), or GG_NULLABLE if NULL is not a failure"
			   : "add GG_FAILS(-1), or GG_TYPE(\"int\") if it never fails");
	}
}

static void no_converter(const struct place *place, const struct type *type, const char *what)
{
	error_at(place, CODE_UNKNOWN_TYPE, "%s: no converter for type '%s'", what, type->spelling);
	hint("name a converter of your own with GG_CONVERT(function) and its Python type with "
	     "GG_TYPE(\"…\"), or skip the function");
}

static bool has_name(const struct parameter *parameter)
{
	if (*parameter->name)
		return true;
	error_at(&parameter->place, CODE_BAD_NAME, "parameter has no name");
	return false;
}

static void check_default(const struct plan_parameter *planned)
{
	const struct parameter *from = planned->from;

	if (!planned->default_value || planned->absent || from->by_copy ||
	    default_in_c(from->type, planned->default_value))
		return;
	error_at(parameter_word(from, WORD_TYPE), CODE_BAD_DEFAULT,
		 "default '%s' cannot be expressed in C as '%s'", planned->default_value,
		 from->type->spelling);
	hint("use GG_CONVERT(function): its argument is NULL if Python passes none");
}

static void check_parameter(const struct plan_parameter *planned)
{
	const struct parameter *from = planned->from;

	if (!from || !has_name(from))
		return;
	if (!planned->convert || (from->convert && !c_type(from->type)))
		no_converter(&from->place, from->type, planned->name);
	else if (!planned->python_type)
		error_at(&from->place, CODE_UNKNOWN_TYPE,
			 "'%s' has no Python type; add GG_TYPE(\"…\")", planned->name);
	else
		check_default(planned);
	if (!is_python_name(planned->name))
		error_at(&from->place, CODE_BAD_NAME,
			 "'%s' is not a valid Python identifier; add GG_NAME(…)", planned->name);
}

static void check_pair(const struct plan_method *method, const struct plan_parameter *one,
		       const struct plan_parameter *other)
{
	if (!strcmp(one->name, other->name) || !strcmp(one->local, other->local))
		error_at(other->from ? &other->from->place : &method->function->place,
			 CODE_DUPLICATE_NAME, "'%s' has two parameters named '%s'",
			 method->function->name,
			 strcmp(one->name, other->name) ? other->local : other->name);
}

/* A local variable hides a function of the same name. */
static void check_hidden(const struct function *function, const struct plan_parameter *planned)
{
	const struct place *place = planned->from ? &planned->from->place : &function->place;
	bool hides = !strcmp(planned->local, function->name);

	for (size_t i = 0; i < function->parameters.count; i++) {
		const char *converter = function->parameters.items[i]->convert;

		hides |= converter && !strcmp(planned->local, converter);
	}
	for (size_t i = 0; i < function->arguments.count && planned->from; i++)
		hides |= !strcmp(planned->local, function->arguments.items[i]->converter);
	if (hides) {
		error_at(place, CODE_BAD_NAME, "'%s' hides a function that the call needs",
			 planned->local);
		hint("rename the parameter in this declaration and add GG_NAME(%s)", planned->name);
	}
}

/* A wait takes seconds or a timedelta, so its name must not have another unit. */
static void check_seconds(const struct plan_method *method, const struct plan_parameter *planned)
{
	static const char *const units[] = {"_ns", "_us", "_ms"};
	size_t length = strlen(planned->name);

	if (method->form != FORM_WAIT || !planned->from || length < strlen("_ns"))
		return;
	for (size_t i = 0; i < sizeof(units) / sizeof(*units); i++) {
		if (strcmp(planned->name + length - strlen("_ns"), units[i]) != 0)
			continue;
		error_at(parameter_word(planned->from, WORD_NAME), CODE_BAD_NAME,
			 "'%s' is a time in seconds in Python, but its name has another unit",
			 planned->name);
		hint("use GG_NAME(timeout)");
	}
}

static void check_parameters(const struct plan_method *method)
{
	bool optional = false;

	for (size_t i = 0; i < method->parameters.count; i++) {
		const struct plan_parameter *planned = method->parameters.items[i];

		check_parameter(planned);
		check_hidden(method->function, planned);
		check_seconds(method, planned);
		for (size_t j = 0; j < i; j++)
			check_pair(method, method->parameters.items[j], planned);
		if (planned->required && optional)
			error_at(planned->from ? &planned->from->place : &method->function->place,
				 CODE_BAD_DEFAULT,
				 "required parameter '%s' follows one with a default",
				 planned->name);
		optional |= !planned->required;
	}
}

void check_method(const struct plan_method *method)
{
	const struct function *function = method->function;
	const struct plan_result *result = &method->result;
	bool nothing = result->python_type && !strcmp(result->python_type, "None");

	check_parameters(method);
	if (!nothing && !result->to_python)
		no_converter(&function->place, function->result, "the result");
	else if (!result->python_type)
		error_at(&function->place, CODE_UNKNOWN_TYPE,
			 "the result has no Python type; add GG_TYPE(\"…\")");
}

static void check_constant(const struct plan_constant *constant)
{
	if (!constant->read || !constant->python_type)
		no_converter(&constant->function->place, constant->function->result,
			     constant->name);
}

void check_class_values(const struct plan_class *class)
{
	for (size_t i = 0; i < class->constants.count; i++) {
		const struct plan_constant *constant = class->constants.items[i];

		if (!constant->storage || !constant->to_python)
			no_converter(&constant->function->place, constant->function->result,
				     constant->name);
		else
			check_constant(constant);
	}
	for (size_t i = 0; i < class->fields.count; i++) {
		const struct plan_field *field = class->fields.items[i];

		if (!field->storage || !field->read || !field->from_python || !field->to_python)
			no_converter(&field->function->place, field->function->result, field->name);
		else if (!field->python_type)
			error_at(&field->function->place, CODE_UNKNOWN_TYPE,
				 "'%s' has no Python type; add GG_TYPE(\"…\")", field->name);
	}
}

void check_module_values(const struct plan *plan)
{
	for (size_t i = 0; i < plan->constants.count; i++)
		check_constant(plan->constants.items[i]);
}
