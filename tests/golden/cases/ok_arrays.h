/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arrays in all their shapes: counted before, counted after, without a count; in, out, filled. */
#define LIBRARY                                                                                    \
	size_t shelf_length(struct shelf *shelf);                                                  \
	int shelf_fill(struct shelf *shelf, const unsigned int *numbers, size_t count);            \
	int shelf_weigh(struct shelf *shelf, size_t count, const double weights[]);                \
	size_t shelf_numbers(struct shelf *shelf, unsigned int *numbers, size_t room);             \
	int shelf_sizes(struct shelf *shelf, uint64_t *sizes);                                     \
	size_t shelf_codes(struct shelf *shelf, int *codes, size_t room);                          \
	int shelf_find(struct shelf *shelf, size_t count, const int *keys, bool *found);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_arrays.h") shelf;
OPEN
CLOSE

size_t shelf_length(struct shelf *shelf)
	GG_CONSTANT(length) GG_HOLDS(shelf)
	GG_SUMMARY("How many there are.");
int shelf_fill(struct shelf *shelf, const unsigned int *numbers GG_MAXIMUM(64),
	       size_t count GG_COUNT_OF(numbers))
	GG_METHOD(fill) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Count after.");
int shelf_weigh(struct shelf *shelf, size_t count GG_COUNT_OF(weights), const double weights[])
	GG_METHOD(weigh) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Count before.");
size_t shelf_numbers(struct shelf *shelf, unsigned int *numbers GG_OUT GG_LENGTH_FROM(shelf_length),
		     size_t room GG_COUNT_OF(numbers))
	GG_METHOD(numbers) GG_HOLDS(shelf) GG_RETURNS_LENGTH(numbers)
	GG_SUMMARY("Out, with a count.");
int shelf_sizes(struct shelf *shelf, uint64_t *sizes GG_OUT GG_LENGTH_FROM(shelf_length))
	GG_METHOD(sizes) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Out, without.");
size_t shelf_codes(struct shelf *shelf, int *codes GG_OUT GG_LENGTH_FROM(shelf_length),
		   size_t room GG_COUNT_OF(codes))
	GG_CONSTANT(codes) GG_HOLDS(shelf) GG_RETURNS_LENGTH(codes)
	GG_SUMMARY("Out, once.");
int shelf_find(struct shelf *shelf, size_t count GG_FILLED_BY(keys),
	       const int *keys GG_FILLED_BY(keys), bool *found GG_FILLED_BY(keys) GG_OUT)
	GG_ARGUMENT(keys, shelf_keys, "Iterable[str] | None = None", "which ones; all by default")
	GG_METHOD(find) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("One argument for three parameters.");
