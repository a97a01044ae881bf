/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A snapshot can be made of what it shows. */
#define LIBRARY                                                                                    \
	struct note;                                                                               \
	void note_free(struct note *note);                                                         \
	int note_day(struct note *note);                                                           \
	struct note *shelf_note(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close) PACKAGE CLOSABLE GG_CONVERTERS("converters/ok_filled.h") shelf;
OPEN
CLOSE

struct GG_SNAPSHOT(Note, note_free) GG_FIELDS(day) GG_SUMMARY("A note.") note;
void note_free(struct note *note) GG_HELPER;
int note_day(struct note *note) GG_FIELD(day) GG_CONVERT(date_of) GG_TYPE("date") GG_SUMMARY("Its day.");
struct note *shelf_note(struct shelf *shelf)
	GG_METHOD(note) GG_HOLDS(shelf) GG_FAILS(NULL) GG_SUMMARY("A note.");
