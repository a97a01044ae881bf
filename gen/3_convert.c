/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: converters. The C type selects one; convert() overrides it. */

#include "convert.h"

#include <string.h>

struct scalar {
	const char *c;
	const char *suffix;
	const char *to_python;
	const char *python;
};

static const struct scalar scalars[] = {
	[TYPE_BOOL] = {"bool", "bool", "PyBool_FromLong", "bool"},
	[TYPE_INT] = {"int", "int", "PyLong_FromLong", "int"},
	[TYPE_UNSIGNED_INT] = {"unsigned int", "unsigned_int", "PyLong_FromUnsignedLong", "int"},
	[TYPE_UNSIGNED_LONG] = {"unsigned long", "unsigned_long", "PyLong_FromUnsignedLong", "int"},
	[TYPE_SIZE] = {"size_t", "size", "PyLong_FromSize_t", "int"},
	[TYPE_INT64] = {"int64_t", "int64", "PyLong_FromLongLong", "int"},
	[TYPE_UINT64] = {"uint64_t", "uint64", "PyLong_FromUnsignedLongLong", "int"},
	[TYPE_DOUBLE] = {"double", "double", "PyFloat_FromDouble", "float"},
	[TYPE_OTHER] = {NULL, NULL, NULL, NULL},
};

static const struct scalar *scalar_of(const struct type *type)
{
	return scalars[type->kind].c ? &scalars[type->kind] : NULL;
}

static const char *enum_id(const struct scope *scope, const struct type *type)
{
	const struct enumeration *enumeration = type->enumeration;

	if (type->kind != TYPE_ENUM || !enumeration || !enumeration->python_name)
		return NULL;
	return plan_id(scope->plan->api, enumeration->tag);
}

static const char *enum_python_name(const struct enumeration *enumeration)
{
	return enumeration->outer
		       ? memory_format("%s.%s", enumeration->outer, enumeration->python_name)
		       : enumeration->python_name;
}

const char *c_type(const struct type *type)
{
	const struct scalar *scalar = scalar_of(type);

	if (scalar)
		return scalar->c;
	if (type->kind == TYPE_ENUM)
		return memory_format("enum %s", type->tag);
	if (is_string(type))
		return "const char *";
	if (type->kind == TYPE_POINTER && type->pointee->kind == TYPE_STRUCT)
		return memory_format("%sstruct %s *", type->pointee->is_const ? "const " : "",
				     type->pointee->tag);
	return NULL;
}

static const char *optional(const char *type, bool nullable)
{
	return type && nullable ? memory_format("%s | None", type) : type;
}

const char *python_type_of(const struct scope *scope, const struct type *type, bool nullable)
{
	const struct scalar *scalar = scalar_of(type);
	const struct structure *structure = pointed_structure(type);

	if (scalar)
		return scalar->python;
	if (enum_id(scope, type))
		return enum_python_name(type->enumeration);
	if (is_string(type))
		return optional("str", nullable);
	return structure ? optional(structure->python_name, nullable) : NULL;
}

const char *value_to_python(const struct scope *scope, const struct type *type, const char *value,
			    bool nullable)
{
	const struct scalar *scalar = scalar_of(type);
	const struct structure *structure = pointed_structure(type);

	if (scalar)
		return memory_format("%s(%s)", scalar->to_python, value);
	if (enum_id(scope, type))
		return memory_format("%s_to_python(%s, %s)", enum_id(scope, type), scope->state,
				     value);
	if (is_string(type))
		return memory_format("gg_%sstring_to_python(%s)", nullable ? "optional_" : "",
				     value);
	if (structure && structure->kind == STRUCT_SNAPSHOT)
		return memory_format("%s_from_native(%s, %s)", structure->python_name, scope->state,
				     value);
	return NULL;
}

