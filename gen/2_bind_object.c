/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 2, structs and enums. */

#include "bind.h"
#include "diagnostic.h"

#include <string.h>

static const char *const guards[] = {
	[GUARD_MUTEX] = "mutex",
	[GUARD_CRITICAL_SECTION] = "critical_section",
	[GUARD_GLOBAL] = "global",
	[GUARD_IMMUTABLE] = "immutable",
};

static enum guard find_guard(const struct word *word)
{
	for (enum guard guard = GUARD_MUTEX; guard <= GUARD_IMMUTABLE; guard++)
		if (!strcmp(guards[guard], word->arguments.items[0]))
			return guard;
	error_at(&word->place, CODE_BAD_ARGUMENTS,
		 "unknown guard '%s'; expected mutex, critical_section, global or immutable",
		 word->arguments.items[0]);
	return GUARD_NONE;
}

static void set_kind(struct structure *structure, const struct word *word, enum structure_kind kind)
{
	if (structure->kind != STRUCT_PLAIN)
		error_at(&word->place, CODE_ANNOTATED_TWICE,
			 "'struct %s' can only be one of handle, snapshot and scratch",
			 structure->tag);
	structure->kind = kind;
}

/* May be on any struct but applies to the whole header, so it may appear only once. */
static bool is_first(const struct word **first, const struct word *word)
{
	if (*first) {
		error_at(&word->place, CODE_REPEATED_WORD, "duplicate '%s' annotation",
			 vocabulary[word->id].spelling);
		note_at(&(*first)->place, "previous annotation is here");
		return false;
	}
	*first = word;
	return true;
}

static void bind_package(struct api *api, const struct word *word)
{
	if (!is_first(&api->package_word, word))
		return;
	api->package = python_name(word, word->arguments.items[0], false);
	api->version = labelled_version(word, word->arguments.items[1]);
	api->description = word->arguments.items[2];
}

static void bind_library(struct api *api, const struct word *word)
{
	if (!is_first(&api->library_word, word))
		return;
	api->pkg_config = word->arguments.items[0];
	api->library_version = version(word, word->arguments.items[1]);
}

static void bind_errno(struct api *api, const struct word *word)
{
	struct errno_name *name = memory_zeroed(sizeof(*name));

	name->name = word->arguments.items[0];
	name->exception = python_name(word, word->arguments.items[1], false);
	list_add(&api->errors, name);
}

static void bind_names(struct api *api, const struct word *word)
{
	if (!is_first(&api->names_word, word))
		return;
	for (size_t i = 0; i < word->arguments.count; i++)
		if (python_name(word, word->arguments.items[i], false))
			list_add(&api->names, word->arguments.items[i]);
}

static void bind_keep(struct structure *structure, const struct word *word)
{
	struct keep *keep = memory_zeroed(sizeof(*keep));

	keep->name = python_name(word, word->arguments.items[0], false);
	keep->python_type = word->arguments.items[1];
	if (keep->name)
		list_add(&structure->keeps, keep);
}

static void bind_added(struct structure *structure, const struct word *word)
{
	struct added *added = memory_zeroed(sizeof(*added));
	const char *open = strchr(word->arguments.items[0], '(');

	added->signature = word->arguments.items[0];
	added->summary = word->arguments.items[1];
	added->name = memory_copy(added->signature, open ? (size_t)(open - added->signature) : 0);
	if (python_name(word, added->name, false))
		list_add(&structure->adds, added);
}

static void bind_field_name(struct structure *structure, const struct word *word, const char *name)
{
	if (python_name(word, name, false))
		list_add(&structure->fields, name);
}

/* Annotations of the whole header, which may be on any struct. */
static void bind_module_word(struct api *api, const struct word *word)
{
	switch (word->id) {
	case WORD_PACKAGE:
		bind_package(api, word);
		break;
	case WORD_CONVERTERS:
		if (is_first(&api->converters_word, word))
			api->converters = word->arguments.items[0];
		break;
	case WORD_LIBRARY:
		bind_library(api, word);
		break;
	case WORD_NAMES_USED:
		bind_names(api, word);
		break;
	case WORD_ERRNO:
		bind_errno(api, word);
		break;
	default:
		break;
	}
}

static void bind_kind(struct api *api, struct structure *structure, const struct word *word)
{
	const char **arguments = word->arguments.items;

	switch (word->id) {
	case WORD_HANDLE:
		set_kind(structure, word, STRUCT_HANDLE);
		structure->guard = find_guard(word);
		structure->python_name = python_name(word, arguments[1], false);
		structure->destroyer = find_function(api, word, arguments[2]);
		break;
	case WORD_SNAPSHOT:
		set_kind(structure, word, STRUCT_SNAPSHOT);
		structure->guard = GUARD_IMMUTABLE;
		structure->python_name = python_name(word, arguments[0], false);
		structure->destroyer = find_function(api, word, arguments[1]);
		break;
	case WORD_SCRATCH:
		set_kind(structure, word, STRUCT_SCRATCH);
		structure->element = find_function(api, word, arguments[0]);
		structure->destroyer = find_function(api, word, arguments[1]);
		break;
	default:
		break;
	}
}

