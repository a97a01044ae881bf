/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 2: parse annotations into enums and pointers, so that no later stage has to. */

#include "bind.h"

/* Types are read before all structs are known; resolve what they point to. */
static void resolve_type(struct model *model, struct type *type)
{
	for (; type->kind == TYPE_POINTER; type = type->pointee)
		;
	if (type->kind == TYPE_STRUCT)
		type->structure = table_find(model->structures_by_tag, type->tag);
	if (type->kind == TYPE_ENUM)
		type->enumeration = table_find(model->enumerations_by_tag, type->tag);
}

static void resolve_types(struct model *model, struct function *function)
{
	resolve_type(model, function->result);
	for (size_t i = 0; i < function->parameters.count; i++)
		resolve_type(model, function->parameters.items[i]->type);
}

void bind_words(struct model *model)
{
	for (size_t i = 0; i < model->structures.count; i++)
		bind_structure(model, model->structures.items[i]);
	for (size_t i = 0; i < model->enumerations.count; i++)
		bind_enumeration(model->enumerations.items[i]);
	for (size_t i = 0; i < model->functions.count; i++) {
		resolve_types(model, model->functions.items[i]);
		bind_function(model, model->functions.items[i]);
	}
	for (size_t i = 0; i < model->declared.count; i++)
		if (!model->declared.items[i]->annotated)
			resolve_types(model, model->declared.items[i]);
}
