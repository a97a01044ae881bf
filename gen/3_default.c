/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: defaults, from Python to C. */

#include "convert.h"

#include <errno.h>
#include <limits.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* In the decimal notation that C and Python share. */
static bool is_number_of(enum type_kind kind, const char *text)
{
	const char *digits = text + (*text == '-');
	bool is_signed = kind == TYPE_INT || kind == TYPE_INT64;
	long long number;

	if (!*digits || digits[strspn(digits, "0123456789")] || (*digits == '0' && digits[1]))
		return false;
	errno = 0;
	number = strtoll(text, NULL, 10);
	if (errno || (number < 0 && !is_signed))
		return false;
	switch (kind) {
	case TYPE_INT:
		return number >= INT_MIN && number <= INT_MAX;
	case TYPE_UNSIGNED_INT:
		return number <= UINT_MAX;
	case TYPE_UNSIGNED_LONG:
	case TYPE_SIZE:
		return (unsigned long long)number <= ULONG_MAX;
	case TYPE_INT64:
	case TYPE_UINT64:
		return true;
	default:
		return false;
	}
}

static const char *enum_default(const struct enumeration *enumeration, const char *default_value)
{
	const char *dot = strrchr(default_value, '.');

	for (size_t i = 0; enumeration && i < enumeration->members.count; i++)
		if (dot && !strcmp(enumeration->members.items[i]->python_name, dot + 1))
			return enumeration->members.items[i]->name;
	return NULL;
}

const char *default_in_c(const struct type *type, const char *default_value)
{
	char *end;

	if (type->kind == TYPE_ENUM)
		return enum_default(type->enumeration, default_value);
	if (!strcmp(default_value, "None"))
		return type->kind == TYPE_POINTER ? "NULL" : NULL;
	if (type->kind == TYPE_BOOL)
		return !strcmp(default_value, "True")    ? "true"
		       : !strcmp(default_value, "False") ? "false"
							 : NULL;
	if (is_string(type))
		return *default_value == '"' ? default_value : NULL;
	if (type->kind != TYPE_DOUBLE)
		return is_number_of(type->kind, default_value) ? default_value : NULL;
	return isfinite(strtod(default_value, &end)) && end != default_value && !*end
		       ? default_value
		       : NULL;
}