const char *value_from_python(const struct scope *scope, const struct type *type,
			      const char *target, bool nullable)
{
	const struct scalar *scalar = scalar_of(type);

	if (scalar)
		return memory_format("gg_as_%s({arg}, &%s)", scalar->suffix, target);
	if (enum_id(scope, type))
		return memory_format("%s_from_python(%s, {arg}, &%s)", enum_id(scope, type),
				     scope->state, target);
	if (is_string(type))
		return memory_format("gg_as_%sstring({arg}, &%s)", nullable ? "optional_" : "",
				     target);
	return NULL;
}

const char *enum_value_from_python(const struct scope *scope, const struct type *type,
				   const char *target)
{
	return enum_id(scope, type) ? memory_format("%s_from_value(%s, {arg}, &%s)",
						    enum_id(scope, type), scope->state, target)
				    : NULL;
}

const char *object_from_python(const char *target)
{
	return memory_format("gg_as_object({arg}, &%s)", target);
}

const char *field_object_from_python(const struct scope *scope, const struct type *type,
				     const char *target, bool nullable)
{
	const struct structure *nested = pointed_structure(type);

	if (nested && nested->kind == STRUCT_SNAPSHOT)
		return memory_format("%s_as_object(%s, {arg}, &%s)", nested->python_name,
				     scope->state, target);
	return nested ? NULL
		      : memory_format("gg_as_%sstr_object({arg}, &%s)", nullable ? "optional_" : "",
				      target);
}

const char *array_to_python(const struct scope *scope, const char *kind, const struct type *element,
			    const char *items, const char *length)
{
	const struct scalar *scalar = scalar_of(element);

	if (scalar)
		return memory_format("gg_%s_%s(%s, %s)", kind, scalar->suffix, items, length);
	if (enum_id(scope, element) && !strcmp(kind, "list"))
		return memory_format("%s_%s(%s, %s, %s)", enum_id(scope, element), kind,
				     scope->state, items, length);
	return NULL;
}

const char *item_converter(const struct scope *scope, const struct type *element)
{
	const struct scalar *scalar = scalar_of(element);

	if (scalar)
		return memory_format("gg_item_%s, NULL", scalar->suffix);
	if (enum_id(scope, element))
		return memory_format("%s_item, %s", enum_id(scope, element), scope->state);
	return NULL;
}

static bool is_timedelta(const char *converter)
{
	return !strcmp(converter, "timedelta_us");
}

const char *named_result(const struct scope *scope, const char *converter, const char *value)
{
	if (is_timedelta(converter))
		return memory_format("gg_%s(&%s->runtime, %s)", converter, scope->state, value);
	return memory_format("%s(%s, %s)", converter, scope->state, value);
}

const char *named_result_from_python(const struct scope *scope, const char *converter,
				     const char *target)
{
	return is_timedelta(converter) ? memory_format("gg_as_%s(&%s->runtime, {arg}, &%s)",
						       converter, scope->state, target)
				       : NULL;
}

const char *named_result_type(const char *converter)
{
	return is_timedelta(converter) ? "timedelta" : NULL;
}

const char *kept_to_python(const char *kept, const char *python_type)
{
	if (!strncmp(python_type, "list", strlen("list")))
		return memory_format("PySequence_List(%s)", kept);
	if (!strncmp(python_type, "dict", strlen("dict")))
		return memory_format("PyDict_Copy(%s)", kept);
	return memory_format("Py_NewRef(%s)", kept);
}

const char *handle_of_result(const struct scope *scope, const char *class, const char *kept)
{
	return memory_format("%s_adopt(%s, result%s)", class, scope->state, kept);
}

const char *list_of_owned(const struct scope *scope, const char *class, const char *owner)
{
	return memory_format("%s_list(%s, %s, (size_t)result)", class, scope->state, owner);
}

const char *optional_result(const char *to_python)
{
	return memory_format("result ? %s : Py_NewRef(Py_None)", to_python);
}

const char *discard_handle(const char *class, const char *native)
{
	return memory_format("%s_discard(%s);", class, native);
}

const char *drop_reference(const char *object)
{
	return memory_format("Py_XDECREF(%s);", object);
}

const char *call_of(const struct function *function, const char *argument)
{
	return memory_format("%s(%s)", function->name, argument);
}

const char *statement_of(const struct function *function, const char *argument)
{
	return memory_format("%s;", call_of(function, argument));
}

