/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How values go between Python and C; the only place that knows the runtime's converters. */
#ifndef GUARDGEN_CONVERT_H
#define GUARDGEN_CONVERT_H

#include "plan.h"

/* Where a piece of C will stand. */
struct scene {
	const struct plan *plan;
	const struct function *function;
	const char *self;  /* "self", or NULL where there is no object yet */
	const char *state; /* C for the module's state */
};

/* "unsigned int", "enum shelf_side"; NULL for what has no converter. */
const char *c_type(const struct type *type);

/* Python's name of a C type; NULL for what has no converter. */
const char *python_type_of(const struct scene *scene, const struct type *type, bool nullable);

/* C that makes a Python object of the C expression; NULL for what has no converter. */
const char *value_to_python(const struct scene *scene, const struct type *type, const char *value,
			    bool nullable);

/* C that converts {arg} into the variable at `&target`. */
const char *value_from_python(const struct scene *scene, const struct type *type,
			      const char *target, bool nullable);

/* C that makes a list (or tuple) of an array. */
const char *array_to_python(const struct scene *scene, const char *kind, const struct type *element,
			    const char *items, const char *length);

/* The converter of an array's elements, with its context, as gg_array_from_python() takes them. */
const char *item_converter(const struct scene *scene, const struct type *element);

/* The converters of results that are named in convert() and belong to the runtime. */
const char *named_result(const struct scene *scene, const char *converter, const char *value);

/* Python's type of such a result; NULL for one that the annotations define. */
const char *named_result_type(const char *converter);

/* A method's name, less those that the templates give functions of the class. */
const char *member_name(const char *name);

/* C's keywords, and what every file has from its headers: no name of a variable. */
bool is_word_of_c(const char *name);

/* A local variable's name that the templates do not use. */
const char *local_name(const char *name);

/* The default in C; NULL if C cannot say it. */
const char *default_in_c(const struct type *type, const char *default_value);

/* Whether both arguments are converted together; false if there is no other. */
bool fills_with(const struct argument *one, const struct argument *other);

/* The first of the function's arguments that are converted together with it; NULL if none is. */
const struct argument *first_filling(const struct function *function,
				     const struct argument *argument);

/* The struct that the argument's converter fills: named as the first of those it converts. */
const char *filled_local(const struct function *function, const struct argument *argument);

/* Fills declarations, convert, releases, python_type. */
void convert_parameter(const struct scene *scene, const struct parameter *parameter,
		       struct plan_parameter *planned);

/* What is passed to C for the parameter. */
const char *argument_of(const struct scene *scene, const struct parameter *parameter);

#endif
