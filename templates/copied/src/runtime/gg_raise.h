/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* Exceptions, for errno and for handles that cannot be used. */
#ifndef GG_RAISE_H
#define GG_RAISE_H

#include "gg_compat.h"

typedef struct gg_errno_exception {
	int error;
	PyObject **exception;
} gg_errno_exception;

/* Raise the exception that errors has for this errno, or else OSError. errors ends with 0. */
PyObject *gg_raise_errno(int error, const gg_errno_exception *errors);
/* The same, but through sys.unraisablehook, where no caller can catch it. Keeps the current
 * exception. */
void gg_report_errno(int error, const gg_errno_exception *errors, const char *function);

/* A handle, and the exception to raise if it is closed. */
typedef struct gg_target {
	gg_handle *handle;
	PyObject *closed_error;
} gg_target;

/*
 * After gg_enter() or gg_pin() returned false: wait until none of the handles has an owner, and
 * return true to try again; or false with an exception.
 */
GG_NODISCARD bool gg_wait_or_raise(const gg_target *targets, size_t count);

GG_NODISCARD static inline bool gg_wait_or_raise_one(gg_target target)
{
	return gg_wait_or_raise(&target, 1);
}

/*
 * Wait for the end of another thread's locked() block, while the handle is in the state that the
 * caller needs: GG_OPEN for a call, GG_ALIVE for close after gg_close_begin() returned false. False
 * with an exception.
 */
GG_NODISCARD bool gg_wait_until_unowned(gg_handle *handle, uint32_t needed);

/* The same after gg_enter_library() returned false. */
GG_NODISCARD bool gg_wait_until_library_unowned(void);

/*
 * 0, or -1 with an exception if the handle is closed or was opened before a fork. Checks again,
 * because another thread may have opened the handle since the caller saw it closed.
 */
GG_NODISCARD int gg_check_usable_slow(gg_target target);

/* To fail early, before the arguments are converted. */
GG_NODISCARD static inline int gg_check_usable(gg_target target)
{
	if (!gg_is_closing(target.handle) && !gg_is_forked(target.handle))
		return 0;
	return gg_check_usable_slow(target);
}

#endif
