/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The threads: their numbers, their stacks, and the delays that make their calls overlap.
 *
 * A thread's delays depend only on the seed and on which child of which thread it is. So a thread
 * that makes the same calls has the same delays in every run, whatever the scheduler does.
 */
#define _GNU_SOURCE
#include "race.h"

#include <dlfcn.h>
#include <execinfo.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define DEFAULT_FRAMES 8
#define DEFAULT_DELAY  100 /* microseconds */
#define STARTS         256 /* most threads that are being started at once */
#define DELAYED        4   /* one call in so many, each before and after */

static int frames = DEFAULT_FRAMES;
static uint64_t seed;
static unsigned long longest_delay; /* microseconds; 0: none */
static _Atomic unsigned long delays, delayed_microseconds;

static _Atomic unsigned int started;
static _Thread_local struct race_thread current __attribute__((tls_model("initial-exec")));

/* The finalizer of splitmix64: every bit of the input changes half of the output's. */
static uint64_t mix(uint64_t value)
{
	value = (value ^ (value >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
	value = (value ^ (value >> 27)) * UINT64_C(0x94d049bb133111eb);
	return value ^ (value >> 31);
}

static uint64_t next_random(struct race_thread *thread)
{
	thread->random += UINT64_C(0x9e3779b97f4a7c15);
	return mix(thread->random);
}

static void become(unsigned int number, uint64_t lineage)
{
	current.number = number;
	current.tid = gettid();
	current.lineage = lineage;
	current.random = mix(seed ^ lineage);
}

/* A thread that pthread_create() below did not start takes the next number. */
struct race_thread *race_thread(void)
{
	if (!current.number) {
		unsigned int number = atomic_fetch_add(&started, 1) + 1;

		become(number, mix(number));
	}
	return &current;
}

/* The arguments of a thread that is being started. */
static struct start {
	_Atomic bool taken;
	void *(*routine)(void *);
	void *argument;
	unsigned int number;
	uint64_t lineage;
} starts[STARTS];

/* Not from malloc(), which the new thread must not use before a sanitizer has registered it. */
static struct start *take_start(void)
{
	for (size_t i = 0; i < STARTS; i++) {
		if (!atomic_exchange(&starts[i].taken, true))
			return &starts[i];
	}
	return NULL;
}

static void *run(void *argument)
{
	struct start *start = argument;
	void *(*routine)(void *) = start->routine;
	void *its_argument = start->argument;

	become(start->number, start->lineage);
	atomic_store(&start->taken, false);
	return routine(its_argument);
}

typedef int create_function(pthread_t *, const pthread_attr_t *, void *(*)(void *), void *);

/* Interposes on the C library's, to number threads in the order they are started. */
RACE_EXPORT int pthread_create(pthread_t *restrict thread,
			       const pthread_attr_t *restrict attributes, void *(*routine)(void *),
			       void *restrict argument)
{
	create_function *create = (create_function *)dlsym(RTLD_NEXT, "pthread_create");
	struct race_thread *parent = race_thread();
	struct start *start = take_start();
	int error;

	if (!start)
		return create(thread, attributes, routine, argument);
	start->routine = routine;
	start->argument = argument;
	start->number = atomic_fetch_add(&started, 1) + 1;
	start->lineage = mix(parent->lineage + ++parent->children);
	error = create(thread, attributes, run, start);
	if (error)
		atomic_store(&start->taken, false);
	return error;
}

void race_trace_take(struct race_trace *trace, const struct race_call *call, void *first)
{
	trace->function = call->function;
	trace->thread = call->thread->number;
	trace->tid = call->thread->tid;
	trace->first = first;
	trace->length = frames ? backtrace(trace->frames, frames + RACE_OWN_FRAMES) : 0;
}

void race_delay(struct race_thread *thread)
{
	struct timespec delay = {0};
	unsigned long microseconds;
	uint64_t random;

	if (!longest_delay)
		return;
	random = next_random(thread);
	if (random % DELAYED)
		return;
	microseconds = (random >> 8) % longest_delay + 1;
	atomic_fetch_add_explicit(&delays, 1, memory_order_relaxed);
	atomic_fetch_add_explicit(&delayed_microseconds, microseconds, memory_order_relaxed);
	delay.tv_sec = (time_t)(microseconds / 1000000);
	delay.tv_nsec = (long)(microseconds % 1000000) * 1000;
	nanosleep(&delay, NULL);
}

void race_delayed(unsigned long *times, unsigned long *microseconds)
{
	*times = atomic_load(&delays);
	*microseconds = atomic_load(&delayed_microseconds);
}

static void read_delay(const char *text)
{
	char more;
	int fields;

	if (!text)
		return;
	longest_delay = DEFAULT_DELAY;
	fields = sscanf(text, "%" SCNu64 ":%lu%c", &seed, &longest_delay, &more);
	if (fields < 1 || fields > 2 || (fields == 1 && text[strspn(text, "0123456789")]))
		race_fail("GUARDGEN_RACE_DELAY is \"%s\": give it SEED or SEED:MICROSECONDS", text);
}

static void read_frames(const char *text)
{
	char more;

	if (text &&
	    (sscanf(text, "%d%c", &frames, &more) != 1 || frames < 0 || frames > RACE_FRAMES))
		race_fail("GUARDGEN_RACE_STACK is \"%s\": give it a number from 0 to %d", text,
			  RACE_FRAMES);
}

void race_thread_setup(void)
{
	void *unused[1];

	read_delay(getenv("GUARDGEN_RACE_DELAY"));
	read_frames(getenv("GUARDGEN_RACE_STACK"));
	backtrace(unused, 1); /* because the first call loads libgcc */
	race_thread();
}

void race_thread_forked(void)
{
	current.tid = gettid();
	atomic_store(&delays, 0);
	atomic_store(&delayed_microseconds, 0);
}
