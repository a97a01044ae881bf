/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What makes one C object safe to share between threads: its guard, and its life from open to
 * close.
 *
 * A thread calls into the library between gg_enter() and gg_leave(), detached from Python, and
 * runs no Python code there. A thread that waits for a file descriptor does not hold the guard: it
 * pins the handle, so that close cannot take the descriptor away, and waits for close as well.
 *
 * Close clears OPEN, so that no thread enters any more; wakes the waiters, and the threads that
 * queue for the end of a locked() block; waits until there are no pins; enters; and destroys the
 * object. Every closer does this, and only the first to enter finds an object, so close is
 * idempotent, and the object is gone whenever it returns.
 *
 * Memory order: where two threads each store one word and then load the other's, and at least one
 * must see the other's store, all four accesses are seq_cst. An acquire load is not enough: on
 * ARMv8.3 (ldapr), POWER and RISC-V it may be performed before the preceding store. The comments
 * there name the other side. tests/unit/orders.py checks the instructions that result.
 *
 * The core (this file, gg_handle.c, gg_owner.c, gg_process.c and gg_wait.c) uses nothing of Python
 * but the lock. Besides the library, only what is declared here may be called with a guard held.
 */
#ifndef GG_HANDLE_H
#define GG_HANDLE_H

#include "gg_lock.h" /* first: Python.h must come before the system's headers */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "gg_step.h"

#define GG_NODISCARD __attribute__((warn_unused_result))

/* A handle's state: these flags, and the number of pins in the other bits. */
#define GG_OPEN     (UINT32_C(1) << 31)
#define GG_DRAINING (UINT32_C(1) << 30) /* a closer sleeps until there are no pins */
#define GG_ALIVE    (UINT32_C(1) << 29) /* the object exists: opened, and not destroyed yet */
#define GG_PINS     (GG_ALIVE - 1)

typedef struct gg_guard {
	gg_lock lock;
	/*
	 * The thread inside locked(), or 0. It is set with the lock held, so never during another
	 * thread's call; it may be cleared without the lock.
	 */
	_Atomic uint32_t owner;
	/*
	 * The futex of the threads that queue for the end of the block, which hold no lock. It
	 * counts the events that they wait for: a block has ended, or a handle is being closed or
	 * has been destroyed.
	 */
	_Atomic uint32_t eventcount;
	_Atomic uint32_t queued; /* threads that sleep on the eventcount, or are about to */
	/* Protected by the process lock. */
	unsigned int depth; /* how many blocks the owner has entered, and not left */
	uint64_t tenure;    /* numbers the ownerships */
	struct gg_guard *next_owned;
} gg_guard;

typedef struct gg_handle {
	gg_guard *guard;         /* &own, or one shared with other handles; set once */
	gg_guard own;            /* in use if guard points here */
	_Atomic uint32_t state;  /* GG_OPEN, GG_DRAINING, GG_ALIVE, pins; a futex for close */
	_Atomic int wake_fd;     /* eventfd, created by the first waiter, never drained; or -1 */
	_Atomic uint32_t probes; /* roughly how often gg_probe() was called */
	_Atomic uint32_t hits;   /* ready results since the last one that was not */
	_Atomic bool probe_busy; /* set while a thread uses the two fields below */
	int probe_target;        /* the descriptor in probe_epoll; or -1 */
	int probe_epoll;         /* an epoll descriptor; or -1 */
	_Atomic uint32_t generation; /* of the process that created or opened the handle */
} gg_handle;

/* Why gg_enter() or gg_pin() returned false. */
typedef enum gg_refusal {
	GG_CLOSED, /* closed, or being closed */
	GG_FORKED, /* opened by a process that this one was forked from */
	GG_OWNED,  /* another thread is, or was, inside locked(): wait for it, then try again */
} gg_refusal;

typedef enum gg_outcome {
	GG_READY,
	GG_TIMED_OUT,
	GG_WOKEN,  /* by close */
	GG_SLICED, /* there was no descriptor for a wake: wait again for the time that is left */
	GG_FAILED, /* errno says why; EINTR is for the caller to handle */
} gg_outcome;

/* The number of forks between the process that loaded this code and the current one. */
extern _Atomic uint32_t gg_generation;

/* The one guard of a library that is not reentrant; NULL if it could not be initialized. */
gg_guard *gg_library_guard(void);

/* The handle starts closed, as zeroed memory does, so an object that is seen before it is
 * initialized refuses all use. */
GG_NODISCARD int gg_handle_init(gg_handle *handle, gg_guard *shared);
/*
 * Let callers in. Between the two calls, the caller stores the library's object. Closers may exist
 * already: each finds either no object or a complete one. The caller may be attached, because the
 * lock of a handle that is not open is only held for an instant; only a guard that is shared by the
 * whole library may be held for the length of another call.
 */
void gg_open_begin(gg_handle *handle);
void gg_open_end(gg_handle *handle);
void gg_handle_fini(gg_handle *handle);

static inline bool gg_is_forked(const gg_handle *handle)
{
	return atomic_load_explicit(&handle->generation, memory_order_relaxed) !=
	       atomic_load_explicit(&gg_generation, memory_order_relaxed);
}

