/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: coverage. Everything is annotated once, and has a name and a summary. */

#include "check.h"

#include <ctype.h>
#include <string.h>
#include <unistd.h>

static const struct parameter *first_handle(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (is_handle_pointer(function->parameters.items[i]->type))
			return function->parameters.items[i];
	return NULL;
}

/* A safe guess: under the guard, and detached unless the guard is a critical section. */
static void not_annotated(const struct plan *plan, const struct function *function)
{
	const struct parameter *handle = first_handle(function);
	const char *prefix = handle ? handle->type->pointee->tag : "";
	size_t length = strlen(prefix);
	const char *declaration = function->declaration ? function->declaration : function->name;
	const char *name = function->name;

	if (length && !strncmp(name, prefix, length) && name[length] == '_')
		name += length + 1;
	else
		name = plan_id(plan->api, name);
	error_at(&function->declared, CODE_NOT_ANNOTATED, "'%s' is not annotated", function->name);
	hint("add this to %s and complete it:", base_name(plan->api->annotations));
	if (!handle)
		stanza(memory_format("%s\n\tGG_SKIP(\"…\");", declaration));
	else
		stanza(memory_format("%s\n\tGG_METHOD(%s) GG_HOLDS(%s)%s\n\tGG_SUMMARY(\"…\");",
				     declaration, name, handle->name,
				     pointed_structure(handle->type)->guard ==
						     GUARD_CRITICAL_SECTION
					     ? ""
					     : " GG_DETACHES"));
}

static void not_declared(const struct api *api, const struct function *function)
{
	error_at(&function->place, CODE_NOT_DECLARED, "'%s' is not declared in %s", function->name,
		 base_name(api->header));
	if (function->since)
		hint("it is annotated as new in %s: install that version, or remove the annotation",
		     function->since);
	else
		hint("correct the name, or remove the annotation");
}

static bool is_destroyer(const struct function *function)
{
	const struct structure *structure =
		function->destroys ? pointed_structure(function->destroys->type) : NULL;

	return structure && structure->destroyer == function;
}

/* Whether there is text, not just a placeholder. */
static bool says_something(const char *text)
{
	if (!text || !strcmp(text, "…"))
		return false;
	for (; *text; text++)
		if (isalpha((unsigned char)*text) || (unsigned char)*text >= 0x80)
			return true;
	return false;
}

static void check_function_coverage(const struct api *api, const struct function *function)
{
	if (!function->declared.file) {
		not_declared(api, function);
		return;
	}
	if (function->role == ROLE_NONE && !is_destroyer(function)) {
		error_at(&function->place, CODE_NO_ROLE, "'%s' has no role", function->name);
		hint("add one of constructor, method, closer, constant, field, function, "
		     "module_constant, helper and skip");
	}
	if (function->role == ROLE_SKIP && !says_something(function->reason))
		error_at(&function->role_word->place, CODE_NO_REASON, "'skip' has no reason");
	if (is_bound(function) && !says_something(function->summary))
		error_at(&function->place, CODE_NO_SUMMARY, "'%s' has no summary", function->name);
}

static void check_enumerator(const struct enumeration *enumeration,
			     const struct enumerator *enumerator)
{
	const char *name = enumerator->name;
	size_t length = strlen(enumeration->prefix);

	if (!enumerator->word) {
		error_at(&enumerator->place, CODE_ENUM_COVERAGE, "enumerator '%s' is not annotated",
			 name);
		note_at(&enumeration->place, "'enum %s' annotated here", enumeration->tag);
		hint("add one of these:");
		name += strncmp(name, enumeration->prefix, length) ? 0 : length;
		stanza(memory_format("\tGG_MEMBER(%s, \"…\")\n\tGG_NOT_MEMBER(%s, \"…\")", name,
				     name));
	} else if (!says_something(enumerator->summary)) {
		error_at(&enumerator->word->place,
			 enumerator->python_name ? CODE_NO_SUMMARY : CODE_NO_REASON,
			 "enumerator '%s' has no %s", name,
			 enumerator->python_name ? "summary" : "reason");
	}
}

static void check_enumeration(const struct enumeration *enumeration)
{
	if (!enumeration->enumerators.count) {
		error_at(&enumeration->place, CODE_UNKNOWN_NAME, "'enum %s' is not defined",
			 enumeration->tag);
		return;
	}
	for (size_t i = 0; i < enumeration->enumerators.count; i++)
		check_enumerator(enumeration, enumeration->enumerators.items[i]);
	if (enumeration->true_member && !enumeration->true_member->python_name)
		error_at(place_of_word(&enumeration->words, WORD_TRUE, &enumeration->place),
			 CODE_ENUM_COVERAGE, "'true' names '%s', which is not a member",
			 enumeration->true_member->name);
	if (!says_something(enumeration->summary))
		error_at(&enumeration->place, CODE_NO_SUMMARY, "'enum %s' has no summary",
			 enumeration->tag);
}

static void check_converters(const struct api *api)
{
	int folder = (int)(base_name(api->annotations) - api->annotations);

	if (!api->converters ||
	    !access(memory_format("%.*s%s", folder, api->annotations, api->converters), R_OK))
		return;
	error_at(&api->converters_word->place, CODE_UNKNOWN_NAME,
		 "converters: no file '%s' next to this header", api->converters);
}

void check_coverage(const struct plan *plan)
{
	const struct api *api = plan->api;
	struct place top = {api->annotations, 1, 1};

	if (!api->package_word) {
		error_at(&top, CODE_NO_PACKAGE, "no 'package' annotation");
		hint("add GG_PACKAGE(name, 1.0, \"…\") to the first struct");
	}
	if (!api->library_word) {
		error_at(&top, CODE_NO_PACKAGE, "no 'library' annotation");
		hint("add GG_LIBRARY(pkg_config_name, 1.0) to the first struct");
	}
	check_converters(api);
	for (size_t i = 0; i < api->enumerations.count; i++)
		check_enumeration(api->enumerations.items[i]);
	for (size_t i = 0; i < api->functions.count; i++)
		check_function_coverage(api, api->functions.items[i]);
	for (size_t i = 0; i < api->declared.count; i++)
		if (!api->declared.items[i]->annotated)
			not_annotated(plan, api->declared.items[i]);
	for (size_t i = 0; i < plan->classes.count; i++) {
		const struct structure *structure = plan->classes.items[i]->structure;

		if (!says_something(structure->summary))
			error_at(&structure->place, CODE_NO_SUMMARY, "'%s' has no summary",
				 structure->python_name);
	}
}
