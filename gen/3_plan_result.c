/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: a call's result: what Python gets, and how failure is detected. */

#include "planner.h"

#include <string.h>

const char *failed_when(const struct function *function)
{
	const char *fails = function->fails;
	enum type_kind kind = function->result->kind;

	if (!fails)
		return NULL;
	if (kind == TYPE_POINTER)
		return "!result";
	if (kind == TYPE_BOOL)
		return !strcmp(fails, "true") ? "result" : "!result";
	if (!strcmp(fails, "-1") && (kind == TYPE_INT || kind == TYPE_INT64))
		return "result < 0";
	return memory_format("result == %s", fails);
}

void plan_destroyer(struct plan_class *class)
{
	const struct function *destroyer = class->structure->destroyer;

	if (!destroyer || !destroyer->fails)
		return;
	class->destroy_result = result_variable(destroyer->result);
	class->destroy_failed = failed_when(destroyer);
}

/* An array whose length is the result. */
static void result_of_length(struct plan_result *result, const struct scope *scope)
{
	const struct parameter *filled = scope->function->returns_length;
	const struct structure *scratch = pointed_structure(filled->type);
	const struct structure *element =
		scratch && scratch->element ? pointed_structure(scratch->element->result) : NULL;

	if (element && element->python_name) {
		result->python_type = memory_format("list[%s]", element->python_name);
		result->to_python =
			list_of_owned(scope, element->python_name, local_name(filled->name));
	} else if (filled->type->kind == TYPE_POINTER && !scratch) {
		const char *python = python_type_of(scope, filled->type->pointee, false);

		result->python_type = python ? memory_format("list[%s]", python) : NULL;
		result->to_python = array_to_python(scope, "list", filled->type->pointee,
						    local_name(filled->name), "result");
	}
}

/* The count of the arrays that the same Python argument fills. */
static const struct parameter *count_beside(const struct function *function,
					    const struct parameter *array)
{
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *other = function->parameters.items[i];

		if (other->filled_by == array->filled_by && other->type->kind == TYPE_SIZE)
			return other;
	}
	return NULL;
}

static const struct parameter *filled_out_parameter(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (function->parameters.items[i]->out && function->parameters.items[i]->filled_by)
			return function->parameters.items[i];
	return NULL;
}

/* An array whose length does not depend on the result. */
static void result_of_array(struct plan_result *result, const struct scope *scope,
			    const struct parameter *array, const char *length)
{
	const struct type *element = array->type->pointee;
	const char *python;

	if (array->type->kind != TYPE_POINTER || !length)
		return;
	python = python_type_of(scope, element, false);
	result->python_type = python ? memory_format("list[%s]", python) : NULL;
	result->to_python =
		array_to_python(scope, "list", element, argument_of(scope, array), length);
}

static void result_of_struct(struct plan_method *method, const struct scope *scope)
{
	const struct function *function = scope->function;
	const struct structure *structure = pointed_structure(function->result);
	const struct plan_class *class = plan_class_of(scope->plan, structure);
	struct plan_result *result = &method->result;

	if (!class)
		return;
	result->python_type = python_type_of(scope, function->result, function->nullable);
	if (structure->kind == STRUCT_SNAPSHOT) {
		result->to_python = value_to_python(scope, function->result, "result", false);
		if (!function->borrowed_from && structure->destroyer)
			result->release = statement_of(structure->destroyer, "result");
	} else {
		result->to_python =
			handle_of_result(scope, structure->python_name, plan_kept(method, class));
	}
	if (!function->nullable)
		return;
	result->to_python = optional_result(result->to_python);
	if (result->release)
		result->release = memory_format("if (result) %s", result->release);
}

/* An int that fails with -1 is a status, unless type() makes it a value. */
static bool is_status(const struct function *function)
{
	return function->fails && function->result->kind == TYPE_INT && !function->python_type &&
	       !function->convert;
}

static void result_of_value(struct plan_result *result, const struct scope *scope)
{
	const struct function *function = scope->function;

	if (function->result->kind == TYPE_VOID || is_status(function)) {
		result->python_type = "None";
	} else if (function->convert) {
		result->python_type = named_result_type(function->convert);
		result->to_python = named_result(scope, function->convert, "result");
	} else {
		result->python_type = python_type_of(scope, function->result, function->nullable);
		result->to_python =
			value_to_python(scope, function->result, "result", function->nullable);
	}
	if (function->python_type)
		result->python_type = function->python_type;
}

void plan_result(struct plan_method *method, const struct scope *scope)
{
	const struct function *function = scope->function;
	struct plan_result *result = &method->result;
	const struct parameter *filled = filled_out_parameter(function);
	const struct parameter *out = out_array_parameter(function);
	const struct parameter *count = filled ? count_beside(function, filled) : NULL;

	result->nullable = function->nullable;
	if (method->form == FORM_CLOSE) {
		result->python_type = "None";
	} else if (function->waits) {
		result->python_type = "bool";
		result->to_python = "Py_NewRef(readable ? Py_True : Py_False)";
	} else if (function->returns_length) {
		result_of_length(result, scope);
	} else if (filled) {
		result_of_array(result, scope, filled, count ? argument_of(scope, count) : NULL);
	} else if (out) {
		result_of_array(result, scope, out,
				method->out_array ? method->out_array->count : NULL);
	} else if (pointed_structure(function->result)) {
		result_of_struct(method, scope);
	} else {
		result_of_value(result, scope);
		result->borrowed_string = is_string(function->result) && function->borrowed_from;
	}
	result->declaration = declare_result(function->result, result->borrowed_string);
}
