/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: constants and fields of classes, and whether the module needs the GIL. */

#include "planner.h"

#include <string.h>

/* A constant's out array is kept as a tuple; the property returns a new list each time. */
static void plan_array_constant(struct plan_constant *constant, const struct scope *scope)
{
	const struct function *function = scope->function;
	const struct parameter *array = out_array_parameter(function);
	const char *element = python_type_of(scope, array->type->pointee, false);

	constant->out_array = plan_out_array(function, "native");
	constant->storage = "PyObject *";
	constant->read = array_to_python(scope, "tuple", array->type->pointee,
					 local_name(array->name), "result");
	constant->to_python = kept_to_python(memory_format("self->%s", constant->name), "list");
	constant->python_type = element ? memory_format("list[%s]", element) : NULL;
}

static void plan_plain_constant(struct plan_constant *constant, const struct scope *scope)
{
	const struct function *function = scope->function;
	const char *call = call_of(function, "native");
	const char *member = memory_format("self->%s", constant->name);
	struct scope later = *scope;

	later.state = "self->state";
	constant->python_type = python_type_of(scope, function->result, function->nullable);
	if (is_string(function->result)) {
		constant->storage = "PyObject *";
		constant->read = value_to_python(scope, function->result, call, function->nullable);
		constant->to_python = kept_to_python(member, "str");
	} else if (function->result->kind != TYPE_POINTER) {
		constant->storage = c_type(function->result);
		constant->read = call;
		constant->to_python = value_to_python(&later, function->result, member, false);
	}
}

struct plan_constant *plan_constant(const struct plan *plan, const struct function *function)
{
	struct scope scope = {plan, function, NULL, "state"};
	struct plan_constant *constant = memory_zeroed(sizeof(*constant));
	const struct parameter *array = out_array_parameter(function);

	constant->function = function;
	constant->name = function->python_name;
	for (size_t i = 0; i < function->parameters.count; i++)
		list_add(&constant->arguments,
			 i ? argument_of(&scope, function->parameters.items[i]) : "native");
	if (array && array->type->kind == TYPE_POINTER)
		plan_array_constant(constant, &scope);
	else
		plan_plain_constant(constant, &scope);
	return constant;
}

/* The constructor takes a converted field as C has it, under the name of the getter. */
static const char *field_parameter(const struct plan_class *class, const struct function *function)
{
	const char *prefix = memory_format("%s_get_", class->structure->tag);

	if (function->convert && !strncmp(function->name, prefix, strlen(prefix)))
		return function->name + strlen(prefix);
	return function->python_name;
}

static void plan_object_field(struct plan_field *field, const struct scope *scope, const char *call)
{
	const struct function *function = scope->function;

	field->object = true;
	field->storage = "PyObject *";
	field->to_python = kept_to_python(memory_format("self->fields.%s", field->name), "object");
	field->read = value_to_python(scope, function->result, call, function->nullable);
	field->from_python = field_object_from_python(scope, function->result,
						      memory_format("fields.%s", field->name),
						      function->nullable);
}

/* A snapshot made in Python takes the types of its fields, or the numbers that C has for them. */
static const char *field_from_python(const struct scope *scope, const char *member)
{
	const struct function *function = scope->function;
	const struct type *type = function->result;
	const char *named = function->convert
				    ? named_result_from_python(scope, function->convert, member)
				    : NULL;
	const char *number = enum_value_from_python(scope, type, member);

	if (named || number)
		return named ? named : number;
	return value_from_python(scope, type, member, false);
}

static const char *field_parameter_type(const struct plan_field *field,
					const struct function *function)
{
	bool number = function->result->kind == TYPE_ENUM ||
		      (function->convert && named_result_type(function->convert));

	return number ? memory_format("%s | int", field->python_type) : field->python_type;
}

static void plan_value_field(struct plan_field *field, const struct scope *scope, const char *call)
{
	const struct function *function = scope->function;
	const char *member = memory_format("self->fields.%s", field->name);
	struct scope later = *scope;

	later.state = "self->state";
	field->storage = c_type(function->result);
	field->read = call;
	field->from_python = field_from_python(scope, memory_format("fields.%s", field->name));
	field->to_python = function->convert
				   ? named_result(&later, function->convert, member)
				   : value_to_python(&later, function->result, member, false);
}

