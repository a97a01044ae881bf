/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Internal to stage 5. */
#ifndef GUARDGEN_EMIT_H
#define GUARDGEN_EMIT_H

#include "diagnostic.h"
#include "plan.h"

#include <jansson.h>

static inline json_t *text(const char *value)
{
	json_t *json = value ? json_string(value) : json_null();

	if (!json)
		error_at(NULL, CODE_NOT_UTF8, "a name in the plan is not UTF-8");
	return json;
}

/* None, false and empty values are omitted: defaults.py fills them in. */
static inline void put(json_t *object, const char *key, json_t *value)
{
	if (!value || json_is_null(value) || json_is_false(value) ||
	    (json_is_array(value) && !json_array_size(value)))
		json_decref(value);
	else
		json_object_set_new(object, key, value);
}

static inline void put_text(json_t *object, const char *key, const char *value)
{
	put(object, key, text(value));
}

/* The C interface, for tools that intercept calls to the library. */
json_t *emit_interface(const struct api *api);

#endif
