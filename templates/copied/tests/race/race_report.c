/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * Reports, and what follows them.
 *
 * The first violation of a pair of functions is reported in full; later ones are only counted. Each
 * text is a single write to a file that is opened for it, because the program may close descriptors
 * that it does not know, and their numbers be reused.
 */
#define _GNU_SOURCE
#include "race.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PAIRS    512 /* most pairs of functions that are distinguished */
#define COUNTERS 64  /* so that threads seldom share one */
#define TEXT     65536

static const char *const names[RACE_VIOLATIONS] = {
	[RACE_TWO_THREADS] = "two threads inside one object",
	[RACE_USE_AFTER_DESTROY] = "call on a destroyed object",
	[RACE_DOUBLE_DESTROY] = "object destroyed twice",
	[RACE_NULL] = "call on NULL",
	[RACE_PART_DURING_OWNER] =
		"part of an object used while another thread is inside the object",
	[RACE_PART_AFTER_OWNER] = "part of an object used after the object was destroyed",
};

/* The two functions of a violation, in order. */
struct pair {
	enum race_violation violation;
	const struct race_function *here, *there;
	unsigned long times;
};

static const char *log_path;
static bool abort_at_once;
static int exit_status;

static struct {
	_Alignas(64) _Atomic unsigned long value;
} calls[COUNTERS];
static _Atomic unsigned long violations[RACE_VIOLATIONS];

/* Protects the variables below. */
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static struct pair pairs[PAIRS];
static size_t num_pairs;
static char text[TEXT];
static size_t length;

__attribute__((format(printf, 1, 2))) static void add(const char *format, ...)
{
	va_list arguments;
	int wanted;

	va_start(arguments, format);
	wanted = vsnprintf(text + length, TEXT - length, format, arguments);
	va_end(arguments);
	length += wanted < 0 ? 0 : (size_t)wanted;
	if (length >= TEXT)
		length = TEXT - 1;
}

static void add_heading(void)
{
	add("guardgen-race[%d]: ", (int)getpid());
}

static void write_out(void)
{
	int fd = log_path ? open(log_path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0666) : -1;
	ssize_t written = write(fd < 0 ? STDERR_FILENO : fd, text, length);

	(void)written; /* there is nowhere to report an error */
	if (fd >= 0)
		close(fd);
	length = 0;
}

