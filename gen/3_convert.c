/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: converters. The C type selects one; convert() overrides it. */

#include "convert.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
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

static const char *enum_id(const struct scene *scene, const struct type *type)
{
	const struct enumeration *enumeration = type->enumeration;

	if (type->kind != TYPE_ENUM || !enumeration || !enumeration->python_name)
		return NULL;
	return plan_id(scene->plan->model, enumeration->tag);
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

const char *python_type_of(const struct scene *scene, const struct type *type, bool nullable)
{
	const struct scalar *scalar = scalar_of(type);
	const struct structure *structure = pointed_structure(type);

	if (scalar)
		return scalar->python;
	if (enum_id(scene, type))
		return enum_python_name(type->enumeration);
	if (is_string(type))
		return optional("str", nullable);
	return structure ? optional(structure->python_name, nullable) : NULL;
}

const char *value_to_python(const struct scene *scene, const struct type *type, const char *value,
			    bool nullable)
{
	const struct scalar *scalar = scalar_of(type);
	const struct structure *structure = pointed_structure(type);

	if (scalar)
		return memory_format("%s(%s)", scalar->to_python, value);
	if (enum_id(scene, type))
		return memory_format("%s_to_python(%s, %s)", enum_id(scene, type), scene->state,
				     value);
	if (is_string(type))
		return memory_format("gg_%sstring_to_python(%s)", nullable ? "optional_" : "",
				     value);
	if (structure && structure->kind == STRUCT_SNAPSHOT)
		return memory_format("%s_from_native(%s, %s)", structure->python_name, scene->state,
				     value);
	return NULL;
}

const char *value_from_python(const struct scene *scene, const struct type *type,
			      const char *target, bool nullable)
{
	const struct scalar *scalar = scalar_of(type);

	if (scalar)
		return memory_format("gg_as_%s({arg}, &%s)", scalar->suffix, target);
	if (enum_id(scene, type))
		return memory_format("%s_from_python(%s, {arg}, &%s)", enum_id(scene, type),
				     scene->state, target);
	if (is_string(type))
		return memory_format("gg_as_%sstring({arg}, &%s)", nullable ? "optional_" : "",
				     target);
	return NULL;
}

const char *array_to_python(const struct scene *scene, const char *kind, const struct type *element,
			    const char *items, const char *length)
{
	const struct scalar *scalar = scalar_of(element);

	if (scalar)
		return memory_format("gg_%s_%s(%s, %s)", kind, scalar->suffix, items, length);
	if (enum_id(scene, element) && !strcmp(kind, "list"))
		return memory_format("%s_%s(%s, %s, %s)", enum_id(scene, element), kind,
				     scene->state, items, length);
	return NULL;
}

const char *item_converter(const struct scene *scene, const struct type *element)
{
	const struct scalar *scalar = scalar_of(element);

	if (scalar)
		return memory_format("gg_item_%s, NULL", scalar->suffix);
	if (enum_id(scene, element))
		return memory_format("%s_item, %s", enum_id(scene, element), scene->state);
	return NULL;
}

static bool is_timedelta(const char *converter)
{
	return !strcmp(converter, "timedelta_us");
}

const char *named_result(const struct scene *scene, const char *converter, const char *value)
{
	if (is_timedelta(converter))
		return memory_format("gg_%s(&%s->runtime, %s)", converter, scene->state, value);
	return memory_format("%s(%s, %s)", converter, scene->state, value);
}

const char *named_result_type(const char *converter)
{
	return is_timedelta(converter) ? "timedelta" : NULL;
}

static bool is_among(const char *const *names, const char *name)
{
	while (*names && strcmp(*names, name))
		names++;
	return *names;
}

bool is_word_of_c(const char *name)
{
	static const char *const words[] = {
		"auto",    "break",  "case",     "char",   "const",    "continue", "default",
		"do",      "double", "else",     "enum",   "extern",   "float",    "for",
		"goto",    "if",     "inline",   "int",    "long",     "register", "restrict",
		"return",  "short",  "signed",   "sizeof", "static",   "struct",   "switch",
		"typedef", "union",  "unsigned", "void",   "volatile", "while",    "bool",
		"true",    "false",  "NULL",     "errno",  "calloc",   "free",     NULL,
	};

	return is_among(words, name);
}

const char *local_name(const char *name)
{
	static const char *const taken[] = {
		"self",      "op",      "state",   "module",    "type",     "args",    "nargs",
		"kwnames",   "bound",   "argv",    "signature", "keywords", "native",  "result",
		"copied",    "error",   "answer",  "called",    "section",  "member",  "none",
		"readable",  "outcome", "entered", "ready",     "pinned",   "handles", "subjects",
		"destroyed", "kwargs",  "status",  "i",         NULL,
	};

	return is_among(taken, name) || is_word_of_c(name) ? memory_format("%s_", name) : name;
}

const char *member_name(const char *name)
{
	static const char *const taken[] = {
		"__enter__",   "__exit__",
		"__reduce__",  "adopt",
		"alloc",       "as_object",
		"begin",       "bool",
		"clear",       "construct",
		"dealloc",     "destroy",
		"destroyed",   "discard",
		"dispose",     "doc",
		"end",         "enter",
		"fileno",      "finish",
		"from_native", "from_python",
		"getset",      "hash",
		"init",        "leave",
		"list",        "locked",
		"make",        "drop",
		"members",     "methods",
		"new",         "read_constants",
		"ready",       "richcompare",
		"slots",       "spec",
		"str",         "errors",
		"exec",        "freeze",
		"state",       "subject",
		"take",        "traverse",
		"type",        "unshared",
		"values",      NULL,
	};

	return is_among(taken, name) ? memory_format("%s_", name) : name;
}

/* In the decimal notation that C and Python share. */
static bool is_number_of(enum type_kind kind, const char *text)
{
	const char *digits = text + (*text == '-');
	bool is_signed = kind == TYPE_INT || kind == TYPE_INT64;
	long long number;

	if (!*digits || digits[strspn(digits, "0123456789")] || (*digits == '0' && digits[1]))
		return false;
	errno = 0;
	number = strtoll(text, NULL, 10);
	if (errno || (number < 0 && !is_signed))
		return false;
	switch (kind) {
	case TYPE_INT:
		return number >= INT_MIN && number <= INT_MAX;
	case TYPE_UNSIGNED_INT:
		return number <= UINT_MAX;
	case TYPE_UNSIGNED_LONG:
	case TYPE_SIZE:
		return (unsigned long long)number <= ULONG_MAX;
	case TYPE_INT64:
	case TYPE_UINT64:
		return true;
	default:
		return false;
	}
}

static const char *enum_default(const struct enumeration *enumeration, const char *default_value)
{
	const char *dot = strrchr(default_value, '.');

	for (size_t i = 0; enumeration && i < enumeration->members.count; i++)
		if (dot && !strcmp(enumeration->members.items[i]->python_name, dot + 1))
			return enumeration->members.items[i]->name;
	return NULL;
}

const char *default_in_c(const struct type *type, const char *default_value)
{
	char *end;

	if (type->kind == TYPE_ENUM)
		return enum_default(type->enumeration, default_value);
	if (!strcmp(default_value, "None"))
		return type->kind == TYPE_POINTER ? "NULL" : NULL;
	if (type->kind == TYPE_BOOL)
		return !strcmp(default_value, "True")    ? "true"
		       : !strcmp(default_value, "False") ? "false"
							 : NULL;
	if (is_string(type))
		return *default_value == '"' ? default_value : NULL;
	if (type->kind != TYPE_DOUBLE)
		return is_number_of(type->kind, default_value) ? default_value : NULL;
	return isfinite(strtod(default_value, &end)) && end != default_value && !*end
		       ? default_value
		       : NULL;
}

/* A string that the call owns until it is over. */
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
	list_add(&planned->releases, memory_format("gg_text_clear(&%s);", local));
}

