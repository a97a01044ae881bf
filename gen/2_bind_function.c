/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 2, functions and their parameters. */

#include "bind.h"
#include "diagnostic.h"

#include <string.h>

static enum role role_of(enum word_id id)
{
	switch (id) {
	case WORD_CONSTRUCTOR:
		return ROLE_CONSTRUCTOR;
	case WORD_METHOD:
		return ROLE_METHOD;
	case WORD_CLOSER:
		return ROLE_CLOSER;
	case WORD_CONSTANT:
		return ROLE_CONSTANT;
	case WORD_FIELD:
		return ROLE_FIELD;
	case WORD_FUNCTION:
		return ROLE_FUNCTION;
	case WORD_MODULE_CONSTANT:
		return ROLE_MODULE_CONSTANT;
	case WORD_HELPER:
		return ROLE_HELPER;
	case WORD_SKIP:
		return ROLE_SKIP;
	default:
		return ROLE_NONE;
	}
}

static void bind_role(struct function *function, struct word *word)
{
	if (function->role_word) {
		error_at(&word->place, CODE_ANNOTATED_TWICE, "'%s' has two roles, '%s' and '%s'",
			 function->name, vocabulary[function->role_word->id].spelling,
			 vocabulary[word->id].spelling);
		note_at(&function->role_word->place, "previous role is here");
		return;
	}
	function->role = role_of(word->id);
	function->role_word = word;
	if (function->role == ROLE_SKIP)
		function->reason = word->arguments.items[0];
	else if (word->arguments.count)
		function->python_name = python_name(word, word->arguments.items[0], false);
}

static void bind_holds(struct function *function, const struct word *word)
{
	for (size_t i = 0; i < word->arguments.count; i++) {
		struct parameter *held = find_parameter(function, word, word->arguments.items[i]);

		if (held)
			list_add(&function->holds, held);
	}
}

static void bind_argument(struct function *function, const struct word *word)
{
	struct argument *argument = memory_zeroed(sizeof(*argument));

	argument->name = python_name(word, word->arguments.items[0], false);
	argument->converter = word->arguments.items[1];
	argument->place = word->place;
	split_default(word->arguments.items[2], &argument->python_type, &argument->default_value);
	argument->summary = word->arguments.items[3];
	if (argument->name)
		list_add(&function->arguments, argument);
}

static void bind_type(struct function *function, const struct word *word)
{
	const char *default_value;

	split_default(word->arguments.items[0], &function->python_type, &default_value);
	if (default_value)
		error_at(&word->place, CODE_BAD_ARGUMENTS, "a result cannot have a default");
}

static void bind_function_word(struct api *api, struct function *function, struct word *word)
{
	const char **arguments = word->arguments.items;

	switch (word->id) {
	case WORD_HOLDS:
		bind_holds(function, word);
		break;
	case WORD_DESTROYS:
		function->destroys = find_parameter(function, word, arguments[0]);
		break;
	case WORD_DETACHES:
		function->detaches = true;
		break;
	case WORD_WAITS:
		function->waits = find_function(api, word, arguments[0]);
		break;
	case WORD_READS:
		function->reads = find_function(api, word, arguments[0]);
		break;
	case WORD_FAILS:
		function->fails = arguments[0];
		break;
	case WORD_CACHED:
		function->cached = true;
		break;
	case WORD_BORROWED_FROM:
		function->borrowed_from = find_parameter(function, word, arguments[0]);
		break;
	case WORD_RETURNS_LENGTH:
		function->returns_length = find_parameter(function, word, arguments[0]);
		break;
	case WORD_SINCE:
		function->since = version(word, arguments[0]);
		break;
	case WORD_ARGUMENT:
		bind_argument(function, word);
		break;
	case WORD_FILLED_BY: /* may name an argument that comes later */
		break;
	case WORD_CONVERT:
		function->convert = arguments[0];
		break;
	case WORD_TYPE:
		bind_type(function, word);
		break;
	case WORD_NULLABLE:
		function->nullable = true;
		break;
	case WORD_SUMMARY:
		function->summary = arguments[0];
		break;
	default:
		bind_role(function, word);
		break;
	}
}

