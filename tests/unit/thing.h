/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A handle with an object of a library behind it, which fails the test if two threads are inside
 * at once, if it is used after its end, or if it ends twice.
 */
#ifndef THING_H
#define THING_H

#include "gg_handle.h"

struct thing {
	gg_handle handle;
	_Atomic int inside;    /* how many threads are in the library */
	_Atomic int destroyed; /* how often */
	_Atomic bool refused;  /* what the last call of a part came to */
	unsigned long calls;   /* written in the library alone: plain, for the tools that watch */
	bool native;           /* there is something to destroy */
	uint64_t tenure;       /* of who has entered locked() last */
};

/* Open and ready for use; on a guard of its own if shared is NULL. */
struct thing *thing_new(gg_guard *shared);
/* As an object is before its constructor has run, and the end of the constructor, which comes to
 * the step "opening" with the object in its place. */
struct thing *thing_half_made(gg_guard *shared);
void thing_open(struct thing *thing);
/* When the last reference is gone. */
void thing_free(struct thing *thing);

/* What the library does, entered; destroying is left to thing_close(). */
void thing_work(struct thing *thing);
/* One call as generated code makes it, without the wait for its turn. */
bool thing_call(struct thing *thing);
/* The same, which waits for its turn; false if it can't have it. */
bool thing_call_in_turn(struct thing *thing);
/* One attempt to close, and close as generated code does it: false for a deadlock. */
bool thing_try_close(struct thing *thing);
bool thing_close(struct thing *thing);
bool thing_is_destroyed(struct thing *thing);
/* Enter locked(), waiting for the turn: false if closed, or for a deadlock. */
bool thing_own(struct thing *thing);
/* One attempt to; one wait for it; and the ends of the block. */
bool thing_try_own(struct thing *thing);
bool thing_wait_for_owner(struct thing *thing);
bool thing_leave(struct thing *thing);
void thing_abandon(struct thing *thing, unsigned int times);

/* Parts for actors. */
void play_call(void *arg); /* sets refused */
void play_open(void *arg);
void play_slow_call(void *arg);      /* comes to the step "inside" */
void play_close(void *arg);          /* checks that it is destroyed then */
void play_pinned(void *arg);         /* comes to the step "pinned", and unpins */
void play_wait(void *arg);           /* pinned, for nothing, until close wakes it */
void play_own(void *arg);            /* comes to the step "owner" inside locked() */
void play_wait_for_owner(void *arg); /* once; refused for a deadlock */

#endif
