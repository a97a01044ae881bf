/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "actor.h"
#include "check.h"
#include "helgrind.h"

#include <linux/futex.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <unistd.h>

#define MAX_ACTORS 64

struct actor {
	pthread_t thread;
	void (*part)(void *);
	void *arg;
	const char *stop; /* the step to stop at, or NULL */
	int nth;
	pthread_mutex_t lock; /* of the next three */
	pthread_cond_t changed;
	bool stopped;
	bool goes_on;
	/* Relaxed, because watching an actor must not hide a race in it from ThreadSanitizer. */
	_Atomic bool ended;
	_Atomic(const char *) step; /* the last one reached */
	_Atomic pid_t tid;
};

static struct actor *actors[MAX_ACTORS];
static int actor_count;
static _Thread_local struct actor *me;
static _Thread_local int held;
static _Thread_local short asked_poll, asked_ppoll;

/* The names that the linker's --wrap gives to a function and to its wrapper. */
int __real_pthread_mutex_lock(pthread_mutex_t *lock);
int __wrap_pthread_mutex_lock(pthread_mutex_t *lock);
int __real_pthread_mutex_unlock(pthread_mutex_t *lock);
int __wrap_pthread_mutex_unlock(pthread_mutex_t *lock);
int __real_eventfd(unsigned int count, int flags);
int __wrap_eventfd(unsigned int count, int flags);
ssize_t __real_write(int fd, const void *data, size_t size);
ssize_t __wrap_write(int fd, const void *data, size_t size);
int __real_poll(struct pollfd *polled, nfds_t count, int timeout);
int __wrap_poll(struct pollfd *polled, nfds_t count, int timeout);
int __real_ppoll(struct pollfd *polled, nfds_t count, const struct timespec *timeout,
		 const sigset_t *mask);
int __wrap_ppoll(struct pollfd *polled, nfds_t count, const struct timespec *timeout,
		 const sigset_t *mask);
int __real_epoll_create1(int flags);
int __wrap_epoll_create1(int flags);
int __real_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout);
int __wrap_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout);
long __real_syscall(long number, ...);
long __wrap_syscall(long number, ...);

static void set_step(const char *name)
{
	if (me)
		atomic_store_explicit(&me->step, name, memory_order_relaxed);
}

static const char *get_step(struct actor *actor)
{
	return atomic_load_explicit(&actor->step, memory_order_relaxed);
}

void gg_step(const char *name)
{
	set_step(name);
	if (!me || !me->stop || strcmp(me->stop, name) || --me->nth > 0)
		return;
	me->stop = NULL;
	__real_pthread_mutex_lock(&me->lock);
	me->stopped = !me->goes_on;
	while (!me->goes_on)
		pthread_cond_wait(&me->changed, &me->lock);
	__real_pthread_mutex_unlock(&me->lock);
	set_step(name);
}

int __wrap_pthread_mutex_lock(pthread_mutex_t *lock)
{
	int error;

	gg_step("lock");
	error = __real_pthread_mutex_lock(lock);
	set_step("locked");
	held++;
	return error;
}

int __wrap_pthread_mutex_unlock(pthread_mutex_t *lock)
{
	gg_step("unlock");
	CHECK(held > 0);
	held--;
	return __real_pthread_mutex_unlock(lock);
}

int __wrap_eventfd(unsigned int count, int flags)
{
	gg_step("eventfd");
	return __real_eventfd(count, flags);
}

ssize_t __wrap_write(int fd, const void *data, size_t size)
{
	gg_step("write");
	return __real_write(fd, data, size);
}

int __wrap_poll(struct pollfd *polled, nfds_t count, int timeout)
{
	gg_step("poll");
	CHECK(held == 0 || timeout == 0);
	asked_poll = polled[0].events;
	return __real_poll(polled, count, timeout);
}

int __wrap_ppoll(struct pollfd *polled, nfds_t count, const struct timespec *timeout,
		 const sigset_t *mask)
{
	int ready;

	gg_step("ppoll");
	asked_ppoll = polled[0].events;
	CHECK(held == 0 || (timeout && !timeout->tv_sec && !timeout->tv_nsec));
	ready = __real_ppoll(polled, count, timeout, mask);
	set_step("polled");
	return ready;
}

int __wrap_epoll_create1(int flags)
{
	gg_step("epoll create");
	return __real_epoll_create1(flags);
}

int __wrap_epoll_wait(int epoll, struct epoll_event *events, int most, int timeout)
{
	gg_step("epoll wait");
	CHECK(timeout == 0);
	return __real_epoll_wait(epoll, events, most, timeout);
}

long __wrap_syscall(long number, ...)
{
	long result;
	va_list list;
	long a[6];

	va_start(list, number);
	for (int i = 0; i < 6; i++)
		a[i] = va_arg(list, long);
	va_end(list);
	if (number == SYS_futex && (a[1] & FUTEX_CMD_MASK) == FUTEX_WAIT) {
		gg_step("futex wait");
		CHECK(held == 0);
	} else if (number == SYS_futex) {
		gg_step("futex wake");
	}
	result = __real_syscall(number, a[0], a[1], a[2], a[3], a[4], a[5]);
	set_step("called");
	return result;
}

int locks_held(void)
{
	return held;
}

short events_asked(const char *function)
{
	return strcmp(function, "poll") ? asked_ppoll : asked_poll;
}