static void bind_structure_word(struct api *api, struct structure *structure,
				const struct word *word)
{
	const char **arguments = word->arguments.items;

	switch (word->id) {
	case WORD_HANDLE:
	case WORD_SNAPSHOT:
	case WORD_SCRATCH:
		bind_kind(api, structure, word);
		break;
	case WORD_OWNED_BY:
		structure->owner = find_structure(api, word, arguments[0]);
		structure->copy = find_function(api, word, arguments[1]);
		break;
	case WORD_MODULE:
		structure->module = python_name(word, arguments[0], false);
		break;
	case WORD_CLOSED_ERROR:
		structure->closed_error = python_name(word, arguments[0], true);
		break;
	case WORD_CONTEXT_MANAGER:
		structure->context_manager = true;
		break;
	case WORD_TRUTH:
		structure->truth = true;
		break;
	case WORD_SUBCLASSABLE:
		structure->subclassable = true;
		break;
	case WORD_FILENO:
		structure->fileno = arguments[0];
		break;
	case WORD_LOCKED:
		structure->locked = true;
		break;
	case WORD_KEEPS:
		bind_keep(structure, word);
		break;
	case WORD_ADDS:
		bind_added(structure, word);
		break;
	case WORD_FIELDS:
		for (size_t i = 0; i < word->arguments.count; i++)
			bind_field_name(structure, word, arguments[i]);
		break;
	case WORD_STR:
		structure->str = arguments[0];
		break;
	case WORD_SUMMARY:
		structure->summary = arguments[0];
		break;
	default:
		bind_module_word(api, word);
		break;
	}
}

void bind_structure(struct api *api, struct structure *structure)
{
	parse_words(&structure->words, ON_STRUCT);
	for (size_t i = 0; i < structure->words.count; i++)
		bind_structure_word(api, structure, structure->words.items[i]);
}

static struct enumerator *find_enumerator(const struct enumeration *enumeration,
					  const struct word *word, const char *name)
{
	const char *full = memory_format("%s%s", enumeration->prefix, name);

	for (size_t i = 0; i < enumeration->enumerators.count; i++)
		if (!strcmp(enumeration->enumerators.items[i]->name, full))
			return enumeration->enumerators.items[i];
	error_at(&word->place, CODE_UNKNOWN_NAME, "'enum %s' has no enumerator named '%s'",
		 enumeration->tag, full);
	return NULL;
}

static void bind_member(struct enumeration *enumeration, struct word *word)
{
	struct enumerator *found = find_enumerator(enumeration, word, word->arguments.items[0]);

	if (!found)
		return;
	if (found->word) {
		error_at(&word->place, CODE_REPEATED_WORD, "duplicate annotation of '%s'",
			 found->name);
		note_at(&found->word->place, "previous annotation is here");
		return;
	}
	found->word = word;
	found->summary = word->arguments.items[1];
	if (word->id == WORD_NOT_MEMBER)
		return;
	found->python_name = python_name(word, word->arguments.items[0], false);
	if (found->python_name)
		list_add(&enumeration->members, found);
}

static void bind_enum(struct enumeration *enumeration, const struct word *word)
{
	const char *name = python_name(word, word->arguments.items[1], true);
	const char *dot = name ? strchr(name, '.') : NULL;

	enumeration->module = python_name(word, word->arguments.items[0], false);
	enumeration->outer = dot ? memory_copy(name, (size_t)(dot - name)) : NULL;
	enumeration->python_name = dot ? dot + 1 : name;
	enumeration->prefix = word->arguments.items[2];
}

void bind_enumeration(struct enumeration *enumeration)
{
	const struct word *word;

	parse_words(&enumeration->words, ON_ENUM);
	word = word_of(&enumeration->words, WORD_ENUM);
	if (!word) {
		error_at(&enumeration->place, CODE_NO_ROLE,
			 "annotated typedef has no 'enum' annotation");
		return;
	}
	bind_enum(enumeration, word);
	for (size_t i = 0; i < enumeration->words.count; i++)
		if (enumeration->words.items[i]->id == WORD_MEMBER ||
		    enumeration->words.items[i]->id == WORD_NOT_MEMBER)
			bind_member(enumeration, enumeration->words.items[i]);
	word = word_of(&enumeration->words, WORD_TRUE);
	if (word)
		enumeration->true_member =
			find_enumerator(enumeration, word, word->arguments.items[0]);
	word = word_of(&enumeration->words, WORD_SUMMARY);
	enumeration->summary = word ? word->arguments.items[0] : NULL;
}
