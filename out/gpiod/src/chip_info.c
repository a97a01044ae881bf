/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
/* ChipInfo: the values of struct gpiod_chip_info; immutable, so it needs no guard. */
#include "module.h"

static void ChipInfo_drop(ChipInfoFields *fields)
{
	Py_XDECREF(fields->name);
	Py_XDECREF(fields->label);
}

/*
 * Takes ownership of the fields, unless it fails. tp_alloc() makes the object visible to the
 * collector, and so to gc.get_objects(), but no Python code runs, in any thread, before it is
 * complete.
 */
static PyObject *ChipInfo_make(module_state *state, PyTypeObject *type,
			       const ChipInfoFields *fields)
{
	ChipInfoObject *self = (ChipInfoObject *)type->tp_alloc(type, 0);

	if (!self)
		return NULL;
	self->state = state;
	self->fields = *fields;
	return (PyObject *)self;
}

PyObject *ChipInfo_from_native(module_state *state, struct gpiod_chip_info *native)
{
	ChipInfoFields fields = {
		.num_lines = gpiod_chip_info_get_num_lines(native),
	};
	PyObject *answer = NULL;

	fields.name = gg_string_to_python(gpiod_chip_info_get_name(native));
	if (!fields.name)
		goto done;
	fields.label = gg_string_to_python(gpiod_chip_info_get_label(native));
	if (!fields.label)
		goto done;
	answer = ChipInfo_make(state, state->ChipInfo_type, &fields);

done:
	if (!answer)
		ChipInfo_drop(&fields);
	return answer;
}

int ChipInfo_as_object(const module_state *state, PyObject *arg, PyObject **object)
{
	if (!PyObject_TypeCheck(arg, state->ChipInfo_type)) {
		PyErr_Format(PyExc_TypeError, "%.200s is not a ChipInfo", Py_TYPE(arg)->tp_name);
		return -1;
	}
	*object = Py_NewRef(arg);
	return 0;
}

/* No tp_clear: what it refers to is older, so another object closes every cycle. */
static int ChipInfo_traverse(PyObject *op, visitproc visit, void *arg)
{
	ChipInfoObject *self = (ChipInfoObject *)op;

	Py_VISIT(Py_TYPE(op));
	Py_VISIT(self->fields.name);
	Py_VISIT(self->fields.label);
	return 0;
}

static void ChipInfo_dealloc(PyObject *op)
{
	ChipInfoObject *self = (ChipInfoObject *)op;
	PyTypeObject *type = Py_TYPE(op);

	PyObject_GC_UnTrack(op);
	if (self->weakrefs)
		PyObject_ClearWeakRefs(op);
	ChipInfo_drop(&self->fields);
	type->tp_free(op);
	Py_DECREF(type);
}

static PyObject *ChipInfo_new(PyTypeObject *type, PyObject *args, PyObject *kwargs)
{
	static const char *const keywords[] = {"name", "label", "num_lines"};
	static const gg_signature signature = {"ChipInfo", keywords, 3, 3};
	module_state *state = gg_type_state(type, ChipInfo_dealloc);
	ChipInfoFields fields = {0};
	PyObject *argv[3], *answer = NULL;

	if (!state || gg_bind_call(&signature, args, kwargs, argv))
		return NULL;
	if (gg_as_str_object(argv[0], &fields.name))
		goto done;
	if (gg_as_str_object(argv[1], &fields.label))
		goto done;
	if (gg_as_size(argv[2], &fields.num_lines))
		goto done;
	answer = ChipInfo_make(state, type, &fields);

done:
	if (!answer)
		ChipInfo_drop(&fields);
	gg_unbind(&signature, argv);
	return answer;
}

static PyObject *ChipInfo_name(PyObject *op, void *Py_UNUSED(closure))
{
	ChipInfoObject *self = (ChipInfoObject *)op;

	return Py_NewRef(self->fields.name);
}

static PyObject *ChipInfo_label(PyObject *op, void *Py_UNUSED(closure))
{
	ChipInfoObject *self = (ChipInfoObject *)op;

	return Py_NewRef(self->fields.label);
}

static PyObject *ChipInfo_num_lines(PyObject *op, void *Py_UNUSED(closure))
{
	ChipInfoObject *self = (ChipInfoObject *)op;

	return PyLong_FromSize_t(self->fields.num_lines);
}

