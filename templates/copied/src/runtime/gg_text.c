/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
#include "gg_text.h"

#include <string.h>

/* Clear the exception that a str with surrogates raises; false if it is another one. */
static bool clear_encode_error(void)
{
	if (!PyErr_ExceptionMatches(PyExc_UnicodeEncodeError))
		return false;
	PyErr_Clear();
	return true;
}

/* The str caches its UTF-8; text with surrogates is encoded to a new bytes object. */
static PyObject *encode(PyObject *str, const char **text, Py_ssize_t *length)
{
	PyObject *bytes;

	*text = PyUnicode_AsUTF8AndSize(str, length);
	if (*text)
		return Py_NewRef(str);
	if (!clear_encode_error())
		return NULL;
	bytes = PyUnicode_AsEncodedString(str, "utf-8", "surrogateescape");
	if (bytes) {
		*text = PyBytes_AS_STRING(bytes);
		*length = PyBytes_GET_SIZE(bytes);
	}
	return bytes;
}

int gg_refuse_non_str(PyObject *arg)
{
	PyErr_Format(PyExc_TypeError, "argument must be str, not %.50s",
		     Py_IsNone(arg) ? "None" : Py_TYPE(arg)->tp_name);
	return -1;
}

int gg_as_string(PyObject *arg, gg_text *text)
{
	Py_ssize_t length;

	if (!PyUnicode_Check(arg))
		return gg_refuse_non_str(arg);
	text->owner = encode(arg, &text->text, &length);
	if (!text->owner)
		return -1;
	if (strlen(text->text) != (size_t)length) {
		PyErr_SetString(PyExc_ValueError, "embedded null character");
		return -1;
	}
	return 0;
}

int gg_as_optional_string(PyObject *arg, gg_text *text)
{
	text->text = NULL; /* not the default, which the caller may have set */
	return Py_IsNone(arg) ? 0 : gg_as_string(arg, text);
}

void gg_text_clear(gg_text *text)
{
	Py_CLEAR(text->owner);
	text->text = NULL;
}

PyObject *gg_string_to_python(const char *text)
{
	return PyUnicode_DecodeUTF8(text, (Py_ssize_t)strlen(text), "surrogateescape");
}

PyObject *gg_optional_string_to_python(const char *text)
{
	return text ? gg_string_to_python(text) : Py_NewRef(Py_None);
}

/* A surrogate that does not stand for a byte is shown as its code point. */
static PyObject *with_backslashes(PyObject *str)
{
	PyObject *bytes = PyUnicode_AsEncodedString(str, "utf-8", "surrogateescape"), *shown;

	if (!bytes && clear_encode_error())
		bytes = PyUnicode_AsEncodedString(str, "utf-8", "backslashreplace");
	if (!bytes)
		return NULL;
	shown = PyUnicode_DecodeUTF8(PyBytes_AS_STRING(bytes), PyBytes_GET_SIZE(bytes),
				     "backslashreplace");
	Py_DECREF(bytes);
	return shown;
}

PyObject *gg_printable(PyObject *str)
{
	PyObject *shown;

	if (!str || PyUnicode_AsUTF8(str))
		return str;
	shown = clear_encode_error() ? with_backslashes(str) : NULL;
	Py_DECREF(str);
	return shown;
}
