/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* The life of a handle: open, enter, pin, close. */
#include "gg_process.h"

#include <string.h>

int gg_handle_init(gg_handle *handle, gg_guard *shared)
{
	gg_install_fork_handlers();
	gg_init_owner(&handle->own);
	handle->guard = shared ? shared : &handle->own;
	atomic_init(&handle->state, 0);
	atomic_init(&handle->wake_fd, -1);
	atomic_init(&handle->probes, 0);
	atomic_init(&handle->hits, 0);
	atomic_init(&handle->probe_busy, false);
	handle->probe_target = handle->probe_epoll = -1;
	atomic_init(&handle->generation, atomic_load(&gg_generation));
	return gg_lock_init(&handle->own.lock);
}

void gg_open_begin(gg_handle *handle)
{
	if (gg_is_forked(handle))
		gg_reinit_after_fork(handle);
	GG_STEP("open");
	gg_lock_acquire(&handle->guard->lock);
}

void gg_open_end(gg_handle *handle)
{
	atomic_store_explicit(&handle->state, GG_OPEN | GG_ALIVE, memory_order_release);
	gg_lock_release(&handle->guard->lock);
}

/* The caller ensures that no thread waits, or can begin to. */
static void close_descriptors(gg_handle *handle)
{
	int fds[] = {atomic_exchange(&handle->wake_fd, -1), handle->probe_epoll};

	handle->probe_target = handle->probe_epoll = -1;
	for (size_t i = 0; i < 2; i++)
		if (fds[i] >= 0)
			close(fds[i]);
}

void gg_handle_fini(gg_handle *handle)
{
	close_descriptors(handle);
	gg_lock_fini(&handle->own.lock);
}

/* Sort the guards by address and drop duplicates: all callers take their locks in this order. */
static size_t sort_guards(gg_handle *const *handles, size_t count, gg_guard **guards)
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
	length = sort_guards(handles, count, guards);
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
	size_t length = sort_guards(handles, count, guards);

	release_guards(guards, length);
}

bool gg_copy_string(const char *text, char **copy)
{
	*copy = text ? strdup(text) : NULL;
	return *copy || !text;
}

gg_refusal gg_why_refused(gg_handle *handle)
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
	if ((atomic_fetch_sub(&handle->state, 1) & ~GG_ALIVE) == (GG_DRAINING | 1))
		gg_futex(&handle->state, FUTEX_WAKE, INT32_MAX);
}

/*
 * Clear OPEN and take a pin; false if OPEN was clear already. This store, and the load of wake_fd
 * in wake_waiters(), pair with gg_wait(), which stores wake_fd and loads the state.
 */
static bool mark_closing(gg_handle *handle)
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
 * The caller's pin keeps another closer from closing the descriptor. A waiter that creates it after
 * the load here sees that the handle is closing: see mark_closing().
 */
static void wake_waiters(gg_handle *handle)
{
	const uint64_t one = 1;
	int fd = atomic_load(&handle->wake_fd);

	/* It cannot fail: the eventfd only ever counts from 0 to 1. */
	if (fd >= 0 && write(fd, &one, sizeof(one)) < 0)
		return;
}

/* Sleep until a handle that is closing has no pins. */
static void wait_for_pins(gg_handle *handle)
{
	uint32_t state = atomic_load(&handle->state);

	while ((state & GG_PINS) && !(state & GG_OPEN)) {
		if ((state & GG_DRAINING) ||
		    atomic_compare_exchange_weak(&handle->state, &state, state | GG_DRAINING))
			gg_futex(&handle->state, FUTEX_WAIT, state | GG_DRAINING);
		state = atomic_load(&handle->state);
	}
}

/* One attempt at the first half of close: true with the lock held, or false with nothing held. */
static bool drain(gg_handle *handle)
{
	if (mark_closing(handle)) {
		GG_STEP("closing");
		wake_waiters(handle);
		gg_notify_queue(handle->guard);
		gg_unpin(handle);
	}
	GG_STEP("drain");
	wait_for_pins(handle);
	gg_lock_acquire(&handle->guard->lock);
	/* A constructor that this close overtook may have opened the handle, and let in pins. */
	if (!(atomic_load(&handle->state) & (GG_OPEN | GG_PINS)))
		return true;
	gg_lock_release(&handle->guard->lock);
	return false;
}

bool gg_close_begin(gg_handle *handle)
{
	if (gg_is_forked(handle)) {
		GG_STEP("inherited");
		gg_lock_inherited(handle);
		if (gg_is_forked(handle)) { /* and was not opened here meanwhile */
			atomic_fetch_and(&handle->state, ~GG_OPEN);
			return true;
		}
		gg_unlock_inherited(handle);
	}
	while (!drain(handle))
		continue;
	/* An object that is already destroyed does not depend on the owner of a locked() block. */
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
		gg_unlock_inherited(handle);
		return;
	}
	gg_lock_release(&handle->guard->lock);
	if (destroyed)
		gg_notify_queue(handle->guard);
}
