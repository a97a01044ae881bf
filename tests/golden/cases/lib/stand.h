/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A library that nobody has annotated yet. */
#ifndef STAND_H
#define STAND_H

#include <stddef.h>

struct stand;

void stand_free(struct stand *stand);
int stand_put_things(struct stand *stand, const unsigned int *things,
		     size_t count);
const char *
stand_version(void);
extern int other_name(unsigned int number, struct stand *stand);

#endif
