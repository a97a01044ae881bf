/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 3: a call: what it holds, what it passes, how it fails and what it returns. */

#include "convert.h"
#include "planner.h"

#include <stdlib.h>
#include <string.h>

static enum shape shape_of(const struct function *function)
{
	if (function->role == ROLE_CONSTRUCTOR)
		return SHAPE_CONSTRUCTOR;
	if (function->role == ROLE_CLOSER)
		return SHAPE_CLOSE;
	if (function->waits)
		return SHAPE_WAIT;
	return function->reads ? SHAPE_READ : SHAPE_CALL;
}

/* The parameter that stands for the method's own object. */
static const struct parameter *self_parameter(const struct function *function)
{
	if (function->role == ROLE_CLOSER)
		return function->destroys;
	if (function->role != ROLE_METHOD)
		return NULL;
	if (function->holds.count)
		return function->holds.items[0];
	for (size_t i = 0; i < function->parameters.count; i++)
		if (is_object_argument(function->parameters.items[i]))
			return function->parameters.items[i];
	return NULL;
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

static struct plan_parameter *add_parameter(struct plan_method *method, const char *name,
					    const char *local)
{
	struct plan_parameter *planned = memory_zeroed(sizeof(*planned));

	planned->name = name;
	planned->local = local;
	list_add(&method->parameters, planned);
	return planned;
}

static bool is_planned(const struct plan_method *method, const struct argument *argument)
{
	for (size_t i = 0; i < method->parameters.count; i++)
		if (method->parameters.items[i]->argument == argument)
			return true;
	return false;
}

/* Handles made by a converter, and values it provides for a new one, belong to the call. */
static void plan_filled_releases(struct plan_parameter *planned, const struct scene *scene,
				 const struct argument *argument)
{
	const struct function *function = scene->function;
	const struct plan_class *made =
		plan_class_of(scene->plan, pointed_structure(function->result));
	const char *local = filled_local(function, argument);

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *filled = function->parameters.items[i];

		if (!fills_with(argument, filled->filled_by))
			continue;
		if (is_handle_pointer(filled->type))
			list_add(&planned->releases,
				 memory_format("%s_discard(%s.%s);",
					       pointed_structure(filled->type)->python_name, local,
					       filled->name));
		else if (is_string(filled->type))
			list_add(&planned->releases,
				 memory_format("gg_text_clear(&%s.%s);", local, filled->name));
	}
	if (made && fills_with(argument, function->filled_by))
		for (size_t i = 0; i < made->keeps.count; i++)
			list_add(&planned->releases, memory_format("Py_XDECREF(%s.%s);", local,
								   made->keeps.items[i]->member));
}

/* An argument, together with the others from which its converter fills the same struct. */
static void plan_filling(struct plan_method *method, const struct scene *scene,
			 const struct argument *filling)
{
	const struct arguments *arguments = &scene->function->arguments;
	const char *local = filled_local(scene->function, filling), *more = "";
	struct plan_parameter *first = NULL;

	if (is_planned(method, filling))
		return;
	for (size_t i = 0; i < arguments->count; i++) {
		const struct argument *argument = arguments->items[i];
		struct plan_parameter *planned;

		if (!fills_with(argument, filling))
			continue;
		planned = add_parameter(method, argument->name, local_name(argument->name));
		planned->argument = argument;
		planned->default_value = argument->default_value;
		planned->absent = argument->default_value;
		planned->required = !argument->default_value;
		planned->python_type = argument->python_type;
		planned->summary = argument->summary;
		if (first)
			more = memory_format("%s, argv[%zu]", more, method->parameters.count - 1);
		else
			first = planned;
	}
	plan_filled_releases(first, scene, filling);
	list_add(&first->declarations, memory_format("struct %s %s%s;", filling->converter, local,
						     first->releases.count ? " = {0}" : ""));
	first->convert = memory_format("%s(%s, {arg}%s, &%s)", filling->converter,
				       scene->self ? scene->self : scene->state, more, local);
}

/* Not visible in Python: the object itself, counts, out parameters, and scratch structs. */
static bool is_hidden(const struct function *function, const struct parameter *parameter)
{
	return parameter == self_parameter(function) || parameter->count_of || parameter->out ||
	       parameter->made_by;
}

