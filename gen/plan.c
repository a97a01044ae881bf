/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Queries on a plan, for stages 3 to 5. */

#include "plan.h"

#include <string.h>

const char *guard_name(enum guard guard)
{
	static const char *const names[] = {
		[GUARD_NONE] = "none",
		[GUARD_MUTEX] = "mutex",
		[GUARD_CRITICAL_SECTION] = "critical_section",
		[GUARD_GLOBAL] = "global",
		[GUARD_IMMUTABLE] = "immutable",
	};

	return names[guard];
}

const char *form_name(enum form form)
{
	static const char *const names[] = {
#define FORM(id, name) [FORM_##id] = (name),
#include "form.def"
#undef FORM
	};

	return names[form];
}

const struct promise levels[] = {
#define LEVEL(id, name, meaning) {name, meaning},
#define BLOCKS(id, name, meaning)
#include "levels.def"
#undef BLOCKS
#undef LEVEL
};

const struct promise blocking[] = {
#define LEVEL(id, name, meaning)
#define BLOCKS(id, name, meaning) {name, meaning},
#include "levels.def"
#undef BLOCKS
#undef LEVEL
};

const char *level_name(enum level level)
{
	return levels[level].name;
}

const char *blocks_name(enum blocks blocks)
{
	return blocking[blocks].name;
}

const char *plan_id(const struct api *api, const char *tag)
{
	size_t length = api->package ? strlen(api->package) : 0;

	if (length && !strncmp(tag, api->package, length) && tag[length] == '_')
		return tag + length + 1;
	return tag;
}

struct plan_class *plan_class_of(const struct plan *plan, const struct structure *structure)
{
	return structure ? table_find(plan->classes_by_tag, structure->tag) : NULL;
}
