/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* Waits with timeouts and signals. */
#ifndef GG_POLL_H
#define GG_POLL_H

#include "gg_convert.h"
#include "gg_raise.h"
#include "gg_runtime.h"

typedef struct gg_timeout {
	bool forever;
	int64_t ns;
} gg_timeout;

#define GG_NS_PER_SECOND INT64_C(1000000000)

int gg_as_timeout_slow(const gg_runtime *runtime, PyObject *arg, gg_timeout *timeout);

/* From None (or an absent argument: NULL), a number of seconds or a timedelta. */
static inline int gg_as_timeout(const gg_runtime *runtime, PyObject *arg, gg_timeout *timeout)
{
	unsigned int whole;

	if (!arg || !gg_try_small_int(arg, &whole))
		return gg_as_timeout_slow(runtime, arg, timeout);
	*timeout = (gg_timeout){.ns = whole * GG_NS_PER_SECOND};
	return 0;
}

/* When the timeout expires, in nanoseconds of the monotonic clock. */
int64_t gg_deadline(gg_timeout timeout);
/*
 * Wait until fd is readable: 1, or 0 after the timeout, or -1 with an exception, for example
 * because the handle was closed. Signal handlers run without a pin.
 */
GG_NODISCARD int gg_wait_readable(gg_target target, int fd, gg_timeout timeout);
/*
 * After a wait that ended with nothing to read: 0 to wait again, or -1 with an exception. error is
 * the errno of a wait that failed.
 */
GG_NODISCARD int gg_check_wait(gg_target target, gg_outcome outcome, int error);

#endif
