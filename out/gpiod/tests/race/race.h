/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * The race checker: what its parts share.
 *
 * It interposes on a library whose objects may be used by one thread at a time, sees every call
 * that uses an object, and reports those that break the rule. interface.c, which is generated, has
 * a wrapper for each function of the library; race.c tracks the objects; race_thread.c tracks the
 * threads, and delays them; race_report.c reports.
 */
#ifndef RACE_H
#define RACE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#define RACE_FRAMES     16 /* most frames kept of a stack */
#define RACE_OWN_FRAMES 2  /* at most, of the checker itself */
#define RACE_USES       8  /* most objects in one call, their owners included */

/* A function of the library. */
struct race_function {
	const char *name;
	_Atomic(void *) real; /* the library's own, found at the first call */
};

/* A kind of object. */
struct race_kind {
	const char *name;
	_Atomic long live;
	_Atomic unsigned long known; /* objects since the start, except parts of others */
};

/* All of them; ends with NULL. Generated. */
extern struct race_kind *const race_kinds[];

/* What a call does with an object. */
enum race_role {
	RACE_SELF,      /* uses it */
	RACE_ARGUMENT,  /* uses it; it may be NULL */
	RACE_LENDER,    /* uses it, and returns a part of it */
	RACE_DESTROYED, /* destroys it; it may be NULL */
	RACE_OWNER,     /* uses a part of it */
};

enum race_violation {
	RACE_NONE,
	RACE_TWO_THREADS,
	RACE_USE_AFTER_DESTROY,
	RACE_DOUBLE_DESTROY,
	RACE_NULL,
	RACE_PART_DURING_OWNER,
	RACE_PART_AFTER_OWNER,
	RACE_VIOLATIONS
};

/* A thread, from its first call on. */
struct race_thread {
	unsigned int number; /* in the order they were started, from 1 */
	pid_t tid;
	unsigned int depth; /* calls it is in: the library may call itself */
	unsigned int children;
	uint64_t lineage; /* which child of which thread, so the same in every run */
	uint64_t random;
};

/* The thread, function and stack of a call. */
struct race_trace {
	const struct race_function *function;
	unsigned int thread;
	pid_t tid;
	int length;
	void *first; /* the frame of the function; those of the checker are above it */
	void *frames[RACE_FRAMES + RACE_OWN_FRAMES];
};

/* One object in one call. */
struct race_use {
	struct race_use *next; /* of the same object */
	struct race_call *call;
	struct race_record *record;
	enum race_role role;
};

/* A call in progress, on its thread's stack. */
struct race_call {
	struct race_function *function;
	struct race_thread *thread;
	bool checked; /* not made by the library itself */
	int error;    /* the caller's errno */
	unsigned int length;
	struct race_use uses[RACE_USES];
	struct race_trace trace;
};

/* race.c */
void race_begin(struct race_call *call, struct race_function *function);
void race_use(struct race_call *call, struct race_kind *kind, const void *object,
	      enum race_role role);
void *race_real(struct race_call *call);
void *race_created(struct race_call *call, struct race_kind *kind, void *object);
void *race_lent(struct race_call *call, struct race_kind *kind, void *object);
void race_end(struct race_call *call);

/* race_thread.c */
void race_thread_setup(void);
void race_thread_forked(void);
struct race_thread *race_thread(void);
void race_trace_take(struct race_trace *trace, const struct race_call *call, void *first);
void race_delay(struct race_thread *thread);
void race_delayed(unsigned long *times, unsigned long *microseconds);

/* race_report.c */
void race_report_setup(void);
void race_report_lock(void);
void race_report_unlock(void);
void race_report_forked(void);
void race_count_call(const struct race_thread *thread);
void race_report(enum race_violation violation, const struct race_trace *here,
		 const struct race_trace *there, const struct race_kind *kind, const void *object);
_Noreturn void race_fail(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* For the program that is checked, which finds them with dlsym() or Python's ctypes. */
#define RACE_EXPORT __attribute__((visibility("default")))

RACE_EXPORT unsigned long guardgen_race_calls(void);
RACE_EXPORT unsigned long guardgen_race_violations(void);
RACE_EXPORT long guardgen_race_live_objects(const char *kind); /* NULL: of all kinds */

/* For interface.c. */
#define RACE_CALL(called)                                                                          \
	static struct race_function function = {.name = #called};                                  \
	struct race_call call __attribute__((cleanup(race_end)));                                  \
	race_begin(&call, &function)
#define RACE_USE(kind, object, role) race_use(&call, &race_kind_##kind, object, role)
#define RACE_REAL(called)            ((__typeof__(&(called)))race_real(&call))
#define RACE_CREATED(kind, object)   race_created(&call, &race_kind_##kind, object)
#define RACE_LENT(kind, object)      race_lent(&call, &race_kind_##kind, object)

#endif
