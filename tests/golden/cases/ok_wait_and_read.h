/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits and reads have a descriptor; a read fills a scratch struct, made for the call. */
#define LIBRARY                                                                                    \
	int shelf_get_fd(struct shelf *shelf);                                                     \
	int shelf_wait(struct shelf *shelf, int64_t timeout_ns);                                   \
	struct note;                                                                               \
	struct notes;                                                                              \
	void note_free(struct note *note);                                                         \
	struct note *note_copy(struct note *note);                                                 \
	int note_get_number(struct note *note);                                                    \
	struct notes *notes_new(size_t room);                                                      \
	void notes_free(struct notes *notes);                                                      \
	struct note *notes_get(struct notes *notes, unsigned long index);                          \
	int shelf_read(struct shelf *shelf, struct notes *notes, size_t most);
#include "lib/shelf.h"
#include "lib/words.h"

struct GG_HANDLE(mutex, Shelf, shelf_close)
	PACKAGE
	CLOSABLE
	GG_CONVERTERS("converters/ok_wait_and_read.h")
	GG_FILENO(fd)
	GG_ERRNO(ENOENT, LookupError)
	shelf;
OPEN
CLOSE

struct GG_SNAPSHOT(Note, note_free)
	GG_OWNED_BY(notes, note_copy)
	GG_FIELDS(number)
	GG_SUMMARY("A note.")
	note;
struct GG_SCRATCH(notes_get, notes_free) notes;

int shelf_get_fd(struct shelf *shelf) GG_CONSTANT(fd) GG_HOLDS(shelf) GG_SUMMARY("Descriptor.");
int shelf_wait(struct shelf *shelf, int64_t timeout_ns GG_NAME(timeout))
	GG_METHOD(wait) GG_WAITS(shelf_get_fd) GG_HOLDS(shelf) GG_FAILS(-1)
	GG_SUMMARY("Wait.");
void note_free(struct note *note) GG_SKIP("Never copied in C.");
struct note *note_copy(struct note *note) GG_SKIP("It cannot change.");
int note_get_number(struct note *note) GG_FIELD(number) GG_SUMMARY("Its number.");
struct notes *notes_new(size_t room) GG_HELPER GG_FAILS(NULL);
void notes_free(struct notes *notes) GG_HELPER;
struct note *notes_get(struct notes *notes, unsigned long index) GG_HELPER GG_BORROWED_FROM(notes);
int shelf_read(struct shelf *shelf, struct notes *notes GG_MADE_BY(notes_new, most),
	       size_t most GG_CONVERT(shelf_most) GG_TYPE("int | None = None"))
	GG_METHOD(read) GG_READS(shelf_get_fd) GG_HOLDS(shelf) GG_FAILS(-1) GG_RETURNS_LENGTH(notes)
	GG_SUMMARY("Read notes.");