const char *clear_text(const char *text)
{
	return memory_format("gg_text_clear(&%s);", text);
}

/* A string that the call owns, and frees when it returns. */
static void convert_text(const struct parameter *parameter, struct plan_parameter *planned)
{
	const char *local = local_name(parameter->name), *value = NULL;

	if (parameter->default_value && !parameter->convert)
		value = default_in_c(parameter->type, parameter->default_value);
	if (value && *value == '"')
		list_add(&planned->declarations,
			 memory_format("gg_text %s = {.text = %s};", local, value));
	else
		list_add(&planned->declarations, memory_format("gg_text %s = {0};", local));
	list_add(&planned->releases, clear_text(local));
}

/* What a variable of this type holds before it is assigned. */
static const char *initial_value(const struct type *type)
{
	if (type->kind == TYPE_POINTER)
		return "NULL";
	if (type->kind == TYPE_BOOL)
		return "false";
	return type->kind == TYPE_ENUM ? memory_format("(enum %s)0", type->tag) : "0";
}

static const char *variable(const char *type, const char *name)
{
	return memory_format("%s%s%s", type, type[strlen(type) - 1] == '*' ? "" : " ", name);
}

const char *result_variable(const struct type *type)
{
	return type->kind == TYPE_VOID || !c_type(type) ? NULL : variable(c_type(type), "result");
}

const char *declare_result(const struct type *type, bool borrowed_string)
{
	const char *declared = borrowed_string ? "char *result" : result_variable(type);
	const char *value = type->kind == TYPE_POINTER ? "NULL" : "0";

	return declared ? memory_format("%s = %s;", declared, value) : NULL;
}

static const char *declare(const char *type, const char *name, const char *value)
{
	return memory_format("%s = %s;", variable(type, name), value);
}

/* The call uses the Python object itself, under its guard. */
static void convert_handle(const struct scope *scope, const struct parameter *parameter,
			   struct plan_parameter *planned)
{
	const char *class = pointed_structure(parameter->type)->python_name;
	const char *local = local_name(parameter->name);

	list_add(&planned->declarations, memory_format("%sObject *%s = NULL;", class, local));
	planned->convert =
		memory_format("%s_from_python(%s, {arg}, &%s)", class, scope->state, local);
	planned->python_type = class;
}

/* A converter named by convert() is given the handle or, where there is none, the module state. */
static const char *call_converter(const struct scope *scope, const struct parameter *parameter)
{
	return memory_format("%s(%s, {arg}, &%s)", parameter->convert,
			     scope->self ? scope->self : scope->state, local_name(parameter->name));
}

static void convert_copy(const struct scope *scope, const struct parameter *parameter,
			 struct plan_parameter *planned)
{
	const struct structure *structure = pointed_structure(parameter->type);
	const char *local = local_name(parameter->name);
	const char *class = structure->python_name;

	list_add(&planned->declarations,
		 memory_format("struct %s *%s = NULL;", structure->tag, local));
	if (parameter->convert)
		planned->convert = call_converter(scope, parameter);
	else
		planned->convert = memory_format("%s%s_copy_from_python(%s, {arg}, &%s)",
						 parameter->nullable ? "!Py_IsNone({arg}) && " : "",
						 class, scope->state, local);
	list_add(&planned->releases, discard_handle(class, local));
	planned->python_type = optional(class, parameter->nullable);
}

static void convert_array(const struct scope *scope, const struct parameter *parameter,
			  struct plan_parameter *planned)
{
	const struct type *element = parameter->type->pointee;
	const char *local = local_name(parameter->name);
	const char *item = item_converter(scope, element);
	const char *python = python_type_of(scope, element, false);

	list_add(&planned->declarations, memory_format("gg_array %s = {0};", local));
	if (item)
		planned->convert = memory_format(
			"gg_array_from_python({arg}, sizeof(%s), %s, %s, &%s)", c_type(element),
			item, parameter->maximum ? parameter->maximum : "GG_NO_MAXIMUM", local);
	list_add(&planned->releases, memory_format("gg_array_clear(&%s);", local));
	planned->python_type = python ? memory_format("Iterable[%s]", python) : NULL;
	if (parameter->maximum)
		planned->summary = memory_format("at most %s", parameter->maximum);
}

