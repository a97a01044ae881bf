/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* EdgeEvent: the values of struct gpiod_edge_event; immutable, so it needs no guard. */
#include "module.h"

/*
 * Takes ownership of the fields, unless it fails. tp_alloc() makes the object visible to the
 * collector, and so to gc.get_objects(), but no Python code runs, in any thread, before it is
 * complete.
 */
static PyObject *EdgeEvent_make(module_state *state, PyTypeObject *type,
				const EdgeEventFields *fields)
{
	EdgeEventObject *self = (EdgeEventObject *)type->tp_alloc(type, 0);

	if (!self)
		return NULL;
	self->state = state;
	self->fields = *fields;
	return (PyObject *)self;
}

PyObject *EdgeEvent_from_native(module_state *state, struct gpiod_edge_event *native)
{
	EdgeEventFields fields = {
		.event_type = gpiod_edge_event_get_event_type(native),
		.timestamp_ns = gpiod_edge_event_get_timestamp_ns(native),
		.line_offset = gpiod_edge_event_get_line_offset(native),
		.global_seqno = gpiod_edge_event_get_global_seqno(native),
		.line_seqno = gpiod_edge_event_get_line_seqno(native),
	};

	return EdgeEvent_make(state, state->EdgeEvent_type, &fields);
}

/* The elements are read from a scratch struct that only this call uses. */
PyObject *EdgeEvent_list(module_state *state, struct gpiod_edge_event_buffer *owner, size_t count)
{
	PyObject *list = gg_new_untracked_list(count);

	for (size_t i = 0; list && i < count; i++) {
		PyObject *item = EdgeEvent_from_native(state,
						       gpiod_edge_event_buffer_get_event(owner, i));

		if (!item) {
			Py_DECREF(list);
			return NULL;
		}
		PyList_SET_ITEM(list, (Py_ssize_t)i, item);
	}
	if (list)
		PyObject_GC_Track(list);
	return list;
}