static inline bool gg_is_closing(gg_handle *handle)
{
	return !(atomic_load_explicit(&handle->state, memory_order_acquire) & GG_OPEN);
}

/* Identifies the calling thread; never 0. */
uint32_t gg_thread_id(void);

/* Whether the thread that holds the lock may proceed. Acquires what a block that ended released. */
static inline bool gg_may_enter(gg_guard *guard)
{
	uint32_t owner = atomic_load_explicit(&guard->owner, memory_order_acquire);

	return owner == 0 || owner == gg_thread_id();
}

/*
 * Enter a handle: true with its lock held, or false with nothing held. The caller must be detached
 * from Python, because this may block.
 */
GG_NODISCARD static inline bool gg_enter(gg_handle *handle)
{
	gg_guard *guard = handle->guard;

	if (gg_is_forked(handle) || gg_is_closing(handle))
		return false;
	GG_STEP("enter");
	gg_lock_acquire(&guard->lock);
	if (!gg_is_closing(handle) && gg_may_enter(guard))
		return true;
	gg_lock_release(&guard->lock);
	return false;
}

static inline void gg_leave(gg_handle *handle)
{
	GG_STEP("leave");
	gg_lock_release(&handle->guard->lock);
}

/* The same for a function that takes no handle, in a library that has one guard. */
GG_NODISCARD static inline bool gg_enter_library(void)
{
	gg_guard *guard = gg_library_guard();

	gg_lock_acquire(&guard->lock);
	if (gg_may_enter(guard))
		return true;
	gg_lock_release(&guard->lock);
	return false;
}

/* For an object that only this thread can see: it can be used whoever is inside locked(). */
static inline void gg_lock_library(void)
{
	gg_lock_acquire(&gg_library_guard()->lock);
}

static inline void gg_leave_library(void)
{
	gg_lock_release(&gg_library_guard()->lock);
}

/* Enter several handles, possibly with duplicates: all or none, in the same order in all threads.
 */
GG_NODISCARD bool gg_enter_all(gg_handle *const *handles, size_t count);
void gg_leave_all(gg_handle *const *handles, size_t count);

/* Copy a string that is valid only under the guard, with malloc(); false if out of memory. */
GG_NODISCARD bool gg_copy_string(const char *text, char **copy);

/* Why the last attempt to enter the handle failed, judged by its present state. */
gg_refusal gg_why_refused(gg_handle *handle);

/* Keep close from destroying the object while the calling thread waits for its descriptor. */
GG_NODISCARD bool gg_pin(gg_handle *handle);
void gg_unpin(gg_handle *handle);

/*
 * With a pin, wait until fd is readable, in error or hung up, or the handle is closed. A timeout of
 * NULL never expires. If no descriptor is left for close to wake the wait with, it ends early, with
 * GG_SLICED.
 */
gg_outcome gg_wait(gg_handle *handle, int fd, const struct timespec *timeout);
/* The same with a timeout of zero, which needs no descriptor but fd, and does not block. */
gg_outcome gg_probe(gg_handle *handle, int fd);
/* Whether a read of fd would return at once: there is something to read, or fd is non-blocking. */
bool gg_read_would_return(int fd);

/*
 * First half of close: no thread can enter, there are no waiters any more, and the lock is held.
 * False with nothing held if there is an object to destroy and another thread is inside locked().
 * May block, uninterrupted, for as long as one call into the library takes.
 */
GG_NODISCARD bool gg_close_begin(gg_handle *handle);
/* Second half, after the object has been destroyed. */
void gg_close_end(gg_handle *handle);

/*
 * locked(): own the handle for several calls. The lock itself is held only for an instant, so the
 * owner can run Python, wait and be interrupted. Every ownership has a number, its tenure, and the
 * functions that end one name it, because the owner may have been evicted in the meantime.
 */
/* End the blocks of this thread when it exits; to be called before gg_own(). False if out of
 * memory.
 */
GG_NODISCARD bool gg_watch_thread_exit(void);
GG_NODISCARD bool gg_own(gg_handle *handle, uint64_t *tenure);
/* Undo one gg_own(); false if the calling thread is not the owner, or the tenure has ended. */
GG_NODISCARD bool gg_disown(gg_handle *handle, uint64_t tenure);
/* Undo gg_own() several times, in any thread; does nothing if the tenure has ended. */
void gg_abandon(gg_handle *handle, uint64_t tenure, unsigned int times);
/* End the blocks of a thread that will never run again. */
void gg_evict(gg_handle *handle);
/* Whether the calling thread is inside locked(). True for every handle opened before a fork. */
bool gg_is_owner(gg_handle *handle);

/*
 * Wait, detached, until the guard has no owner, the handle is no longer in the state that the
 * caller needs (GG_OPEN for a call, GG_ALIVE for close), or a signal arrives. False, without
 * waiting, if the owner waits for the calling thread, directly or through other threads.
 */
GG_NODISCARD bool gg_wait_for_owner(gg_handle *handle, uint32_t needed);

#endif
