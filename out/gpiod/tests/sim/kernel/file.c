// SPDX-License-Identifier: LGPL-2.1-or-later
/* Pollable descriptors: an eventfd is readable while a queue, which is in memory, has events. */
#define _GNU_SOURCE
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include "../internal.h"

int sim_file_open(struct sim_file *file)
{
	file->fd = eventfd(0, EFD_CLOEXEC);
	if (file->fd < 0)
		return -errno;

	file->kept_fd = -1;
	file->raised = false;
	atomic_init(&file->refs, 1);
	return 0;
}

void sim_file_close(struct sim_file *file)
{
	close(file->fd);
	if (file->kept_fd >= 0)
		close(file->kept_fd);
	file->fd = file->kept_fd = -1;
}

void sim_file_raise(struct sim_file *file)
{
	if (file->raised || file->fd < 0)
		return;

	file->raised = eventfd_write(file->fd, 1) == 0;
}

void sim_file_lower(struct sim_file *file)
{
	uint64_t count;
	struct iovec iov = {.iov_base = &count, .iov_len = sizeof(count)};

	if (!file->raised || file->fd < 0)
		return;

	file->raised = false;
	/* Never block: another process, such as a forked child, may have read the descriptor. */
	if (preadv2(file->fd, &iov, 1, -1, RWF_NOWAIT) < 0 && errno == EOPNOTSUPP)
		eventfd_read(file->fd, &count);
}

/*
 * An eventfd cannot report a hang-up.  When the chip is removed, the user's descriptor is therefore
 * made to refer to a dead socket.  The eventfd stays open under another number, and readable, so
 * that threads that poll it, or have it in an epoll set, wake up.  If no such socket can be made,
 * the descriptor remains a readable eventfd.
 */
void sim_file_hangup(struct sim_file *file, int dead_fd)
{
	if (file->fd < 0)
		return;

	file->kept_fd = fcntl(file->fd, F_DUPFD_CLOEXEC, 0);
	sim_file_raise(file);
	if (dead_fd >= 0 && file->kept_fd >= 0)
		dup3(dead_fd, file->fd, O_CLOEXEC);
}

/*
 * An aborted connection reports EPOLLHUP and EPOLLERR but, unlike simpler kinds of socket or pipe,
 * not EPOLLIN: exactly what the kernel reports for a chip that has been removed.
 */
int sim_file_dead_fd(void)
{
	struct sockaddr_in here = {
		.sin_family = AF_INET,
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK),
	};
	struct sockaddr nowhere = {.sa_family = AF_UNSPEC};
	socklen_t size = sizeof(here);
	int listener, fd;

	listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (bind(listener, (struct sockaddr *)&here, size) || listen(listener, 1) ||
	    getsockname(listener, (struct sockaddr *)&here, &size) ||
	    connect(fd, (struct sockaddr *)&here, size) || connect(fd, &nowhere, sizeof(nowhere))) {
		close(fd);
		fd = -1;
	}
	close(listener);
	return fd;
}

/* Waits as read(2) does when there is nothing to read. */
int sim_file_wait(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};
	int flags;

	flags = fcntl(fd, F_GETFL);
	if (flags < 0)
		return -errno;
	if (flags & O_NONBLOCK)
		return -EAGAIN;

	return poll(&pfd, 1, -1) < 0 ? -errno : 0;
}
