/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "thing.h"
#include "check.h"
#include "excuse.h"
#include "scene.h"

#include <stdlib.h>

struct thing *thing_half_made(gg_guard *shared)
{
	struct thing *thing = calloc(1, sizeof(*thing));

	CHECK(thing);
	CHECK(!gg_handle_init(&thing->handle, shared));
	CHECK(gg_watch_thread_exit()); /* once before others do: helgrind knows no pthread_once() */
	EXCUSE_ATOMIC(thing->handle.guard->owner);
	EXCUSE_ATOMIC(thing->handle.guard->eventcount);
	EXCUSE_ATOMIC(thing->handle.guard->queued);
	EXCUSE_ATOMIC(thing->handle.generation);
	EXCUSE_ATOMIC(thing->handle.state);
	EXCUSE_ATOMIC(thing->handle.probes);
	EXCUSE_ATOMIC(thing->handle.probe_busy);
	EXCUSE_ATOMIC(thing->handle.probe_target); /* plain, in the order of looking and state */
	EXCUSE_ATOMIC(thing->handle.probe_epoll);
	EXCUSE_ATOMIC(thing->refused);
	return thing;
}

void thing_open(struct thing *thing)
{
	gg_open_begin(&thing->handle);
	thing->native = true;
	gg_step("opening");
	EXCUSE_RELEASE(thing->handle.state);
	gg_open_end(&thing->handle);
}

struct thing *thing_new(gg_guard *shared)
{
	struct thing *thing = thing_half_made(shared);

	thing_open(thing);
	return thing;
}

void thing_free(struct thing *thing)
{
	gg_handle_fini(&thing->handle);
	free(thing);
}

void thing_work(struct thing *thing)
{
	CHECK(thing->native);
	CHECK(atomic_fetch_add_explicit(&thing->inside, 1, memory_order_relaxed) == 0);
	thing->calls++;
	gg_step("inside");
	CHECK(!atomic_load_explicit(&thing->destroyed, memory_order_relaxed));
	atomic_fetch_sub_explicit(&thing->inside, 1, memory_order_relaxed);
}

bool thing_call(struct thing *thing)
{
	if (!gg_enter(&thing->handle))
		return false;
	EXCUSE_ACQUIRE(thing->handle.state);
	thing_work(thing);
	gg_leave(&thing->handle);
	return true;
}

bool thing_call_in_turn(struct thing *thing)
{
	while (!thing_call(thing)) {
		if (gg_why_refused(&thing->handle) != GG_OWNED || !thing_wait_for_owner(thing))
			return false;
	}
	return true;
}

bool thing_try_close(struct thing *thing)
{
	if (!gg_close_begin(&thing->handle))
		return false;
	EXCUSE_ACQUIRE(thing->handle.state);
	if (thing->native) {
		CHECK(atomic_fetch_add_explicit(&thing->inside, 1, memory_order_relaxed) == 0);
		atomic_fetch_add_explicit(&thing->destroyed, 1, memory_order_relaxed);
		gg_step("destroying");
		atomic_fetch_sub_explicit(&thing->inside, 1, memory_order_relaxed);
		thing->native = false;
	}
	gg_close_end(&thing->handle);
	return true;
}

bool thing_close(struct thing *thing)
{
	while (!thing_try_close(thing)) {
		if (!gg_wait_for_owner(&thing->handle, GG_ALIVE))
			return false;
	}
	return true;
}

bool thing_is_destroyed(struct thing *thing)
{
	return atomic_load_explicit(&thing->destroyed, memory_order_relaxed) == 1;
}

bool thing_try_own(struct thing *thing)
{
	CHECK(gg_watch_thread_exit());
	return gg_own(&thing->handle, &thing->tenure);
}

bool thing_wait_for_owner(struct thing *thing)
{
	return gg_wait_for_owner(&thing->handle, GG_OPEN);
}

bool thing_own(struct thing *thing)
{
	while (!thing_try_own(thing)) {
		if (gg_why_refused(&thing->handle) != GG_OWNED || !thing_wait_for_owner(thing))
			return false;
	}
	return true;
}

bool thing_leave(struct thing *thing)
{
	return gg_disown(&thing->handle, thing->tenure);
}

void thing_abandon(struct thing *thing, unsigned int times)
{
	gg_abandon(&thing->handle, thing->tenure, times);
}

void play_call(void *arg)
{
	struct thing *thing = arg;

	atomic_store_explicit(&thing->refused, !thing_call(thing), memory_order_relaxed);
}

void play_open(void *arg)
{
	thing_open(arg);
}

void play_slow_call(void *arg)
{
	CHECK(thing_call(arg));
}

void play_close(void *arg)
{
	CHECK(thing_close(arg));
	CHECK(thing_is_destroyed(arg));
}

void play_pinned(void *arg)
{
	struct thing *thing = arg;

	CHECK(gg_pin(&thing->handle));
	gg_step("pinned");
	CHECK(thing->native);
	EXCUSE_RELEASE(thing->handle.state);
	gg_unpin(&thing->handle);
}

void play_wait(void *arg)
{
	struct thing *thing = arg;

	if (!gg_pin(&thing->handle))
		return;
	CHECK(gg_wait(&thing->handle, -1, NULL) == GG_WOKEN);
	CHECK(thing->native);
	EXCUSE_RELEASE(thing->handle.state);
	gg_unpin(&thing->handle);
}

void play_own(void *arg)
{
	struct thing *thing = arg;

	CHECK(thing_own(thing));
	gg_step("owner");
	CHECK(thing_leave(thing));
}

void play_wait_for_owner(void *arg)
{
	struct thing *thing = arg;
	bool waited = thing_wait_for_owner(thing);

	atomic_store_explicit(&thing->refused, !waited, memory_order_relaxed);
}
