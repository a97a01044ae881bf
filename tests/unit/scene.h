/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads that can be stopped at a step, to make an interleaving happen instead of hoping for it.
 *
 * Steps are those of gg_step.h and, since the linker wraps what the runtime calls (--wrap):
 * "lock", "unlock", "futex wait", "futex wake", "eventfd", "write", "poll", "ppoll",
 * "epoll create", "epoll wait". The first is "start".
 */
#ifndef SCENE_H
#define SCENE_H

#include <stdbool.h>
#include <stdio.h>

struct actor;

/* A thread that plays its part at once. */
struct actor *act(void (*part)(void *), void *arg);
/* A thread that stops when it comes to a step; to its nth such step. */
struct actor *act_until(const char *step, void (*part)(void *), void *arg);
struct actor *act_until_nth(const char *step, int nth, void (*part)(void *), void *arg);

/* A thread on this stack. */
struct actor *act_on(void *stack, size_t size, void (*part)(void *), void *arg);

/* Wait until it has stopped. */
void await_stop(struct actor *actor);
/* Wait until it has stopped or ended, or sleeps in the kernel in the middle of this step. */
void await_rest(struct actor *actor, const char *step);
/* Wait until it sleeps in the kernel in the middle of this step, and check that it does. */
void await_sleep(struct actor *actor, const char *step);
bool has_stopped(struct actor *actor);
bool has_ended(struct actor *actor);

/* Let it go on, if it has stopped. */
void go_on(struct actor *actor);
/* Let it go on and wait for its end. */
void join(struct actor *actor);
/* Send it a signal, which does nothing but interrupt; or signals, until it has ended. */
void interrupt(struct actor *actor);
void interrupt_to_end(struct actor *actor);

/* The calling thread stops here if it was told to. */
void gg_step(const char *name);

/* How many mutexes the calling thread holds. */
int locks_held(void);
/* What the calling thread last asked poll or ppoll about the first descriptor. */
short events_asked(const char *function);
/* Say where everyone is. */
void tell_scene(FILE *to);

/* N threads at once on the same part, until all have ended. */
void act_together(int count, void (*part)(void *), void *arg);

#endif
