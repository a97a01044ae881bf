/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A struct that no handle destroys. */
#define LIBRARY                                                                                    \
	struct note;                                                                               \
	int note_number(struct note *note);                                                        \
	void note_free(struct note *note);                                                         \
	int shelf_put(struct shelf *shelf, struct note *note);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

struct GG_SNAPSHOT(Note, note_free) GG_FIELDS(number) GG_STR("{number}") GG_SUMMARY("A note.") note;
int note_number(struct note *note) GG_FIELD(number) GG_SUMMARY("Its number.");
void note_free(struct note *note) GG_HELPER;
int shelf_put(struct shelf *shelf, struct note *note GG_FILLED_BY(text))
	GG_ARGUMENT(text, shelf_note, "str", "what it says")
	GG_METHOD(put) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Put it.");