static void *run_actor(void *arg)
{
	me = arg;
	atomic_store_explicit(&me->tid, gettid(), memory_order_relaxed);
	gg_step("start");
	me->part(me->arg);
	CHECK(held == 0);
	atomic_store_explicit(&me->ended, true, memory_order_relaxed);
	return NULL;
}

static struct actor *new_actor(void (*part)(void *), void *arg)
{
	struct actor *actor = calloc(1, sizeof(*actor));

	CHECK(actor && actor_count < MAX_ACTORS);
	actor->part = part;
	actor->arg = arg;
	pthread_mutex_init(&actor->lock, NULL);
	pthread_cond_init(&actor->changed, NULL);
	atomic_init(&actor->step, "not started");
	HG_IGNORE(actor->ended);
	HG_IGNORE(actor->step);
	HG_IGNORE(actor->tid);
	actors[actor_count++] = actor;
	return actor;
}

struct actor *act_until_nth(const char *step, int nth, void (*part)(void *), void *arg)
{
	struct actor *actor = new_actor(part, arg);

	actor->stop = step;
	actor->nth = nth;
	CHECK(!pthread_create(&actor->thread, NULL, run_actor, actor));
	return actor;
}

struct actor *act_until(const char *step, void (*part)(void *), void *arg)
{
	return act_until_nth(step, 1, part, arg);
}

struct actor *act(void (*part)(void *), void *arg)
{
	return act_until_nth(NULL, 1, part, arg);
}

struct actor *act_on(void *stack, size_t size, void (*part)(void *), void *arg)
{
	struct actor *actor = new_actor(part, arg);
	pthread_attr_t attributes;

	CHECK(!pthread_attr_init(&attributes));
	CHECK(!pthread_attr_setstack(&attributes, stack, size));
	CHECK(!pthread_create(&actor->thread, &attributes, run_actor, actor));
	pthread_attr_destroy(&attributes);
	return actor;
}

bool has_stopped(struct actor *actor)
{
	bool stopped;

	__real_pthread_mutex_lock(&actor->lock);
	stopped = actor->stopped;
	__real_pthread_mutex_unlock(&actor->lock);
	return stopped;
}

bool has_ended(struct actor *actor)
{
	return atomic_load_explicit(&actor->ended, memory_order_relaxed);
}

void await_stop(struct actor *actor)
{
	while (!has_stopped(actor)) {
		CHECK(!has_ended(actor));
		sched_yield();
	}
}

/* The thread's state in /proc/self/task/TID/stat; 'S' is an interruptible sleep. */
static char kernel_state(struct actor *actor)
{
	pid_t tid = atomic_load_explicit(&actor->tid, memory_order_relaxed);
	char path[64], line[256] = "";
	const char *end;
	FILE *file;

	snprintf(path, sizeof(path), "/proc/self/task/%d/stat", (int)tid);
	file = tid ? fopen(path, "re") : NULL;
	if (!file)
		return '?';
	end = fgets(line, sizeof(line), file) ? strrchr(line, ')') : NULL;
	fclose(file);
	return end && end[1] ? end[2] : '?';
}

static bool sleeps(struct actor *actor, const char *step)
{
	return !strcmp(get_step(actor), step) && kernel_state(actor) == 'S' &&
	       !strcmp(get_step(actor), step);
}

void await_rest(struct actor *actor, const char *step)
{
	while (!has_ended(actor) && !has_stopped(actor) && !sleeps(actor, step))
		sched_yield();
}

void await_sleep(struct actor *actor, const char *step)
{
	await_rest(actor, step);
	CHECK(!has_ended(actor));
}

void go_on(struct actor *actor)
{
	__real_pthread_mutex_lock(&actor->lock);
	actor->goes_on = true;
	if (actor->stopped)
		atomic_store_explicit(&actor->step, "going on", memory_order_relaxed);
	actor->stopped = false;
	pthread_cond_broadcast(&actor->changed);
	__real_pthread_mutex_unlock(&actor->lock);
}

void join(struct actor *actor)
{
	go_on(actor);
	CHECK(!pthread_join(actor->thread, NULL));
	for (int i = 0; i < actor_count; i++) {
		if (actors[i] == actor)
			actors[i] = actors[--actor_count];
	}
	free(actor);
}

static void do_nothing(int signal)
{
	(void)signal;
}

void interrupt(struct actor *actor)
{
	struct sigaction action = {.sa_handler = do_nothing}; /* no SA_RESTART */

	sigaction(SIGUSR1, &action, NULL);
	CHECK(!pthread_kill(actor->thread, SIGUSR1));
}

void interrupt_to_end(struct actor *actor)
{
	while (!has_ended(actor)) { /* under valgrind, a sleep may be valgrind's own */
		interrupt(actor);
		sched_yield();
	}
}

void print_actors(FILE *to)
{
	for (int i = 0; i < actor_count; i++) {
		if (!has_ended(actors[i]))
			fprintf(to, "#   thread %d reached: %s (%c)\n", i, get_step(actors[i]),
				kernel_state(actors[i]));
	}
}

void act_together(int count, void (*part)(void *), void *arg)
{
	struct actor *all[MAX_ACTORS];

	for (int i = 0; i < count; i++)
		all[i] = act_until("start", part, arg);
	for (int i = 0; i < count; i++)
		await_stop(all[i]);
	for (int i = 0; i < count; i++)
		go_on(all[i]);
	for (int i = 0; i < count; i++)
		join(all[i]);
}
