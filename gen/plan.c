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

const char *shape_name(enum shape shape)
{
	static const char *const names[] = {
		[SHAPE_CALL] = "call",
		[SHAPE_WAIT] = "wait",
		[SHAPE_READ] = "read",
		[SHAPE_CLOSE] = "close",
		[SHAPE_CONSTRUCTOR] = "constructor",
	};

	return names[shape];
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
