/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 4: converters defined by the annotations, in particular those that fill several values. */

#include "check.h"
#include "convert.h"
#include "planner.h"

#include <string.h>

/* The struct that a converter fills. */
struct filling {
	const struct function *function;
	const struct argument *argument;
	struct texts members;
	struct texts released; /* by the call: handles, and what a new handle keeps */
};

static bool has_all(const struct texts *texts, const struct texts *others)
{
	for (size_t i = 0; i < others->count; i++)
		if (!has_text(texts, others->items[i]))
			return false;
	return true;
}

static struct filling filling_of(const struct plan *plan, const struct function *function,
				 const struct argument *argument)
{
	const struct plan_class *made = plan_class_of(plan, pointed_structure(function->result));
	struct filling filling = {.function = function, .argument = argument};

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		if (!fills_with(argument, parameter->filled_by))
			continue;
		list_add(&filling.members, parameter->name);
		if (is_handle_pointer(parameter->type))
			list_add(&filling.released, parameter->name);
	}
	if (!made || !fills_with(argument, function->filled_by))
		return filling;
	for (size_t i = 0; i < made->keeps.count; i++) {
		list_add(&filling.members, made->keeps.items[i]->member);
		list_add(&filling.released, made->keeps.items[i]->member);
	}
	return filling;
}

static void check_members(const struct filling *filling)
{
	struct texts names = {0};

	for (size_t i = 0; i < filling->members.count; i++) {
		const char *name = filling->members.items[i];

		if (has_text(&names, name))
			error_at(&filling->argument->place, CODE_DUPLICATE_NAME,
				 "'struct %s' would have two members named '%s'",
				 filling->argument->converter, name);
		list_add(&names, name);
	}
}

static size_t count_with(const struct function *function, const struct argument *argument)
{
	size_t count = 0;

	for (size_t i = 0; i < function->arguments.count; i++)
		count += fills_with(function->arguments.items[i], argument);
	return count;
}

/* The type of its first parameter: the method's handle, or the module state if NULL. */
static const struct structure *seen_by_converter(const struct function *function)
{
	return function->role == ROLE_METHOD ? class_structure(function) : NULL;
}

/* A converter is one C function: its arguments and what must be released are always the same. */
static void check_alike(const struct plan *plan, const struct filling *filling)
{
	for (size_t i = 0; i < plan->api->functions.count; i++) {
		const struct function *other = plan->api->functions.items[i];
		const struct argument *same = first_filling(other, filling->argument);
		struct filling others;

		if (other == filling->function)
			return;
		if (!same)
			continue;
		others = filling_of(plan, other, same);
		if (count_with(other, same) == count_with(filling->function, filling->argument) &&
		    seen_by_converter(other) == seen_by_converter(filling->function) &&
		    has_all(&filling->released, &others.released) &&
		    has_all(&others.released, &filling->released))
			continue;
		error_at(&filling->argument->place, CODE_BAD_FILLING,
			 "converter '%s' is used differently for '%s' and for '%s'",
			 filling->argument->converter, filling->function->name, other->name);
		note_at(&same->place, "other use is here");
		hint("use a separate converter for each");
		return;
	}
}

static bool fills_something(const struct function *function, const struct argument *argument)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (fills_with(argument, function->parameters.items[i]->filled_by))
			return true;
	return fills_with(argument, function->filled_by);
}

static void check_together(const struct function *function)
{
	for (size_t i = 1; i < function->arguments.count; i++) {
		const struct argument *argument = function->arguments.items[i];

		if (argument == first_filling(function, argument) ||
		    fills_with(argument, function->arguments.items[i - 1]))
			continue;
		error_at(&argument->place, CODE_BAD_FILLING,
			 "argument '%s' is separated from others with the same converter",
			 argument->name);
		hint("put the GG_ARGUMENT(…) annotations with one converter next to each other");
	}
}

static void check_declared(const struct api *api, const struct place *place, const char *converter)
{
	if (!converter || api->converters)
		return;
	error_at(place, CODE_UNKNOWN_NAME, "converter '%s' is not declared", converter);
	hint("name the header next to this one that defines it: GG_CONVERTERS(\"file.h\")");
}

static void check_all_declared(const struct api *api, const struct function *function)
{
	if (function->convert && !named_result_type(function->convert))
		check_declared(api, function_word(function, WORD_CONVERT), function->convert);
	for (size_t i = 0; i < function->arguments.count; i++)
		check_declared(api, &function->arguments.items[i]->place,
			       function->arguments.items[i]->converter);
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		check_declared(api, parameter_word(parameter, WORD_CONVERT), parameter->convert);
	}
}

void check_converting(const struct plan *plan, const struct function *function)
{
	const struct structure *made = pointed_structure(function->result);

	check_all_declared(plan->api, function);
	if (function->filled_by && !(made && made->keeps.count))
		error_at(function_word(function, WORD_FILLED_BY), CODE_BAD_KEEPS,
			 "'%s' does not return a handle with a 'keeps' annotation", function->name);
	for (size_t i = 0; i < function->arguments.count; i++) {
		const struct argument *argument = function->arguments.items[i];

		if (!fills_something(function, argument)) {
			error_at(&argument->place, CODE_BAD_FILLING,
				 "no parameter of '%s' is filled by '%s'", function->name,
				 argument->name);
			hint("add GG_FILLED_BY(%s) to a parameter", argument->name);
		} else if (argument == first_filling(function, argument)) {
			struct filling filling = filling_of(plan, function, argument);

			check_members(&filling);
			check_alike(plan, &filling);
		}
	}
	check_together(function);
}
