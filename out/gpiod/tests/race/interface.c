/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
#pragma GCC visibility push(default)
#include <gpiod.h>
#pragma GCC visibility pop

#include "race.h"


struct race_kind *const race_kinds[] = {
	NULL,
};

/* The functions that touch an object, each in front of the library's own of the same name. */
