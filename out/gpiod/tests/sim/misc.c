// SPDX-License-Identifier: LGPL-2.1-or-later
#define _GNU_SOURCE
#include <poll.h>
#include <time.h>

#include "internal.h"

#define NSEC_PER_SEC 1000000000

bool gpiod_is_gpiochip_device(const char *path)
{
	bool is_one = path && sim_path_check(path) == 0;

	/* As in libgpiod, where a negative result is not an error. */
	errno = 0;
	return is_one;
}

const char *gpiod_api_version(void)
{
	return SIM_API_VERSION;
}

/* Poisons the memory, so that a use after free shows. */
void sim_destroy(void *object, size_t size)
{
	if (!object)
		return;

	memset(object, 0xdb, size);
	/* Keeps the compiler from removing the memset. */
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
