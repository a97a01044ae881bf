/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUARDGEN_MANUAL_H
#define GUARDGEN_MANUAL_H

#include "settings.h"

#include <argp.h>

/* The options of a verb; NULL if it has none. */
typedef const struct argp_option *verb_options(const struct verb *verb);

/* Print the manual page to stdout. */
void print_manual(const struct verb *verbs, verb_options *options, const char *topics,
		  const char *notes);

#endif
