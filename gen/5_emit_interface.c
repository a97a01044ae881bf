/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 5: the library's C functions, and what each does with the objects it is passed. */

#include "emit.h"

#include <string.h>

/* The annotated struct that a pointer points to. */
static const struct structure *object_of(const struct type *type)
{
	const struct structure *structure =
		type->kind == TYPE_POINTER ? type->pointee->structure : NULL;

	return structure && structure->kind != STRUCT_PLAIN ? structure : NULL;
}

static bool is_first_object(const struct function *function, const struct parameter *parameter)
{
	for (size_t i = 0; i < function->parameters.count; i++) {
		if (object_of(function->parameters.items[i]->type))
			return function->parameters.items[i] == parameter;
	}
	return false;
}

static const char *role_of(const struct function *function, const struct parameter *parameter)
{
	const struct structure *object = object_of(parameter->type);

	if (!object)
		return NULL;
	if (object->destroyer == function)
		return "destroyed";
	if (function->borrowed_from == parameter && object_of(function->result))
		return "lender";
	return is_first_object(function, parameter) ? "self" : "argument";
}

static json_t *emit_parameter(const struct function *function, const struct parameter *parameter)
{
	const struct structure *object = object_of(parameter->type);
	const char *type = parameter->type->spelling;
	bool ends_in_star = type[strlen(type) - 1] == '*';
	json_t *json = json_object();

	put_text(json, "name", parameter->name);
	put_text(json, "declaration",
		 memory_format("%s%s%s", type, ends_in_star ? "" : " ", parameter->name));
	put_text(json, "object", object ? object->tag : NULL);
	put_text(json, "role", role_of(function, parameter));
	return json;
}

static json_t *emit_function(const struct function *function)
{
	const struct structure *made = object_of(function->result);
	json_t *json = json_object(), *parameters = json_array();

	for (size_t i = 0; i < function->parameters.count; i++)
		json_array_append_new(parameters,
				      emit_parameter(function, function->parameters.items[i]));
	put_text(json, "function", function->name);
	put_text(json, "since", function->since);
	put_text(json, "returns", function->result->spelling);
	put(json, "parameters", parameters);
	put_text(json, "creates", made && !function->borrowed_from ? made->tag : NULL);
	put_text(json, "lends", made && function->borrowed_from ? made->tag : NULL);
	return json;
}

json_t *emit_interface(const struct api *api)
{
	json_t *array = json_array();

	for (size_t i = 0; i < api->declared.count; i++)
		json_array_append_new(array, emit_function(api->declared.items[i]));
	return array;
}