static void plan_parameters(struct plan_method *method, const struct scene *scene)
{
	const struct function *function = method->function;

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];
		struct plan_parameter *planned;

		if (parameter->filled_by) {
			plan_filling(method, scene, parameter->filled_by);
			continue;
		}
		if (is_hidden(function, parameter))
			continue;
		planned =
			add_parameter(method, parameter->python_name, local_name(parameter->name));
		planned->from = parameter;
		planned->default_value = parameter->default_value;
		convert_parameter(scene, parameter, planned);
		if (parameter->python_type)
			planned->python_type = parameter->python_type;
		planned->required = !planned->default_value;
	}
	if (function->filled_by)
		plan_filling(method, scene, function->filled_by);
}

static const char *plan_keep_argument(struct plan_method *method, const struct plan_keep *keep)
{
	const char *local = local_name(keep->member);
	struct plan_parameter *planned = add_parameter(method, keep->member, local);

	planned->required = true;
	planned->python_type = keep->python_type;
	list_add(&planned->declarations, memory_format("PyObject *%s = NULL;", local));
	planned->convert = memory_format("gg_as_object({arg}, &%s)", local);
	return local;
}

/* The values that a new handle keeps, from a converter or from the caller. */
static const char *plan_kept(struct plan_method *method, const struct plan_class *made)
{
	const struct function *function = method->function;
	const char *trailing = "";

	for (size_t i = 0; i < made->keeps.count; i++) {
		const struct plan_keep *keep = made->keeps.items[i];

		if (function->filled_by)
			trailing = memory_format("%s, %s.%s", trailing,
						 filled_local(function, function->filled_by),
						 keep->member);
		else
			trailing =
				memory_format("%s, %s", trailing, plan_keep_argument(method, keep));
	}
	return trailing;
}

static void plan_arguments(struct plan_method *method, const struct scene *scene)
{
	const struct function *function = method->function;
	const struct parameter *self = self_parameter(function);

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];

		list_add(&method->arguments,
			 parameter == self ? "self->native" : argument_of(scene, parameter));
	}
}

static void plan_scratch(struct plan_method *method)
{
	const struct function *function = method->function;

	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *parameter = function->parameters.items[i];
		const struct structure *structure = pointed_structure(parameter->type);
		struct plan_scratch *scratch;
		const char *local = local_name(parameter->name);

		if (!parameter->made_by || !parameter->capacity || !structure ||
		    !structure->destroyer)
			continue;
		scratch = memory_zeroed(sizeof(*scratch));
		scratch->name = local;
		scratch->c = memory_format("struct %s *", structure->tag);
		scratch->capacity = local_name(parameter->capacity->name);
		scratch->make =
			memory_format("%s(%s)", parameter->made_by->name, scratch->capacity);
		scratch->destroy = memory_format("%s(%s);", structure->destroyer->name, local);
		method->scratch = scratch;
	}
}

struct parameter *out_array_parameter(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (function->parameters.items[i]->out && !function->parameters.items[i]->filled_by)
			return function->parameters.items[i];
	return NULL;
}

struct plan_out_array *plan_out_array(const struct function *function, const char *native)
{
	const struct parameter *parameter = out_array_parameter(function);
	struct plan_out_array *array;

