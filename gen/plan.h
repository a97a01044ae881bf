/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What will be generated, with every decision made and every piece of C spelled out. Stage 3 builds
 * it and stage 4 checks it; from then on it is const. A piece that is NULL could not be made, and
 * stage 4 reports why.
 *
 * In `convert`, {arg} stands for the Python object; the template substitutes it.
 */
#ifndef GUARDGEN_PLAN_H
#define GUARDGEN_PLAN_H

#include "api.h"

struct plan_exception {
	const char *id;
	const char *module;
	const char *name;
};
LIST_OF(plan_exceptions, struct plan_exception);

struct plan_hold {
	const char *object;
	const struct structure *structure;
};
LIST_OF(plan_holds, struct plan_hold);

struct plan_raise {
	const char *name;
	const char *when;
};
LIST_OF(plan_raises, struct plan_raise);

struct plan_parameter {
	const struct parameter *from;    /* NULL for argument() and keeps() */
	const struct argument *argument; /* NULL otherwise */
	const char *name;
	const char *local; /* the C variable that receives it */
	bool required;
	bool absent; /* the converter is called, with NULL, for an absent argument too */
	const char *python_type;
	const char *default_value;
	const char *summary;
	struct texts declarations;
	const char *convert; /* NULL if an earlier parameter's converter converts it */
	struct texts releases;
};
LIST_OF(plan_parameters, struct plan_parameter);

struct plan_out_array {
	const char *name;
	const char *element;
	const char *count;
	const char *length;
};

struct plan_scratch {
	const char *name;
	const char *c;
	const char *capacity;
	const char *make;
	const char *destroy;
};

struct plan_result {
	const char *declaration; /* of the variable `result`, with its initialiser */
	const char *python_type;
	const char *to_python;
	const char *release;
	bool borrowed_string;
	bool nullable;
};

/* The form of a generated function; see form.def. */
enum form {
#define FORM(id, name) FORM_##id,
#include "form.def"
#undef FORM
};

/* What a method promises to threads that share an object. */
enum level {
#define LEVEL(id, name, meaning) LEVEL_##id,
#define BLOCKS(id, name, meaning)
#include "levels.def"
#undef BLOCKS
#undef LEVEL
	LEVEL_COUNT
};

/* For how long a method may block. */
enum blocks {
#define LEVEL(id, name, meaning)
#define BLOCKS(id, name, meaning) BLOCKS_##id,
#include "levels.def"
#undef BLOCKS
#undef LEVEL
	BLOCKS_COUNT
};

struct plan_method {
	const struct function *function;
	const char *name;
	const char *c_name;
	enum form form;
	bool detaches;
	enum guard guard;
	struct plan_holds holds;
	const char *fd;
	const char *cached;
	const char *signature;
	const char *text_signature;
	enum level level;
	enum blocks blocks;
	struct texts calls; /* the C functions that it calls, in order */
	struct plan_raises raises;
	struct plan_parameters parameters;
	struct plan_out_array *out_array;
	struct plan_scratch *scratch;
	struct texts arguments;
	struct plan_result result;
	const char *failed;
	bool cleans; /* something has to be released, whether the call succeeds or fails */
};
LIST_OF(plan_methods, struct plan_method);

struct plan_constant {
	const struct function *function;
	const char *name;
	const char *storage;
	const char *read;
	struct plan_out_array *out_array;
	struct texts arguments;
	const char *to_python;
	const char *python_type;
};
LIST_OF(plan_constants, struct plan_constant);

struct plan_keep {
	const char *name;
	const char *member;
	bool public;
	const char *python_type;
	const char *to_python;
};
LIST_OF(plan_keeps, struct plan_keep);

struct plan_field {
	const struct function *function;
	const char *name;
	const char *parameter;
	const char *parameter_type;
	const char *storage;
	const char *read;
	const char *from_python;
	const char *to_python;
	const char *python_type;
	bool object;
};
LIST_OF(plan_fields, struct plan_field);

/* A piece of a format: text, or a field's value. */
struct plan_piece {
	const char *text;
	const char *field;
};
LIST_OF(plan_pieces, struct plan_piece);

struct plan_class {
	const struct structure *structure;
	const char *id;
	const char *closed_error;
	const char *construct;
	struct plan_keeps keeps;
	struct plan_constants constants;
	struct plan_method *constructor;
	struct plan_method *closer;
	struct plan_methods methods;
	const char *destroy_failed; /* of `result`; NULL if the destroyer cannot fail */
	const char *destroy_result; /* declares it */
	const char *copied_by;
	bool made_for_calls; /* some calls get an object made for them alone */
	bool made_elsewhere;

	struct plan_pieces str;
	struct plan_fields fields;
	bool has_objects;
};
LIST_OF(plan_classes, struct plan_class);

struct plan {
	const struct api *api;
	struct plan_exceptions exceptions;
	struct plan_classes classes;
	struct table *classes_by_tag;
	struct plan_methods functions;
	struct plan_constants constants;
	struct texts gil_reasons;
	struct texts names;    /* attributes looked up by generated code and converters */
	bool has_library_lock; /* a guard is global */
	unsigned int bound;
	unsigned int skipped;
	unsigned int helpers;
};

/* Stage 3. */
struct plan *make_plan(const struct api *api);

/* Stage 4. True if nothing is refused. */
bool check_plan(const struct plan *plan);

/* Stage 5: the plan as JSON text. */
const char *emit_plan(const struct plan *plan);

struct plan_class *plan_class_of(const struct plan *plan, const struct structure *structure);
const char *plan_id(const struct api *api, const char *tag);
const char *guard_name(enum guard guard);
const char *form_name(enum form form);
const char *level_name(enum level level);
const char *blocks_name(enum blocks blocks);

/* A word of levels.def, and what it means. */
struct promise {
	const char *name;
	const char *meaning;
};
extern const struct promise levels[LEVEL_COUNT];
extern const struct promise blocking[BLOCKS_COUNT];

#endif
