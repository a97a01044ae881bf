/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "dummy.h"
#include "actor.h"
#include "check.h"
#include "helgrind.h"

#include <stdlib.h>

struct dummy *dummy_half_made(gg_guard *shared)
{
	struct dummy *dummy = calloc(1, sizeof(*dummy));

	CHECK(dummy);
	CHECK(!gg_handle_init(&dummy->handle, shared));
	CHECK(gg_watch_thread_exit()); /* here first: helgrind does not know pthread_once() */
	HG_IGNORE(dummy->handle.guard->owner);
	HG_IGNORE(dummy->handle.guard->eventcount);
	HG_IGNORE(dummy->handle.guard->queued);
	HG_IGNORE(dummy->handle.generation);
	HG_IGNORE(dummy->handle.state);
	HG_IGNORE(dummy->handle.probes);
	HG_IGNORE(dummy->handle.probe_busy);
	HG_IGNORE(dummy->handle.probe_target); /* not atomic; ordered by probe_busy and state */
	HG_IGNORE(dummy->handle.probe_epoll);
	HG_IGNORE(dummy->refused);
	return dummy;
}

void dummy_open(struct dummy *dummy)
{
	gg_open_begin(&dummy->handle);
	dummy->native = true;
	gg_step("opening");
	HG_RELEASE(dummy->handle.state);
	gg_open_end(&dummy->handle);
}

struct dummy *dummy_new(gg_guard *shared)
{
	struct dummy *dummy = dummy_half_made(shared);

	dummy_open(dummy);
	return dummy;
}

void dummy_free(struct dummy *dummy)
{
	gg_handle_fini(&dummy->handle);
	free(dummy);
}

void dummy_work(struct dummy *dummy)
{
	CHECK(dummy->native);
	CHECK(atomic_fetch_add_explicit(&dummy->inside, 1, memory_order_relaxed) == 0);
	dummy->calls++;
	gg_step("inside");
	CHECK(!atomic_load_explicit(&dummy->destroyed, memory_order_relaxed));
	atomic_fetch_sub_explicit(&dummy->inside, 1, memory_order_relaxed);
}

bool dummy_call(struct dummy *dummy)
{
	if (!gg_enter(&dummy->handle))
		return false;
	HG_ACQUIRE(dummy->handle.state);
	dummy_work(dummy);
	gg_leave(&dummy->handle);
	return true;
}

bool dummy_call_in_turn(struct dummy *dummy)
{
	while (!dummy_call(dummy)) {
		if (gg_why_refused(&dummy->handle) != GG_OWNED || !dummy_wait_for_owner(dummy))
			return false;
	}
	return true;
}

bool dummy_try_close(struct dummy *dummy)
{
	if (!gg_close_begin(&dummy->handle))
		return false;
	HG_ACQUIRE(dummy->handle.state);
	if (dummy->native) {
		CHECK(atomic_fetch_add_explicit(&dummy->inside, 1, memory_order_relaxed) == 0);
		atomic_fetch_add_explicit(&dummy->destroyed, 1, memory_order_relaxed);
		gg_step("destroying");
		atomic_fetch_sub_explicit(&dummy->inside, 1, memory_order_relaxed);
		dummy->native = false;
	}
	gg_close_end(&dummy->handle);
	return true;
}

bool dummy_close(struct dummy *dummy)
{
	while (!dummy_try_close(dummy)) {
		if (!gg_wait_for_owner(&dummy->handle, GG_ALIVE))
			return false;
	}
	return true;
}

bool dummy_is_destroyed(struct dummy *dummy)
{
	return atomic_load_explicit(&dummy->destroyed, memory_order_relaxed) == 1;
}

bool dummy_try_own(struct dummy *dummy)
{
	CHECK(gg_watch_thread_exit());
	return gg_own(&dummy->handle, &dummy->tenure);
}

bool dummy_wait_for_owner(struct dummy *dummy)
{
	return gg_wait_for_owner(&dummy->handle, GG_OPEN);
}

bool dummy_own(struct dummy *dummy)
{
	while (!dummy_try_own(dummy)) {
		if (gg_why_refused(&dummy->handle) != GG_OWNED || !dummy_wait_for_owner(dummy))
			return false;
	}
	return true;
}

bool dummy_leave(struct dummy *dummy)
{
	return gg_disown(&dummy->handle, dummy->tenure);
}

void dummy_abandon(struct dummy *dummy, unsigned int times)
{
	gg_abandon(&dummy->handle, dummy->tenure, times);
}

void play_call(void *arg)
{
	struct dummy *dummy = arg;

	atomic_store_explicit(&dummy->refused, !dummy_call(dummy), memory_order_relaxed);
}

void play_open(void *arg)
{
	dummy_open(arg);
}

void play_slow_call(void *arg)
{
	CHECK(dummy_call(arg));
}

void play_close(void *arg)
{
	CHECK(dummy_close(arg));
	CHECK(dummy_is_destroyed(arg));
}

void play_pinned(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(gg_pin(&dummy->handle));
	gg_step("pinned");
	CHECK(dummy->native);
	HG_RELEASE(dummy->handle.state);
	gg_unpin(&dummy->handle);
}

void play_wait(void *arg)
{
	struct dummy *dummy = arg;

	if (!gg_pin(&dummy->handle))
		return;
	CHECK(gg_wait(&dummy->handle, -1, NULL) == GG_WOKEN);
	CHECK(dummy->native);
	HG_RELEASE(dummy->handle.state);
	gg_unpin(&dummy->handle);
}

void play_own(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(dummy_own(dummy));
	gg_step("owner");
	CHECK(dummy_leave(dummy));
}

void play_wait_for_owner(void *arg)
{
	struct dummy *dummy = arg;
	bool waited = dummy_wait_for_owner(dummy);

	atomic_store_explicit(&dummy->refused, !waited, memory_order_relaxed);
}