	if (!parameter || parameter->type->kind != TYPE_POINTER || !parameter->length_from)
		return NULL;
	array = memory_zeroed(sizeof(*array));
	array->name = local_name(parameter->name);
	array->element = c_type(parameter->type->pointee);
	array->count = parameter->counted_by ? local_name(parameter->counted_by->name)
					     : memory_format("%s_length", array->name);
	array->length = memory_format("%s(%s)", parameter->length_from->name, native);
	return array;
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

/* "it is called after close()", with the name of the closer. */
static const char *closing_time(const struct plan *plan, const struct structure *structure)
{
	const struct plan_class *class = plan_class_of(plan, structure);
	const char *closer =
		class && structure->destroyer ? structure->destroyer->python_name : NULL;

	return closer ? memory_format("it is called after %s()", closer) : "it is closed";
}

static void plan_raises(struct plan_method *method, const struct plan *plan)
{
	const char *all_the_same =
		method->shape == SHAPE_CLOSE ? ", which closes it all the same" : "";

	for (size_t i = 0; i < method->holds.count; i++) {
		const struct structure *structure = method->holds.items[i]->structure;
		const char *error = structure->closed_error;

		if (error && method->shape != SHAPE_CLOSE)
			plan_raise(method, strchr(error, '.') ? strchr(error, '.') + 1 : error,
				   closing_time(plan, structure));
	}
	if (!method->failed)
		return;
	for (size_t i = 0; i < plan->model->errors.count; i++)
		plan_raise(method, plan->model->errors.items[i]->exception,
			   memory_format("the call fails with %s%s",
					 plan->model->errors.items[i]->name, all_the_same));
	plan_raise(method, "OSError",
		   memory_format("the call fails%s; errno says why", all_the_same));
}

static const char *failed_when(const struct function *function)
{
	const char *fails = function->fails;
	enum type_kind kind = function->result->kind;

	if (!fails)
		return NULL;
	if (kind == TYPE_POINTER)
		return "!result";
	if (kind == TYPE_BOOL)
		return !strcmp(fails, "true") ? "result" : "!result";
	if (!strcmp(fails, "-1") && (kind == TYPE_INT || kind == TYPE_INT64))
		return "result < 0";
	return memory_format("result == %s", fails);
}

static void declare_result(struct plan_result *result, const struct type *type)
{
	const char *c = c_type(type);

	if (type->kind == TYPE_VOID || !c)
		return;
	result->declaration = memory_format("%s%sresult", c, c[strlen(c) - 1] == '*' ? "" : " ");
}

void plan_destroyer(struct plan_class *class)
{
	const struct function *destroyer = class->structure->destroyer;
	struct plan_result result = {0};

	if (!destroyer || !destroyer->fails)
		return;
	declare_result(&result, destroyer->result);
	class->destroy_result = result.declaration;
	class->destroy_failed = failed_when(destroyer);
}

/* An array whose length is the result. */
static void result_of_length(struct plan_result *result, const struct scene *scene)
{
	const struct parameter *filled = scene->function->returns_length;
	const struct structure *scratch = pointed_structure(filled->type);
	const struct structure *element =
		scratch && scratch->element ? pointed_structure(scratch->element->result) : NULL;

	if (element && element->python_name) {
		result->python_type = memory_format("list[%s]", element->python_name);
		result->to_python =
			memory_format("%s_list(%s, %s, (size_t)result)", element->python_name,
				      scene->state, local_name(filled->name));
	} else if (filled->type->kind == TYPE_POINTER && !scratch) {
		const char *python = python_type_of(scene, filled->type->pointee, false);

		result->python_type = python ? memory_format("list[%s]", python) : NULL;
		result->to_python = array_to_python(scene, "list", filled->type->pointee,
						    local_name(filled->name), "result");
	}
}

/* The count of the arrays that the same Python argument fills. */
static const struct parameter *count_beside(const struct function *function,
					    const struct parameter *array)
{
	for (size_t i = 0; i < function->parameters.count; i++) {
		const struct parameter *other = function->parameters.items[i];

		if (other->filled_by == array->filled_by && other->type->kind == TYPE_SIZE)
			return other;
	}
	return NULL;
}

static const struct parameter *filled_out_parameter(const struct function *function)
{
	for (size_t i = 0; i < function->parameters.count; i++)
		if (function->parameters.items[i]->out && function->parameters.items[i]->filled_by)
			return function->parameters.items[i];
	return NULL;
}

/* An array whose length does not depend on the result. */
static void result_of_array(struct plan_result *result, const struct scene *scene,
			    const struct parameter *array, const char *length)
{
	const struct type *element = array->type->pointee;
	const char *python;

	if (array->type->kind != TYPE_POINTER || !length)
		return;
	python = python_type_of(scene, element, false);
	result->python_type = python ? memory_format("list[%s]", python) : NULL;
	result->to_python =
		array_to_python(scene, "list", element, argument_of(scene, array), length);
}

static void result_of_struct(struct plan_method *method, const struct scene *scene)
{
	const struct function *function = scene->function;
	const struct structure *structure = pointed_structure(function->result);
	const struct plan_class *class = plan_class_of(scene->plan, structure);
	struct plan_result *result = &method->result;

	if (!class)
		return;
	result->python_type = python_type_of(scene, function->result, function->nullable);
	if (structure->kind == STRUCT_SNAPSHOT) {
		result->to_python = value_to_python(scene, function->result, "result", false);
		if (!function->borrowed_from && structure->destroyer)
			result->release = memory_format("%s(result);", structure->destroyer->name);
	} else {
		result->to_python = memory_format("%s_adopt(%s, result%s)", structure->python_name,
						  scene->state, plan_kept(method, class));
	}
	if (!function->nullable)
		return;
	result->to_python = memory_format("result ? %s : Py_NewRef(Py_None)", result->to_python);
	if (result->release)
		result->release = memory_format("if (result) %s", result->release);
}

/* An int that fails with -1 is a status, unless type() makes it a value. */
static bool is_status(const struct function *function)
{
	return function->fails && function->result->kind == TYPE_INT && !function->python_type &&
	       !function->convert;
}

static void result_of_value(struct plan_result *result, const struct scene *scene)
{
	const struct function *function = scene->function;

	if (function->result->kind == TYPE_VOID || is_status(function)) {
		result->python_type = "None";
	} else if (function->convert) {
		result->python_type = named_result_type(function->convert);
		result->to_python = named_result(scene, function->convert, "result");
	} else {
		result->python_type = python_type_of(scene, function->result, function->nullable);
		result->to_python =
			value_to_python(scene, function->result, "result", function->nullable);
	}
	if (function->python_type)
		result->python_type = function->python_type;
}

static void plan_result(struct plan_method *method, const struct scene *scene)
{
	const struct function *function = scene->function;
	struct plan_result *result = &method->result;
	const struct parameter *filled = filled_out_parameter(function);
	const struct parameter *out = out_array_parameter(function);
	const struct parameter *count = filled ? count_beside(function, filled) : NULL;

	declare_result(result, function->result);
	result->nullable = function->nullable;
	if (method->shape == SHAPE_CLOSE) {
		result->python_type = "None";
	} else if (function->waits) {
		result->python_type = "bool";
		result->to_python = "PyBool_FromLong(result)";
	} else if (function->returns_length) {
		result_of_length(result, scene);
	} else if (filled) {
		result_of_array(result, scene, filled, count ? argument_of(scene, count) : NULL);
	} else if (out) {
		result_of_array(result, scene, out,
				method->out_array ? method->out_array->count : NULL);
	} else if (pointed_structure(function->result)) {
		result_of_struct(method, scene);
	} else {
		result_of_value(result, scene);
		result->borrowed_string = is_string(function->result) && function->borrowed_from;
	}
}

static const char *joined(const char *list, const char *more)
{
	return *list ? memory_format("%s, %s", list, more) : more;
}

static void plan_signatures(struct plan_method *method, const char *self)
{
	bool constructor = method->shape == SHAPE_CONSTRUCTOR;
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

/* Whether somebody may hold the handle's guard for as long as the device, or a block, takes. */
static bool is_held_for_long(const struct plan *plan, const struct structure *structure)
{
	if (structure->guard != GUARD_MUTEX && structure->guard != GUARD_GLOBAL)
		return false;
	for (size_t i = 0; i < plan->model->functions.count; i++) {
		const struct function *function = plan->model->functions.items[i];

		if ((function->detaches || function->reads) && function->role != ROLE_SKIP &&
		    takes_guard_of(function, structure))
			return true;
	}
	return structure->locked;
}

/* A handle whose guard the call takes; for a copy that is done beforehand. */
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

static const char *blocking_time(const struct plan *plan, const struct plan_method *method)
{
	if (method->shape == SHAPE_WAIT || method->shape == SHAPE_READ)
		return "until there is something to read; close wakes it";
	if (method->detaches || waits_for_guard(plan, method))
		return "as long as the device takes, with other threads running";
	return "no";
}

static void plan_promise(struct plan_method *method, const struct plan *plan)
{
	const struct function *function = method->function;
	bool waits = method->shape == SHAPE_WAIT || method->shape == SHAPE_READ;

	method->detaches = function->detaches || waits;
	method->level = waits || function->cached || makes_handles(function) ? "shared" : "atomic";
	method->blocks = blocking_time(plan, method);
	if (waits)
		method->fd = (function->waits ? function->waits : function->reads)->python_name;
	if (function->cached)
		method->cached =
			!strncmp(method->name, "get_", 4) ? method->name + 4 : method->name;
}

struct plan_method *plan_method(const struct plan *plan, const struct plan_class *class,
				const struct function *function)
{
	bool has_self = class && function->role != ROLE_CONSTRUCTOR;
	bool has_object = has_self || (class && !strcmp(class->construct, "init"));
	struct scene scene = {plan, function, has_self ? "self" : NULL,
			      has_object ? "self->state" : "state"};
	struct plan_method *method = memory_zeroed(sizeof(*method));
	const char *owner = class ? class->structure->python_name : "module";

	method->function = function;
	method->shape = shape_of(function);
	method->name = method->shape == SHAPE_CONSTRUCTOR ? owner : function->python_name;
	method->c_name = method->shape == SHAPE_CONSTRUCTOR
				 ? memory_format("%s_%s", owner, class->construct)
				 : memory_format("%s_%s", owner, member_name(method->name));
	plan_holds(method, plan);
	plan_parameters(method, &scene);
	plan_scratch(method);
	method->out_array = plan_out_array(function, "self->native");
	plan_arguments(method, &scene);
	plan_promise(method, plan);
	plan_result(method, &scene);
	method->failed = failed_when(function);
	plan_raises(method, plan);
	plan_signatures(method, scene.self);
	return method;
}