/* Nanoseconds in C are seconds in Python, so the name loses its _ns, unless name() sets one. */
static const char *name_of_seconds(const struct parameter *parameter)
{
	size_t length = strlen(parameter->name), unit = strlen("_ns");

	if (parameter->python_name != parameter->name || length <= unit ||
	    strcmp(parameter->name + length - unit, "_ns") != 0)
		return parameter->python_name;
	return memory_copy(parameter->name, length - unit);
}

static void convert_timeout(const struct scope *scope, const struct parameter *parameter,
			    struct plan_parameter *planned)
{
	planned->name = name_of_seconds(parameter);
	list_add(&planned->declarations, "gg_timeout timeout;");
	planned->convert =
		memory_format("gg_as_timeout(&%s->runtime, {arg}, &timeout)", scope->state);
	planned->python_type = "timedelta | float | None";
	planned->default_value = "None";
	planned->absent = true;
}

static void convert_value(const struct scope *scope, const struct parameter *parameter,
			  struct plan_parameter *planned)
{
	const struct type *type = parameter->type;
	const char *local = local_name(parameter->name);
	const char *value = initial_value(type);

	if (parameter->default_value && !parameter->convert)
		value = default_in_c(type, parameter->default_value);
	if (is_string(type))
		convert_text(parameter, planned);
	else if (c_type(type) && value)
		list_add(&planned->declarations, declare(c_type(type), local, value));
	planned->python_type = python_type_of(scope, type, parameter->nullable);
	if (parameter->convert) {
		planned->convert = call_converter(scope, parameter);
		planned->absent = parameter->default_value;
	} else {
		planned->convert = value_from_python(scope, type, local, parameter->nullable);
	}
}

void convert_parameter(const struct scope *scope, const struct parameter *parameter,
		       struct plan_parameter *planned)
{
	if (parameter->by_copy && is_handle_pointer(parameter->type))
		convert_copy(scope, parameter, planned);
	else if (is_handle_pointer(parameter->type))
		convert_handle(scope, parameter, planned);
	else if (parameter->counted_by && parameter->type->kind == TYPE_POINTER)
		convert_array(scope, parameter, planned);
	else if (scope->function->waits && parameter->type->kind == TYPE_INT64)
		convert_timeout(scope, parameter, planned);
	else
		convert_value(scope, parameter, planned);
}

bool fills_with(const struct argument *one, const struct argument *other)
{
	return other && !strcmp(one->converter, other->converter);
}

const struct argument *first_filling(const struct function *function,
				     const struct argument *argument)
{
	for (size_t i = 0; i < function->arguments.count; i++)
		if (fills_with(function->arguments.items[i], argument))
			return function->arguments.items[i];
	return NULL;
}

/* A variable with the name of its converter would hide it. */
const char *filled_local(const struct function *function, const struct argument *argument)
{
	const struct argument *first = first_filling(function, argument);
	const char *local = local_name(first->name);

	return strcmp(local, first->converter) ? local : memory_format("%s_", local);
}

const char *argument_of(const struct scope *scope, const struct parameter *parameter)
{
	const char *local = local_name(parameter->name);

	if (parameter->filled_by)
		return memory_format("%s.%s%s", filled_local(scope->function, parameter->filled_by),
				     parameter->name, is_string(parameter->type) ? ".text" : "");
	if (parameter->count_of && !parameter->count_of->out)
		return memory_format("%s.length", local_name(parameter->count_of->name));
	if (parameter->counted_by && !parameter->out)
		return memory_format("%s.items", local);
	if (is_handle_pointer(parameter->type) && !parameter->by_copy)
		return memory_format("%s->native", local);
	if (is_string(parameter->type))
		return memory_format("%s.text", local);
	if (scope->function->waits && parameter->type->kind == TYPE_INT64)
		return "0";
	return local;
}
