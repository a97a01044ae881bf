/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One for each place. */
#ifndef CONVERTERS_H
#define CONVERTERS_H

#include "module.h"

static inline int path_of(const module_state *state, PyObject *arg, gg_text *path)
{
	(void)state;
	return gg_as_string(arg, path);
}

static inline int day_of(const module_state *state, PyObject *arg, int *day)
{
	(void)state;
	return gg_as_int(arg, day);
}

struct new_card {
	int number;
	unsigned int level;
};

static inline int new_card(const module_state *state, PyObject *arg, struct new_card *card)
{
	(void)state;
	card->level = 0;
	return gg_as_int(arg, &card->number);
}

struct stamp {
	struct card *with;
	int day;
};

static inline int stamp(CardObject *self, PyObject *arg, struct stamp *stamp)
{
	(void)self;
	stamp->day = arg != NULL;
	stamp->with = card_new(0, 0);
	return stamp->with ? 0 : -1;
}

struct wanted_loan {
	gg_text whose;
	PyObject *name;
};

static inline int wanted_loan(const module_state *state, PyObject *arg, struct wanted_loan *loan)
{
	(void)state;
	loan->name = Py_NewRef(arg);
	return gg_as_string(arg, &loan->whose);
}

struct rank_of_ARG {
	int number;
};

static inline int rank_of_ARG(const module_state *state, PyObject *arg, struct rank_of_ARG *rank)
{
	(void)state;
	return gg_as_int(arg, &rank->number);
}

#endif
