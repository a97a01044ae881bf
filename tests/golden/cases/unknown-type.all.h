/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Types without a converter; converters without a Python type. */
#define LIBRARY                                                                                    \
	struct card;                                                                               \
	enum side { SIDE_LEFT };                                                                   \
	int shelf_a(struct shelf *shelf, long long number);                                        \
	int shelf_b(struct shelf *shelf, struct card *card);                                       \
	char *shelf_c(struct shelf *shelf);                                                        \
	unsigned long shelf_d(struct shelf *shelf);                                                \
	int shelf_e(struct shelf *shelf, const char **names);                                      \
	enum side shelf_f(struct shelf *shelf);                                                    \
	void *shelf_g(void);                                                                       \
	union wax *shelf_h(struct shelf *shelf);                                                   \
	int shelf_i(struct shelf *shelf, int (*callback)(int));
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

int shelf_a(struct shelf *shelf, long long number)
	GG_METHOD(a) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Too long.");
int shelf_b(struct shelf *shelf, struct card *card)
	GG_METHOD(b) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("No annotated struct.");
char *shelf_c(struct shelf *shelf) GG_METHOD(c) GG_HOLDS(shelf) GG_SUMMARY("Who frees it?");
unsigned long shelf_d(struct shelf *shelf) GG_CONVERT(shelf_mode)
	GG_METHOD(d) GG_HOLDS(shelf)
	GG_SUMMARY("What is it in Python?");
int shelf_e(struct shelf *shelf, const char **names)
	GG_METHOD(e) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("An array of strings.");
enum side shelf_f(struct shelf *shelf) GG_CONSTANT(f) GG_SUMMARY("No annotated enum.");
void *shelf_g(void) GG_MODULE_CONSTANT(g) GG_SUMMARY("Anything.");
union wax *shelf_h(struct shelf *shelf) GG_METHOD(h) GG_HOLDS(shelf) GG_SUMMARY("A union.");
int shelf_i(struct shelf *shelf, int (*callback)(int))
	GG_METHOD(i) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("A callback.");
