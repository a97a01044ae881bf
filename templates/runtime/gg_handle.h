/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What makes one C object safe to share: its guard, and its life from open to close.
 *
 * A thread calls into the library between gg_enter() and gg_leave(), detached from Python, and
 * runs no Python code there. A thread that must wait for a file descriptor holds no guard: it pins
 * the handle, so that close cannot take the descriptor away, and waits for close as well.
 *
 * close: clear OPEN, so that nobody new gets in; wake the waiters, and those who queue for the end
 * of a locked() block; wait until the last pin is gone; enter; destroy. All closers do the same and
 * the first to enter finds something to destroy, so close is idempotent and has freed the object
 * whenever it returns.
 *
 * Memory order: where two threads each write a word and then read the other's, so that one of them
 * at least must see what the other wrote, all four accesses are seq_cst. An acquire load will not
 * do: on ARMv8.3 (ldapr), POWER and RISC-V it may be done before the write in front of it. Those
 * places say whom they pair with; tests/unit/orders.py looks at the instructions they become.
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

/* For answers that nobody may ignore. */
#define GG_CHECKED __attribute__((warn_unused_result))

/* A handle's state: these, and in the other bits the number of pins. */
#define GG_OPEN   (UINT32_C(1) << 31)
#define GG_WAITED (UINT32_C(1) << 30) /* close sleeps until the last pin is gone */
#define GG_ALIVE  (UINT32_C(1) << 29) /* was opened, and is not destroyed yet */
#define GG_PINS   (GG_ALIVE - 1)

typedef struct gg_guard {
	gg_lock lock;
	/*
	 * The thread inside locked(), or 0. It becomes a thread's with the lock held, so never in
	 * the middle of another's call; anybody may end that without the lock.
	 */
	_Atomic uint32_t owner;
	/*
	 * A futex, for those who queue until the block ends, with no lock held: it counts what they
	 * must know of, which is the end of a block, and that a handle is being closed or
	 * destroyed.
	 */
	_Atomic uint32_t eventcount;
	_Atomic uint32_t queued; /* how many sleep on that, or are about to */
	/* Of the process's lock: how often the owner has entered, which ownership it is, the list.
	 */
	unsigned int depth;
	uint64_t tenure;
	struct gg_guard *next_owned;
} gg_guard;

typedef struct gg_handle {
	gg_guard *guard;        /* &own, or one shared with other handles; set once */
	gg_guard own;           /* in use if guard points here */
	_Atomic uint32_t state; /* GG_OPEN, GG_WAITED, GG_ALIVE, pins; a futex for close */
	_Atomic int wake_fd;    /* eventfd, made by the first who waits, never drained; or -1 */
	_Atomic uint32_t looks; /* about how often gg_look() was called */
	_Atomic uint32_t found; /* how often there was something, since there was nothing */
	_Atomic bool looking;   /* a thread has the next two */
	int looked_at;          /* the descriptor that look_fd is for; or -1 */
	int look_fd;            /* an epoll; or -1 */
	_Atomic uint32_t generation; /* of the process that made the handle, or opened it */
} gg_handle;

/* Why gg_enter() or gg_pin() said no. */
typedef enum gg_refusal {
	GG_CLOSED, /* closed, or being closed */
	GG_FORKED, /* made by a process that this one was forked from */
	GG_OWNED,  /* another thread is inside locked(), or was: wait for it, then try again */
} gg_refusal;

typedef enum gg_outcome {
	GG_READY,
	GG_TIMED_OUT,
	GG_WOKEN,  /* by close */
	GG_SLICED, /* no descriptor is left to be woken by: wait again, for what is left of the time
		    */
	GG_FAILED, /* errno says why; EINTR is for the caller to handle */
} gg_outcome;

/* How often this process has been forked from another since the library was loaded. */
extern _Atomic uint32_t gg_generation;

/* The one guard of a library that is not reentrant; NULL when there is no memory for it. */
gg_guard *gg_library_guard(void);