static struct argument *find_argument(const struct function *function, const struct word *word)
{
	for (size_t i = 0; i < function->arguments.count; i++)
		if (!strcmp(function->arguments.items[i]->name, word->arguments.items[0]))
			return function->arguments.items[i];
	error_at(&word->place, CODE_UNKNOWN_NAME, "filled_by: '%s' has no argument named '%s'",
		 function->name, word->arguments.items[0]);
	return NULL;
}

/* An array has one count; stage 4 finds those that have none. */
static void bind_count(struct function *function, struct parameter *count, const struct word *word)
{
	struct parameter *array = find_parameter(function, word, word->arguments.items[0]);

	if (!array)
		return;
	if (array->counted_by) {
		error_at(&word->place, CODE_ARRAY_COUNT, "'%s' already has a count, '%s'",
			 array->name, array->counted_by->name);
		note_at(&array->counted_by->place, "'%s' declared here", array->counted_by->name);
		return;
	}
	count->count_of = array;
	array->counted_by = count;
}

static void bind_maximum(struct parameter *parameter, const struct word *word)
{
	const char *number = word->arguments.items[0];

	if (*number < '1' || *number > '9' || number[strspn(number, "0123456789")])
		error_at(&word->place, CODE_BAD_ARGUMENTS, "maximum '%s' is not a positive number",
			 number);
	else
		parameter->maximum = number;
}

static void bind_maker(struct api *api, struct function *function, struct parameter *parameter,
		       const struct word *word)
{
	parameter->made_by = find_function(api, word, word->arguments.items[0]);
	parameter->capacity = find_parameter(function, word, word->arguments.items[1]);
}

static void bind_parameter_word(struct api *api, struct function *function,
				struct parameter *parameter, const struct word *word)
{
	const char **arguments = word->arguments.items;

	switch (word->id) {
	case WORD_NAME:
		parameter->python_name = python_name(word, arguments[0], false);
		break;
	case WORD_CONVERT:
		parameter->convert = arguments[0];
		break;
	case WORD_TYPE:
		split_default(arguments[0], &parameter->python_type, &parameter->default_value);
		break;
	case WORD_FILLED_BY:
		parameter->filled_by = find_argument(function, word);
		break;
	case WORD_OUT:
		parameter->out = true;
		break;
	case WORD_COUNT_OF:
		bind_count(function, parameter, word);
		break;
	case WORD_MAXIMUM:
		bind_maximum(parameter, word);
		break;
	case WORD_LENGTH_FROM:
		parameter->length_from = find_function(api, word, arguments[0]);
		break;
	case WORD_NULLABLE:
		parameter->nullable = true;
		break;
	case WORD_BY_COPY:
		parameter->by_copy = find_function(api, word, arguments[0]);
		break;
	case WORD_MADE_BY:
		bind_maker(api, function, parameter, word);
		break;
	default:
		break;
	}
}

static void bind_parameter(struct api *api, struct function *function, struct parameter *parameter)
{
	parameter->python_name = parameter->name;
	parse_words(&parameter->words, ON_PARAMETER);
	for (size_t i = 0; i < parameter->words.count; i++)
		bind_parameter_word(api, function, parameter, parameter->words.items[i]);
}

void bind_function(struct api *api, struct function *function)
{
	const struct word *filled_by;

	parse_words(&function->words, ON_FUNCTION);
	for (size_t i = 0; i < function->words.count; i++)
		bind_function_word(api, function, function->words.items[i]);
	filled_by = word_of(&function->words, WORD_FILLED_BY);
	if (filled_by)
		function->filled_by = find_argument(function, filled_by);
	for (size_t i = 0; i < function->parameters.count; i++)
		bind_parameter(api, function, function->parameters.items[i]);
}