/* The initial value of a variable of this type. */
static const char *nothing(const struct type *type)
{
	if (type->kind == TYPE_POINTER)
		return "NULL";
	if (type->kind == TYPE_BOOL)
		return "false";
	return type->kind == TYPE_ENUM ? memory_format("(enum %s)0", type->tag) : "0";
}

static const char *declare(const char *type, const char *name, const char *value)
{
	const char *space = type[strlen(type) - 1] == '*' ? "" : " ";

	return memory_format("%s%s%s = %s;", type, space, name, value);
}

/* The call uses the Python object itself, under its guard. */
static void convert_handle(const struct scene *scene, const struct parameter *parameter,
			   struct plan_parameter *planned)
{
	const char *class = pointed_structure(parameter->type)->python_name;
	const char *local = local_name(parameter->name);

	list_add(&planned->declarations, memory_format("%sObject *%s = NULL;", class, local));
	planned->convert =
		memory_format("%s_from_python(%s, {arg}, &%s)", class, scene->state, local);
	planned->python_type = class;
}

/* A converter named by convert() is given the handle or, where there is none, the module state. */
static const char *call_converter(const struct scene *scene, const struct parameter *parameter)
{
	return memory_format("%s(%s, {arg}, &%s)", parameter->convert,
			     scene->self ? scene->self : scene->state, local_name(parameter->name));
}

