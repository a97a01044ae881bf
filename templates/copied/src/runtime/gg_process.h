/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/*
 * What the files of the core share: state that exists once per process, and what fork() does to it.
 * Nothing here is for generated code.
 */
#ifndef GG_PROCESS_H
#define GG_PROCESS_H

#include "gg_handle.h"

#include <linux/futex.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

/*
 * Protects the lists of owners and waiters, and in a forked child the inherited handles, whose own
 * locks may be held by threads that do not exist there. It is taken last, after any guard's lock,
 * and held for a few instructions only. It may be taken at the end of a thread, when that thread
 * can no longer use Python.
 */
extern pthread_mutex_t gg_process_lock;

void gg_install_fork_handlers(void);

/* Lock and unlock a handle that was opened by the parent process. */
void gg_lock_inherited(gg_handle *handle);
void gg_unlock_inherited(gg_handle *handle);
/* Make a handle that the parent created, but had not opened, this process's own. */
void gg_reinit_after_fork(gg_handle *handle);

/* Ownership (gg_owner.c). */
void gg_init_owner(gg_guard *guard);
/* In a forked child, with the process lock held. */
void gg_forget_owners(void);
/* Have the threads that queue for the end of a locked() block check again whether to wait. */
void gg_notify_queue(gg_guard *guard);

static inline long gg_futex(_Atomic uint32_t *word, int operation, uint32_t value)
{
	return syscall(SYS_futex, word, operation | FUTEX_PRIVATE_FLAG, value, NULL, NULL, 0);
}

#endif
