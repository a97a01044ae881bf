/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * A lock that a detached thread may wait for, and that only its holder gives up.
 *
 * PyMutex where there is one (3.13), PyThread_type_lock before, pthread_mutex_t with
 * GG_LOCK_PTHREAD, for the tools that check this code without Python.
 */
#ifndef GG_LOCK_H
#define GG_LOCK_H

#if defined(GG_LOCK_PTHREAD)

#include <pthread.h>

typedef pthread_mutex_t gg_lock;

static inline int gg_lock_init(gg_lock *lock)
{
	return pthread_mutex_init(lock, NULL) ? -1 : 0;
}

static inline void gg_lock_fini(gg_lock *lock)
{
	pthread_mutex_destroy(lock);
}

static inline void gg_lock_acquire(gg_lock *lock)
{
	pthread_mutex_lock(lock);
}

static inline void gg_lock_release(gg_lock *lock)
{
	pthread_mutex_unlock(lock);
}

#else

#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>

#if PY_VERSION_HEX >= 0x030D0000

typedef PyMutex gg_lock;

static inline int gg_lock_init(gg_lock *lock)
{
	*lock = (gg_lock){0};
	return 0;
}

static inline void gg_lock_fini(gg_lock *lock)
{
	(void)lock;
}

static inline void gg_lock_acquire(gg_lock *lock)
{
	PyMutex_Lock(lock);
}

static inline void gg_lock_release(gg_lock *lock)
{
	PyMutex_Unlock(lock);
}

#else

typedef PyThread_type_lock gg_lock;

static inline int gg_lock_init(gg_lock *lock)
{
	*lock = PyThread_allocate_lock();
	return *lock ? 0 : -1;
}

static inline void gg_lock_fini(gg_lock *lock)
{
	if (*lock)
		PyThread_free_lock(*lock);
	*lock = NULL;
}

static inline void gg_lock_acquire(gg_lock *lock)
{
	PyThread_acquire_lock(*lock, WAIT_LOCK);
}

static inline void gg_lock_release(gg_lock *lock)
{
	PyThread_release_lock(*lock);
}

#endif
#endif

#endif
