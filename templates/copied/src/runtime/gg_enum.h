/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* The members of a Python enum, by value. */
#ifndef GG_ENUM_H
#define GG_ENUM_H

#include "gg_compat.h"

typedef struct gg_enum {
	PyObject *type;
	PyObject **members; /* members[value - lowest] */
	int lowest;
	int highest;
} gg_enum;

int gg_enum_init(gg_enum *table, PyObject *type, int lowest, int highest);
int gg_enum_traverse(gg_enum *table, visitproc visit, void *arg);
void gg_enum_clear(gg_enum *table);
PyObject *gg_enum_to_python_slow(const gg_enum *table, int value);
PyObject *gg_enum_to_list_item_slow(const gg_enum *table, int value, PyObject *list);
int gg_enum_from_python_slow(PyObject *arg, int *value);
/* From a member or its value: whatever a call of the enum accepts. */
int gg_enum_from_value(const gg_enum *table, PyObject *arg, int *value);

/* Borrowed, since members are never removed; NULL if there is none. */
static inline PyObject *gg_enum_member(const gg_enum *table, int value)
{
	if (value < table->lowest || value > table->highest)
		return NULL;
	return table->members[value - table->lowest];
}

static inline PyObject *gg_enum_to_python(const gg_enum *table, int value)
{
	PyObject *member = gg_enum_member(table, value);

	return member ? Py_NewRef(member) : gg_enum_to_python_slow(table, value);
}

/* The same for a list that is being filled: hides it from the collector if Python code has to run.
 */
static inline PyObject *gg_enum_to_list_item(const gg_enum *table, int value, PyObject *list)
{
	PyObject *member = gg_enum_member(table, value);

	return member ? Py_NewRef(member) : gg_enum_to_list_item_slow(table, value, list);
}

/* Whether arg is a member. Runs no Python code. */
static inline bool gg_enum_find(const gg_enum *table, const PyObject *arg, int *value)
{
	for (int i = table->lowest; i <= table->highest; i++) {
		if (table->members[i - table->lowest] == arg) {
			*value = i;
			return true;
		}
	}
	return false;
}

/* From a member, or any object whose .value is an int. */
static inline int gg_enum_from_python(const gg_enum *table, PyObject *arg, int *value)
{
	return gg_enum_find(table, arg, value) ? 0 : gg_enum_from_python_slow(arg, value);
}

#endif