/* Starts out closed, as zeroed memory is: an object found half made refuses all use. */
GG_CHECKED int gg_handle_init(gg_handle *handle, gg_guard *shared);
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
	return atomic_load_explicit(&handle->generation, memory_order_relaxed) !=
	       atomic_load_explicit(&gg_generation, memory_order_relaxed);
}

static inline bool gg_is_closing(gg_handle *handle)
{
	return !(atomic_load_explicit(&handle->state, memory_order_acquire) & GG_OPEN);
}

/* A number for the calling thread, never 0. */
uint32_t gg_thread(void);

/* Whether the thread that holds the lock of this guard may go on. What a block did comes before. */
static inline bool gg_may_enter(gg_guard *guard)
{
	uint32_t owner = atomic_load_explicit(&guard->owner, memory_order_acquire);

	return owner == 0 || owner == gg_thread();
}

/*
 * Get into a handle: true with its lock held, or false with nothing held. Detached from Python
 * only, because it may wait.
 */
GG_CHECKED static inline bool gg_enter(gg_handle *handle)
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
GG_CHECKED static inline bool gg_enter_library(void)
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
GG_CHECKED bool gg_enter_all(gg_handle *const *handles, size_t count);
void gg_leave_all(gg_handle *const *handles, size_t count);

/* For a text that is lent under the guard: malloc'ed; false when there is no memory. */
GG_CHECKED bool gg_copy_string(const char *text, char **copy);

/* Why the last attempt to get into the handle failed, as things are now. */
gg_refusal gg_refused(gg_handle *handle);

/* Keep close from destroying the object while this thread waits for its descriptor. */
GG_CHECKED bool gg_pin(gg_handle *handle);
void gg_unpin(gg_handle *handle);

/*
 * Wait, pinned, until fd is readable, in error or hung up, or close wants the handle.
 * timeout NULL: for ever. For a moment only (GG_SLICED) if there is no descriptor for close to
 * wake it by.
 */
gg_outcome gg_wait(gg_handle *handle, int fd, const struct timespec *timeout);
/* The same, for no time: it needs no descriptor but fd, and keeps nobody waiting. */
gg_outcome gg_look(gg_handle *handle, int fd);
/* Whether a read of fd would return at once: there is something to read, or fd does not block. */
bool gg_reads_at_once(int fd);

/*
 * First half of close: nobody gets in any more, the waiters are awake and gone, and the handle is
 * entered. False with nothing held when there is something to destroy, and another thread is inside
 * locked(). May wait, uninterrupted, as long as one call into the library takes.
 */
GG_CHECKED bool gg_close_begin(gg_handle *handle);
/* Second half, with the object destroyed. */
void gg_close_end(gg_handle *handle);

/*
 * locked(): own the handle for several calls. The lock itself is held only for an instant, so an
 * owner may run Python, wait and be interrupted. Who owns has a tenure, and ends that and no other:
 * it may have been evicted.
 */
/* Have the end of this thread end its blocks, too: before it owns. False if there is no memory. */
GG_CHECKED bool gg_watch_thread(void);
GG_CHECKED bool gg_own(gg_handle *handle, uint64_t *tenure);
/* Undo one gg_own(); false if the calling thread is not the owner, or not in this tenure. */
GG_CHECKED bool gg_disown(gg_handle *handle, uint64_t tenure);
/* Undo gg_own() so many times for an owner that is gone; nothing if its tenure has ended. */
void gg_abandon(gg_handle *handle, uint64_t tenure, unsigned int times);
/* End the block of another thread, which will never run again. */
void gg_evict(gg_handle *handle);
/* Whether the calling thread is inside locked(), or was, in the process this was forked from. */
bool gg_is_owner(gg_handle *handle);

/*
 * Wait, detached, until nobody owns the guard, the handle is no more what the caller needs it to be
 * (GG_OPEN for a call, GG_ALIVE for close), or a signal comes. False, without waiting, if the owner
 * waits, over however many others, for this very thread.
 */
GG_CHECKED bool gg_wait_for_owner(gg_handle *handle, uint32_t needed);

#endif
