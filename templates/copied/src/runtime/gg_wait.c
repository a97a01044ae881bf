/* SPDX-License-Identifier: LGPL-2.1-or-later OR MIT */
/* How a thread that has pinned a handle waits for a descriptor. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* ppoll */
#endif

#include "gg_handle.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* The longest time until a close is noticed that has no descriptor to wake the waiter with. */
static const struct timespec slice = {.tv_nsec = 20 * 1000 * 1000};

/* The first probe, and then one in this many, asks the device. */
#define PROBES_PER_DEVICE_POLL 32

/*
 * The descriptor that close makes readable. It is created on first use, because most handles never
 * wait. Close may have looked for it just before, so the caller must check OPEN afterwards.
 */
static int get_wake_fd(gg_handle *handle)
{
	int fd = atomic_load(&handle->wake_fd), fresh;

	if (fd >= 0)
		return fd;
	fresh = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (fresh < 0)
		return -1;
	if (atomic_compare_exchange_strong(&handle->wake_fd, &fd, fresh))
		return fresh;
	close(fresh);
	return fd;
}

/* An epoll with one file in it; -1 if out of descriptors, or if epoll does not support the file. */
static int open_epoll(int fd)
{
	struct epoll_event event = {.events = EPOLLIN};
	int epoll = epoll_create1(EPOLL_CLOEXEC);

	if (epoll >= 0 && epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event)) {
		close(epoll);
		epoll = -1;
	}
	return epoll;
}

/*
 * An epoll knows whether there is something to read without a call into the driver, in half the
 * time. Only one thread at a time uses it: of two concurrent calls to epoll_wait() with a timeout
 * of zero, one may report nothing although an event has long been pending, because the other has
 * taken the ready list (ep_start_scan() in fs/eventpoll.c, Linux 6.12). False if the caller must
 * ask the device.
 */
static bool probe_epoll_set(gg_handle *handle, int fd, int *ready)
{
	struct epoll_event event;
	bool known;

	if (atomic_exchange_explicit(&handle->probe_busy, true, memory_order_acquire))
		return false;
	if (handle->probe_target < 0) {
		handle->probe_target = fd;
		handle->probe_epoll = open_epoll(fd);
	}
	known = handle->probe_epoll >= 0 && handle->probe_target == fd;
	if (known)
		*ready = epoll_wait(handle->probe_epoll, &event, 1, 0);
	atomic_store_explicit(&handle->probe_busy, false, memory_order_release);
	return known;
}

/*
 * The first probe asks the device, because many handles are probed only once. So does one in
 * several later ones, because not every driver tells an epoll that its device is gone. And an epoll
 * learns of an event slightly later than the device: after a hit, the device is asked until it says
 * that there is nothing.
 */
static int probe(gg_handle *handle, int fd)
{
	uint32_t probes = atomic_load_explicit(&handle->probes, memory_order_relaxed);
	uint32_t hits = atomic_load_explicit(&handle->hits, memory_order_relaxed);
	struct pollfd polled = {.fd = fd, .events = POLLIN};
	int ready;

	atomic_store_explicit(&handle->probes, probes + 1, memory_order_relaxed);
	if (!hits && probes % PROBES_PER_DEVICE_POLL && probe_epoll_set(handle, fd, &ready))
		return ready;
	ready = poll(&polled, 1, 0);
	GG_STEP("probed");
	if (hits && !ready) /* unless another thread has had a hit since */
		atomic_compare_exchange_strong(&handle->hits, &hits, 0);
	return ready;
}

/* Whether fd is ready; wake_fd, if there is one, ends the wait as well. */
static int poll_with_wake_fd(int fd, int wake_fd, const struct timespec *timeout)
{
	struct pollfd polled[] = {
		{.fd = fd, .events = POLLIN},
		{.fd = wake_fd, .events = POLLIN},
	};
	int ready = ppoll(polled, wake_fd < 0 ? 1 : 2, timeout, NULL);

	return ready < 0 ? ready : polled[0].revents != 0;
}

/* Close takes precedence over readiness. Leaves errno as the system call set it. */
static gg_outcome outcome_of(gg_handle *handle, int ready)
{
	if (gg_is_closing(handle))
		return GG_WOKEN;
	if (ready < 0)
		return GG_FAILED;
	if (!ready)
		return GG_TIMED_OUT;
	atomic_fetch_add_explicit(&handle->hits, 1, memory_order_relaxed);
	return GG_READY;
}

static bool is_short(const struct timespec *timeout)
{
	return timeout && !timeout->tv_sec && timeout->tv_nsec <= slice.tv_nsec;
}

gg_outcome gg_probe(gg_handle *handle, int fd)
{
	GG_STEP("probe");
	return outcome_of(handle, probe(handle, fd));
}

gg_outcome gg_wait(gg_handle *handle, int fd, const struct timespec *timeout)
{
	int wake_fd = get_wake_fd(handle);
	bool sliced = wake_fd < 0 && !is_short(timeout);
	gg_outcome outcome;

	GG_STEP("wait");
	/*
	 * This load of the state follows the store of wake_fd, by this thread or another waiter. It
	 * pairs with close, which stores the state in mark_closing() and then loads wake_fd.
	 */
	if (!(atomic_load(&handle->state) & GG_OPEN))
		return GG_WOKEN;
	outcome = outcome_of(handle, poll_with_wake_fd(fd, wake_fd, sliced ? &slice : timeout));
	return sliced && outcome == GG_TIMED_OUT ? GG_SLICED : outcome;
}

bool gg_read_would_return(int fd)
{
	struct pollfd polled = {.fd = fd, .events = POLLIN};

	return poll(&polled, 1, 0) > 0 || (fcntl(fd, F_GETFL) & O_NONBLOCK);
}