static PyGetSetDef ChipInfo_getset[] = {
	{"name", ChipInfo_name, NULL,
	 PyDoc_STR("Name of the chip in the kernel.\n\n"
		   "Type: str\n"
		   "Calls: gpiod_chip_info_get_name(), when the object is made"),
	 NULL},
	{"label", ChipInfo_label, NULL,
	 PyDoc_STR("Label of the chip.\n\n"
		   "Type: str\n"
		   "Calls: gpiod_chip_info_get_label(), when the object is made"),
	 NULL},
	{"num_lines", ChipInfo_num_lines, NULL,
	 PyDoc_STR("Number of lines of the chip.\n\n"
		   "Type: int\n"
		   "Calls: gpiod_chip_info_get_num_lines(), when the object is made"),
	 NULL},
	{0},
};

/* All fields in order, for equality, hash and pickle. */
static PyObject *ChipInfo_values(PyObject *op)
{
	PyObject *values = gg_new_untracked_tuple(3);

	for (Py_ssize_t i = 0; values && i < 3; i++) {
		PyObject *value = ChipInfo_getset[i].get(op, NULL);

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

static PyObject *ChipInfo_richcompare(PyObject *op, PyObject *other, int operation)
{
	PyObject *left, *right, *result = NULL;

	if (Py_TYPE(op) != Py_TYPE(other) || (operation != Py_EQ && operation != Py_NE))
		Py_RETURN_NOTIMPLEMENTED;
	left = ChipInfo_values(op);
	right = ChipInfo_values(other);
	if (left && right)
		result = PyObject_RichCompare(left, right, operation);
	Py_XDECREF(left);
	Py_XDECREF(right);
	return result;
}

static Py_hash_t ChipInfo_hash(PyObject *op)
{
	PyObject *values = ChipInfo_values(op);
	Py_hash_t hash = values ? PyObject_Hash(values) : -1;

	Py_XDECREF(values);
	return hash;
}

static PyObject *ChipInfo_str(PyObject *op)
{
	PyObject *values = ChipInfo_values(op), *text;

	if (!values)
		return NULL;
	text = PyUnicode_FromFormat(
		"<ChipInfo name=\"%S"
		"\" label=\"%S"
		"\" num_lines=%S"
		">",
		PyTuple_GET_ITEM(values, 0),
		PyTuple_GET_ITEM(values, 1),
		PyTuple_GET_ITEM(values, 2));
	Py_DECREF(values);
	return gg_printable(text);
}

static PyObject *ChipInfo___getnewargs__(PyObject *op, PyObject *Py_UNUSED(ignored))
{
	return ChipInfo_values(op);
}

static PyMethodDef ChipInfo_methods[] = {
	{"__getnewargs__", ChipInfo___getnewargs__, METH_NOARGS, PyDoc_STR("For copy and pickle.")},
	{"__reduce_ex__", gg_reduce_ex, METH_O, PyDoc_STR("For copy and pickle.")},
	{0},
};

static PyMemberDef ChipInfo_members[] = {
	{"__weaklistoffset__", Py_T_PYSSIZET, offsetof(ChipInfoObject, weakrefs), Py_READONLY,
	 NULL},
	{0},
};

PyDoc_STRVAR(ChipInfo_doc,
	     "ChipInfo("
	     "name, label, num_lines"
	     ")\n--\n\n"
	     "Information about a chip.\n\n"
	     "Immutable: threads may share it freely.");

static PyType_Slot ChipInfo_slots[] = {
	{Py_tp_doc, (void *)ChipInfo_doc},
	{Py_tp_new, ChipInfo_new},
	{Py_tp_dealloc, ChipInfo_dealloc},
	{Py_tp_traverse, ChipInfo_traverse},
	{Py_tp_getset, ChipInfo_getset},
	{Py_tp_methods, ChipInfo_methods},
	{Py_tp_members, ChipInfo_members},
	{Py_tp_richcompare, ChipInfo_richcompare},
	{Py_tp_hash, ChipInfo_hash},
	{Py_tp_str, ChipInfo_str},
	{0},
};

static PyType_Spec ChipInfo_spec = {
	.name = "gpiod.chip_info.ChipInfo",
	.basicsize = sizeof(ChipInfoObject),
	.flags = Py_TPFLAGS_DEFAULT | Py_TPFLAGS_HAVE_GC | Py_TPFLAGS_BASETYPE,
	.slots = ChipInfo_slots,
};

int ChipInfo_ready(module_state *state, PyObject *module)
{
	PyObject *names = Py_BuildValue("(sss)", "name", "label", "num_lines");
	PyTypeObject *type = gg_new_type(module, &ChipInfo_spec);

	state->ChipInfo_type = type;
	if (!names || !type || PyObject_SetAttrString((PyObject *)type, "__match_args__", names)) {
		Py_XDECREF(names);
		return -1;
	}
	Py_DECREF(names);
	return gg_freeze_fields(type) ? -1 : PyModule_AddType(module, type);
}
