/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Pieces of generated C: above all, conversion between Python and C. Nothing else in gen/ knows the
 * runtime's converters, or the functions of CPython and of the templates that they call.
 */
#ifndef GUARDGEN_CONVERT_H
#define GUARDGEN_CONVERT_H

#include "plan.h"

/* What is in scope where a piece of C will stand. */
struct scope {
	const struct plan *plan;
	const struct function *function;
	const char *self;  /* "self", or NULL if there is no object */
	const char *state; /* an expression for the module state */
};

/* "unsigned int", "enum shelf_side"; NULL if it has no converter. */
const char *c_type(const struct type *type);

/* The Python type for a C type; NULL if it has no converter. */
const char *python_type_of(const struct scope *scope, const struct type *type, bool nullable);

/* C that converts the expression to a Python object; NULL if there is no converter. */
const char *value_to_python(const struct scope *scope, const struct type *type, const char *value,
			    bool nullable);

/* C that converts {arg} into the variable `target`. */
const char *value_from_python(const struct scope *scope, const struct type *type,
			      const char *target, bool nullable);

/* C that makes a list or tuple from an array. */
const char *array_to_python(const struct scope *scope, const char *kind, const struct type *element,
			    const char *items, const char *length);

/* The converter of an array's elements, with its context, as gg_array_from_python() takes them. */
const char *item_converter(const struct scope *scope, const struct type *element);

/* C that calls a result converter named by convert(). */
const char *named_result(const struct scope *scope, const char *converter, const char *value);

/* The Python type of a converter of the runtime; NULL if the annotations define it. */
const char *named_result_type(const char *converter);

/* A C name for the method that does not clash with functions that templates define. */
const char *member_name(const char *name);

/* Whether it is a keyword of C, or a name from a header that every file includes. */
bool is_reserved_in_c(const char *name);

/* A name for a local variable that does not clash with those of the templates. */
const char *local_name(const char *name);

/* The default in C; NULL if it cannot be expressed. */
const char *default_in_c(const struct type *type, const char *default_value);

/* Whether both arguments share a converter; false if `other` is NULL. */
bool fills_with(const struct argument *one, const struct argument *other);

/* The function's first argument with the same converter; NULL if there is none. */
const struct argument *first_filling(const struct function *function,
				     const struct argument *argument);

/* The local struct that the argument's converter fills, named after the first argument. */
const char *filled_local(const struct function *function, const struct argument *argument);

/* C for a new reference to a kept object, or to a copy of it if it is mutable. */
const char *kept_to_python(const char *kept, const char *python_type);

/* C that makes a handle of `result`; `kept` is further arguments: the values that it keeps. */
const char *handle_of_result(const struct scope *scope, const char *class, const char *kept);

/* C that makes a list of the first `result` snapshots that `owner` has. */
const char *list_of_owned(const struct scope *scope, const char *class, const char *owner);

/* C that converts `result`, with None for NULL. */
const char *optional_result(const char *to_python);

/* C that takes {arg} as it is. */
const char *object_from_python(const char *target);

/* C that takes {arg} as the object that a field of this type keeps; NULL if there is none. */
const char *field_object_from_python(const struct scope *scope, const struct type *type,
				     const char *target, bool nullable);

/* C that converts {arg} with the inverse of the result converter named by convert(); NULL if there
 * is none. */
const char *named_result_from_python(const struct scope *scope, const char *converter,
				     const char *target);

/* C that converts a number or a member of the enum; NULL if it is no enum. */
const char *enum_value_from_python(const struct scope *scope, const struct type *type,
				   const char *target);

/* The variable `result` of this type; NULL if the call returns nothing that has a converter. */
const char *result_variable(const struct type *type);

/* The same with its initialiser; a borrowed string is copied into it. */
const char *declare_result(const struct type *type, bool borrowed_string);

/* C that releases what a call owns: a string, a handle's object, a reference. */
const char *clear_text(const char *text);
const char *discard_handle(const char *class, const char *native);
const char *drop_reference(const char *object);

/* A call of a function of the library, and one that is a statement. */
const char *call_of(const struct function *function, const char *argument);
const char *statement_of(const struct function *function, const char *argument);

/* Fills declarations, convert, releases, python_type. */
void convert_parameter(const struct scope *scope, const struct parameter *parameter,
		       struct plan_parameter *planned);

/* The expression passed to C for the parameter. */
const char *argument_of(const struct scope *scope, const struct parameter *parameter);

#endif
