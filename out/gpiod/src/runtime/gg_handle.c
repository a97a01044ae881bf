/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gg_handle.h"

#include <errno.h>
#include <linux/futex.h>
#include <pthread.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A thread that waits for the owner of a handle's guard, as long as the handle is what it needs. */
struct waiter {
	struct waiter *next;
	uint32_t thread;
	gg_handle *handle;
	uint32_t needed;
};

_Atomic uint32_t gg_generation;

/*
 * Guards who owns what and who waits for it, and the handles a forked child has inherited: their
 * own locks may belong to threads that do not exist there. Taken last, after any guard's lock, and
 * held for a few instructions; by the end of a thread, too, which has no Python any more.
 */
static pthread_mutex_t process_lock = PTHREAD_MUTEX_INITIALIZER;
static struct waiter *waiters;
static gg_guard *owned; /* the guards that have an owner */

static gg_guard library_guard;
static bool library_guarded;

static void init_owner(gg_guard *guard)
{
	atomic_init(&guard->owner, 0);
	atomic_init(&guard->eventcount, 0);
	atomic_init(&guard->queued, 0);
	guard->depth = 0;
	guard->tenure = 0;
	guard->next_owned = NULL;
}

static void init_library_guard(void)
{
	library_guarded = !gg_lock_init(&library_guard.lock);
	init_owner(&library_guard);
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
 * The threads of the parent are not here: nobody waits or owns, and nobody gives the library's
 * guard back.
 * What they left the library in is not known, but the child may open handles of its own.
 */
static void after_fork_in_child(void)
{
	atomic_fetch_add(&gg_generation, 1);
	waiters = NULL;
	owned = NULL;
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
	init_owner(&handle->own);
	handle->guard = shared ? shared : &handle->own;
	atomic_init(&handle->state, 0);
	atomic_init(&handle->wake_fd, -1);
	atomic_init(&handle->looks, 0);
	atomic_init(&handle->found, 0);
	atomic_init(&handle->looking, false);
	handle->looked_at = handle->look_fd = -1;
	atomic_init(&handle->generation, atomic_load(&gg_generation));
	return gg_lock_init(&handle->own.lock);
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

/*
 * Made by a parent and opened here, so the child's own from now on. A thread that the child has not
 * may have had the lock: to close what was not open yet. A mutex that could be made once can be
 * made again. Readers of the generation find it by what gg_open_end() releases, or ask again.
 */
static void naturalize(gg_handle *handle)
{
	lock_inherited(handle);
	(void)gg_lock_init(&handle->own.lock);
	atomic_store_explicit(&handle->generation, atomic_load(&gg_generation),
			      memory_order_relaxed);
	unlock_inherited(handle);
}

void gg_open_begin(gg_handle *handle)
{
	if (gg_is_forked(handle))
		naturalize(handle);
	GG_STEP("open");
	gg_lock_acquire(&handle->guard->lock);
}

void gg_open_end(gg_handle *handle)
{
	atomic_store_explicit(&handle->state, GG_OPEN | GG_ALIVE, memory_order_release);
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
	if ((atomic_fetch_sub(&handle->state, 1) & ~GG_ALIVE) == (GG_WAITED | 1))
		futex(&handle->state, FUTEX_WAKE, INT32_MAX);
}

/* Have those who queue for the end of a block look again at what they wait for. */
static void notify_queue(gg_guard *guard)
{
	/*
	 * Written after what they look at, and read by gg_wait_for_owner() before. Who is not seen
	 * to be queued here sees the new count there, and does not sleep: it counts itself first.
	 */
	atomic_fetch_add(&guard->eventcount, 1);
	if (atomic_load(&guard->queued))
		futex(&guard->eventcount, FUTEX_WAKE, INT32_MAX);
}

/*
 * From OPEN to closing, with a pin; false if it was closing already. This write pairs, with the
 * read of wake_fd in wake_waiters(), with gg_wait(), which does the reverse.
 */
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

/*
 * The pin keeps another closer from closing the descriptor first. Who makes it after it was looked
 * for here sees that the handle is closing: see stop_callers().
 */
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
		notify_queue(handle->guard);
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

bool gg_close_begin(gg_handle *handle)
{
	if (gg_is_forked(handle)) {
		GG_STEP("inherited");
		lock_inherited(handle);
		if (gg_is_forked(handle)) { /* and not opened here meanwhile */
			atomic_fetch_and(&handle->state, ~GG_OPEN);
			return true;
		}
		unlock_inherited(handle);
	}
	while (!drain(handle))
		continue;
	/* What is destroyed already is destroyed, whoever is inside. */
	if (gg_may_enter(handle->guard) || !(atomic_load(&handle->state) & GG_ALIVE))
		return true;
	gg_lock_release(&handle->guard->lock);
	return false;
}

void gg_close_end(gg_handle *handle)
{
	bool destroyed = atomic_fetch_and(&handle->state, ~GG_ALIVE) & GG_ALIVE;

	close_descriptors(handle);
	if (gg_is_forked(handle)) {
		unlock_inherited(handle);
		return;
	}
	gg_lock_release(&handle->guard->lock);
	if (destroyed)
		notify_queue(handle->guard);
}

/* With the process's lock held, all of these. */

static void begin_tenure(gg_guard *guard)
{
	atomic_store(&guard->owner, gg_thread());
	guard->tenure++;
	guard->next_owned = owned;
	owned = guard;
}

static void end_tenure(gg_guard *guard)
{
	gg_guard **link = &owned;

	while (*link && *link != guard)
		link = &(*link)->next_owned;
	if (*link)
		*link = guard->next_owned;
	guard->depth = 0;
	atomic_store(&guard->owner, 0);
	notify_queue(guard);
}

/* Nor does it run its blocks to their end. */
static void evict_thread(void *number)
{
	uint32_t thread = (uint32_t)(uintptr_t)number;
	gg_guard *guard, *next;

	GG_STEP("thread ends");
	pthread_mutex_lock(&process_lock);
	for (guard = owned; guard; guard = next) {
		next = guard->next_owned;
		if (atomic_load(&guard->owner) == thread)
			end_tenure(guard);
	}
	pthread_mutex_unlock(&process_lock);
}

/* A key's destructor runs at the end of its thread, of each that has a value. */
static pthread_key_t thread_key;
static bool has_thread_key;

static void make_thread_key(void)
{
	has_thread_key = !pthread_key_create(&thread_key, evict_thread);
}

/*
 * CPython never unloads an extension module (Python/dynload_shlib.c, 3.14, has no dlclose()), so
 * the destructor is there as long as there are threads. One that owns again after its destructor
 * has run, in that of another key, has it run again (pthread_key_create(3)).
 */
bool gg_watch_thread(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, make_thread_key);
	return has_thread_key &&
	       !pthread_setspecific(thread_key, (const void *)(uintptr_t)gg_thread());
}

bool gg_own(gg_handle *handle, uint64_t *tenure)
{
	gg_guard *guard = handle->guard;

	if (!gg_enter(handle))
		return false;
	pthread_mutex_lock(&process_lock);
	if (guard->depth++ == 0)
		begin_tenure(guard);
	*tenure = guard->tenure;
	pthread_mutex_unlock(&process_lock);
	gg_leave(handle);
	return true;
}

bool gg_is_owner(gg_handle *handle)
{
	return gg_is_forked(handle) ||
	       atomic_load_explicit(&handle->guard->owner, memory_order_relaxed) == gg_thread();
}

/* False if the tenure has ended, or never was. */
static bool give_up(gg_guard *guard, uint64_t tenure, unsigned int times)
{
	bool owns;

	pthread_mutex_lock(&process_lock);
	owns = guard->depth > 0 && guard->tenure == tenure;
	if (owns && guard->depth > times)
		guard->depth -= times;
	else if (owns)
		end_tenure(guard);
	pthread_mutex_unlock(&process_lock);
	return owns;
}

void gg_abandon(gg_handle *handle, uint64_t tenure, unsigned int times)
{
	GG_STEP("abandon");
	if (!gg_is_forked(handle))
		give_up(handle->guard, tenure, times);
}

void gg_evict(gg_handle *handle)
{
	pthread_mutex_lock(&process_lock);
	if (handle->guard->depth > 0)
		end_tenure(handle->guard);
	pthread_mutex_unlock(&process_lock);
}

bool gg_disown(gg_handle *handle, uint64_t tenure)
{
	if (gg_is_forked(handle))
		return true;
	return gg_is_owner(handle) && give_up(handle->guard, tenure, 1);
}

static const struct waiter *find_waiter(uint32_t thread)
{
	const struct waiter *waiter = waiters;

	while (waiter && waiter->thread != thread)
		waiter = waiter->next;
	return waiter;
}

static bool has_what_it_needs(const struct waiter *waiter)
{
	return atomic_load(&waiter->handle->state) & waiter->needed;
}

/*
 * Whether this thread, which is about to wait, would wait for itself, over others perhaps. Whoever
 * waits for a handle that is no more what it needs has been woken, or is about to be. The walk
 * ends: nobody waits who would close a circle.
 */
static bool closes_a_circle(const struct waiter *waiter)
{
	uint32_t me = waiter->thread;

	while (waiter && has_what_it_needs(waiter)) {
		uint32_t owner = atomic_load(&waiter->handle->guard->owner);

		if (owner == me)
			return true;
		waiter = owner ? find_waiter(owner) : NULL;
	}
	return false;
}

static void forget_waiter(struct waiter *waiter)
{
	struct waiter **link = &waiters;

	while (*link && *link != waiter)
		link = &(*link)->next;
	if (*link)
		*link = waiter->next;
}

/* The count of events first, and then what they are about: see notify_queue(). */
bool gg_wait_for_owner(gg_handle *handle, uint32_t needed)
{
	struct waiter self = {.thread = gg_thread(), .handle = handle, .needed = needed};
	uint32_t count = atomic_load(&handle->guard->eventcount);
	uint32_t owner = atomic_load(&handle->guard->owner);
	bool deadlock;

	if (owner == 0 || owner == self.thread || !has_what_it_needs(&self))
		return true;
	GG_STEP("queue");
	pthread_mutex_lock(&process_lock);
	deadlock = closes_a_circle(&self);
	if (!deadlock) {
		self.next = waiters;
		waiters = &self;
	}
	pthread_mutex_unlock(&process_lock);
	if (deadlock)
		return false;
	/* Before the kernel reads the count: see notify_queue(). */
	atomic_fetch_add(&handle->guard->queued, 1);
	futex(&handle->guard->eventcount, FUTEX_WAIT, count);
	atomic_fetch_sub(&handle->guard->queued, 1);
	pthread_mutex_lock(&process_lock);
	forget_waiter(&self);
	pthread_mutex_unlock(&process_lock);
	return true;
}
