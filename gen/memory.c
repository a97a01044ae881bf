/* SPDX-License-Identifier: LGPL-2.1-or-later */

#define _GNU_SOURCE /* tdestroy */
#include "memory.h"

#include <search.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE ((size_t)64 * 1024)

struct chunk {
	struct chunk *next;
	size_t used;
	size_t size;
	alignas(max_align_t) char space[];
};

static struct chunk *chunks;

static void out_of_memory(void)
{
	fputs("guardgen: out of memory\n", stderr);
	exit(1);
}

static void add_chunk(size_t least)
{
	size_t size = least > CHUNK_SIZE ? least : CHUNK_SIZE;
	struct chunk *chunk = calloc(1, sizeof(*chunk) + size);

	if (!chunk)
		out_of_memory();
	chunk->size = size;
	chunk->next = chunks;
	chunks = chunk;
}

void *memory_zeroed(size_t size)
{
	const size_t step = alignof(max_align_t);
	void *space;

	size = (size + step - 1) / step * step;
	if (!chunks || chunks->size - chunks->used < size)
		add_chunk(size);
	space = chunks->space + chunks->used;
	chunks->used += size;
	return space;
}

char *memory_copy(const char *text, size_t length)
{
	return memcpy(memory_zeroed(length + 1), text, length);
}

char *memory_text(const char *text)
{
	return memory_copy(text, strlen(text));
}

char *memory_format(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		out_of_memory();
	text = memory_zeroed((size_t)length + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)length + 1, format, arguments);
	va_end(arguments);
	return text;
}

void *memory_grow(void *items, size_t count, size_t *capacity)
{
	void *grown;

	if (count < *capacity)
		return items;
	*capacity = *capacity ? *capacity * 2 : 4;
	grown = memory_zeroed(*capacity * sizeof(void *));
	if (count)
		memcpy(grown, items, count * sizeof(void *));
	return grown;
}

/* A table is a tsearch() tree. Its nodes are malloc'ed, so tables are listed to be freed. */
struct named {
	const char *name;
	void *value;
};

struct table {
	void *root;
	struct table *next;
};

static struct table *tables;

static int compare(const void *left, const void *right)
{
	const struct named *a = left;
	const struct named *b = right;

	return strcmp(a->name, b->name);
}

struct table *table_new(void)
{
	struct table *table = memory_zeroed(sizeof(*table));

	table->next = tables;
	tables = table;
	return table;
}

void *table_find(const struct table *table, const char *name)
{
	struct named wanted = {name, NULL};
	struct named **found = tfind(&wanted, &table->root, compare);

	return found ? (*found)->value : NULL;
}

void table_add(struct table *table, const char *name, void *value)
{
	struct named *entry = memory_zeroed(sizeof(*entry));

	*entry = (struct named){name, value};
	if (!tsearch(entry, &table->root, compare))
		out_of_memory();
}

bool has_text(const struct texts *texts, const char *text)
{
	for (size_t i = 0; i < texts->count; i++)
		if (!strcmp(texts->items[i], text))
			return true;
	return false;
}

static void keep(void *entry)
{
	(void)entry;
}

void memory_free_all(void)
{
	for (; tables; tables = tables->next)
		tdestroy(tables->root, keep);
	while (chunks) {
		struct chunk *next = chunks->next;

		free(chunks);
		chunks = next;
	}
}
