/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* LineInfo: the values of struct gpiod_line_info; immutable, so it needs no guard. */
#include "module.h"

static void LineInfo_drop(LineInfoFields *fields)
{
	Py_XDECREF(fields->name);
	Py_XDECREF(fields->consumer);
}

/*
 * Takes ownership of the fields, unless it fails. tp_alloc() makes the object visible to the
 * collector, and so to gc.get_objects(), but no Python code runs, in any thread, before it is
 * complete.
 */
static PyObject *LineInfo_make(module_state *state, PyTypeObject *type,
			       const LineInfoFields *fields)
{
	LineInfoObject *self = (LineInfoObject *)type->tp_alloc(type, 0);

	if (!self)
		return NULL;
	self->state = state;
	self->fields = *fields;
	return (PyObject *)self;
}

PyObject *LineInfo_from_native(module_state *state, struct gpiod_line_info *native)
{
	LineInfoFields fields = {
		.offset = gpiod_line_info_get_offset(native),
		.used = gpiod_line_info_is_used(native),
		.direction = gpiod_line_info_get_direction(native),
		.active_low = gpiod_line_info_is_active_low(native),
		.bias = gpiod_line_info_get_bias(native),
		.drive = gpiod_line_info_get_drive(native),
		.edge_detection = gpiod_line_info_get_edge_detection(native),
		.event_clock = gpiod_line_info_get_event_clock(native),
		.debounced = gpiod_line_info_is_debounced(native),
		.debounce_period = gpiod_line_info_get_debounce_period_us(native),
	};
	PyObject *answer = NULL;

	fields.name = gg_optional_string_to_python(gpiod_line_info_get_name(native));
	if (!fields.name)
		goto done;
	fields.consumer = gg_optional_string_to_python(gpiod_line_info_get_consumer(native));
	if (!fields.consumer)
		goto done;
	answer = LineInfo_make(state, state->LineInfo_type, &fields);

done:
	if (!answer)
		LineInfo_drop(&fields);
	return answer;
}

