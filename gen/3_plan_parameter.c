/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: a call's parameters: what Python passes, and what C is passed for it. */

#include "planner.h"

#include <string.h>

const struct parameter *self_parameter(const struct function *function)
{
	if (function->role == ROLE_CLOSER)
		return function->destroys;
	if (function->role != ROLE_METHOD)
		return NULL;
	if (function->holds.count)
		return function->holds.items[0];
	for (size_t i = 0; i < function->parameters.count; i++)
		if (is_object_argument(function->parameters.items[i]))
			return function->parameters.items[i];
	return NULL;
}

static struct plan_parameter *add_parameter(struct plan_method *method, const char *name,
					    const char *local)
{
	struct plan_parameter *planned = memory_zeroed(sizeof(*planned));

	planned->name = name;
	planned->local = local;
	list_add(&method->parameters, planned);
	return planned;
}

static bool is_planned(const struct plan_method *method, const struct argument *argument)
{
	for (size_t i = 0; i < method->parameters.count; i++)
		if (method->parameters.items[i]->argument == argument)
			return true;
	return false;
}

/* Handles made by a converter, and values it provides for a new one, belong to the call. */
static void plan_filled_releases(struct plan_parameter *planned, const struct scope *scope,
				 const struct argument *argument)
{
	const struct function *function = scope->function;
	const struct plan_class *made =
		plan_class_of(scope->plan, pointed_structure(function->result));
	const char *local = filled_local(function, argument);

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *filled = function->parameters.items[i];

		if (!fills_with(argument, filled->filled_by))
			continue;
		if (is_handle_pointer(filled->type))
			list_add(&planned->releases,
				 discard_handle(pointed_structure(filled->type)->python_name,
						memory_format("%s.%s", local, filled->name)));
		else if (is_string(filled->type))
			list_add(&planned->releases,
				 clear_text(memory_format("%s.%s", local, filled->name)));
	}
	if (made && fills_with(argument, function->filled_by))
		for (size_t i = 0; i < made->keeps.count; i++)
			list_add(&planned->releases,
				 drop_reference(memory_format("%s.%s", local,
							      made->keeps.items[i]->member)));
}

/* An argument, together with the others from which its converter fills the same struct. */
static void plan_filling(struct plan_method *method, const struct scope *scope,
			 const struct argument *filling)
{
	const struct arguments *arguments = &scope->function->arguments;
	const char *local = filled_local(scope->function, filling), *more = "";
	struct plan_parameter *first = NULL;

	if (is_planned(method, filling))
		return;
	for (size_t i = 0; i < arguments->count; i++) {
		const struct argument *argument = arguments->items[i];
		struct plan_parameter *planned;

		if (!fills_with(argument, filling))
			continue;
		planned = add_parameter(method, argument->name, local_name(argument->name));
		planned->argument = argument;
		planned->default_value = argument->default_value;
		planned->absent = argument->default_value;
		planned->required = !argument->default_value;
		planned->python_type = argument->python_type;
		planned->summary = argument->summary;
		if (first)
			more = memory_format("%s, argv[%zu]", more, method->parameters.count - 1);
		else
			first = planned;
	}
	plan_filled_releases(first, scope, filling);
	list_add(&first->declarations, memory_format("struct %s %s%s;", filling->converter, local,
						     first->releases.count ? " = {0}" : ""));
	first->convert = memory_format("%s(%s, {arg}%s, &%s)", filling->converter,
				       scope->self ? scope->self : scope->state, more, local);
}

/* Not visible in Python: the object itself, counts, out parameters, and scratch structs. */
static bool is_hidden(const struct function *function, const struct parameter *parameter)
{
	return parameter == self_parameter(function) || parameter->count_of || parameter->out ||
	       parameter->made_by;
}

void plan_parameters(struct plan_method *method, const struct scope *scope)
{
	const struct function *function = method->function;

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];
		struct plan_parameter *planned;

		if (parameter->filled_by) {
			plan_filling(method, scope, parameter->filled_by);
			continue;
		}
		if (is_hidden(function, parameter))
			continue;
		planned =
			add_parameter(method, parameter->python_name, local_name(parameter->name));
		planned->from = parameter;
		planned->default_value = parameter->default_value;
		convert_parameter(scope, parameter, planned);
		if (parameter->python_type)
			planned->python_type = parameter->python_type;
		planned->required = !planned->default_value;
	}
	if (function->filled_by)
		plan_filling(method, scope, function->filled_by);
}

static const char *plan_keep_argument(struct plan_method *method, const struct plan_keep *keep)
{
	const char *local = local_name(keep->member);
	struct plan_parameter *planned = add_parameter(method, keep->member, local);

	planned->required = true;
	planned->python_type = keep->python_type;
	list_add(&planned->declarations, memory_format("PyObject *%s = NULL;", local));
	planned->convert = object_from_python(local);
	return local;
}

const char *plan_kept(struct plan_method *method, const struct plan_class *made)
{
	const struct function *function = method->function;
	const char *trailing = "";

	for (size_t i = 0; i < made->keeps.count; i++) {
		const struct plan_keep *keep = made->keeps.items[i];

		if (function->filled_by)
			trailing = memory_format("%s, %s.%s", trailing,
						 filled_local(function, function->filled_by),
						 keep->member);
		else
			trailing =
				memory_format("%s, %s", trailing, plan_keep_argument(method, keep));
	}
	return trailing;
}

void plan_arguments(struct plan_method *method, const struct scope *scope)
{
	const struct function *function = method->function;
	const struct parameter *self = self_parameter(function);

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		list_add(&method->arguments,
			 parameter == self ? "self->native" : argument_of(scope, parameter));
	}
}

void plan_scratch(struct plan_method *method)
{
	const struct function *function = method->function;

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];
		const struct structure *structure = pointed_structure(parameter->type);
		struct plan_scratch *scratch;
		const char *local = local_name(parameter->name);

		if (!parameter->made_by || !parameter->capacity || !structure ||
		    !structure->destroyer)
			continue;
		scratch = memory_zeroed(sizeof(*scratch));
		scratch->name = local;
		scratch->c = memory_format("struct %s *", structure->tag);
		scratch->capacity = local_name(parameter->capacity->name);
		scratch->make = call_of(parameter->made_by, scratch->capacity);
		scratch->destroy = statement_of(structure->destroyer, local);
		method->scratch = scratch;
	}
}

struct parameter *out_array_parameter(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (function->parameters.items[i]->out && !function->parameters.items[i]->filled_by)
			return function->parameters.items[i];
	return NULL;
}

struct plan_out_array *plan_out_array(const struct function *function, const char *native)
{
	const struct parameter *parameter = out_array_parameter(function);
	struct plan_out_array *array;

	if (!parameter || parameter->type->kind != TYPE_POINTER || !parameter->length_from)
		return NULL;
	array = memory_zeroed(sizeof(*array));
	array->name = local_name(parameter->name);
	array->element = c_type(parameter->type->pointee);
	array->count = parameter->counted_by ? local_name(parameter->counted_by->name)
					     : memory_format("%s_length", array->name);
	array->length = call_of(parameter->length_from, native);
	return array;
}
