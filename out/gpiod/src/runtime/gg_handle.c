/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gg_handle.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A thread that waits for the owner of a guard. */
struct waiter {
	struct waiter *next;
	uint32_t thread;
	gg_guard *guard;
};

_Atomic uint32_t gg_generation;

/*
 * Guards the list of waiters, and the handles a forked child has inherited: their own locks may
 * belong to threads that do not exist there. Taken detached only, held for a few instructions.
 */
static pthread_mutex_t process_lock = PTHREAD_MUTEX_INITIALIZER;
static struct waiter *waiters;

static gg_guard library_guard;
static bool library_guarded;

static void init_library_guard(void)
{
	library_guarded = !gg_lock_init(&library_guard.lock);
	atomic_init(&library_guard.owner, 0);
	library_guard.depth = 0;
}

static long futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
	return syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

static void before_fork(void)
{
	pthread_mutex_lock(&process_lock);
}

static void after_fork_in_parent(void)
{
	pthread_mutex_unlock(&process_lock);
}

/*
 * The threads of the parent are not here: nobody waits, and nobody gives the library's guard back.
 * What they left the library in is not known, but the child may open handles of its own.
 */
static void after_fork_in_child(void)
{
	atomic_fetch_add(&gg_generation, 1);
	waiters = NULL;
	if (library_guarded)
		init_library_guard();
	pthread_mutex_unlock(&process_lock);
}

static void add_fork_handlers(void)
{
	pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

static void watch_forks(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, add_fork_handlers);
}

gg_guard *gg_library_guard(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	watch_forks();
	pthread_once(&once, init_library_guard);
	return library_guarded ? &library_guard : NULL;
}

int gg_handle_init(gg_handle *handle, gg_guard *shared)
{
	watch_forks();
	atomic_init(&handle->own.owner, 0);
	handle->own.depth = 0;
	handle->guard = shared ? shared : &handle->own;
	atomic_init(&handle->state, 0);
	atomic_init(&handle->wake_fd, -1);
	atomic_init(&handle->looks, 0);
	atomic_init(&handle->found, 0);
	atomic_init(&handle->looking, false);
	handle->looked_at = handle->look_fd = -1;
	handle->generation = atomic_load(&gg_generation);
	return gg_lock_init(&handle->own.lock);
}

void gg_open_begin(gg_handle *handle)
{
	gg_lock_acquire(&handle->guard->lock);
}

void gg_open_end(gg_handle *handle)
{
	atomic_store_explicit(&handle->state, GG_OPEN, memory_order_release);
	gg_lock_release(&handle->guard->lock);
}

