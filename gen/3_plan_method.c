/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: a call: its form, what it holds, and what it promises. */

#include "planner.h"

#include <string.h>

static enum form form_of_call(const struct plan_method *method)
{
	if (method->function->cached)
		return FORM_CACHED;
	if (method->guard == GUARD_CRITICAL_SECTION)
		return FORM_SECTION;
	return method->holds.count ? FORM_CALL : FORM_UNGUARDED;
}

static enum form form_of(const struct plan_method *method)
{
	const struct function *function = method->function;

	if (function->role == ROLE_CONSTRUCTOR)
		return FORM_CONSTRUCTOR;
	if (function->role == ROLE_CLOSER)
		return FORM_CLOSE;
	if (function->waits)
		return FORM_WAIT;
	if (function->reads)
		return FORM_READ;
	return function->role == ROLE_FUNCTION ? FORM_FUNCTION : form_of_call(method);
}

static void add_hold(struct plan_method *method, const char *object,
		     const struct structure *structure)
{
	struct plan_hold *hold;

	if (!structure || structure->guard == GUARD_IMMUTABLE)
		return;
	hold = memory_zeroed(sizeof(*hold));
	*hold = (struct plan_hold){object, structure};
	list_add(&method->holds, hold);
	method->guard = structure->guard;
}

static void plan_holds(struct plan_method *method, const struct plan *plan)
{
	const struct function *function = method->function;
	const struct parameter *self = self_parameter(function);

	if (function->role == ROLE_CLOSER && self)
		add_hold(method, "self", pointed_structure(self->type));
	for (size_t i = 0; i < function->holds.count; i++) {
		const struct parameter *held = function->holds.items[i];

		add_hold(method, held == self ? "self" : local_name(held->name),
			 pointed_structure(held->type));
	}
	/* The library's lock also covers functions that take no handle. */
	if (method->guard == GUARD_NONE && plan->has_library_lock)
		method->guard = GUARD_GLOBAL;
}

static void plan_raise(struct plan_method *method, const char *name, const char *when)
{
	struct plan_raise *raise = memory_zeroed(sizeof(*raise));

	for (size_t i = 0; i < method->raises.count; i++)
		if (!strcmp(method->raises.items[i]->name, name))
			return;
	*raise = (struct plan_raise){name, when};
	list_add(&method->raises, raise);
}

/* "close() is called before it, or while it waits", with the name of the closer. */
static const char *closed_when(const struct plan *plan, const struct structure *structure)
{
	const struct plan_class *class = plan_class_of(plan, structure);
	const char *closer =
		class && structure->destroyer ? structure->destroyer->python_name : NULL;

	return closer ? memory_format("%s() is called before it, or while it waits", closer)
		      : "it is closed";
}

static void plan_raises(struct plan_method *method, const struct plan *plan)
{
	const char *all_the_same =
		method->form == FORM_CLOSE ? ", which closes it all the same" : "";

	for (size_t i = 0; i < method->holds.count; i++) {
		const struct structure *structure = method->holds.items[i]->structure;
		const char *error = structure->closed_error;

		if (error && method->form != FORM_CLOSE)
			plan_raise(method, strchr(error, '.') ? strchr(error, '.') + 1 : error,
				   closed_when(plan, structure));
	}
	if (method->form == FORM_WAIT)
		plan_raise(method, "OSError", "poll() fails; errno says why");
	if (!method->failed || method->form == FORM_WAIT)
		return;
	for (size_t i = 0; i < plan->api->errors.count; i++)
		plan_raise(method, plan->api->errors.items[i]->exception,
			   memory_format("the call fails with %s%s",
					 plan->api->errors.items[i]->name, all_the_same));
	plan_raise(method, "OSError",
		   memory_format("the call fails%s; errno says why", all_the_same));
}

static const char *joined(const char *list, const char *more)
{
	return *list ? memory_format("%s, %s", list, more) : more;
}

static void plan_signatures(struct plan_method *method, const char *self)
{
	bool constructor = method->form == FORM_CONSTRUCTOR;
	const char *full = constructor ? "self" : self ? "self" : "";
	const char *text = memory_format("$%s, /", self ? "self" : "module");

	if (constructor)
		text = "";
	for (size_t i = 0; i < method->parameters.count; i++) {
		const struct plan_parameter *one = method->parameters.items[i];
		const char *equals =
			one->default_value ? memory_format(" = %s", one->default_value) : "";

		full = joined(full, memory_format("%s: %s%s", one->name, one->python_type, equals));
		text = joined(text, one->default_value
					    ? memory_format("%s=%s", one->name, one->default_value)
					    : one->name);
	}
	method->signature = memory_format("%s(%s) -> %s", constructor ? "__init__" : method->name,
					  full, constructor ? "None" : method->result.python_type);
	method->text_signature = memory_format("%s(%s)", method->name, text);
}

/* Each of these forms has conditions of its own. */
static bool makes_handles(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (function->parameters.items[i]->filled_by &&
		    is_handle_pointer(function->parameters.items[i]->type))
			return true;
	return false;
}

