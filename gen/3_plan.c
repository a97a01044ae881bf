/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: all policy. This file: the module, its exceptions, and where each function goes. */

#include "planner.h"

#include <ctype.h>
#include <string.h>

/* ChipClosedError -> chip_closed_error */
static const char *snake(const char *name)
{
	char *text = memory_zeroed(strlen(name) * 2 + 1);
	char *to = text;

	for (const char *from = name; *from; from++) {
		if (from != name && isupper((unsigned char)*from) &&
		    !isupper((unsigned char)from[-1]))
			*to++ = '_';
		*to++ = (char)tolower((unsigned char)*from);
	}
	return text;
}

/* Several classes may share one exception. */
static const char *plan_exception(struct plan *plan, const char *dotted)
{
	const char *dot = strchr(dotted, '.');
	struct plan_exception *exception = memory_zeroed(sizeof(*exception));

	exception->name = dot ? dot + 1 : dotted;
	exception->module = dot ? memory_copy(dotted, (size_t)(dot - dotted)) : NULL;
	exception->id = snake(exception->name);
	for (size_t i = 0; i < plan->exceptions.count; i++)
		if (!strcmp(plan->exceptions.items[i]->id, exception->id))
			return exception->id;
	list_add(&plan->exceptions, exception);
	return exception->id;
}

static void plan_structure(struct plan *plan, const struct structure *structure)
{
	struct plan_class *class = memory_zeroed(sizeof(*class));

	class->structure = structure;
	class->id = plan_id(plan->api, structure->tag);
	if (structure->closed_error)
		class->closed_error = plan_exception(plan, structure->closed_error);
	for (size_t i = 0; i < structure->keeps.count; i++) {
		const struct keep *keep = structure->keeps.items[i];
		struct plan_keep *kept = memory_zeroed(sizeof(*kept));

		kept->name = keep->name;
		kept->public = *keep->name != '_';
		kept->member = keep->name + strspn(keep->name, "_");
		kept->python_type = keep->python_type;
		kept->to_python =
			kept_to_python(memory_format("self->%s", kept->member), kept->python_type);
		list_add(&class->keeps, kept);
	}
	plan->has_library_lock |= structure->guard == GUARD_GLOBAL;
	list_add(&plan->classes, class);
	table_add(plan->classes_by_tag, structure->tag, class);
}

static void plan_module_constant(struct plan *plan, const struct function *function)
{
	struct scope scope = {plan, function, NULL, "state"};
	struct plan_constant *constant = memory_zeroed(sizeof(*constant));
	const char *call = call_of(function, "");

	constant->function = function;
	constant->name = function->python_name;
	constant->read = value_to_python(&scope, function->result, call, function->nullable);
	constant->python_type = python_type_of(&scope, function->result, function->nullable);
	list_add(&plan->constants, constant);
}

const struct structure *class_structure(const struct function *function)
{
	if (function->role == ROLE_CONSTRUCTOR)
		return pointed_structure(function->result);
	if (function->role == ROLE_CLOSER && function->destroys)
		return pointed_structure(function->destroys->type);
	if (function->holds.count)
		return pointed_structure(function->holds.items[0]->type);
	for (size_t i = 0; i < function->parameters.count; i++)
		if (is_object_argument(function->parameters.items[i]))
			return pointed_structure(function->parameters.items[i]->type);
	return NULL;
}

/* Record which classes are returned, copied and filled by functions other than their constructors.
 */
static void record_uses(struct plan *plan, const struct function *function)
{
	struct plan_class *made = plan_class_of(plan, pointed_structure(function->result));

	if (made && (function->role == ROLE_METHOD || function->role == ROLE_FUNCTION) &&
	    !function->borrowed_from)
		made->made_elsewhere = true;
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];
		struct plan_class *passed = plan_class_of(plan, pointed_structure(parameter->type));

		if (passed && parameter->by_copy)
			passed->copied_by = parameter->by_copy->name;
		if (passed && (parameter->by_copy || parameter->filled_by))
			passed->made_for_calls = true;
	}
}

static bool has_closer(const struct plan_class *class)
{
	return class->structure->destroyer && class->structure->destroyer->role == ROLE_CLOSER;
}

static void plan_member(struct plan_class *class, const struct plan *plan,
			const struct function *function)
{
	switch (function->role) {
	case ROLE_CONSTRUCTOR:
		class->construct =
			class->structure->subclassable && has_closer(class) ? "init" : "new";
		class->constructor = plan_method(plan, class, function);
		break;
	case ROLE_METHOD:
		list_add(&class->methods, plan_method(plan, class, function));
		break;
	case ROLE_CLOSER:
		class->closer = plan_method(plan, class, function);
		break;
	case ROLE_CONSTANT:
		list_add(&class->constants, plan_constant(plan, function));
		break;
	case ROLE_FIELD:
		list_add(&class->fields, plan_field(plan, class, function));
		break;
	default:
		break;
	}
}

static void plan_function(struct plan *plan, const struct function *function)
{
	struct plan_class *class = plan_class_of(plan, class_structure(function));

	switch (function->role) {
	case ROLE_SKIP:
		plan->skipped++;
		return;
	case ROLE_HELPER:
	case ROLE_NONE:
		plan->helpers++;
		return;
	case ROLE_MODULE_CONSTANT:
		plan_module_constant(plan, function);
		break;
	case ROLE_FUNCTION:
		list_add(&plan->functions, plan_method(plan, NULL, function));
		break;
	default:
		if (class)
			plan_member(class, plan, function);
		break;
	}
	plan->bound++;
}

static void add_name(struct plan *plan, const char *name)
{
	if (!has_text(&plan->names, name))
		list_add(&plan->names, name);
}

/* Converters look up the names in names(), and __exit__() looks up the closer. */
static void plan_names(struct plan *plan)
{
	for (size_t i = 0; i < plan->api->names.count; i++)
		add_name(plan, plan->api->names.items[i]);
	for (size_t i = 0; i < plan->classes.count; i++)
		if (plan->classes.items[i]->structure->context_manager &&
		    plan->classes.items[i]->closer)
			add_name(plan, plan->classes.items[i]->closer->name);
}

struct plan *make_plan(const struct api *api)
{
	struct plan *plan = memory_zeroed(sizeof(*plan));

	plan->api = api;
	plan->classes_by_tag = table_new();
	for (size_t i = 0; i < api->structures.count; i++)
		if (api->structures.items[i]->kind == STRUCT_HANDLE ||
		    api->structures.items[i]->kind == STRUCT_SNAPSHOT)
			plan_structure(plan, api->structures.items[i]);
	for (size_t i = 0; i < api->functions.count; i++)
		record_uses(plan, api->functions.items[i]);
	for (size_t i = 0; i < api->functions.count; i++)
		plan_function(plan, api->functions.items[i]);
	for (size_t i = 0; i < plan->classes.count; i++) {
		plan_destroyer(plan->classes.items[i]);
		finish_snapshot(plan->classes.items[i]);
	}
	plan_gil(plan);
	plan_names(plan);
	return plan;
}
