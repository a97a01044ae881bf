// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * The debounce thread, which the first debounced edge starts.  It stores only the earliest time at
 * which any line is due, and then goes through all chips to find the lines.
 */
#include <signal.h>
#include <time.h>

#include "../internal.h"

static pthread_mutex_t timer_lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t timer_cond;
static pthread_once_t timer_once = PTHREAD_ONCE_INIT;
static bool timer_running;
static uint64_t timer_due_ns = UINT64_MAX;

uint64_t sim_now_ns(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return now.tv_sec * UINT64_C(1000000000) + now.tv_nsec;
}

static void init_cond(void)
{
	pthread_condattr_t attr;

	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&timer_cond, &attr);
	pthread_condattr_destroy(&attr);
}

/* Settles the lines that are due, and finds the earliest of the others. */
static void settle_chip(struct sim_chip *chip, void *arg)
{
	uint64_t *next = arg, now = sim_now_ns(CLOCK_MONOTONIC);
	unsigned int i;

	pthread_mutex_lock(&chip->lock);
	for (i = 0; i < chip->num_lines; i++) {
		struct sim_line *line = &chip->lines[i];

		if (line->due_ns && line->due_ns <= now)
			sim_edge_settle(line);
		else if (line->due_ns && line->due_ns < *next)
			*next = line->due_ns;
	}
	pthread_mutex_unlock(&chip->lock);
}

static void wait_until_due(void)
{
	while (sim_now_ns(CLOCK_MONOTONIC) < timer_due_ns) {
		struct timespec ts = {
			.tv_sec = timer_due_ns / 1000000000,
			.tv_nsec = timer_due_ns % 1000000000,
		};

		if (timer_due_ns == UINT64_MAX)
			pthread_cond_wait(&timer_cond, &timer_lock);
		else
			pthread_cond_timedwait(&timer_cond, &timer_lock, &ts);
	}
}

static void *timer_main(void *arg)
{
	(void)arg;

	pthread_mutex_lock(&timer_lock);
	for (;;) {
		uint64_t next = UINT64_MAX;

		wait_until_due();
		timer_due_ns = UINT64_MAX;

		pthread_mutex_unlock(&timer_lock);
		sim_registry_walk(settle_chip, &next);
		pthread_mutex_lock(&timer_lock);

		if (next < timer_due_ns)
			timer_due_ns = next;
	}
	return NULL;
}

/* With all signals blocked: the program's handlers must not run in this thread. */
static bool start_thread(void)
{
	sigset_t all, before;
	pthread_t thread;
	int ret;

	pthread_once(&timer_once, init_cond);
	sigfillset(&all);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	ret = pthread_create(&thread, NULL, timer_main, NULL);
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	if (ret)
		return false;

	pthread_detach(thread);
	return true;
}

void sim_timer_arm(uint64_t due_ns)
{
	pthread_mutex_lock(&timer_lock);
	if (due_ns < timer_due_ns)
		timer_due_ns = due_ns;
	if (!timer_running)
		timer_running = start_thread();
	else
		pthread_cond_signal(&timer_cond);
	pthread_mutex_unlock(&timer_lock);
}

void sim_timer_before_fork(void)
{
	pthread_mutex_lock(&timer_lock);
}

void sim_timer_after_fork(bool in_child)
{
	/* A forked child has no such thread until it arms a debouncer itself. */
	if (in_child) {
		timer_running = false;
		timer_once = (pthread_once_t)PTHREAD_ONCE_INIT;
	}
	pthread_mutex_unlock(&timer_lock);
}