int LineInfo_as_object(const module_state *state, PyObject *arg, PyObject **object)
{
	if (!PyObject_TypeCheck(arg, state->LineInfo_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a LineInfo", Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = Py_NewRef(arg);
	return 0;
}

/* No tp_clear: what it refers to is older, so another object closes every cycle. */
static int LineInfo_traverse(PyObject *op, visitproc visit, void *arg)
{
	LineInfoObject *self = (LineInfoObject *)op;

	Py_VISIT(Py_TYPE(op));
	Py_VISIT(self->fields.name);
	Py_VISIT(self->fields.consumer);
	return 0;
}

static void LineInfo_dealloc(PyObject *op)
{
	LineInfoObject *self = (LineInfoObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	LineInfo_drop(&self->fields);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyObject *LineInfo_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
	static const char *const keywords[] = {"offset", "name", "used", "consumer", "direction",
					       "active_low", "bias", "drive", "edge_detection",
					       "event_clock", "debounced", "debounce_period_us"};
	static const gg_signature signature = {"LineInfo", keywords, 12, 12};
	module_state *state = gg_type_state(type, LineInfo_dealloc);
	LineInfoFields fields = {0};
	PyObject *argv[12], *answer = NULL;

	if (!state || gg_bind_call(&signature, args, kwargs, argv))
		return NULL;
	if (gg_as_unsigned_int(argv[0], &fields.offset))
		goto done;
	if (gg_as_optional_str_object(argv[1], &fields.name))
		goto done;
	if (gg_as_bool(argv[2], &fields.used))
		goto done;
	if (gg_as_optional_str_object(argv[3], &fields.consumer))
		goto done;
	if (line_direction_from_value(state, argv[4], &fields.direction))
		goto done;
	if (gg_as_bool(argv[5], &fields.active_low))
		goto done;
	if (line_bias_from_value(state, argv[6], &fields.bias))
		goto done;
	if (line_drive_from_value(state, argv[7], &fields.drive))
		goto done;
	if (line_edge_from_value(state, argv[8], &fields.edge_detection))
		goto done;
	if (line_clock_from_value(state, argv[9], &fields.event_clock))
		goto done;
	if (gg_as_bool(argv[10], &fields.debounced))
		goto done;
	if (gg_as_timedelta_us(&state->runtime, argv[11], &fields.debounce_period))
		goto done;
	answer = LineInfo_make(state, type, &fields);

done:
	if (!answer)
		LineInfo_drop(&fields);
	gg_unbind(&signature, argv);
	return answer;
}

static PyObject *LineInfo_offset(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return PyLong_FromUnsignedLong(self->fields.offset);
}

static PyObject *LineInfo_name(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return Py_NewRef(self->fields.name);
}

static PyObject *LineInfo_used(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return PyBool_FromLong(self->fields.used);
}

static PyObject *LineInfo_consumer(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return Py_NewRef(self->fields.consumer);
}

static PyObject *LineInfo_direction(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return line_direction_to_python(self->state, self->fields.direction);
}

static PyObject *LineInfo_active_low(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return PyBool_FromLong(self->fields.active_low);
}

static PyObject *LineInfo_bias(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return line_bias_to_python(self->state, self->fields.bias);
}

static PyObject *LineInfo_drive(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return line_drive_to_python(self->state, self->fields.drive);
}

static PyObject *LineInfo_edge_detection(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return line_edge_to_python(self->state, self->fields.edge_detection);
}

static PyObject *LineInfo_event_clock(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return line_clock_to_python(self->state, self->fields.event_clock);
}

static PyObject *LineInfo_debounced(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return PyBool_FromLong(self->fields.debounced);
}

static PyObject *LineInfo_debounce_period(PyObject *op, void *Py_UNUSED(closure))
{
	LineInfoObject *self = (LineInfoObject *)op;

	return gg_timedelta_us(&self->state->runtime, self->fields.debounce_period);
}

static PyGetSetDef LineInfo_getset[] = {
	{"offset", LineInfo_offset, NULL,
	 PyDoc_STR("Offset of the line in its chip.\n\n"
		   "Type: int\n"
		   "Calls: gpiod_line_info_get_offset(), when the object is made"),
	 NULL},
	{"name", LineInfo_name, NULL,
	 PyDoc_STR("Name of the line, if it has one.\n\n"
		   "Type: str | None\n"
		   "Calls: gpiod_line_info_get_name(), when the object is made"),
	 NULL},
	{"used", LineInfo_used, NULL,
	 PyDoc_STR("Whether the line is in use.\n\n"
		   "Type: bool\n"
		   "Calls: gpiod_line_info_is_used(), when the object is made"),
	 NULL},
	{"consumer", LineInfo_consumer, NULL,
	 PyDoc_STR("Name of the user of the line, if known.\n\n"
		   "Type: str | None\n"
		   "Calls: gpiod_line_info_get_consumer(), when the object is made"),
	 NULL},
	{"direction", LineInfo_direction, NULL,
	 PyDoc_STR("Direction of the line.\n\n"
		   "Type: Direction\n"
		   "Calls: gpiod_line_info_get_direction(), when the object is made"),
	 NULL},
	{"active_low", LineInfo_active_low, NULL,
	 PyDoc_STR("Whether the line is active when it is low.\n\n"
		   "Type: bool\n"
		   "Calls: gpiod_line_info_is_active_low(), when the object is made"),
	 NULL},
	{"bias", LineInfo_bias, NULL,
	 PyDoc_STR("Bias of the line.\n\n"
		   "Type: Bias\n"
		   "Calls: gpiod_line_info_get_bias(), when the object is made"),
	 NULL},
	{"drive", LineInfo_drive, NULL,
	 PyDoc_STR("How the line is driven.\n\n"
		   "Type: Drive\n"
		   "Calls: gpiod_line_info_get_drive(), when the object is made"),
	 NULL},
	{"edge_detection", LineInfo_edge_detection, NULL,
	 PyDoc_STR("Edges that are reported as events.\n\n"
		   "Type: Edge\n"
		   "Calls: gpiod_line_info_get_edge_detection(), when the object is made"),
	 NULL},
	{"event_clock", LineInfo_event_clock, NULL,
	 PyDoc_STR("Clock for the timestamps of the line's edge events.\n\n"
		   "Type: Clock\n"
		   "Calls: gpiod_line_info_get_event_clock(), when the object is made"),
	 NULL},
	{"debounced", LineInfo_debounced, NULL,
	 PyDoc_STR("Whether the line is debounced.\n\n"
		   "Type: bool\n"
		   "Calls: gpiod_line_info_is_debounced(), when the object is made"),
	 NULL},
	{"debounce_period", LineInfo_debounce_period, NULL,
	 PyDoc_STR("Debounce period of the line.\n\n"
		   "Type: timedelta\n"
		   "Calls: gpiod_line_info_get_debounce_period_us(), when the object is made"),
	 NULL},
	{0},
};

/* All fields in order, for equality, hash and pickle. */
static PyObject *LineInfo_values(PyObject *op)
{
	PyObject *values = gg_new_untracked_tuple(12);

	for (Py_ssize_t i = 0; values && i < 12; i++) {
		PyObject *value = LineInfo_getset[i].get(op, NULL);

		if (!value) {
			Py_DECREF(values);
			return NULL;
		}
		PyTuple_SET_ITEM(values, i, value);
	}
	if (values)
		PyObject_GC_Track(values);
	return values;
}

static PyObject *LineInfo_richcompare(PyObject *op, PyObject *other, int operation)
{
	PyObject *left, *right, *result = NULL;

	if (Py_TYPE(op) != Py_TYPE(other) || (operation != Py_EQ && operation != Py_NE))
		Py_RETURN_NOTIMPLEMENTED;
	left = LineInfo_values(op);
	right = LineInfo_values(other);
	if (left && right)
		result = PyObject_RichCompare(left, right, operation);
	Py_XDECREF(left);
	Py_XDECREF(right);
	return result;
}

static Py_hash_t LineInfo_hash(PyObject *op)
{
	PyObject *values = LineInfo_values(op);
	Py_hash_t hash = values ? PyObject_Hash(values) : -1;

	Py_XDECREF(values);
	return hash;
}

static PyObject *LineInfo_str(PyObject *op)
{
	PyObject *values = LineInfo_values(op), *text;

	if (!values)
		return NULL;
	text = PyUnicode_FromFormat(
		"<LineInfo offset=%S"
		" name=\"%S"
		"\" used=%S"
		" consumer=\"%S"
		"\" direction=%S"
		" active_low=%S"
		" bias=%S"
		" drive=%S"
		" edge_detection=%S"
		" event_clock=%S"
		" debounced=%S"
		" debounce_period=%S"
		">",
		PyTuple_GET_ITEM(values, 0),
		PyTuple_GET_ITEM(values, 1),
		PyTuple_GET_ITEM(values, 2),
		PyTuple_GET_ITEM(values, 3),
		PyTuple_GET_ITEM(values, 4),
		PyTuple_GET_ITEM(values, 5),
		PyTuple_GET_ITEM(values, 6),
		PyTuple_GET_ITEM(values, 7),
		PyTuple_GET_ITEM(values, 8),
		PyTuple_GET_ITEM(values, 9),
		PyTuple_GET_ITEM(values, 10),
		PyTuple_GET_ITEM(values, 11));
	Py_DECREF(values);
	return gg_printable(text);
}

static PyObject *LineInfo___getnewargs__(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	return LineInfo_values(op);
}

static PyMethodDef LineInfo_methods[] = {
	{"__getnewargs__", LineInfo___getnewargs__, METH_NOARGS, PyDoc_STR("For copy and pickle.")},
	{"__reduce_ex__", gg_reduce_ex, METH_O, PyDoc_STR("For copy and pickle.")},
	{0},
};

static PyMemberDef LineInfo_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(LineInfoObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(LineInfo_doc,
	     "LineInfo("
	     "offset, name, used, consumer, direction, active_low, "
	     "bias, drive, edge_detection, event_clock, debounced, debounce_period_us"
	     ")\n--\n\n"
	     "A snapshot of a line's state; the value of the line is not part of it.\n\n"
	     "Immutable: threads may share it freely.");

static PyType_Slot LineInfo_slots[] = {
	{Py_tp_doc, (void *)LineInfo_doc},
	{Py_tp_new, LineInfo_new},
	{Py_tp_dealloc, LineInfo_dealloc},
	{Py_tp_traverse, LineInfo_traverse},
	{Py_tp_getset, LineInfo_getset},
	{Py_tp_methods, LineInfo_methods},
	{Py_tp_members, LineInfo_members},
	{Py_tp_richcompare, LineInfo_richcompare},
	{Py_tp_hash, LineInfo_hash},
	{Py_tp_str, LineInfo_str},
	{0},
};

static PyType_Spec LineInfo_spec = {
	.name = "gpiod.line_info.LineInfo",
	.basicsize = sizeof(LineInfoObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
	.slots = LineInfo_slots,
};

int LineInfo_ready(module_state *state, PyObject *module)
{
	PyObject *names = Py_BuildValue("(ssssssssssss)", "offset", "name", "used", "consumer",
					"direction", "active_low", "bias", "drive",
					"edge_detection", "event_clock", "debounced",
					"debounce_period");
	PyTypeObject *type = gg_new_type(module, &LineInfo_spec);

	state->LineInfo_type = type;
	if (!names || !type || PyObject_SetAttrString((PyObject *)type, "__match_args__", names)) {
		Py_XDECREF(names);
		return -1;
	}
	Py_DECREF(names);
	return gg_freeze_fields(type) ? -1 : PyModule_AddType(module, type);
}
