/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * A mutex for detached threads.
 *
 * PyMutex since Python 3.13. Before, and with GG_LOCK_PTHREAD, which the tests of the core without
 * Python define, it is a pthread_mutex_t: PyThread_type_lock is a semaphore in those versions
 * (Python/thread_pthread.h), has to be allocated, and reads the clock.
 */
#ifndef GG_LOCK_H
#define GG_LOCK_H

#ifndef GG_LOCK_PTHREAD
#ifndef PY_SSIZE_T_CLEAN
#define PY_SSIZE_T_CLEAN
#endif
#include <Python.h>
#if PY_VERSION_HEX < 0x030D0000
#define GG_LOCK_PTHREAD
#endif
#endif

#ifdef GG_LOCK_PTHREAD

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

#endif

#endif
