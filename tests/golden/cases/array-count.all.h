/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Arrays that nothing counts, or that are counted twice, or wrongly. */
#define LIBRARY                                                                                    \
	int shelf_a(struct shelf *shelf, const int *numbers);                                      \
	int shelf_b(struct shelf *shelf, const int *numbers, size_t one, size_t two);              \
	int shelf_c(struct shelf *shelf, const int *numbers, int count);                           \
	int shelf_d(struct shelf *shelf, int number, size_t count);                                \
	int shelf_e(struct shelf *shelf, int *numbers);                                            \
	int shelf_f(struct shelf *shelf, const int *numbers);                                      \
	int shelf_g(struct shelf *shelf, int *numbers);                                            \
	int shelf_h(struct shelf *shelf);                                                          \
	void shelf_i(struct shelf *shelf, int *numbers);                                           \
	int shelf_j(struct shelf *shelf, int number);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_a(struct shelf *shelf, const int *numbers)
	GG_METHOD(a) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Not counted.");
int shelf_c(struct shelf *shelf, const int *numbers, int count GG_COUNT_OF(numbers))
	GG_METHOD(c) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Counted by an int.");
int shelf_d(struct shelf *shelf, int number, size_t count GG_COUNT_OF(number))
	GG_METHOD(d) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("A number is counted.");
int shelf_e(struct shelf *shelf, int *numbers GG_OUT)
	GG_METHOD(e) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("How long?");
int shelf_f(struct shelf *shelf, const int *numbers GG_OUT GG_LENGTH_FROM(shelf_h))
	GG_METHOD(f) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Const.");
int shelf_g(struct shelf *shelf, int *numbers GG_OUT GG_LENGTH_FROM(shelf_h))
	GG_METHOD(g) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Its length is an int.");
int shelf_h(struct shelf *shelf) GG_METHOD(h) GG_HOLDS(shelf) GG_SUMMARY("An int.");
void shelf_i(struct shelf *shelf, int *numbers GG_OUT GG_LENGTH_FROM(shelf_h))
	GG_METHOD(i) GG_HOLDS(shelf) GG_RETURNS_LENGTH(numbers)
	GG_SUMMARY("It returns nothing.");
int shelf_j(struct shelf *shelf, int number GG_MAXIMUM(64))
	GG_METHOD(j) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("A number has a maximum.");
int shelf_b(struct shelf *shelf, const int *numbers, size_t one, size_t two) GG_SKIP("Not this one.");
