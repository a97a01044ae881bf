/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stage 5: the plan as JSON. Decides nothing; contains no paths or versions of tools. */

#include "emit.h"

#include <stdlib.h>

#define FORMAT_VERSION 1

static void put_bool(json_t *object, const char *key, bool value)
{
	put(object, key, json_boolean(value));
}

static json_t *texts(const struct texts *list)
{
	json_t *array = json_array();

	for (size_t i = 0; i < list->count; i++)
		json_array_append_new(array, text(list->items[i]));
	return array;
}

/* An array of what `emit` returns for each item. */
#define each(list, emit)                                                                           \
	({                                                                                         \
		json_t *array_ = json_array();                                                     \
		for (size_t i_ = 0; i_ < (list)->count; i_++)                                      \
			json_array_append_new(array_, emit((list)->items[i_]));                    \
		array_;                                                                            \
	})

static json_t *emit_member(const struct enumerator *member)
{
	json_t *json = json_object();

	put_text(json, "name", member->python_name);
	put_text(json, "c", member->name);
	put(json, "value", json_integer(member->value));
	put_text(json, "summary", member->summary);
	return json;
}

static void put_range(json_t *json, const struct enumerators *members)
{
	long long lowest = members->count ? members->items[0]->value : 0;
	long long highest = lowest;

	for (size_t i = 0; i < members->count; i++) {
		long long value = members->items[i]->value;

		lowest = value < lowest ? value : lowest;
		highest = value > highest ? value : highest;
	}
	put(json, "lowest", json_integer(lowest));
	put(json, "highest", json_integer(highest));
}

static json_t *emit_enum(const struct api *api, const struct enumeration *enumeration)
{
	const struct enumerator *true_member = enumeration->true_member;
	json_t *json = json_object();

	put_text(json, "id", plan_id(api, enumeration->tag));
	put_text(json, "c", memory_format("enum %s", enumeration->tag));
	put_text(json, "module", enumeration->module);
	put_text(json, "name", enumeration->python_name);
	put_text(json, "outer", enumeration->outer);
	put_text(json, "summary", enumeration->summary);
	put(json, "members", each(&enumeration->members, emit_member));
	put_text(json, "true", true_member ? true_member->python_name : NULL);
	put_range(json, &enumeration->members);
	return json;
}

static json_t *emit_exception(const struct plan_exception *exception)
{
	json_t *json = json_object();

	put_text(json, "id", exception->id);
	put_text(json, "module", exception->module);
	put_text(json, "name", exception->name);
	return json;
}

static json_t *emit_hold(const struct plan_hold *hold)
{
	json_t *json = json_object();

	put_text(json, "object", hold->object);
	put_text(json, "class", hold->structure->python_name);
	return json;
}

static json_t *emit_raise(const struct plan_raise *raise)
{
	json_t *json = json_object();

	put_text(json, "name", raise->name);
	put_text(json, "when", raise->when);
	return json;
}

static json_t *emit_parameter(const struct plan_parameter *parameter)
{
	json_t *json = json_object();

	put_text(json, "name", parameter->name);
	put_bool(json, "required", parameter->required);
	put_bool(json, "absent", parameter->absent);
	put_text(json, "python_type", parameter->python_type);
	put_text(json, "default", parameter->default_value);
	put(json, "declarations", texts(&parameter->declarations));
	put_text(json, "summary", parameter->summary);
	put_text(json, "convert", parameter->convert);
	put(json, "releases", texts(&parameter->releases));
	return json;
}

static json_t *emit_out_array(const struct plan_out_array *array)
{
	json_t *json;

	if (!array)
		return NULL;
	json = json_object();
	put_text(json, "name", array->name);
	put_text(json, "element", array->element);
	put_text(json, "count", array->count);
	put_text(json, "length", array->length);
	return json;
}

