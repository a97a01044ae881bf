/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
#include "module.h"

#include <errno.h>
#include <stdlib.h>

#include "converters.h"

const gg_errno_exception module_errors[] = {
	{ EINVAL, &PyExc_ValueError },
	{ EOPNOTSUPP, &PyExc_NotImplementedError },
	{0},
};

PyObject *line_value_list(const module_state *state, const enum gpiod_line_value *values,
			  size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->line_value, (int)values[i], list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *line_direction_list(const module_state *state, const enum gpiod_line_direction *values,
			      size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->line_direction, (int)values[i], list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *line_edge_list(const module_state *state, const enum gpiod_line_edge *values,
			 size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->line_edge, (int)values[i], list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *line_bias_list(const module_state *state, const enum gpiod_line_bias *values,
			 size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->line_bias, (int)values[i], list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *line_drive_list(const module_state *state, const enum gpiod_line_drive *values,
			  size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->line_drive, (int)values[i], list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *line_clock_list(const module_state *state, const enum gpiod_line_clock *values,
			  size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->line_clock, (int)values[i], list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *info_event_type_list(const module_state *state, const enum gpiod_info_event_type *values,
			       size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->info_event_type, (int)values[i],
						      list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyObject *edge_event_type_list(const module_state *state, const enum gpiod_edge_event_type *values,
			       size_t count)
{
	PyObject *list = PyList_New((Py_ssize_t)count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = gg_enum_to_list_item(&state->edge_event_type, (int)values[i],
						      list);

		if (!item) {
			Py_CLEAR(list);
			break;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	return list;
}

PyDoc_STRVAR(module_is_gpiochip_device_doc,
	     "is_gpiochip_device($module, /, path)\n--\n\n"
	     "Tell whether path is a GPIO character device.\n\n"
	     "Args:\n  path: str\n"
	     "Returns: bool\n"
	     "Threads: shared; any number of threads may call it at once, but it is not a single step\n"
	     "Blocks: while the call into the C library runs, or another thread holds a guard that it needs\n"
	     "Calls: gpiod_is_gpiochip_device()");

static PyObject *module_is_gpiochip_device(PyObject *op, PyObject *const *args, Py_ssize_t nargs,
					   PyObject *kwnames)
{
	static const char *const keywords[] = {"path"};
	static const gg_signature signature = {"is_gpiochip_device", keywords, 1, 1};
	module_state *state = gg_module_state(op);
	PyObject *bound[1];
	PyObject *const *argv;
	gg_text path = {0};
	bool result = 0;
	PyObject *answer = NULL;

	if (!state)
		return NULL;
	argv = gg_bind(&signature, args, nargs, kwnames, bound);
	if (!argv)
		return NULL;
	if (gg_as_string(argv[0], &path))
		goto done;

	Py_BEGIN_ALLOW_THREADS
	result = gpiod_is_gpiochip_device(path.text);
	Py_END_ALLOW_THREADS
	answer = PyBool_FromLong(result);

done:
	gg_text_clear(&path);
	return answer;
}

/* Called by the overlay when it has added its methods. */
static PyObject *module_freeze(PyObject *module, PyObject *Py_UNUSED(ignored))
{
	module_state *state = gg_module_state(module);

	if (!state)
		return NULL;
	if (gg_freeze_type(state->Chip_type))
		return NULL;
	if (gg_freeze_type(state->ChipInfo_type))
		return NULL;
	if (gg_freeze_type(state->LineInfo_type))
		return NULL;
	if (gg_freeze_type(state->LineSettings_type))
		return NULL;
	if (gg_freeze_type(state->LineConfig_type))
		return NULL;
	if (gg_freeze_type(state->RequestConfig_type))
		return NULL;
	if (gg_freeze_type(state->LineRequest_type))
		return NULL;
	if (gg_freeze_type(state->InfoEvent_type))
		return NULL;
	if (gg_freeze_type(state->EdgeEvent_type))
		return NULL;
	Py_RETURN_NONE;
}

/* For the overlay, so that it reads iterables as the C code does. */
static PyObject *module_contents(PyObject *Py_UNUSED(module), PyObject *iterable)
{
	return gg_contents(iterable);
}

static PyObject *module_printable(PyObject *Py_UNUSED(module), PyObject *str)
{
	return gg_printable(PyObject_Str(str));
}

static PyMethodDef module_methods[] = {
	{"is_gpiochip_device", (PyCFunction)(void (*)(void))module_is_gpiochip_device,
	 METH_FASTCALL | METH_KEYWORDS,
	 module_is_gpiochip_device_doc},
	{"_contents", module_contents, METH_O,
	 PyDoc_STR("The items of a container, read atomically, as a tuple; any other object itself.")},
	{"_printable", module_printable, METH_O,
	 PyDoc_STR("str(), with backslash escapes for what cannot be printed.")},
	{"_freeze", module_freeze, METH_NOARGS, PyDoc_STR("Make the types immutable.")},
	{0},
};

static int import_enum(gg_enum *table, PyObject *enums, const char *name, int lowest, int highest)
{
	PyObject *type = PyObject_GetAttrString(enums, name);
	int result = type ? gg_enum_init(table, type, lowest, highest) : -1;

	Py_XDECREF(type);
	return result;
}

static int import_enums(module_state *state)
{
	PyObject *enums = PyImport_ImportModule("gpiod._enums");
	int result = -1;

	if (!enums)
		return -1;
	if (import_enum(&state->line_value, enums, "Value", 0, 1))
		goto done;
	if (import_enum(&state->line_direction, enums, "Direction", 1, 3))
		goto done;
	if (import_enum(&state->line_edge, enums, "Edge", 1, 4))
		goto done;
	if (import_enum(&state->line_bias, enums, "Bias", 1, 5))
		goto done;
	if (import_enum(&state->line_drive, enums, "Drive", 1, 3))
		goto done;
	if (import_enum(&state->line_clock, enums, "Clock", 1, 3))
		goto done;
	if (import_enum(&state->info_event_type, enums, "InfoEventType", 1, 3))
		goto done;
	if (import_enum(&state->edge_event_type, enums, "EdgeEventType", 1, 2))
		goto done;
	result = 0;
done:
	Py_DECREF(enums);
	return result;
}

static PyObject *import_name(const char *module_name, const char *name)
{
	PyObject *module = PyImport_ImportModule(module_name);
	PyObject *object = module ? PyObject_GetAttrString(module, name) : NULL;

	Py_XDECREF(module);
	return object;
}

static int add_constant(PyObject *module, const char *name, PyObject *value)
{
	int result = value ? PyModule_AddObjectRef(module, name, value) : -1;

	Py_XDECREF(value);
	return result;
}

static int intern_names(module_state *state)
{
	state->names.direction = PyUnicode_InternFromString("direction");
	if (!state->names.direction)
		return -1;
	state->names.edge_detection = PyUnicode_InternFromString("edge_detection");
	if (!state->names.edge_detection)
		return -1;
	state->names.bias = PyUnicode_InternFromString("bias");
	if (!state->names.bias)
		return -1;
	state->names.drive = PyUnicode_InternFromString("drive");
	if (!state->names.drive)
		return -1;
	state->names.active_low = PyUnicode_InternFromString("active_low");
	if (!state->names.active_low)
		return -1;
	state->names.debounce_period = PyUnicode_InternFromString("debounce_period");
	if (!state->names.debounce_period)
		return -1;
	state->names.event_clock = PyUnicode_InternFromString("event_clock");
	if (!state->names.event_clock)
		return -1;
	state->names.output_value = PyUnicode_InternFromString("output_value");
	if (!state->names.output_value)
		return -1;
	state->names.total_seconds = PyUnicode_InternFromString("total_seconds");
	if (!state->names.total_seconds)
		return -1;
	state->names.line_offset_from_id = PyUnicode_InternFromString("line_offset_from_id");
	if (!state->names.line_offset_from_id)
		return -1;
	state->names.items = PyUnicode_InternFromString("items");
	if (!state->names.items)
		return -1;
	state->names.close = PyUnicode_InternFromString("close");
	if (!state->names.close)
		return -1;
	state->names.release = PyUnicode_InternFromString("release");
	if (!state->names.release)
		return -1;
	return 0;
}

static int module_exec(PyObject *module)
{
	module_state *state = PyModule_GetState(module);

	if (gg_runtime_init(&state->runtime, module, "gpiod._ext.Locked"))
		return -1;
	if (intern_names(state))
		return -1;
	if (import_enums(state))
		return -1;
	state->chip_closed_error = import_name("gpiod.exception", "ChipClosedError");
	if (!state->chip_closed_error)
		return -1;
	state->request_released_error = import_name("gpiod.exception", "RequestReleasedError");
	if (!state->request_released_error)
		return -1;
	if (Chip_ready(state, module))
		return -1;
	if (ChipInfo_ready(state, module))
		return -1;
	if (LineInfo_ready(state, module))
		return -1;
	if (LineSettings_ready(state, module))
		return -1;
	if (LineConfig_ready(state, module))
		return -1;
	if (RequestConfig_ready(state, module))
		return -1;
	if (LineRequest_ready(state, module))
		return -1;
	if (InfoEvent_ready(state, module))
		return -1;
	if (EdgeEvent_ready(state, module))
		return -1;
	if (add_constant(module, "api_version", gg_string_to_python(gpiod_api_version())))
		return -1;
	atomic_store_explicit(&state->runtime.initialized, true, memory_order_release);
	return 0;
}

static int module_traverse(PyObject *module, visitproc visit, void *arg)
{
	module_state *state = PyModule_GetState(module);
	int result = gg_runtime_traverse(&state->runtime, visit, arg);

	if (!result)
		result = gg_enum_traverse(&state->line_value, visit, arg);
	if (!result)
		result = gg_enum_traverse(&state->line_direction, visit, arg);
	if (!result)
		result = gg_enum_traverse(&state->line_edge, visit, arg);
	if (!result)
		result = gg_enum_traverse(&state->line_bias, visit, arg);
	if (!result)
		result = gg_enum_traverse(&state->line_drive, visit, arg);
	if (!result)
		result = gg_enum_traverse(&state->line_clock, visit, arg);
	if (!result)
		result = gg_enum_traverse(&state->info_event_type, visit, arg);
	if (!result)
		result = gg_enum_traverse(&state->edge_event_type, visit, arg);
	if (result)
		return result;
	Py_VISIT(state->chip_closed_error);
	Py_VISIT(state->request_released_error);
	Py_VISIT(state->Chip_type);
	Py_VISIT(state->ChipInfo_type);
	Py_VISIT(state->LineInfo_type);
	Py_VISIT(state->LineSettings_type);
	Py_VISIT(state->LineConfig_type);
	Py_VISIT(state->RequestConfig_type);
	Py_VISIT(state->LineRequest_type);
	Py_VISIT(state->InfoEvent_type);
	Py_VISIT(state->EdgeEvent_type);
	return 0;
}

/* The types last: an object keeps its type, and the type keeps the module and this state. */
static int module_clear(PyObject *module)
{
	module_state *state = PyModule_GetState(module);

	Py_CLEAR(state->Chip_type);
	Py_CLEAR(state->ChipInfo_type);
	Py_CLEAR(state->LineInfo_type);
	Py_CLEAR(state->LineSettings_type);
	Py_CLEAR(state->LineConfig_type);
	Py_CLEAR(state->RequestConfig_type);
	Py_CLEAR(state->LineRequest_type);
	Py_CLEAR(state->InfoEvent_type);
	Py_CLEAR(state->EdgeEvent_type);
	Py_CLEAR(state->runtime.locked_type);
	return 0;
}

static void module_free(void *module)
{
	module_state *state = PyModule_GetState(module);

	if (!state)
		return;
	module_clear(module);
	gg_enum_clear(&state->line_value);
	gg_enum_clear(&state->line_direction);
	gg_enum_clear(&state->line_edge);
	gg_enum_clear(&state->line_bias);
	gg_enum_clear(&state->line_drive);
	gg_enum_clear(&state->line_clock);
	gg_enum_clear(&state->info_event_type);
	gg_enum_clear(&state->edge_event_type);
	Py_CLEAR(state->chip_closed_error);
	Py_CLEAR(state->request_released_error);
	Py_CLEAR(state->names.direction);
	Py_CLEAR(state->names.edge_detection);
	Py_CLEAR(state->names.bias);
	Py_CLEAR(state->names.drive);
	Py_CLEAR(state->names.active_low);
	Py_CLEAR(state->names.debounce_period);
	Py_CLEAR(state->names.event_clock);
	Py_CLEAR(state->names.output_value);
	Py_CLEAR(state->names.total_seconds);
	Py_CLEAR(state->names.line_offset_from_id);
	Py_CLEAR(state->names.items);
	Py_CLEAR(state->names.close);
	Py_CLEAR(state->names.release);
	gg_runtime_clear(&state->runtime);
}

static PyModuleDef_Slot module_slots[] = {
	{Py_mod_exec, module_exec},
#if PY_VERSION_HEX >= 0x030C0000
	{Py_mod_multiple_interpreters, Py_MOD_PER_INTERPRETER_GIL_SUPPORTED},
#endif
#if PY_VERSION_HEX >= 0x030D0000
	/* Every function holds the guards of its handles. */
	{Py_mod_gil, Py_MOD_GIL_NOT_USED},
#endif
	{0},
};

PyDoc_STRVAR(module_doc, "The C half of gpiod: private, except through its public modules.");

static PyModuleDef module_def = {
	PyModuleDef_HEAD_INIT,
	.m_name = "gpiod._ext",
	.m_doc = module_doc,
	.m_size = sizeof(module_state),
	.m_methods = module_methods,
	.m_slots = module_slots,
	.m_traverse = module_traverse,
	.m_clear = module_clear,
	.m_free = module_free,
};

PyMODINIT_FUNC PyInit__ext(void);

PyMODINIT_FUNC PyInit__ext(void)
{
	return PyModuleDef_Init(&module_def);
}