static bool takes_guard_of(const struct function *function, const struct structure *structure)
{
	if (structure->guard == GUARD_GLOBAL)
		return true;
	for (size_t i = 0; i < function->holds.count; i++)
		if (pointed_structure(function->holds.items[i]->type) == structure)
			return true;
	return function->destroys && pointed_structure(function->destroys->type) == structure;
}

/* Whether a thread may hold the guard during a slow call of the library or a locked() block. */
static bool is_held_for_long(const struct plan *plan, const struct structure *structure)
{
	if (structure->guard != GUARD_MUTEX && structure->guard != GUARD_GLOBAL)
		return false;
	for (size_t i = 0; i < plan->api->functions.count; i++) {
		const struct function *function = plan->api->functions.items[i];

		if ((function->detaches || function->reads) && function->role != ROLE_SKIP &&
		    takes_guard_of(function, structure))
			return true;
	}
	return structure->locked;
}

/* Whether the call takes the guard of such a handle, if only to copy it before the call. */
static bool waits_for_guard(const struct plan *plan, const struct plan_method *method)
{
	const struct function *function = method->function;
	const struct structure library = {.guard = GUARD_GLOBAL};

	for (size_t i = 0; i < method->holds.count; i++)
		if (is_held_for_long(plan, method->holds.items[i]->structure))
			return true;
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		if (parameter->by_copy && is_handle_pointer(parameter->type) &&
		    is_held_for_long(plan, pointed_structure(parameter->type)))
			return true;
	}
	return method->guard == GUARD_GLOBAL && is_held_for_long(plan, &library);
}

static enum blocks blocks_of(const struct plan *plan, const struct plan_method *method)
{
	if (method->form == FORM_WAIT)
		return BLOCKS_WAIT;
	if (method->form == FORM_READ)
		return BLOCKS_READ;
	if (method->detaches)
		return BLOCKS_CALL;
	return waits_for_guard(plan, method) ? BLOCKS_GUARD : BLOCKS_NO;
}

/* A guard makes a single call atomic; without one, the library decides what others see of it. */
static enum level level_of(const struct plan_method *method)
{
	switch (method->form) {
	case FORM_WAIT:
	case FORM_READ:
	case FORM_CACHED:
	case FORM_CONSTRUCTOR:
		return LEVEL_SHARED;
	default:
		return method->guard == GUARD_NONE || makes_handles(method->function)
			       ? LEVEL_SHARED
			       : LEVEL_ATOMIC;
	}
}

/* A wait is a poll; the library's own function for it is never called. */
static void plan_calls(struct plan_method *method)
{
	const struct function *function = method->function;

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		if (parameter->made_by)
			list_add(&method->calls, parameter->made_by->name);
		if (parameter->by_copy)
			list_add(&method->calls, parameter->by_copy->name);
	}
	if (method->fd)
		list_add(&method->calls, "poll");
	for (size_t i = 0; i < function->parameters.count; i++)
		if (function->parameters.items[i]->length_from)
			list_add(&method->calls, function->parameters.items[i]->length_from->name);
	if (!function->waits)
		list_add(&method->calls, function->name);
}

static void plan_promise(struct plan_method *method, const struct plan *plan)
{
	const struct function *function = method->function;
	bool waits = method->form == FORM_WAIT || method->form == FORM_READ;

	method->detaches = function->detaches || waits;
	method->level = level_of(method);
	method->blocks = blocks_of(plan, method);
	if (waits)
		method->fd = (function->waits ? function->waits : function->reads)->python_name;
	if (function->cached)
		method->cached =
			!strncmp(method->name, "get_", 4) ? method->name + 4 : method->name;
	plan_calls(method);
}

static bool has_clean_up(const struct plan_method *method)
{
	for (size_t i = 0; i < method->parameters.count; i++)
		if (method->parameters.items[i]->releases.count)
			return true;
	return method->out_array || method->scratch || method->result.borrowed_string;
}

struct plan_method *plan_method(const struct plan *plan, const struct plan_class *class,
				const struct function *function)
{
	bool has_self = class && function->role != ROLE_CONSTRUCTOR;
	bool has_object = has_self || (class && !strcmp(class->construct, "init"));
	struct scope scope = {plan, function, has_self ? "self" : NULL,
			      has_object ? "self->state" : "state"};
	struct plan_method *method = memory_zeroed(sizeof(*method));
	const char *owner = class ? class->structure->python_name : "module";

	method->function = function;
	method->name = function->role == ROLE_CONSTRUCTOR ? owner : function->python_name;
	method->c_name = function->role == ROLE_CONSTRUCTOR
				 ? memory_format("%s_%s", owner, class->construct)
				 : memory_format("%s_%s", owner, member_name(method->name));
	plan_holds(method, plan);
	method->form = form_of(method);
	plan_parameters(method, &scope);
	plan_scratch(method);
	method->out_array = plan_out_array(function, "self->native");
	plan_arguments(method, &scope);
	plan_promise(method, plan);
	plan_result(method, &scope);
	method->failed = failed_when(function);
	method->cleans = has_clean_up(method);
	plan_raises(method, plan);
	plan_signatures(method, scope.self);
	return method;
}