_Noreturn void race_fail(const char *format, ...)
{
	va_list arguments;

	flockfile(stderr);
	fputs("guardgen-race: error: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	funlockfile(stderr);
	_exit(2);
}

static const char *base_name(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The return address is after the call; the byte before it is inside. */
static void add_frame(int number, void *frame)
{
	char *address = (char *)frame - 1;
	Dl_info info;

	add("    #%-2d ", number);
	if (!dladdr(address, &info) || !info.dli_fname)
		add("%p\n", frame);
	else
		add("%s+0x%zx%s%s\n", base_name(info.dli_fname),
		    (size_t)(address - (char *)info.dli_fbase), info.dli_sname ? " " : "",
		    info.dli_sname ? info.dli_sname : "");
}

static void add_trace(const struct race_trace *trace)
{
	int top = 0;

	add("  thread %u (%d) in %s():\n", trace->thread, (int)trace->tid, trace->function->name);
	while (top < trace->length && trace->frames[top] != trace->first)
		top++;
	for (int i = top; i < trace->length; i++)
		add_frame(i - top, trace->frames[i]);
}

static struct pair *find_pair(enum race_violation violation, const struct race_function *here,
			      const struct race_function *there)
{
	struct pair *pair = pairs;

	while (pair < pairs + num_pairs &&
	       !(pair->violation == violation && pair->here == here && pair->there == there))
		pair++;
	if (pair == pairs + PAIRS)
		return NULL;
	if (pair == pairs + num_pairs) {
		*pair = (struct pair){violation, here, there, 0};
		num_pairs++;
	}
	return pair;
}

static const char *there_is(enum race_violation violation)
{
	switch (violation) {
	case RACE_TWO_THREADS:
	case RACE_PART_DURING_OWNER:
		return "which was inside:";
	default:
		return "which destroyed it:";
	}
}

static void add_violation(enum race_violation violation, const struct race_trace *here,
			  const struct race_trace *there, const struct race_kind *kind,
			  const void *object)
{
	add_heading();
	add("%s: %s %p\n", names[violation], kind->name, object);
	add_trace(here);
	if (there) {
		add("  %s\n", there_is(violation));
		add_trace(there);
	}
}

void race_report(enum race_violation violation, const struct race_trace *here,
		 const struct race_trace *there, const struct race_kind *kind, const void *object)
{
	struct pair *pair;

	pthread_mutex_lock(&lock);
	pair = find_pair(violation, here->function, there ? there->function : NULL);
	if (pair && pair->times++ == 0) {
		add_violation(violation, here, there, kind, object);
		write_out();
	}
	pthread_mutex_unlock(&lock);
	atomic_fetch_add(&violations[violation], 1); /* last, after the report can be read */
	if (abort_at_once)
		abort();
}

void race_count_call(const struct race_thread *thread)
{
	atomic_fetch_add_explicit(&calls[thread->number % COUNTERS].value, 1, memory_order_relaxed);
}

unsigned long guardgen_race_calls(void)
{
	unsigned long sum = 0;

	for (size_t i = 0; i < COUNTERS; i++)
		sum += atomic_load_explicit(&calls[i].value, memory_order_relaxed);
	return sum;
}

unsigned long guardgen_race_violations(void)
{
	unsigned long sum = 0;

	for (size_t i = 0; i < RACE_VIOLATIONS; i++)
		sum += atomic_load(&violations[i]);
	return sum;
}

long guardgen_race_live_objects(const char *kind)
{
	long sum = 0;
	bool found = !kind;

	for (struct race_kind *const *each = race_kinds; *each; each++) {
		if (kind && strcmp(kind, (*each)->name) != 0)
			continue;
		found = true;
		sum += atomic_load_explicit(&(*each)->live, memory_order_relaxed);
	}
	return found ? sum : -1;
}

static void add_kinds(void)
{
	for (struct race_kind *const *kind = race_kinds; *kind; kind++) {
		if ((*kind)->known)
			add("  %s: %lu objects, %ld alive\n", (*kind)->name,
			    atomic_load(&(*kind)->known), atomic_load(&(*kind)->live));
	}
}

static void add_violations(enum race_violation violation)
{
	if (!violations[violation])
		return;
	add("  %s: %lu\n", names[violation], atomic_load(&violations[violation]));
	for (const struct pair *pair = pairs; pair < pairs + num_pairs; pair++) {
		if (pair->violation == violation)
			add("    %lu in %s%s%s\n", pair->times, pair->here->name,
			    pair->there ? ", after or beside " : "",
			    pair->there ? pair->there->name : "");
	}
}

static void add_summary(void)
{
	unsigned long times, microseconds;

	race_delayed(&times, &microseconds);
	add_heading();
	add("%lu calls, %lu violations", guardgen_race_calls(), guardgen_race_violations());
	if (times)
		add(", %lu delays of %lu us", times, microseconds);
	add("\n");
	add_kinds();
	for (int violation = 0; violation < RACE_VIOLATIONS; violation++)
		add_violations(violation);
}

/* No summary for a program that never called the library, such as a shell. */
__attribute__((destructor)) static void finish(void)
{
	unsigned long found = guardgen_race_violations();

	if (!guardgen_race_calls())
		return;
	pthread_mutex_lock(&lock);
	add_summary();
	write_out();
	pthread_mutex_unlock(&lock);
	if (found && exit_status) {
		fflush(NULL);
		_exit(exit_status);
	}
}

void race_report_lock(void)
{
	pthread_mutex_lock(&lock);
}

void race_report_unlock(void)
{
	pthread_mutex_unlock(&lock);
}

/* Each process reports its own violations. */
void race_report_forked(void)
{
	memset(calls, 0, sizeof(calls));
	memset(violations, 0, sizeof(violations));
	num_pairs = 0;
}

static int read_status(const char *value)
{
	char more;
	int status = 0;

	if (value && (sscanf(value, "%d%c", &status, &more) != 1 || status < 1 || status > 255))
		race_fail("GUARDGEN_RACE_EXIT is \"%s\": give it a status from 1 to 255", value);
	return status;
}

void race_report_setup(void)
{
	const char *aborts = getenv("GUARDGEN_RACE_ABORT");

	log_path = getenv("GUARDGEN_RACE_LOG");
	abort_at_once = aborts && strcmp(aborts, "1") == 0;
	exit_status = read_status(getenv("GUARDGEN_RACE_EXIT"));
}
