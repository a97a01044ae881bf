/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 2: parse annotations into enums and pointers, so that no later stage has to. */

#include "bind.h"

/* Types are read before all structs are known; resolve what they point to. */
static void resolve_type(struct api *api, struct type *type)
{
	for (; type->kind == TYPE_POINTER; type = type->pointee)
		;
	if (type->kind == TYPE_STRUCT)
		type->structure = table_find(api->structures_by_tag, type->tag);
	if (type->kind == TYPE_ENUM)
		type->enumeration = table_find(api->enumerations_by_tag, type->tag);
}

static void resolve_types(struct api *api, struct function *function)
{
	resolve_type(api, function->result);
	for (size_t i = 0; i < function->parameters.count; i++)
		resolve_type(api, function->parameters.items[i]->type);
}

void bind_words(struct api *api)
{
	for (size_t i = 0; i < api->structures.count; i++)
		bind_structure(api, api->structures.items[i]);
	for (size_t i = 0; i < api->enumerations.count; i++)
		bind_enumeration(api->enumerations.items[i]);
	for (size_t i = 0; i < api->functions.count; i++) {
		resolve_types(api, api->functions.items[i]);
		bind_function(api, api->functions.items[i]);
	}
	for (size_t i = 0; i < api->declared.count; i++)
		if (!api->declared.items[i]->annotated)
			resolve_types(api, api->declared.items[i]);
}
