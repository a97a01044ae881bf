// SPDX-License-Identifier: LGPL-2.1-or-later
#define _GNU_SOURCE
#include <poll.h>
#include <time.h>

#include "internal.h"

#define NSEC_PER_SEC 1000000000

bool gpiod_is_gpiochip_device(const char *path)
{
	bool is_one = path && sim_path_check(path) == 0;

	/* Asking is not a failure: libgpiod leaves no errno behind. */
	errno = 0;
	return is_one;
}

const char *gpiod_api_version(void)
{
	return SIM_API_VERSION;
}

/* Poisons what it frees, so that a use after free is seen and not a matter of luck. */
void sim_destroy(void *object, size_t size)
{
	if (!object)
		return;

	memset(object, 0xdb, size);
	/* Or the compiler drops the memset. */
	__asm__ volatile("" : : "r"(object) : "memory");
	free(object);
}

int sim_poll(int fd, int64_t timeout_ns)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN | POLLPRI};
	struct timespec ts = {
		.tv_sec = timeout_ns / NSEC_PER_SEC,
		.tv_nsec = timeout_ns % NSEC_PER_SEC,
	};

	return ppoll(&pfd, 1, timeout_ns < 0 ? NULL : &ts, NULL);
}
