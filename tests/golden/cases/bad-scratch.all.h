/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Owner, element, copy and maker do not fit each other. */
#define LIBRARY                                                                                    \
	struct note;                                                                               \
	struct notes;                                                                              \
	void note_free(struct note *note);                                                         \
	struct notes *note_copy(struct note *note);                                                \
	int note_get_number(struct note *note);                                                    \
	struct notes *notes_new(void);                                                             \
	void notes_free(struct notes *notes);                                                      \
	struct note *notes_get(struct notes *notes);                                               \
	int shelf_read(struct shelf *shelf, struct notes *notes, size_t most);                     \
	int shelf_peek(struct shelf *shelf, struct notes *notes);
#include "lib/shelf.h"
#include "lib/words.h"

SHELF(mutex)
OPEN
CLOSE

struct GG_SNAPSHOT(Note, note_free)
	GG_OWNED_BY(shelf, note_copy)
	GG_FIELDS(number)
	GG_SUMMARY("A note.")
	note;
struct GG_SCRATCH(notes_get, notes_free) notes;

void note_free(struct note *note) GG_HELPER;
struct notes *note_copy(struct note *note) GG_HELPER;
int note_get_number(struct note *note) GG_FIELD(number) GG_SUMMARY("Its number.");
struct notes *notes_new(void) GG_HELPER;
void notes_free(struct notes *notes) GG_HELPER;
struct note *notes_get(struct notes *notes) GG_HELPER;
int shelf_read(struct shelf *shelf, struct notes *notes GG_MADE_BY(notes_new, most), size_t most)
	GG_METHOD(read) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Read notes.");
int shelf_peek(struct shelf *shelf, struct notes *notes)
	GG_METHOD(peek) GG_HOLDS(shelf) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Peek at notes.");
