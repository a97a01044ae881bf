/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A handle around a dummy object of a library, which fails the test if two threads use it at once,
 * if it is used after it was destroyed, or if it is destroyed twice.
 */
#ifndef DUMMY_H
#define DUMMY_H

#include "gg_handle.h"

struct dummy {
	gg_handle handle;
	_Atomic int inside;    /* how many threads are in the library */
	_Atomic int destroyed; /* how many times */
	_Atomic bool refused;  /* the last play_…() call was refused */
	unsigned long calls;   /* not atomic, so that sanitizers report calls that race */
	bool native;           /* the object exists */
	uint64_t tenure;       /* of the last owner */
};

/* Open and ready for use; on a guard of its own if shared is NULL. */
struct dummy *dummy_new(gg_guard *shared);
/* Not opened yet, as before the constructor; and the end of the constructor, which reaches the step
 * "opening" after it has stored the object. */
struct dummy *dummy_half_made(gg_guard *shared);
void dummy_open(struct dummy *dummy);
/* As the deallocator does. */
void dummy_free(struct dummy *dummy);

/* A function of the library, called between gg_enter() and gg_leave(). */
void dummy_work(struct dummy *dummy);
/* A call as in generated code, but without waiting for another thread's locked() block. */
bool dummy_call(struct dummy *dummy);
/* The same, with the wait; false if the handle is closed, or for a deadlock. */
bool dummy_call_in_turn(struct dummy *dummy);
/* One attempt to close; and close as in generated code: false for a deadlock. */
bool dummy_try_close(struct dummy *dummy);
bool dummy_close(struct dummy *dummy);
bool dummy_is_destroyed(struct dummy *dummy);
/* Enter locked(), with the wait: false if the handle is closed, or for a deadlock. */
bool dummy_own(struct dummy *dummy);
/* One attempt to enter; one wait; and two ways to end the block. */
bool dummy_try_own(struct dummy *dummy);
bool dummy_wait_for_owner(struct dummy *dummy);
bool dummy_leave(struct dummy *dummy);
void dummy_abandon(struct dummy *dummy, unsigned int times);

/* Functions for actors to run. */
void play_call(void *arg); /* sets refused */
void play_open(void *arg);
void play_slow_call(void *arg);      /* reaches the step "inside" */
void play_close(void *arg);          /* checks that the object is destroyed */
void play_pinned(void *arg);         /* reaches the step "pinned", then unpins */
void play_wait(void *arg);           /* with a pin, until close wakes it */
void play_own(void *arg);            /* reaches the step "owner" inside locked() */
void play_wait_for_owner(void *arg); /* once; sets refused for a deadlock */

#endif
