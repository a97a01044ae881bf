/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 2: the text of an annotation, split and checked, with its names and versions. */

#include "bind.h"
#include "diagnostic.h"

#include <ctype.h>
#include <jansson.h>
#include <string.h>

static const char *trimmed(const char *start, const char *end)
{
	while (start < end && isspace((unsigned char)*start))
		start++;
	while (start < end && isspace((unsigned char)end[-1]))
		end--;
	return memory_copy(start, (size_t)(end - start));
}

/* The text up to the separator, or all that is left if this is the `last` argument. */
static const char *next_argument(const char **from, const char *end, char separator, bool last)
{
	const char *start = *from;
	const char *stop = last ? NULL : memchr(start, separator, (size_t)(end - start));

	*from = stop ? stop + 1 : end + 1;
	return trimmed(start, stop ? stop : end);
}

static void split_arguments(struct word *word, const char *start, const char *end)
{
	enum word_form form = vocabulary[word->id].form & FORMS;
	unsigned int wanted = vocabulary_least_arguments(word->id);
	bool lines = form == LINES;

	while (start <= end) {
		char separator;
		bool last = form == TEXT || (form != NAMES && word->arguments.count + 1 == wanted);

		lines |= form == NAMES_LINES && word->arguments.count + 2 == wanted;
		separator = lines ? '\n' : ',';
		list_add(&word->arguments, next_argument(&start, end, separator, last));
	}
}

static void unknown_word(const struct word *word, const char *spelling)
{
	const char *nearest = vocabulary_nearest(spelling);

	error_at(&word->place, CODE_UNKNOWN_WORD, "unknown annotation '%s'", spelling);
	if (nearest)
		hint("did you mean '%s'?", nearest);
	else
		hint("run `guardgen help vocabulary` for a list");
}

static bool well_counted(const struct word *word)
{
	const struct vocabulary_entry *entry = &vocabulary[word->id];
	unsigned int wanted = vocabulary_least_arguments(word->id);
	bool enough = word->arguments.count == wanted ||
		      (word->arguments.count > wanted && vocabulary_takes_more(word->id));

	for (size_t i = 0; i < word->arguments.count; i++)
		enough &= (entry->form & FORMS) == TEXT || *word->arguments.items[i];
	if (enough)
		return true;
	error_at(&word->place, CODE_BAD_ARGUMENTS, "expected '%s%s%s%s', got '%s'", entry->spelling,
		 *entry->arguments ? "(" : "", entry->arguments, *entry->arguments ? ")" : "",
		 word->text);
	return false;
}

/* The plan is JSON, which must be UTF-8. */
static bool is_utf8(const char *text)
{
	json_t *json = json_string(text);

	json_decref(json);
	return json;
}

/* False if the annotation is to be ignored. */
static bool parse_word(struct word *word, enum where where)
{
	const char *open = strchr(word->text, '(');
	const char *end = word->text + strlen(word->text) - 1;
	const char *spelling = open ? trimmed(word->text, open) : word->text;

	if (!is_utf8(word->text)) {
		error_at(&word->place, CODE_NOT_UTF8, "annotation is not valid UTF-8");
		return false;
	}
	word->id = vocabulary_find(spelling);
	if (word->id == WORD_COUNT) {
		unknown_word(word, spelling);
		return false;
	}
	if (!(vocabulary[word->id].where & where)) {
		error_at(&word->place, CODE_MISPLACED_WORD, "'%s' annotation only applies to %s",
			 spelling, vocabulary_places(word->id));
		return false;
	}
	if (open && end > open && *end == ')')
		split_arguments(word, open + 1, end);
	return well_counted(word);
}

void parse_words(struct words *words, enum where where)
{
	struct words kept = {0};

	for (size_t i = 0; i < words->count; i++) {
		struct word *word = words->items[i];
		const struct word *first;

		if (!parse_word(word, where))
			continue;
		first = word_of(&kept, word->id);
		if (first && !(vocabulary[word->id].form & MANY)) {
			error_at(&word->place, CODE_REPEATED_WORD, "duplicate '%s' annotation",
				 vocabulary[word->id].spelling);
			note_at(&first->place, "previous annotation is here");
			continue;
		}
		list_add(&kept, word);
	}
	*words = kept;
}

struct function *find_function(struct api *api, const struct word *word, const char *name)
{
	struct function *function = table_find(api->functions_by_name, name);

	if (!function || !function->result) {
		error_at(&word->place, CODE_UNKNOWN_NAME, "%s: no function named '%s'",
			 vocabulary[word->id].spelling, name);
		return NULL;
	}
	return function;
}

struct parameter *find_parameter(struct function *function, const struct word *word,
				 const char *name)
{
	struct parameter *parameter = parameter_named(function, name);

	if (!parameter)
		error_at(&word->place, CODE_UNKNOWN_NAME, "%s: '%s' has no parameter named '%s'",
			 vocabulary[word->id].spelling, function->name, name);
	return parameter;
}

struct structure *find_structure(struct api *api, const struct word *word, const char *name)
{
	struct structure *structure = table_find(api->structures_by_tag, name);

	if (!structure)
		error_at(&word->place, CODE_UNKNOWN_NAME, "%s: no annotated struct named '%s'",
			 vocabulary[word->id].spelling, name);
	return structure;
}

const char *python_name(const struct word *word, const char *name, bool dots)
{
	const char *dot = dots ? strchr(name, '.') : NULL;
	const char *last = dot ? dot + 1 : name;
	const char *first = dot ? memory_copy(name, (size_t)(dot - name)) : NULL;

	if (!is_python_name(last) || (first && !is_python_name(first))) {
		error_at(&word->place, CODE_BAD_NAME, "'%s' is not a valid Python identifier",
			 name);
		return NULL;
	}
	return name;
}

/* The end of runs of these characters, separated by dots; NULL if the text starts with none. */
static const char *dotted_end(const char *text, const char *characters)
{
	size_t length = strspn(text, characters);

	if (!length)
		return NULL;
	return text[length] == '.' ? dotted_end(text + length + 1, characters) : text + length;
}

/* The end of numbers with a dot between them; NULL if the text does not start with any. */
static const char *version_end(const char *text)
{
	const char *end = dotted_end(text, "0123456789");

	return end && memchr(text, '.', (size_t)(end - text)) ? end : NULL;
}

const char *version(const struct word *word, const char *text)
{
	const char *end = version_end(text);

	if (end && !*end)
		return text;
	error_at(&word->place, CODE_BAD_VERSION,
		 "invalid version '%s'; expected numbers separated by dots, such as 2.1", text);
	return NULL;
}

const char *labelled_version(const struct word *word, const char *text)
{
	const char *end = version_end(text);

	if (!end || *end != '+')
		return version(word, text);
	end = dotted_end(end + 1, "0123456789abcdefghijklmnopqrstuvwxyz");
	if (end && !*end)
		return text;
	error_at(&word->place, CODE_BAD_VERSION,
		 "invalid local label in version '%s'; expected lowercase letters and numbers "
		 "separated by dots, such as 2.1+local.1",
		 text);
	return NULL;
}

void split_default(const char *text, const char **type, const char **default_value)
{
	const char *equals = strstr(text, " = ");

	*type = equals ? trimmed(text, equals) : text;
	*default_value = equals ? trimmed(equals + 3, text + strlen(text)) : NULL;
}
