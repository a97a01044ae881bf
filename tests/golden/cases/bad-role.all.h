/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* None of these can be what it says. */
#define LIBRARY                                                                                    \
	int shelf_a(struct shelf *shelf);                                                          \
	int shelf_b(int b);                                                                        \
	const char *shelf_c(struct shelf *shelf, int c);                                           \
	int shelf_d(struct shelf *shelf);                                                          \
	int shelf_e(struct shelf *shelf);                                                          \
	int shelf_f(int f);                                                                        \
	int shelf_g(struct shelf *shelf, const char *format, ...);                                 \
	int shelf_h(struct shelf *shelf);                                                          \
	int shelf_i(struct shelf *shelf, int i);                                                   \
	int shelf_j(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

int shelf_a(struct shelf *shelf) GG_CONSTRUCTOR GG_SUMMARY("No handle comes back.");
int shelf_b(int b) GG_METHOD(b) GG_SUMMARY("No handle goes in.");
const char *shelf_c(struct shelf *shelf, int c) GG_CONSTANT(c) GG_SUMMARY("It takes more.");
int shelf_d(struct shelf *shelf) GG_FIELD(d) GG_SUMMARY("A handle is no snapshot.");
int shelf_e(struct shelf *shelf) GG_FUNCTION(e) GG_SUMMARY("It takes a handle.");
int shelf_f(int f) GG_MODULE_CONSTANT(f) GG_SUMMARY("It takes arguments.");
int shelf_g(struct shelf *shelf, const char *format, ...)
	GG_METHOD(g) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("It takes anything.");
int shelf_h(struct shelf *shelf) GG_CONSTANT(h) GG_DETACHES GG_SUMMARY("It sleeps.");
int shelf_i(struct shelf *shelf, int i)
	GG_METHOD(i) GG_HOLDS(shelf) GG_CACHED
	GG_SUMMARY("It depends on more.");
int shelf_j(struct shelf *shelf) GG_CONSTANT(j) GG_FAILS(-1) GG_SUMMARY("It may fail.");
