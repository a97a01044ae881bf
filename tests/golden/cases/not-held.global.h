/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is read without a call of its own is read without the one lock of the library. */
#define LIBRARY                                                                                    \
	const char *shelf_version(void);                                                           \
	const char *shelf_label(struct shelf *shelf);                                              \
	struct note;                                                                               \
	void note_free(struct note *note);                                                         \
	int note_day(struct note *note);                                                           \
	struct note *shelf_note(struct shelf *shelf);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(global)
OPEN
CLOSE

const char *shelf_version(void) GG_MODULE_CONSTANT(version) GG_SUMMARY("Version.");
const char *shelf_label(struct shelf *shelf) GG_CONSTANT(label) GG_HOLDS(shelf) GG_SUMMARY("Label.");
struct GG_SNAPSHOT(Note, note_free) GG_FIELDS(day) GG_SUMMARY("A note.") note;
void note_free(struct note *note) GG_HELPER;
int note_day(struct note *note) GG_FIELD(day) GG_SUMMARY("Its day.");
struct note *shelf_note(struct shelf *shelf)
	GG_METHOD(note) GG_HOLDS(shelf) GG_FAILS(NULL) GG_SUMMARY("A note.");