static json_t *emit_scratch(const struct plan_scratch *scratch)
{
	json_t *json;

	if (!scratch)
		return NULL;
	json = json_object();
	put_text(json, "name", scratch->name);
	put_text(json, "c", scratch->c);
	put_text(json, "capacity", scratch->capacity);
	put_text(json, "make", scratch->make);
	put_text(json, "destroy", scratch->destroy);
	return json;
}

static json_t *emit_result(const struct plan_result *result)
{
	json_t *json = json_object();

	put_text(json, "declaration", result->declaration);
	put_text(json, "python_type", result->python_type);
	put_text(json, "to_python", result->to_python);
	put_text(json, "release", result->release);
	put_bool(json, "borrowed_string", result->borrowed_string);
	put_bool(json, "nullable", result->nullable);
	return json;
}

static json_t *emit_method(const struct plan_method *method)
{
	json_t *json;

	if (!method)
		return NULL;
	json = json_object();
	put_text(json, "name", method->name);
	put_text(json, "c_name", method->c_name);
	put_text(json, "function", method->function->name);
	put_text(json, "form", form_name(method->form));
	put_bool(json, "detaches", method->detaches);
	put_text(json, "guard", guard_name(method->guard));
	put(json, "holds", each(&method->holds, emit_hold));
	put_text(json, "fd", method->fd);
	put_text(json, "cached", method->cached);
	put_text(json, "signature", method->signature);
	put_text(json, "text_signature", method->text_signature);
	put_text(json, "summary", method->function->summary);
	put_text(json, "since", method->function->since);
	put_text(json, "level", level_name(method->level));
	put_text(json, "blocks", blocks_name(method->blocks));
	put(json, "calls", texts(&method->calls));
	put(json, "raises", each(&method->raises, emit_raise));
	put(json, "parameters", each(&method->parameters, emit_parameter));
	put(json, "out_array", emit_out_array(method->out_array));
	put(json, "scratch", emit_scratch(method->scratch));
	put(json, "arguments", texts(&method->arguments));
	put(json, "result", emit_result(&method->result));
	put_text(json, "failed", method->failed);
	put_bool(json, "cleans", method->cleans);
	return json;
}

/* Read when the handle is made, and never changed: its property only returns it. */
static json_t *emit_constant(const struct plan_constant *constant)
{
	json_t *json = json_object();

	put_text(json, "name", constant->name);
	put_text(json, "function", constant->function->name);
	put_text(json, "storage", constant->storage);
	put_text(json, "read", constant->read);
	put(json, "out_array", emit_out_array(constant->out_array));
	put(json, "arguments", texts(&constant->arguments));
	put_text(json, "to_python", constant->to_python);
	put_text(json, "python_type", constant->python_type);
	put_text(json, "summary", constant->function->summary);
	put_text(json, "level", level_name(LEVEL_ATOMIC));
	put_text(json, "blocks", blocks_name(BLOCKS_NO));
	return json;
}

static json_t *emit_module_constant(const struct plan_constant *constant)
{
	json_t *json = json_object();

	put_text(json, "name", constant->name);
	put_text(json, "function", constant->function->name);
	put_text(json, "read", constant->read);
	put_text(json, "python_type", constant->python_type);
	put_text(json, "summary", constant->function->summary);
	return json;
}

static json_t *emit_keep(const struct plan_keep *keep)
{
	json_t *json = json_object();

	put_text(json, "name", keep->name);
	put_text(json, "member", keep->member);
	put_bool(json, "public", keep->public);
	put_text(json, "python_type", keep->python_type);
	put_text(json, "to_python", keep->to_python);
	put_text(json, "level", level_name(LEVEL_ATOMIC));
	put_text(json, "blocks", blocks_name(BLOCKS_NO));
	return json;
}

/* The overlay composes several calls, none of which waits for an event. */
static json_t *emit_added(const struct added *added)
{
	json_t *json = json_object();

	put_text(json, "name", added->name);
	put_text(json, "signature", added->signature);
	put_text(json, "level", level_name(LEVEL_SHARED));
	put_text(json, "blocks", blocks_name(BLOCKS_CALL));
	put_text(json, "summary", added->summary);
	return json;
}

