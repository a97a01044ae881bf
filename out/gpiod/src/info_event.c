/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* InfoEvent: the values of struct gpiod_info_event; immutable, so it needs no guard. */
#include "module.h"

static void InfoEvent_drop(InfoEventFields *fields)
{
	Py_XDECREF(fields->line_info);
}

/*
 * Takes ownership of the fields, unless it fails. tp_alloc() makes the object visible to the
 * collector, and so to gc.get_objects(), but no Python code runs, in any thread, before it is
 * complete.
 */
static PyObject *InfoEvent_make(module_state *state, PyTypeObject *type,
				const InfoEventFields *fields)
{
	InfoEventObject *self = (InfoEventObject *)type->tp_alloc(type, 0);

	if (!self)
		return NULL;
	self->state = state;
	self->fields = *fields;
	return (PyObject *)self;
}

PyObject *InfoEvent_from_native(module_state *state, struct gpiod_info_event *native)
{
	InfoEventFields fields = {
		.event_type = gpiod_info_event_get_event_type(native),
		.timestamp_ns = gpiod_info_event_get_timestamp_ns(native),
	};
	PyObject *answer = NULL;

	fields.line_info = LineInfo_from_native(state, gpiod_info_event_get_line_info(native));
	if (!fields.line_info)
		goto done;
	answer = InfoEvent_make(state, state->InfoEvent_type, &fields);

done:
	if (!answer)
		InfoEvent_drop(&fields);
	return answer;
}

