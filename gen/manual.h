/* SPDX-License-Identifier: LGPL-2.1-or-later */
#ifndef GUARDGEN_MANUAL_H
#define GUARDGEN_MANUAL_H

#include "settings.h"

#include <argp.h>

/* The manual page on stdout; `options` are those of the verbs that write. */
void print_manual(const struct verb *verbs, const struct argp_option *options, const char *topics,
		  const char *notes);

#endif
