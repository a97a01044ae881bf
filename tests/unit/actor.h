/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Actors: threads that can be stopped at named steps, to force an interleaving.
 *
 * The steps are those of gg_step.h and the calls into libc that the linker wraps (--wrap):
 * "lock", "unlock", "futex wait", "futex wake", "eventfd", "write", "poll", "ppoll",
 * "epoll create", "epoll wait". The first is "start".
 */
#ifndef ACTOR_H
#define ACTOR_H

#include <stdbool.h>
#include <stdio.h>

struct actor;

/* Start a thread that runs part(arg). */
struct actor *act(void (*part)(void *), void *arg);
/* Start a thread that stops at a step; the nth time that it reaches the step. */
struct actor *act_until(const char *step, void (*part)(void *), void *arg);
struct actor *act_until_nth(const char *step, int nth, void (*part)(void *), void *arg);

/* Start a thread on this stack. */
struct actor *act_on(void *stack, size_t size, void (*part)(void *), void *arg);

/* Wait until it has stopped. */
void await_stop(struct actor *actor);
/* Wait until it has stopped or ended, or sleeps in the kernel in the middle of this step. */
void await_rest(struct actor *actor, const char *step);
/* Wait until it sleeps in the kernel in the middle of this step, and check that it does. */
void await_sleep(struct actor *actor, const char *step);
bool has_stopped(struct actor *actor);
bool has_ended(struct actor *actor);

/* Let it continue if it has stopped, and not stop if it has yet to. */
void go_on(struct actor *actor);
/* Let it continue, and wait until it ends. */
void join(struct actor *actor);
/* Interrupt its system call by a signal; once, or until it has ended. */
void interrupt(struct actor *actor);
void interrupt_to_end(struct actor *actor);

/* Stops the calling thread here if it is an actor that stops at this step. */
void gg_step(const char *name);

/* How many mutexes the calling thread holds. */
int locks_held(void);
/* The events of the first descriptor in the calling thread's last poll or ppoll. */
short events_asked(const char *function);
/* Print the last step that each actor reached. */
void print_actors(FILE *to);

/* Run part(arg) in several threads that start together, until all have ended. */
void act_together(int count, void (*part)(void *), void *arg);

#endif
