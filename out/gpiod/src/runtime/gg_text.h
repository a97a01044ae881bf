/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Text. The library's is taken for UTF-8, whatever the locale; bytes that are not valid UTF-8
 * become surrogates in Python, as they do in file names (surrogateescape).
 */
#ifndef GG_TEXT_H
#define GG_TEXT_H

#include "gg_compat.h"

/* The text of a str, which its owner keeps alive: the str, or a bytes object. */
typedef struct gg_text {
	const char *text;
	PyObject *owner;
} gg_text;

/* Raise TypeError in the words of PyArg_ParseTuple(); returns -1. */
int gg_refuse_non_str(PyObject *arg);
int gg_as_string(PyObject *arg, gg_text *text);
int gg_as_optional_string(PyObject *arg, gg_text *text);
void gg_text_clear(gg_text *text);

PyObject *gg_string_to_python(const char *text);
PyObject *gg_optional_string_to_python(const char *text);
/* The str with backslash escapes for what cannot be printed. Steals the reference; NULL for NULL.
 */
PyObject *gg_printable(PyObject *str);

#endif