static json_t *emit_cached(const struct plan_class *class)
{
	json_t *array = json_array();

	for (size_t i = 0; i < class->methods.count; i++) {
		const struct plan_method *method = class->methods.items[i];
		json_t *json;

		if (!method->cached)
			continue;
		json = json_object();
		put_text(json, "member", method->cached);
		put_text(json, "method", method->name);
		json_array_append_new(array, json);
	}
	return array;
}

static json_t *emit_field(const struct plan_field *field)
{
	json_t *json = json_object();

	put_text(json, "name", field->name);
	put_text(json, "function", field->function->name);
	put_text(json, "parameter", field->parameter);
	put_text(json, "parameter_type", field->parameter_type);
	put_text(json, "storage", field->storage);
	put_text(json, "read", field->read);
	put_text(json, "from_python", field->from_python);
	put_text(json, "to_python", field->to_python);
	put_text(json, "python_type", field->python_type);
	put_bool(json, "object", field->object);
	put_text(json, "summary", field->function->summary);
	return json;
}

static json_t *emit_piece(const struct plan_piece *piece)
{
	json_t *json = json_object();

	put_text(json, piece->text ? "text" : "field", piece->text ? piece->text : piece->field);
	return json;
}

static json_t *emit_owner(const struct structure *owner)
{
	json_t *json;

	if (!owner)
		return NULL;
	json = json_object();
	put_text(json, "c", memory_format("struct %s", owner->tag));
	put_text(json, "element", owner->element->name);
	put_text(json, "destroyer", owner->destroyer->name);
	return json;
}

static void emit_handle(json_t *json, const struct plan_class *class)
{
	const struct structure *structure = class->structure;

	put_text(json, "guard", guard_name(structure->guard));
	put_bool(json, "destroy_detaches", structure->destroyer->detaches);
	put_text(json, "destroy_result", class->destroy_result);
	put_text(json, "destroy_failed", class->destroy_failed);
	put(json, "closer", emit_method(class->closer));
	put_text(json, "closed_error", class->closed_error);
	put_bool(json, "context_manager", structure->context_manager);
	put_bool(json, "truth", structure->truth);
	put_bool(json, "subclassable", structure->subclassable);
	put_bool(json, "locked", structure->locked);
	put_text(json, "fileno", structure->fileno);
	put(json, "keeps", each(&class->keeps, emit_keep));
	put(json, "constants", each(&class->constants, emit_constant));
	put(json, "cached", emit_cached(class));
	put_text(json, "construct", class->construct);
	put(json, "constructor", emit_method(class->constructor));
	put(json, "methods", each(&class->methods, emit_method));
	put(json, "adds", each(&structure->adds, emit_added));
	put_text(json, "copied_by", class->copied_by);
	put_bool(json, "made_for_calls", class->made_for_calls);
	put_bool(json, "made_elsewhere", class->made_elsewhere);
}

static void emit_snapshot(json_t *json, const struct plan_class *class)
{
	put(json, "owned_by", emit_owner(class->structure->owner));
	put(json, "str", each(&class->str, emit_piece));
	put_bool(json, "has_objects", class->has_objects);
	put(json, "fields", each(&class->fields, emit_field));
}

static json_t *emit_class(const struct plan_class *class)
{
	const struct structure *structure = class->structure;
	bool handle = structure->kind == STRUCT_HANDLE;
	json_t *json = json_object();

	put_text(json, "kind", handle ? "handle" : "snapshot");
	put_text(json, "name", structure->python_name);
	put_text(json, "c", memory_format("struct %s", structure->tag));
	put_text(json, "id", class->id);
	put_text(json, "file", class->id);
	put_text(json, "module", structure->module);
	put_text(json, "summary", structure->summary);
	put_text(json, "destroyer", structure->destroyer->name);
	if (handle)
		emit_handle(json, class);
	else
		emit_snapshot(json, class);
	return json;
}

