/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How a thread that has pinned a handle waits for a descriptor: the part that knows no Python. */
#ifndef _GNU_SOURCE
#define _GNU_SOURCE 1 /* ppoll */
#endif

#include "gg_handle.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

/* How soon close must be seen where no descriptor is left for it to make readable. */
static const struct timespec slice = {.tv_nsec = 20 * 1000 * 1000};

/* The first, and then one in so many. */
#define LOOKS_FOR_ONE_AT_THE_DEVICE 32

/*
 * The descriptor that close makes readable. Made here, for most handles never wait; close may have
 * looked for it just before, so whoever makes it looks whether it is OPEN after: see gg_wait().
 */
static int wake_descriptor(gg_handle *handle)
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

/* An epoll of a file; -1 if no descriptor is left, or no epoll takes such files. */
static int epoll_of(int fd)
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
 * An epoll knows whether there is something to read without asking the device, in half the time.
 * One thread at a time: of two that ask at once, Linux may tell one that there is nothing, though
 * there has been for long. False if this one has to ask the device.
 */
static bool ask_epoll(gg_handle *handle, int fd, int *ready)
{
	struct epoll_event event;
	bool known;

	if (atomic_exchange_explicit(&handle->looking, true, memory_order_acquire))
		return false;
	if (handle->looked_at < 0) {
		handle->looked_at = fd;
		handle->look_fd = epoll_of(fd);
	}
	known = handle->look_fd >= 0 && handle->looked_at == fd;
	if (known)
		*ready = epoll_wait(handle->look_fd, &event, 1, 0);
	atomic_store_explicit(&handle->looking, false, memory_order_release);
	return known;
}

/*
 * The first look asks the device, for many handles are looked at once; so do some later ones, for
 * not every driver tells an epoll that its device is gone. An epoll hears of what is there a moment
 * after the device has it: whatever somebody has found is there until the device says otherwise.
 */
static int look(gg_handle *handle, int fd)
{
	uint32_t looks = atomic_load_explicit(&handle->looks, memory_order_relaxed);
	uint32_t found = atomic_load_explicit(&handle->found, memory_order_relaxed);
	struct pollfd polled = {.fd = fd, .events = POLLIN};
	int ready;

	atomic_store_explicit(&handle->looks, looks + 1, memory_order_relaxed);
	if (!found && looks % LOOKS_FOR_ONE_AT_THE_DEVICE && ask_epoll(handle, fd, &ready))
		return ready;
	ready = poll(&polled, 1, 0);
	GG_STEP("looked");
	if (found && !ready) /* unless somebody has found something since */
		atomic_compare_exchange_strong(&handle->found, &found, 0);
	return ready;
}

/* Without a wake_fd, it is for fd alone. */
static int wait_for_either(int fd, int wake_fd, const struct timespec *timeout)
{
	struct pollfd polled[] = {
		{.fd = fd, .events = POLLIN},
		{.fd = wake_fd, .events = POLLIN},
	};
	int ready = ppoll(polled, wake_fd < 0 ? 1 : 2, timeout, NULL);

	return ready < 0 ? ready : polled[0].revents != 0;
}

/* What close says goes before what the descriptor says: errno is as the system call left it. */
static gg_outcome outcome_of(gg_handle *handle, int ready)
{
	if (gg_is_closing(handle))
		return GG_WOKEN;
	if (ready < 0)
		return GG_FAILED;
	if (!ready)
		return GG_TIMED_OUT;
	atomic_fetch_add_explicit(&handle->found, 1, memory_order_relaxed);
	return GG_READY;
}

static bool is_short(const struct timespec *timeout)
{
	return timeout && !timeout->tv_sec && timeout->tv_nsec <= slice.tv_nsec;
}

gg_outcome gg_look(gg_handle *handle, int fd)
{
	GG_STEP("look");
	return outcome_of(handle, look(handle, fd));
}

gg_outcome gg_wait(gg_handle *handle, int fd, const struct timespec *timeout)
{
	int wake_fd = wake_descriptor(handle);
	bool sliced = wake_fd < 0 && !is_short(timeout);
	gg_outcome outcome;

	GG_STEP("wait");
	/*
	 * This read of state comes after wake_fd was written, or read as another waiter has written
	 * it. It pairs with close, which writes state in stop_callers() and then reads wake_fd.
	 */
	if (!(atomic_load(&handle->state) & GG_OPEN))
		return GG_WOKEN;
	outcome = outcome_of(handle, wait_for_either(fd, wake_fd, sliced ? &slice : timeout));
	return sliced && outcome == GG_TIMED_OUT ? GG_SLICED : outcome;
}

bool gg_reads_at_once(int fd)
{
	struct pollfd polled = {.fd = fd, .events = POLLIN};

	return poll(&polled, 1, 0) > 0 || (fcntl(fd, F_GETFL) & O_NONBLOCK);
}