static void convert_copy(const struct scene *scene, const struct parameter *parameter,
			 struct plan_parameter *planned)
{
	const struct structure *structure = pointed_structure(parameter->type);
	const char *local = local_name(parameter->name);
	const char *class = structure->python_name;

	list_add(&planned->declarations,
		 memory_format("struct %s *%s = NULL;", structure->tag, local));
	if (parameter->convert)
		planned->convert = call_converter(scene, parameter);
	else
		planned->convert = memory_format("%s%s_copy_from_python(%s, {arg}, &%s)",
						 parameter->nullable ? "!Py_IsNone({arg}) && " : "",
						 class, scene->state, local);
	list_add(&planned->releases, memory_format("%s_discard(%s);", class, local));
	planned->python_type = optional(class, parameter->nullable);
}

static void convert_array(const struct scene *scene, const struct parameter *parameter,
			  struct plan_parameter *planned)
{
	const struct type *element = parameter->type->pointee;
	const char *local = local_name(parameter->name);
	const char *item = item_converter(scene, element);
	const char *python = python_type_of(scene, element, false);

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

/* Nanoseconds in C are seconds in Python: the name follows, unless name() says another. */
static const char *name_of_seconds(const struct parameter *parameter)
{
	size_t length = strlen(parameter->name), unit = strlen("_ns");

	if (parameter->python_name != parameter->name || length <= unit ||
	    strcmp(parameter->name + length - unit, "_ns") != 0)
		return parameter->python_name;
	return memory_copy(parameter->name, length - unit);
}

static void convert_timeout(const struct scene *scene, const struct parameter *parameter,
			    struct plan_parameter *planned)
{
	planned->name = name_of_seconds(parameter);
	list_add(&planned->declarations, "gg_timeout timeout;");
	planned->convert =
		memory_format("gg_as_timeout(&%s->runtime, {arg}, &timeout)", scene->state);
	planned->python_type = "timedelta | float | None";
	planned->default_value = "None";
	planned->absent = true;
}

static void convert_value(const struct scene *scene, const struct parameter *parameter,
			  struct plan_parameter *planned)
{
	const struct type *type = parameter->type;
	const char *local = local_name(parameter->name);
	const char *value = nothing(type);

	if (parameter->default_value && !parameter->convert)
		value = default_in_c(type, parameter->default_value);
	if (is_string(type))
		convert_text(parameter, planned);
	else if (c_type(type) && value)
		list_add(&planned->declarations, declare(c_type(type), local, value));
	planned->python_type = python_type_of(scene, type, parameter->nullable);
	if (parameter->convert) {
		planned->convert = call_converter(scene, parameter);
		planned->absent = parameter->default_value;
	} else {
		planned->convert = value_from_python(scene, type, local, parameter->nullable);
	}
}

void convert_parameter(const struct scene *scene, const struct parameter *parameter,
		       struct plan_parameter *planned)
{
	if (parameter->by_copy && is_handle_pointer(parameter->type))
		convert_copy(scene, parameter, planned);
	else if (is_handle_pointer(parameter->type))
		convert_handle(scene, parameter, planned);
	else if (parameter->counted_by && parameter->type->kind == TYPE_POINTER)
		convert_array(scene, parameter, planned);
	else if (scene->function->waits && parameter->type->kind == TYPE_INT64)
		convert_timeout(scene, parameter, planned);
	else
		convert_value(scene, parameter, planned);
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

const char *argument_of(const struct scene *scene, const struct parameter *parameter)
{
	const char *local = local_name(parameter->name);

	if (parameter->filled_by)
		return memory_format("%s.%s%s", filled_local(scene->function, parameter->filled_by),
				     parameter->name, is_string(parameter->type) ? ".text" : "");
	if (parameter->count_of && !parameter->count_of->out)
		return memory_format("%s.length", local_name(parameter->count_of->name));
	if (parameter->counted_by && !parameter->out)
		return memory_format("%s.items", local);
	if (is_handle_pointer(parameter->type) && !parameter->by_copy)
		return memory_format("%s->native", local);
	if (is_string(parameter->type))
		return memory_format("%s.text", local);
	if (scene->function->waits && parameter->type->kind == TYPE_INT64)
		return "0";
	return local;
}