/* Nobody waits any more, and nobody begins to. */
static void close_descriptors(gg_handle *handle)
{
	int fds[] = {atomic_exchange(&handle->wake_fd, -1), handle->look_fd};

	handle->looked_at = handle->look_fd = -1;
	for (size_t i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

void gg_handle_fini(gg_handle *handle)
{
	close_descriptors(handle);
	gg_lock_fini(&handle->own.lock);
}

uint32_t gg_thread(void)
{
	static _Atomic uint32_t last;
	static _Thread_local uint32_t mine;

	while (mine == 0)
		mine = atomic_fetch_add(&last, 1) + 1;
	return mine;
}

/* Sorted by guard, each once: the one order in which all callers take their locks. */
static size_t order_guards(gg_handle *const *handles, size_t count, gg_guard **guards)
{
	size_t length = 0;

	for (size_t i = 0; i < count; i++) {
		gg_guard *guard = handles[i]->guard;
		size_t at = length;

		while (at > 0 && guards[at - 1] > guard)
			at--;
		if (at > 0 && guards[at - 1] == guard)
			continue;
		memmove(&guards[at + 1], &guards[at], (length - at) * sizeof(*guards));
		guards[at] = guard;
		length++;
	}
	return length;
}

static void release_guards(gg_guard **guards, size_t length)
{
	while (length > 0)
		gg_lock_release(&guards[--length]->lock);
}

bool gg_enter_all(gg_handle *const *handles, size_t count)
{
	gg_guard *guards[count];
	size_t length;
	bool entered = true;

	for (size_t i = 0; i < count; i++) {
		if (gg_is_forked(handles[i]) || gg_is_closing(handles[i]))
			return false;
	}
	length = order_guards(handles, count, guards);
	for (size_t i = 0; i < length; i++) {
		GG_STEP("enter one of several");
		gg_lock_acquire(&guards[i]->lock);
	}
	for (size_t i = 0; i < count; i++)
		entered = entered && !gg_is_closing(handles[i]) && gg_may_enter(handles[i]->guard);
	if (!entered)
		release_guards(guards, length);
	return entered;
}

void gg_leave_all(gg_handle *const *handles, size_t count)
{
	gg_guard *guards[count];
	size_t length = order_guards(handles, count, guards);

	release_guards(guards, length);
}

bool gg_copy_string(const char *text, char **copy)
{
	*copy = text ? strdup(text) : NULL;
	return *copy || !text;
}

gg_refusal gg_refused(gg_handle *handle)
{
	if (gg_is_closing(handle))
		return GG_CLOSED;
	return gg_is_forked(handle) ? GG_FORKED : GG_OWNED;
}

bool gg_pin(gg_handle *handle)
{
	uint32_t state = atomic_load_explicit(&handle->state, memory_order_relaxed);

	if (gg_is_forked(handle))
		return false;
	GG_STEP("pinning");
	do {
		if (!(state & GG_OPEN))
			return false;
	} while (!atomic_compare_exchange_weak(&handle->state, &state, state + 1));
	return true;
}

void gg_unpin(gg_handle *handle)
{
	GG_STEP("unpin");
	if (atomic_fetch_sub(&handle->state, 1) == (GG_WAITED | 1))
		futex(&handle->state, FUTEX_WAKE, INT32_MAX);
}

/* From OPEN to closing, with a pin; false if it was closing already. */
static bool stop_callers(gg_handle *handle)
{
	uint32_t state = atomic_load(&handle->state);

	GG_STEP("stopping");
	do {
		if (!(state & GG_OPEN))
			return false;
	} while (!atomic_compare_exchange_weak(&handle->state, &state, (state & ~GG_OPEN) + 1));
	return true;
}

/* The pin keeps another closer from closing the descriptor first. */
static void wake_waiters(gg_handle *handle)
{
	const uint64_t one = 1;
	int fd = atomic_load(&handle->wake_fd);

	/* An eventfd that counts from 0 to 1 takes the write. */
	if (fd >= 0 && write(fd, &one, sizeof(one)) < 0)
		return;
}

/* Until the last pin of a handle that is closing is gone. */
static void wait_for_pins(gg_handle *handle)
{
	uint32_t state = atomic_load(&handle->state);

	while ((state & GG_PINS) && !(state & GG_OPEN)) {
		if ((state & GG_WAITED) ||
		    atomic_compare_exchange_weak(&handle->state, &state, state | GG_WAITED))
			futex(&handle->state, FUTEX_WAIT, state | GG_WAITED);
		state = atomic_load(&handle->state);
	}
}

/* One attempt at the first half of close; nothing is held unless there is nothing more to do. */
static bool drain(gg_handle *handle)
{
	if (stop_callers(handle)) {
		GG_STEP("closing");
		wake_waiters(handle);
		gg_unpin(handle);
	}
	GG_STEP("drain");
	wait_for_pins(handle);
	gg_lock_acquire(&handle->guard->lock);
	/* Not if a constructor that this close overtook has opened it since, and let pins in. */
	if (!(atomic_load(&handle->state) & (GG_OPEN | GG_PINS)))
		return true;
	gg_lock_release(&handle->guard->lock);
	return false;
}

/* The library's guard is new in a child, and still guards the library. */
static void lock_inherited(gg_handle *handle)
{
	if (handle->guard == &library_guard)
		gg_hold_library();
	pthread_mutex_lock(&process_lock);
}

static void unlock_inherited(gg_handle *handle)
{
	pthread_mutex_unlock(&process_lock);
	if (handle->guard == &library_guard)
		gg_leave_library();
}

bool gg_close_begin(gg_handle *handle)
{
	if (gg_is_forked(handle)) {
		atomic_fetch_and(&handle->state, ~GG_OPEN);
		lock_inherited(handle);
		return true;
	}
	while (!drain(handle))
		continue;
	if (gg_may_enter(handle->guard))
		return true;
	gg_lock_release(&handle->guard->lock);
	return false;
}

void gg_close_end(gg_handle *handle)
{
	close_descriptors(handle);
	if (gg_is_forked(handle))
		unlock_inherited(handle);
	else
		gg_lock_release(&handle->guard->lock);
}

bool gg_own(gg_handle *handle)
{
	if (!gg_enter(handle))
		return false;
	atomic_store_explicit(&handle->guard->owner, gg_thread(), memory_order_relaxed);
	handle->guard->depth++;
	gg_leave(handle);
	return true;
}

bool gg_is_owner(gg_handle *handle)
{
	return gg_is_forked(handle) ||
	       atomic_load_explicit(&handle->guard->owner, memory_order_relaxed) == gg_thread();
}

void gg_abandon(gg_handle *handle, unsigned int times)
{
	gg_guard *guard = handle->guard;
	bool free;

	if (gg_is_forked(handle))
		return;
	gg_lock_acquire(&guard->lock);
	guard->depth -= times;
	free = guard->depth == 0;
	if (free)
		atomic_store(&guard->owner, 0);
	gg_lock_release(&guard->lock);
	if (free)
		futex(&guard->owner, FUTEX_WAKE, INT32_MAX);
}

void gg_evict(gg_handle *handle)
{
	gg_guard *guard = handle->guard;

	gg_lock_acquire(&guard->lock);
	guard->depth = 0;
	atomic_store(&guard->owner, 0);
	gg_lock_release(&guard->lock);
	futex(&guard->owner, FUTEX_WAKE, INT32_MAX);
}

bool gg_disown(gg_handle *handle)
{
	if (!gg_is_owner(handle))
		return false;
	gg_abandon(handle, 1);
	return true;
}

static const struct waiter *find_waiter(uint32_t thread)
{
	const struct waiter *waiter = waiters;

	while (waiter && waiter->thread != thread)
		waiter = waiter->next;
	return waiter;
}

/*
 * Whether the owner of guard waits, over others perhaps, for a guard that this thread owns. The
 * walk ends: nobody waits who would close a circle.
 */
static bool waits_for_me(gg_guard *guard)
{
	uint32_t me = gg_thread();
	const struct waiter *waiter;

	for (;;) {
		uint32_t owner = atomic_load(&guard->owner);

		if (owner == me)
			return true;
		waiter = owner ? find_waiter(owner) : NULL;
		if (!waiter)
			return false;
		guard = waiter->guard;
	}
}

static void forget_waiter(struct waiter *waiter)
{
	struct waiter **link = &waiters;

	while (*link && *link != waiter)
		link = &(*link)->next;
	if (*link)
		*link = waiter->next;
}

bool gg_wait_for_owner(gg_handle *handle)
{
	struct waiter self = {.thread = gg_thread(), .guard = handle->guard};
	uint32_t owner = atomic_load(&handle->guard->owner);
	bool deadlock;

	if (owner == 0 || owner == self.thread)
		return true;
	pthread_mutex_lock(&process_lock);
	deadlock = waits_for_me(handle->guard);
	if (!deadlock) {
		self.next = waiters;
		waiters = &self;
	}
	pthread_mutex_unlock(&process_lock);
	if (deadlock)
		return false;
	futex(&handle->guard->owner, FUTEX_WAIT, owner);
	pthread_mutex_lock(&process_lock);
	forget_waiter(&self);
	pthread_mutex_unlock(&process_lock);
	return true;
}
