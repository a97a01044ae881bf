/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* The library's guard, and fork(). */
#include "gg_process.h"

_Atomic uint32_t gg_generation;
pthread_mutex_t gg_process_lock = PTHREAD_MUTEX_INITIALIZER;

static gg_guard library_guard;
static bool library_guard_ready;

static void init_library_guard(void)
{
	library_guard_ready = !gg_lock_init(&library_guard.lock);
	gg_init_owner(&library_guard);
}

static void before_fork(void)
{
	pthread_mutex_lock(&gg_process_lock);
}

static void after_fork_in_parent(void)
{
	pthread_mutex_unlock(&gg_process_lock);
}

/*
 * The parent's other threads do not exist in the child, so nobody waits or owns, and nobody would
 * release the library's guard. Such a thread may have left the library's own state inconsistent;
 * that cannot be known, but the child can open handles of its own.
 */
static void after_fork_in_child(void)
{
	atomic_fetch_add(&gg_generation, 1);
	gg_forget_owners();
	if (library_guard_ready)
		init_library_guard();
	pthread_mutex_unlock(&gg_process_lock);
}

static void add_fork_handlers(void)
{
	pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}

void gg_install_fork_handlers(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	pthread_once(&once, add_fork_handlers);
}

gg_guard *gg_library_guard(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;

	gg_install_fork_handlers();
	pthread_once(&once, init_library_guard);
	return library_guard_ready ? &library_guard : NULL;
}

/* The child has initialized the library's guard again, so that one can be taken. */
void gg_lock_inherited(gg_handle *handle)
{
	if (handle->guard == &library_guard)
		gg_lock_library();
	pthread_mutex_lock(&gg_process_lock);
}

void gg_unlock_inherited(gg_handle *handle)
{
	pthread_mutex_unlock(&gg_process_lock);
	if (handle->guard == &library_guard)
		gg_leave_library();
}

/*
 * At the time of the fork, another thread may have held the handle's lock, in an attempt to close
 * what was not open yet. Initializing the mutex cannot fail, since it did not the first time.
 * The relaxed store is enough: readers of the generation either see it through the release in
 * gg_open_end(), or are refused and ask again.
 */
void gg_reinit_after_fork(gg_handle *handle)
{
	gg_lock_inherited(handle);
	(void)gg_lock_init(&handle->own.lock);
	atomic_store_explicit(&handle->generation, atomic_load(&gg_generation),
			      memory_order_relaxed);
	gg_unlock_inherited(handle);
}
