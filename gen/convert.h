/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Conversion between Python and C; the only place that knows the runtime's converters. */
#ifndef GUARDGEN_CONVERT_H
#define GUARDGEN_CONVERT_H

#include "plan.h"

/* The context that a piece of C is written for. */
struct scene {
	const struct plan *plan;
	const struct function *function;
	const char *self;  /* "self", or NULL if there is no object */
	const char *state; /* an expression for the module state */
};

/* "unsigned int", "enum shelf_side"; NULL if it has no converter. */
const char *c_type(const struct type *type);

/* The Python type for a C type; NULL if it has no converter. */
const char *python_type_of(const struct scene *scene, const struct type *type, bool nullable);

/* C that converts the expression to a Python object; NULL if there is no converter. */
const char *value_to_python(const struct scene *scene, const struct type *type, const char *value,
			    bool nullable);

/* C that converts {arg} into the variable `target`. */
const char *value_from_python(const struct scene *scene, const struct type *type,
			      const char *target, bool nullable);

/* C that makes a list or tuple from an array. */
const char *array_to_python(const struct scene *scene, const char *kind, const struct type *element,
			    const char *items, const char *length);

/* The converter of an array's elements, with its context, as gg_array_from_python() takes them. */
const char *item_converter(const struct scene *scene, const struct type *element);

/* C that calls a result converter named by convert(). */
const char *named_result(const struct scene *scene, const char *converter, const char *value);

/* The Python type of a converter of the runtime; NULL if the annotations define it. */
const char *named_result_type(const char *converter);

/* A C name for the method that does not clash with functions that templates define. */
const char *member_name(const char *name);

/* Keywords of C, and names from headers that every file includes. */
bool is_word_of_c(const char *name);

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

/* Fills declarations, convert, releases, python_type. */
void convert_parameter(const struct scene *scene, const struct parameter *parameter,
		       struct plan_parameter *planned);

/* The expression passed to C for the parameter. */
const char *argument_of(const struct scene *scene, const struct parameter *parameter);

#endif