static json_t *emit_skipped(const struct api *api)
{
	json_t *array = json_array();

	for (size_t i = 0; i < api->functions.count; i++) {
		const struct function *function = api->functions.items[i];
		json_t *json;

		if (function->role != ROLE_SKIP)
			continue;
		json = json_object();
		put_text(json, "function", function->name);
		put_text(json, "reason", function->reason);
		json_array_append_new(array, json);
	}
	return array;
}

static json_t *emit_coverage(const struct plan *plan)
{
	json_t *json = json_object();

	put(json, "functions", json_integer((json_int_t)plan->api->functions.count));
	put(json, "bound", json_integer(plan->bound));
	put(json, "skipped", json_integer(plan->skipped));
	put(json, "helpers", json_integer(plan->helpers));
	return json;
}

static json_t *emit_guards(const struct plan *plan)
{
	json_t *json = json_object();

	for (enum guard guard = GUARD_MUTEX; guard <= GUARD_IMMUTABLE; guard++) {
		json_int_t count = 0;

		for (size_t i = 0; i < plan->classes.count; i++)
			count += plan->classes.items[i]->structure->guard == guard;
		put(json, guard_name(guard), json_integer(count));
	}
	return json;
}

static json_t *emit_gil(const struct plan *plan)
{
	json_t *json = json_object();

	put_bool(json, "used", plan->gil_reasons.count);
	put(json, "reasons", texts(&plan->gil_reasons));
	return json;
}

static json_t *emit_distribution(const struct api *api)
{
	json_t *json = json_object();

	put_text(json, "version", api->version);
	put_text(json, "description", api->description);
	put_text(json, "pkg_config", api->pkg_config);
	put_text(json, "requires", api->library_version);
	return json;
}

static json_t *emit_errno(const struct errno_name *name)
{
	json_t *json = json_object();

	put_text(json, "errno", name->name);
	put_text(json, "exception", name->exception);
	return json;
}

static json_t *emit_enums(const struct api *api)
{
	json_t *array = json_array();

	for (size_t i = 0; i < api->enumerations.count; i++)
		json_array_append_new(array, emit_enum(api, api->enumerations.items[i]));
	return array;
}

/* The meaning of each word, by its name. */
static json_t *emit_promises(const struct promise *promises, size_t count)
{
	json_t *json = json_object();

	for (size_t i = 0; i < count; i++)
		put_text(json, promises[i].name, promises[i].meaning);
	return json;
}

static json_t *emit_module(const struct plan *plan)
{
	const struct api *api = plan->api;
	json_t *json = json_object();

	put(json, "guardgen", json_integer(FORMAT_VERSION));
	put_text(json, "package", api->package);
	put_text(json, "module", "_ext");
	put_text(json, "header", base_name(api->header));
	put_text(json, "annotations", base_name(api->annotations));
	put_text(json, "converters", api->converters);
	put(json, "names", texts(&plan->names));
	put(json, "distribution", emit_distribution(api));
	put(json, "errors", each(&api->errors, emit_errno));
	put(json, "gil", emit_gil(plan));
	put_bool(json, "library_lock", plan->has_library_lock);
	put(json, "levels", emit_promises(levels, LEVEL_COUNT));
	put(json, "blocking", emit_promises(blocking, BLOCKS_COUNT));
	put(json, "enums", emit_enums(api));
	put(json, "exceptions", each(&plan->exceptions, emit_exception));
	put(json, "classes", each(&plan->classes, emit_class));
	put(json, "functions", each(&plan->functions, emit_method));
	put(json, "constants", each(&plan->constants, emit_module_constant));
	put(json, "skipped", emit_skipped(api));
	put(json, "interface", emit_interface(api));
	put(json, "coverage", emit_coverage(plan));
	put(json, "guards", emit_guards(plan));
	return json;
}

const char *emit_plan(const struct plan *plan)
{
	json_t *json = emit_module(plan);
	char *dumped = json_dumps(json, JSON_INDENT(2));
	const char *emitted = dumped ? memory_format("%s\n", dumped) : NULL;

	free(dumped);
	json_decref(json);
	return emitted;
}
