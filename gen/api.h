/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the header declares. Stage 1 fills the first half of each struct with what it reads; stage 2
 * fills the second half, in which annotations have become enums and pointers. No later stage looks
 * at the text of an annotation.
 */
#ifndef GUARDGEN_API_H
#define GUARDGEN_API_H

#include "memory.h"
#include "vocabulary.h"

#include <stdbool.h>

struct place {
	const char *file;
	unsigned int line;
	unsigned int column;
};

/* One annotation; `text` is without the "guardgen:" prefix. */
struct word {
	const char *text;
	struct place place;
	enum word_id id;
	struct texts arguments;
};
LIST_OF(words, struct word);

enum type_kind {
	TYPE_VOID,
	TYPE_BOOL,
	TYPE_CHAR,
	TYPE_INT,
	TYPE_UNSIGNED_INT,
	TYPE_UNSIGNED_LONG,
	TYPE_SIZE,
	TYPE_INT64,
	TYPE_UINT64,
	TYPE_DOUBLE,
	TYPE_ENUM,
	TYPE_STRUCT,
	TYPE_POINTER,
	TYPE_OTHER,
};

struct type {
	enum type_kind kind;
	bool is_const;
	const char *spelling;
	const char *tag;
	struct type *pointee;

	struct structure *structure;
	struct enumeration *enumeration;
};

/* A Python argument that fills several C parameters, alone or with others of its converter. */
struct argument {
	const char *name;
	const char *converter;
	const char *python_type;
	const char *default_value;
	const char *summary;
	struct place place;
};
LIST_OF(arguments, struct argument);

struct parameter {
	const char *name;
	struct type *type;
	struct place place;
	struct words words;

	const char *python_name;
	const char *convert;
	const char *python_type;
	const char *default_value;
	struct argument *filled_by;
	struct parameter *count_of;
	struct parameter *counted_by;
	const char *maximum; /* of an array's length */
	struct function *length_from;
	struct function *by_copy;
	struct function *made_by;
	struct parameter *capacity;
	bool out;
	bool nullable;
};
LIST_OF(parameters, struct parameter);

enum role {
	ROLE_NONE,
	ROLE_CONSTRUCTOR,
	ROLE_METHOD,
	ROLE_CLOSER,
	ROLE_CONSTANT,
	ROLE_FIELD,
	ROLE_FUNCTION,
	ROLE_MODULE_CONSTANT,
	ROLE_HELPER,
	ROLE_SKIP,
};

struct function {
	const char *name;
	struct type *result;
	struct parameters parameters;
	struct place place;      /* in the annotated header, or else in the library's */
	struct place declared;   /* in another header; no file if there is none */
	const char *declaration; /* as the header spells it, to be pasted */
	bool in_header;          /* declared in the library's own header */
	bool annotated;          /* declared in the annotated one */
	bool variadic;
	struct words words;

	enum role role;
	struct word *role_word;
	const char *python_name;
	const char *reason;
	struct parameters holds;
	struct parameter *destroys;
	struct function *waits;
	struct function *reads;
	const char *fails;
	struct parameter *borrowed_from;
	struct parameter *returns_length;
	struct arguments arguments;
	struct argument *filled_by; /* provides what the new handle keeps */
	const char *since;
	const char *convert;
	const char *python_type;
	const char *summary;
	bool detaches;
	bool cached;
	bool nullable;
};
LIST_OF(functions, struct function);

enum structure_kind { STRUCT_PLAIN, STRUCT_HANDLE, STRUCT_SNAPSHOT, STRUCT_SCRATCH };

enum guard { GUARD_NONE, GUARD_MUTEX, GUARD_CRITICAL_SECTION, GUARD_GLOBAL, GUARD_IMMUTABLE };

struct keep {
	const char *name;
	const char *python_type;
};
LIST_OF(keeps, struct keep);

struct added {
	const char *name;
	const char *signature;
	const char *summary;
};
LIST_OF(addeds, struct added);

struct structure {
	const char *tag;
	struct place place;
	struct words words;

	enum structure_kind kind;
	enum guard guard;
	const char *python_name;
	struct function *destroyer;
	struct function *element;
	struct structure *owner;
	struct function *copy;
	const char *module;
	const char *closed_error;
	const char *fileno;
	struct keeps keeps;
	struct addeds adds;
	struct texts fields;
	const char *str;
	const char *summary;
	bool context_manager;
	bool truth;
	bool subclassable;
	bool locked;
};
LIST_OF(structures, struct structure);

struct enumerator {
	const char *name;
	long long value;
	struct place place;

	const char *python_name; /* NULL: not a member */
	const struct word *word; /* member() or not_member() */
	const char *summary;
};
LIST_OF(enumerators, struct enumerator);

struct enumeration {
	const char *tag;
	struct place place;
	struct words words;
	struct enumerators enumerators;

	const char *module;
	const char *python_name;
	const char *outer;
	const char *prefix;
	struct enumerators members;
	struct enumerator *true_member;
	const char *summary;
};
LIST_OF(enumerations, struct enumeration);

/* An errno and the exception to raise for it. */
struct errno_name {
	const char *name;
	const char *exception;
};
LIST_OF(errno_names, struct errno_name);

struct api {
	const char *annotations; /* path of the annotated header */
	const char *header;      /* path of the library's header that it includes */
	struct structures structures;
	struct enumerations enumerations;
	struct functions functions; /* the annotated ones, in the annotated header's order */
	struct functions declared;  /* the library header's, in its own order */
	struct table *structures_by_tag;
	struct table *enumerations_by_tag;
	struct table *enumerators_by_name;
	struct table *functions_by_name;

	const char *package;
	const char *version;
	const char *description;
	const char *pkg_config;
	const char *library_version;
	const char *converters;
	struct texts names;
	struct errno_names errors;
	const struct word *package_word;
	const struct word *library_word;
	const struct word *converters_word;
	const struct word *names_word;
};

/* Stage 1. False, after diagnostics, if the header cannot be used. */
bool read_header(struct api *api, const char *path, const char *const *flags, int flag_count);

/*
 * True, after a single diagnostic, if the library's header lacks most annotated functions: every
 * other diagnostic would be a consequence.
 */
bool refuse_other_version(const struct api *api);

/* Stage 2. */
void bind_words(struct api *api);

/* Queries used by all stages. */
bool has_word(const struct words *words, const struct word *word);
struct word *word_of(const struct words *words, enum word_id id);
struct parameter *parameter_named(const struct function *function, const char *name);
const char *base_name(const char *path);

/* The annotated struct that a pointer points to, or NULL. */
struct structure *pointed_structure(const struct type *type);
bool is_handle_pointer(const struct type *type);
/* Whether Python passes an object for it, rather than a converter making one. */
bool is_object_argument(const struct parameter *parameter);
bool is_string(const struct type *type);

/* An identifier that is not a keyword. */
bool is_python_name(const char *name);

#endif
