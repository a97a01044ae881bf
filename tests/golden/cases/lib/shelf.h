/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A library to annotate. A test adds what it is about: LIBRARY is declarations. */
#ifndef SHELF_H
#define SHELF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct shelf;

struct shelf *shelf_open(const char *path);
void shelf_close(struct shelf *shelf);

#ifdef LIBRARY
LIBRARY
#endif

#endif
