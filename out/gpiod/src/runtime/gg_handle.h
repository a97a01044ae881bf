/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What makes one C object safe to share: its guard, and its life from open to close.
 *
 * A thread calls into the library between gg_enter() and gg_leave(), detached from Python, and
 * runs no Python code there. A thread that must wait for a file descriptor holds no guard: it pins
 * the handle, so that close cannot take the descriptor away, and waits for close as well.
 *
 * close: clear OPEN, so that nobody new gets in; wake the waiters; wait until the last pin is
 * gone; enter; destroy. All closers do the same and the first to enter finds something to destroy,
 * so close is idempotent and has freed the object whenever it returns.
 *
 * This file, gg_handle.c and gg_wait.c know nothing of Python but the lock: what is declared here
 * is all that may be called with a guard held, besides the library.
 */
#ifndef GG_HANDLE_H
#define GG_HANDLE_H

#include "gg_lock.h" /* first: Python.h has its say on the system's headers */

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "gg_step.h"

/* A handle's state: these, and in the other bits the number of pins. */
#define GG_OPEN   (UINT32_C(1) << 31)
#define GG_WAITED (UINT32_C(1) << 30) /* close sleeps until the last pin is gone */
#define GG_PINS   (GG_WAITED - 1)

typedef struct gg_guard {
	gg_lock lock;
	/*
	 * The thread inside locked(), or 0. Written under the lock; a futex, for those who wait
	 * for their turn, which they do with no lock held.
	 */
	_Atomic uint32_t owner;
	unsigned int depth; /* how often locked() was entered; the owner's own */
} gg_guard;

typedef struct gg_handle {
	gg_guard *guard;        /* &own, or one shared with other handles; set once */
	gg_guard own;           /* in use if guard points here */
	_Atomic uint32_t state; /* GG_OPEN, GG_WAITED, pins; a futex for close */
	_Atomic int wake_fd;    /* eventfd, made by the first who waits, never drained; or -1 */
	_Atomic uint32_t looks; /* about how often gg_look() was called */
	_Atomic uint32_t found; /* how often there was something, since there was nothing */
	_Atomic bool looking;   /* a thread has the next two */
	int looked_at;          /* the descriptor that look_fd is for; or -1 */
	int look_fd;            /* an epoll; or -1 */
	uint32_t generation;    /* of the process that made the handle; set once */
} gg_handle;

/* Why gg_enter() or gg_pin() said no. */
typedef enum gg_refusal {
	GG_CLOSED, /* closed, or being closed */
	GG_FORKED, /* made by a process that this one was forked from */
	GG_OWNED,  /* another thread is inside locked(): wait for the turn, then try again */
} gg_refusal;

typedef enum gg_outcome {
	GG_READY,
	GG_TIMED_OUT,
	GG_WOKEN,  /* by close */
	GG_FAILED, /* errno says why; EINTR is for the caller to handle */
} gg_outcome;

/* How often this process has been forked from another since the library was loaded. */
extern _Atomic uint32_t gg_generation;

/* The one guard of a library that is not reentrant; NULL when there is no memory for it. */
gg_guard *gg_library_guard(void);

/* Starts out closed, as zeroed memory is: an object found half made refuses all use. */
int gg_handle_init(gg_handle *handle, gg_guard *shared);
/*
 * Let callers in: between the two, the library's object is put in its place. Closers may have come
 * already; they find no object before, and the whole of it after. Attached or not: whoever has the
 * lock of a handle that is not open finds nothing to do, and gives it back at once; only another
 * call into a library that has one guard for all may take its time.
 */
void gg_open_begin(gg_handle *handle);
void gg_open_end(gg_handle *handle);
void gg_handle_fini(gg_handle *handle);

static inline bool gg_is_forked(const gg_handle *handle)
{
	return handle->generation != atomic_load_explicit(&gg_generation, memory_order_relaxed);
}

static inline bool gg_is_closing(gg_handle *handle)
{
	return !(atomic_load_explicit(&handle->state, memory_order_acquire) & GG_OPEN);
}

/* A number for the calling thread, never 0. */
uint32_t gg_thread(void);

/* Whether the thread that holds the lock of this guard may go on. */
static inline bool gg_may_enter(gg_guard *guard)
{
	uint32_t owner = atomic_load_explicit(&guard->owner, memory_order_relaxed);

	return owner == 0 || owner == gg_thread();
}

/*
 * Get into a handle: true with its lock held, or false with nothing held. Detached from Python
 * only, because it may wait.
 */
static inline bool gg_enter(gg_handle *handle)
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

/* The same for a call on no handle, into a library that has one guard for all. */
static inline bool gg_enter_library(void)
{
	gg_guard *guard = gg_library_guard();

	gg_lock_acquire(&guard->lock);
	if (gg_may_enter(guard))
		return true;
	gg_lock_release(&guard->lock);
	return false;
}

/* To destroy what nobody else sees, whoever is inside locked(): that is no call of anybody's. */
static inline void gg_hold_library(void)
{
	gg_lock_acquire(&gg_library_guard()->lock);
}

static inline void gg_leave_library(void)
{
	gg_lock_release(&gg_library_guard()->lock);
}

/* Several handles, some perhaps the same: all or none, in one order for all callers. */
bool gg_enter_all(gg_handle *const *handles, size_t count);
void gg_leave_all(gg_handle *const *handles, size_t count);

/* For a text that is lent under the guard: malloc'ed; false when there is no memory. */
bool gg_copy_string(const char *text, char **copy);

/* Why the last attempt to get into the handle failed, as things are now. */
gg_refusal gg_refused(gg_handle *handle);

/* Keep close from destroying the object while this thread waits for its descriptor. */
bool gg_pin(gg_handle *handle);
void gg_unpin(gg_handle *handle);

/*
 * Wait, pinned, until fd is readable, in error or hung up, or close wants the handle.
 * timeout NULL: for ever.
 */
gg_outcome gg_wait(gg_handle *handle, int fd, const struct timespec *timeout);
/* The same, for no time: it needs no descriptor but fd, and keeps nobody waiting. */
gg_outcome gg_look(gg_handle *handle, int fd);
/* Whether a read of fd would return at once: there is something to read, or fd does not block. */
bool gg_reads_at_once(int fd);

/*
 * First half of close: nobody gets in any more, the waiters are awake and gone, and the handle is
 * entered. False with nothing held when another thread is inside locked(). May wait, uninterrupted,
 * as long as one call into the library takes.
 */
bool gg_close_begin(gg_handle *handle);
/* Second half, with the object destroyed. */
void gg_close_end(gg_handle *handle);

/*
 * locked(): own the handle for several calls. The lock itself is held only for an instant, so an
 * owner may run Python, wait and be interrupted.
 */
bool gg_own(gg_handle *handle);
/* Undo one gg_own(); false if the calling thread is not the owner. */
bool gg_disown(gg_handle *handle);
/* Undo gg_own() so many times for an owner that is gone. */
void gg_abandon(gg_handle *handle, unsigned int times);
/* End the block of another thread, which will never run again. */
void gg_evict(gg_handle *handle);
/* Whether the calling thread is inside locked(), or was, in the process this was forked from. */
bool gg_is_owner(gg_handle *handle);

/*
 * Wait, detached, until nobody owns the guard or a signal comes. False, without waiting, if the
 * owner waits, over however many others, for this very thread.
 */
bool gg_wait_for_owner(gg_handle *handle);

#endif