int EdgeEvent_as_object(const module_state *state, PyObject *arg, PyObject **object)
{
	if (!PyObject_TypeCheck(arg, state->EdgeEvent_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a EdgeEvent", Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = Py_NewRef(arg);
	return 0;
}

/* No tp_clear: what it refers to is older, so another object closes every cycle. */
static int EdgeEvent_traverse(PyObject *op, visitproc visit, void *arg)
{
	Py_VISIT(Py_TYPE(op));
	return 0;
}

static void EdgeEvent_dealloc(PyObject *op)
{
	EdgeEventObject *self = (EdgeEventObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyObject *EdgeEvent_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
	static const char *const keywords[] = {"event_type", "timestamp_ns", "line_offset",
					       "global_seqno", "line_seqno"};
	static const gg_signature signature = {"EdgeEvent", keywords, 5, 5};
	module_state *state = gg_type_state(type, EdgeEvent_dealloc);
	EdgeEventFields fields = {0};
	PyObject *argv[5], *answer = NULL;

	if (!state || gg_bind_call(&signature, args, kwargs, argv))
		return NULL;
	if (edge_event_type_from_value(state, argv[0], &fields.event_type))
		goto done;
	if (gg_as_uint64(argv[1], &fields.timestamp_ns))
		goto done;
	if (gg_as_unsigned_int(argv[2], &fields.line_offset))
		goto done;
	if (gg_as_unsigned_long(argv[3], &fields.global_seqno))
		goto done;
	if (gg_as_unsigned_long(argv[4], &fields.line_seqno))
		goto done;
	answer = EdgeEvent_make(state, type, &fields);

done:
	gg_unbind(&signature, argv);
	return answer;
}

static PyObject *EdgeEvent_event_type(PyObject *op, void *Py_UNUSED(closure))
{
	EdgeEventObject *self = (EdgeEventObject *)op;

	return edge_event_type_to_python(self->state, self->fields.event_type);
}

static PyObject *EdgeEvent_timestamp_ns(PyObject *op, void *Py_UNUSED(closure))
{
	EdgeEventObject *self = (EdgeEventObject *)op;

	return PyLong_FromUnsignedLongLong(self->fields.timestamp_ns);
}

static PyObject *EdgeEvent_line_offset(PyObject *op, void *Py_UNUSED(closure))
{
	EdgeEventObject *self = (EdgeEventObject *)op;

	return PyLong_FromUnsignedLong(self->fields.line_offset);
}

static PyObject *EdgeEvent_global_seqno(PyObject *op, void *Py_UNUSED(closure))
{
	EdgeEventObject *self = (EdgeEventObject *)op;

	return PyLong_FromUnsignedLong(self->fields.global_seqno);
}

static PyObject *EdgeEvent_line_seqno(PyObject *op, void *Py_UNUSED(closure))
{
	EdgeEventObject *self = (EdgeEventObject *)op;

	return PyLong_FromUnsignedLong(self->fields.line_seqno);
}

static PyGetSetDef EdgeEvent_getset[] = {
	{"event_type", EdgeEvent_event_type, NULL,
	 PyDoc_STR("Which edge was detected.\n\n"
		   "Type: EdgeEvent.Type\n"
		   "Calls: gpiod_edge_event_get_event_type(), when the object is made"),
	 NULL},
	{"timestamp_ns", EdgeEvent_timestamp_ns, NULL,
	 PyDoc_STR("Time of the event, in nanoseconds of the line's event clock.\n\n"
		   "Type: int\n"
		   "Calls: gpiod_edge_event_get_timestamp_ns(), when the object is made"),
	 NULL},
	{"line_offset", EdgeEvent_line_offset, NULL,
	 PyDoc_STR("Offset of the line.\n\n"
		   "Type: int\n"
		   "Calls: gpiod_edge_event_get_line_offset(), when the object is made"),
	 NULL},
	{"global_seqno", EdgeEvent_global_seqno, NULL,
	 PyDoc_STR("Sequence number among all events of the request, from 1.\n\n"
		   "Type: int\n"
		   "Calls: gpiod_edge_event_get_global_seqno(), when the object is made"),
	 NULL},
	{"line_seqno", EdgeEvent_line_seqno, NULL,
	 PyDoc_STR("Sequence number among the events of the line, from 1.\n\n"
		   "Type: int\n"
		   "Calls: gpiod_edge_event_get_line_seqno(), when the object is made"),
	 NULL},
	{0},
};

/* All fields in order, for equality, hash and pickle. */
static PyObject *EdgeEvent_values(PyObject *op)
{
	PyObject *values = gg_new_untracked_tuple(5);

	for (Py_ssize_t i = 0; values && i < 5; i++) {
		PyObject *value = EdgeEvent_getset[i].get(op, NULL);

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

static PyObject *EdgeEvent_richcompare(PyObject *op, PyObject *other, int operation)
{
	PyObject *left, *right, *result = NULL;

	if (Py_TYPE(op) != Py_TYPE(other) || (operation != Py_EQ && operation != Py_NE))
		Py_RETURN_NOTIMPLEMENTED;
	left = EdgeEvent_values(op);
	right = EdgeEvent_values(other);
	if (left && right)
		result = PyObject_RichCompare(left, right, operation);
	Py_XDECREF(left);
	Py_XDECREF(right);
	return result;
}

static Py_hash_t EdgeEvent_hash(PyObject *op)
{
	PyObject *values = EdgeEvent_values(op);
	Py_hash_t hash = values ? PyObject_Hash(values) : -1;

	Py_XDECREF(values);
	return hash;
}

static PyObject *EdgeEvent_str(PyObject *op)
{
	PyObject *values = EdgeEvent_values(op), *text;

	if (!values)
		return NULL;
	text = PyUnicode_FromFormat(
		"<EdgeEvent type=%S"
		" timestamp_ns=%S"
		" line_offset=%S"
		" global_seqno=%S"
		" line_seqno=%S"
		">",
		PyTuple_GET_ITEM(values, 0),
		PyTuple_GET_ITEM(values, 1),
		PyTuple_GET_ITEM(values, 2),
		PyTuple_GET_ITEM(values, 3),
		PyTuple_GET_ITEM(values, 4));
	Py_DECREF(values);
	return gg_printable(text);
}

static PyObject *EdgeEvent___getnewargs__(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	return EdgeEvent_values(op);
}

static PyMethodDef EdgeEvent_methods[] = {
	{"__getnewargs__", EdgeEvent___getnewargs__, METH_NOARGS,
	 PyDoc_STR("For copy and pickle.")},
	{"__reduce_ex__", gg_reduce_ex, METH_O, PyDoc_STR("For copy and pickle.")},
	{0},
};

static PyMemberDef EdgeEvent_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(EdgeEventObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(EdgeEvent_doc,
	     "EdgeEvent("
	     "event_type, timestamp_ns, line_offset, global_seqno, line_seqno"
	     ")\n--\n\n"
	     "An edge detected on a requested line.\n\n"
	     "Immutable: threads may share it freely.");

static PyType_Slot EdgeEvent_slots[] = {
	{Py_tp_doc, (void *)EdgeEvent_doc},
	{Py_tp_new, EdgeEvent_new},
	{Py_tp_dealloc, EdgeEvent_dealloc},
	{Py_tp_traverse, EdgeEvent_traverse},
	{Py_tp_getset, EdgeEvent_getset},
	{Py_tp_methods, EdgeEvent_methods},
	{Py_tp_members, EdgeEvent_members},
	{Py_tp_richcompare, EdgeEvent_richcompare},
	{Py_tp_hash, EdgeEvent_hash},
	{Py_tp_str, EdgeEvent_str},
	{0},
};

static PyType_Spec EdgeEvent_spec = {
	.name = "gpiod.edge_event.EdgeEvent",
	.basicsize = sizeof(EdgeEventObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
	.slots = EdgeEvent_slots,
};

int EdgeEvent_ready(module_state *state, PyObject *module)
{
	PyObject *names = Py_BuildValue("(sssss)", "event_type", "timestamp_ns", "line_offset",
					"global_seqno", "line_seqno");
	PyTypeObject *type = gg_new_type(module, &EdgeEvent_spec);

	state->EdgeEvent_type = type;
	if (!names || !type || PyObject_SetAttrString((PyObject *)type, "__match_args__", names)) {
		Py_XDECREF(names);
		return -1;
	}
	Py_DECREF(names);
	if (PyObject_SetAttrString((PyObject *)type, "Type", state->edge_event_type.type))
		return -1;
	return gg_freeze_fields(type) ? -1 : PyModule_AddType(module, type);
}