struct plan_field *plan_field(const struct plan *plan, const struct plan_class *class,
			      const struct function *function)
{
	struct scope scope = {plan, function, NULL, "state"};
	struct plan_field *field = memory_zeroed(sizeof(*field));
	const char *call = call_of(function, "native");
	const char *named = function->convert ? named_result_type(function->convert) : NULL;

	field->function = function;
	field->name = function->python_name;
	field->parameter = field_parameter(class, function);
	field->python_type = function->python_type ? function->python_type
			     : function->convert
				     ? named
				     : python_type_of(&scope, function->result, function->nullable);
	field->parameter_type = field_parameter_type(field, function);
	if (function->result->kind == TYPE_POINTER)
		plan_object_field(field, &scope, call);
	else
		plan_value_field(field, &scope, call);
	return field;
}

static struct plan_field *field_named(const struct plan_class *class, const char *name)
{
	for (size_t i = 0; i < class->fields.count; i++)
		if (!strcmp(class->fields.items[i]->name, name))
			return class->fields.items[i];
	return NULL;
}

/* Fields missing from fields() go last, for stage 4 to find. */
static void sort_fields(struct plan_class *class)
{
	struct plan_fields sorted = {0};

	for (size_t i = 0; i < class->structure->fields.count; i++) {
		struct plan_field *field = field_named(class, class->structure->fields.items[i]);

		if (field)
			list_add(&sorted, field);
	}
	for (size_t i = 0; i < class->fields.count; i++) {
		bool listed = false;

		for (size_t j = 0; j < sorted.count; j++)
			listed |= sorted.items[j] == class->fields.items[i];
		if (!listed)
			list_add(&sorted, class->fields.items[i]);
	}
	class->fields = sorted;
}

static void add_piece(struct plan_class *class, const char *text, const char *field)
{
	struct plan_piece *piece = memory_zeroed(sizeof(*piece));

	*piece = (struct plan_piece){text, field};
	list_add(&class->str, piece);
}

static void split_format(struct plan_class *class, const char *format)
{
	while (*format) {
		size_t length = strcspn(format, "{");
		const char *end = format[length] ? strchr(format + length, '}') : NULL;

		if (!end)
			length = strlen(format);
		if (length)
			add_piece(class, memory_copy(format, length), NULL);
		format += length;
		if (!end)
			continue;
		add_piece(class, NULL, memory_copy(format + 1, (size_t)(end - format - 1)));
		format = end + 1;
	}
}

void finish_snapshot(struct plan_class *class)
{
	if (class->structure->kind != STRUCT_SNAPSHOT)
		return;
	sort_fields(class);
	for (size_t i = 0; i < class->fields.count; i++)
		class->has_objects |= class->fields.items[i]->object;
	if (class->structure->str)
		split_format(class, class->structure->str);
}

static void need_gil(struct plan *plan, const char *reason)
{
	list_add(&plan->gil_reasons, reason);
}

static bool is_covered(const struct plan_method *method, const struct structure *structure)
{
	for (size_t i = 0; i < method->holds.count; i++)
		if (method->holds.items[i]->structure == structure)
			return true;
	return false;
}

/* A handle is covered if it is held, copied, or never written to. */
static void audit(struct plan *plan, const struct plan_method *method)
{
	const struct function *function = method->function;

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];
		const struct structure *structure = pointed_structure(parameter->type);

		if (!structure || structure->kind != STRUCT_HANDLE || parameter->by_copy ||
		    parameter->filled_by)
			continue;
		if (structure->guard == GUARD_IMMUTABLE && !parameter->type->pointee->is_const)
			need_gil(plan, memory_format("%s is immutable, but %s() may write to it",
						     structure->python_name, function->name));
		else if (structure->guard != GUARD_IMMUTABLE && !is_covered(method, structure))
			need_gil(plan, memory_format("%s() does not hold its %s", function->name,
						     structure->python_name));
	}
}

void plan_gil(struct plan *plan)
{
	for (size_t i = 0; i < plan->classes.count; i++) {
		const struct plan_class *class = plan->classes.items[i];

		for (size_t j = 0; j < class->methods.count; j++)
			audit(plan, class->methods.items[j]);
	}
	for (size_t i = 0; i < plan->functions.count; i++)
		audit(plan, plan->functions.items[i]);
}
