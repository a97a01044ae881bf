/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* locked(): who owns a guard, and who queues for it. */
#include "gg_process.h"

/* A thread that waits for the owner of a handle's guard, while the handle is in the state it needs.
 */
struct waiter {
	struct waiter *next;
	uint32_t thread;
	gg_handle *handle;
	uint32_t needed;
};

/* Both lists are protected by the process lock. */
static struct waiter *waiters;
static gg_guard *owned; /* the guards that have an owner */

void gg_init_owner(gg_guard *guard)
{
	atomic_init(&guard->owner, 0);
	atomic_init(&guard->eventcount, 0);
	atomic_init(&guard->queued, 0);
	guard->depth = 0;
	guard->tenure = 0;
	guard->next_owned = NULL;
}

void gg_forget_owners(void)
{
	waiters = NULL;
	owned = NULL;
}

uint32_t gg_thread_id(void)
{
	static _Atomic uint32_t last;
	static _Thread_local uint32_t mine;

	while (mine == 0)
		mine = atomic_fetch_add(&last, 1) + 1;
	return mine;
}

void gg_notify_queue(gg_guard *guard)
{
	/*
	 * The caller has stored what a waiter checks before it adds to the eventcount here, and
	 * gg_wait_for_owner() reads in the opposite order. A waiter that this does not see in
	 * queued has yet to enter the futex, which then finds the new count and does not sleep.
	 */
	atomic_fetch_add(&guard->eventcount, 1);
	if (atomic_load(&guard->queued))
		gg_futex(&guard->eventcount, FUTEX_WAKE, INT32_MAX);
}

/* With the process lock held. */
static void begin_tenure(gg_guard *guard)
{
	atomic_store(&guard->owner, gg_thread_id());
	guard->tenure++;
	guard->next_owned = owned;
	owned = guard;
}

/* With the process lock held. */
static void end_tenure(gg_guard *guard)
{
	gg_guard **link = &owned;

	while (*link && *link != guard)
		link = &(*link)->next_owned;
	if (*link)
		*link = guard->next_owned;
	guard->depth = 0;
	atomic_store(&guard->owner, 0);
	gg_notify_queue(guard);
}

/* End all blocks of a thread that is exiting, since it will not leave them itself. */
static void evict_thread(void *number)
{
	uint32_t thread = (uint32_t)(uintptr_t)number;
	gg_guard *guard, *next;

	GG_STEP("thread ends");
	pthread_mutex_lock(&gg_process_lock);
	for (guard = owned; guard; guard = next) {
		next = guard->next_owned;
		if (atomic_load(&guard->owner) == thread)
			end_tenure(guard);
	}
	pthread_mutex_unlock(&gg_process_lock);
}

/* Its destructor runs at the exit of every thread that has set a value. */
static pthread_key_t thread_key;
static bool has_thread_key;

static void make_thread_key(void)
{
	has_thread_key = !pthread_key_create(&thread_key, evict_thread);
}

/*
 * The destructor stays loaded as long as there are threads, because CPython never unloads an
 * extension module (Python/dynload_shlib.c, 3.14, has no dlclose()). If the destructor of another
 * key makes the thread own again, the value is set again, and this destructor is called once more
 * (pthread_key_create(3)).
 */
bool gg_watch_thread_exit(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_thread_key);
	return has_thread_key &&
	       !pthread_setspecific(thread_key, (const void *)(uintptr_t)gg_thread_id());
}

bool gg_own(gg_handle *handle, uint64_t *tenure)
{
	gg_guard *guard = handle->guard;

	if (!gg_enter(handle))
		return false;
	pthread_mutex_lock(&gg_process_lock);
	if (guard->depth++ == 0)
		begin_tenure(guard);
	*tenure = guard->tenure;
	pthread_mutex_unlock(&gg_process_lock);
	gg_leave(handle);
	return true;
}

bool gg_is_owner(gg_handle *handle)
{
	return gg_is_forked(handle) ||
	       atomic_load_explicit(&handle->guard->owner, memory_order_relaxed) == gg_thread_id();
}

/* False if the tenure has already ended. */
static bool release_tenure(gg_guard *guard, uint64_t tenure, unsigned int times)
{
	bool owns;

	pthread_mutex_lock(&gg_process_lock);
	owns = guard->depth > 0 && guard->tenure == tenure;
	if (owns && guard->depth > times)
		guard->depth -= times;
	else if (owns)
		end_tenure(guard);
	pthread_mutex_unlock(&gg_process_lock);
	return owns;
}

void gg_abandon(gg_handle *handle, uint64_t tenure, unsigned int times)
{
	GG_STEP("abandon");
	if (!gg_is_forked(handle))
		release_tenure(handle->guard, tenure, times);
}

void gg_evict(gg_handle *handle)
{
	pthread_mutex_lock(&gg_process_lock);
	if (handle->guard->depth > 0)
		end_tenure(handle->guard);
	pthread_mutex_unlock(&gg_process_lock);
}

bool gg_disown(gg_handle *handle, uint64_t tenure)
{
	if (gg_is_forked(handle))
		return true;
	return gg_is_owner(handle) && release_tenure(handle->guard, tenure, 1);
}

static const struct waiter *find_waiter(uint32_t thread)
{
	const struct waiter *waiter = waiters;

	while (waiter && waiter->thread != thread)
		waiter = waiter->next;
	return waiter;
}

static bool is_still_needed(const struct waiter *waiter)
{
	return atomic_load(&waiter->handle->state) & waiter->needed;
}

/*
 * Whether the calling thread, which is about to wait, would wait for itself, possibly through other
 * threads. A waiter whose handle has left the state it needs does not count, for it has been woken
 * or is about to be. The walk ends, because no thread is listed that would have closed a cycle.
 */
static bool would_deadlock(const struct waiter *waiter)
{
	uint32_t me = waiter->thread;

	while (waiter && is_still_needed(waiter)) {
		uint32_t owner = atomic_load(&waiter->handle->guard->owner);

		if (owner == me)
			return true;
		waiter = owner ? find_waiter(owner) : NULL;
	}
	return false;
}

static void remove_waiter(struct waiter *waiter)
{
	struct waiter **link = &waiters;

	while (*link && *link != waiter)
		link = &(*link)->next;
	if (*link)
		*link = waiter->next;
}

/* Reads the eventcount before what it counts changes of: see gg_notify_queue(). */
bool gg_wait_for_owner(gg_handle *handle, uint32_t needed)
{
	struct waiter self = {.thread = gg_thread_id(), .handle = handle, .needed = needed};
	uint32_t count = atomic_load(&handle->guard->eventcount);
	uint32_t owner = atomic_load(&handle->guard->owner);
	bool deadlock;

	if (owner == 0 || owner == self.thread || !is_still_needed(&self))
		return true;
	GG_STEP("queue");
	pthread_mutex_lock(&gg_process_lock);
	deadlock = would_deadlock(&self);
	if (!deadlock) {
		self.next = waiters;
		waiters = &self;
	}
	pthread_mutex_unlock(&gg_process_lock);
	if (deadlock)
		return false;
	/* Before the kernel reads the eventcount: see gg_notify_queue(). */
	atomic_fetch_add(&handle->guard->queued, 1);
	gg_futex(&handle->guard->eventcount, FUTEX_WAIT, count);
	atomic_fetch_sub(&handle->guard->queued, 1);
	pthread_mutex_lock(&gg_process_lock);
	remove_waiter(&self);
	pthread_mutex_unlock(&gg_process_lock);
	return true;
}
