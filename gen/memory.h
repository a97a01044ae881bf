/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * One arena: a run takes a fraction of a second, so everything is freed together at the end.
 * Running out of memory ends the program.
 */
#ifndef GUARDGEN_MEMORY_H
#define GUARDGEN_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

void *memory_zeroed(size_t size);
char *memory_copy(const char *text, size_t length);
char *memory_text(const char *text);
char *memory_format(const char *format, ...) __attribute__((format(printf, 1, 2)));
void memory_free_all(void);

/* A list of pointers, as a named struct so that it can be passed on. */
#define LIST_OF(name, type)                                                                        \
	struct name {                                                                              \
		type **items;                                                                      \
		size_t count;                                                                      \
		size_t capacity;                                                                   \
	}

#define list_add(list, item)                                                                       \
	((list)->items = memory_grow((list)->items, (list)->count, &(list)->capacity),             \
	 (list)->items[(list)->count++] = (item))

/* The array, with space for one more pointer. */
void *memory_grow(void *items, size_t count, size_t *capacity);

LIST_OF(texts, const char);

bool has_text(const struct texts *texts, const char *text);

/* Look-up by name in constant time: a header may declare ten thousand functions. */
struct table;
struct table *table_new(void);
void *table_find(const struct table *table, const char *name);
void table_add(struct table *table, const char *name, void *value);

#endif
