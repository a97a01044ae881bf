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

const char *level_name(enum level level)
{
	static const char *const names[] = {
		[LEVEL_ATOMIC] = "atomic",
		[LEVEL_SHARED] = "shared",
	};

	return names[level];
}

const char *blocks_name(enum blocks blocks)
{
	static const char *const names[] = {
		[BLOCKS_NO] = "no",
		[BLOCKS_ON_DEVICE] = "as long as the device takes, with other threads running",
		[BLOCKS_ON_INPUT] = "until there is something to read; close wakes it",
	};

	return names[blocks];
}

const char *plan_id(const struct model *model, const char *tag)
{
	size_t length = model->package ? strlen(model->package) : 0;

	if (length && !strncmp(tag, model->package, length) && tag[length] == '_')
		return tag + length + 1;
	return tag;
}

struct plan_class *plan_class_of(const struct plan *plan, const struct structure *structure)
{
	return structure ? table_find(plan->classes_by_tag, structure->tag) : NULL;
}