int InfoEvent_as_object(const module_state *state, PyObject *arg, PyObject **object)
{
	if (!PyObject_TypeCheck(arg, state->InfoEvent_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a InfoEvent", Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = Py_NewRef(arg);
	return 0;
}

/* No tp_clear: what it refers to is older, so another object closes every cycle. */
static int InfoEvent_traverse(PyObject *op, visitproc visit, void *arg)
{
	InfoEventObject *self = (InfoEventObject *)op;

	Py_VISIT(Py_TYPE(op));
	Py_VISIT(self->fields.line_info);
	return 0;
}

static void InfoEvent_dealloc(PyObject *op)
{
	InfoEventObject *self = (InfoEventObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	InfoEvent_drop(&self->fields);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyObject *InfoEvent_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
	static const char *const keywords[] = {"event_type", "timestamp_ns", "line_info"};
	static const gg_signature signature = {"InfoEvent", keywords, 3, 3};
	module_state *state = gg_type_state(type, InfoEvent_dealloc);
	InfoEventFields fields = {0};
	PyObject *argv[3], *answer = NULL;

	if (!state || gg_bind_call(&signature, args, kwargs, argv))
		return NULL;
	if (info_event_type_from_value(state, argv[0], &fields.event_type))
		goto done;
	if (gg_as_uint64(argv[1], &fields.timestamp_ns))
		goto done;
	if (LineInfo_as_object(state, argv[2], &fields.line_info))
		goto done;
	answer = InfoEvent_make(state, type, &fields);

done:
	if (!answer)
		InfoEvent_drop(&fields);
	gg_unbind(&signature, argv);
	return answer;
}

static PyObject *InfoEvent_event_type(PyObject *op, void *Py_UNUSED(closure))
{
	InfoEventObject *self = (InfoEventObject *)op;

	return info_event_type_to_python(self->state, self->fields.event_type);
}

static PyObject *InfoEvent_timestamp_ns(PyObject *op, void *Py_UNUSED(closure))
{
	InfoEventObject *self = (InfoEventObject *)op;

	return PyLong_FromUnsignedLongLong(self->fields.timestamp_ns);
}

static PyObject *InfoEvent_line_info(PyObject *op, void *Py_UNUSED(closure))
{
	InfoEventObject *self = (InfoEventObject *)op;

	return Py_NewRef(self->fields.line_info);
}

static PyGetSetDef InfoEvent_getset[] = {
	{"event_type", InfoEvent_event_type, NULL,
	 PyDoc_STR("What happened to the line.\n\n"
		   "Type: InfoEvent.Type\n"
		   "Calls: gpiod_info_event_get_event_type(), when the object is made"),
	 NULL},
	{"timestamp_ns", InfoEvent_timestamp_ns, NULL,
	 PyDoc_STR("Time of the event, in nanoseconds of the monotonic clock.\n\n"
		   "Type: int\n"
		   "Calls: gpiod_info_event_get_timestamp_ns(), when the object is made"),
	 NULL},
	{"line_info", InfoEvent_line_info, NULL,
	 PyDoc_STR("State of the line after the event.\n\n"
		   "Type: LineInfo\n"
		   "Calls: gpiod_info_event_get_line_info(), when the object is made"),
	 NULL},
	{0},
};

/* All fields in order, for equality, hash and pickle. */
static PyObject *InfoEvent_values(PyObject *op)
{
	PyObject *values = gg_new_untracked_tuple(3);

	for (Py_ssize_t i = 0; values && i < 3; i++) {
		PyObject *value = InfoEvent_getset[i].get(op, NULL);

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

static PyObject *InfoEvent_richcompare(PyObject *op, PyObject *other, int operation)
{
	PyObject *left, *right, *result = NULL;

	if (Py_TYPE(op) != Py_TYPE(other) || (operation != Py_EQ && operation != Py_NE))
		Py_RETURN_NOTIMPLEMENTED;
	left = InfoEvent_values(op);
	right = InfoEvent_values(other);
	if (left && right)
		result = PyObject_RichCompare(left, right, operation);
	Py_XDECREF(left);
	Py_XDECREF(right);
	return result;
}

static Py_hash_t InfoEvent_hash(PyObject *op)
{
	PyObject *values = InfoEvent_values(op);
	Py_hash_t hash = values ? PyObject_Hash(values) : -1;

	Py_XDECREF(values);
	return hash;
}

static PyObject *InfoEvent_str(PyObject *op)
{
	PyObject *values = InfoEvent_values(op), *text;

	if (!values)
		return NULL;
	text = PyUnicode_FromFormat(
		"<InfoEvent type=%S"
		" timestamp_ns=%S"
		" line_info=%S"
		">",
		PyTuple_GET_ITEM(values, 0),
		PyTuple_GET_ITEM(values, 1),
		PyTuple_GET_ITEM(values, 2));
	Py_DECREF(values);
	return gg_printable(text);
}

static PyObject *InfoEvent___getnewargs__(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	return InfoEvent_values(op);
}

static PyMethodDef InfoEvent_methods[] = {
	{"__getnewargs__", InfoEvent___getnewargs__, METH_NOARGS,
	 PyDoc_STR("For copy and pickle.")},
	{"__reduce_ex__", gg_reduce_ex, METH_O, PyDoc_STR("For copy and pickle.")},
	{0},
};

static PyMemberDef InfoEvent_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(InfoEventObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(InfoEvent_doc,
	     "InfoEvent("
	     "event_type, timestamp_ns, line_info"
	     ")\n--\n\n"
	     "A change of the state of a watched line.\n\n"
	     "Immutable: threads may share it freely.");

static PyType_Slot InfoEvent_slots[] = {
	{Py_tp_doc, (void *)InfoEvent_doc},
	{Py_tp_new, InfoEvent_new},
	{Py_tp_dealloc, InfoEvent_dealloc},
	{Py_tp_traverse, InfoEvent_traverse},
	{Py_tp_getset, InfoEvent_getset},
	{Py_tp_methods, InfoEvent_methods},
	{Py_tp_members, InfoEvent_members},
	{Py_tp_richcompare, InfoEvent_richcompare},
	{Py_tp_hash, InfoEvent_hash},
	{Py_tp_str, InfoEvent_str},
	{0},
};

static PyType_Spec InfoEvent_spec = {
	.name = "gpiod.info_event.InfoEvent",
	.basicsize = sizeof(InfoEventObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
	.slots = InfoEvent_slots,
};

int InfoEvent_ready(module_state *state, PyObject *module)
{
	PyObject *names = Py_BuildValue("(sss)", "event_type", "timestamp_ns", "line_info");
	PyTypeObject *type = gg_new_type(module, &InfoEvent_spec);

	state->InfoEvent_type = type;
	if (!names || !type || PyObject_SetAttrString((PyObject *)type, "__match_args__", names)) {
		Py_XDECREF(names);
		return -1;
	}
	Py_DECREF(names);
	if (PyObject_SetAttrString((PyObject *)type, "Type", state->info_event_type.type))
		return -1;
	return gg_freeze_fields(type) ? -1 : PyModule_AddType(module, type);
}
