// SPDX-License-Identifier: LGPL-2.1-or-later
/* Removal of a chip in use; fork; and leaked memory and descriptors. */
#include <dirent.h>
#include <poll.h>
#include <pthread.h>
#include <sys/epoll.h>
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static short polled(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN | POLLPRI};

	assert(poll(&pfd, 1, 0) >= 0);
	return pfd.revents;
}

static void every_call_answers_enodev(void)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(0);
	struct gpiosim_chip *sim = new_sim(2);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	char path[64];

	snprintf(path, sizeof(path), "%s", gpiosim_chip_get_dev_path(sim));
	pull(sim, 0, 1); /* an event that is lost */
	gpiosim_chip_free(sim);

	FAILS_WITH(ENOENT, NULL, gpiod_chip_open(path));
	FAILS_WITH(ENODEV, NULL, gpiod_chip_get_info(chip));
	FAILS_WITH(ENODEV, NULL, gpiod_chip_get_line_info(chip, 0));
	FAILS_WITH(ENODEV, NULL, gpiod_chip_watch_line_info(chip, 0));
	FAILS_WITH(ENODEV, -1, gpiod_chip_unwatch_line_info(chip, 0));
	FAILS_WITH(ENODEV, -1, gpiod_chip_get_line_offset_from_name(chip, "x"));
	FAILS_WITH(ENODEV, NULL, gpiod_chip_read_info_event(chip));
	FAILS_WITH(ENODEV, NULL, try_request(chip, 1, 1, INPUT()));
	FAILS_WITH(ENODEV, -1, gpiod_line_request_get_value(req, 0));
	FAILS_WITH(EINVAL, -1, gpiod_line_request_get_value(req, 1)); /* by libgpiod itself */
	FAILS_WITH(ENODEV, -1, gpiod_line_request_set_value(req, 0, ACTIVE));
	FAILS_WITH(ENODEV, -1, reconfigure(req, 0, 1, OUTPUT()));
	FAILS_WITH(ENODEV, -1, gpiod_line_request_read_edge_events(req, buffer, 1));
	assert(!strcmp(gpiod_chip_get_path(chip), path));

	assert(polled(gpiod_chip_get_fd(chip)) == (POLLHUP | POLLERR));
	assert(polled(gpiod_line_request_get_fd(req)) == (POLLHUP | POLLERR));
	assert(gpiod_line_request_wait_edge_events(req, -1) == 1);
	assert(gpiod_chip_wait_info_event(chip, -1) == 1);

	gpiod_line_request_release(req);
	gpiod_chip_close(chip);
	gpiod_edge_event_buffer_free(buffer);
}

static void a_number_is_free_again_when_nobody_has_it_open(void)
{
	struct gpiosim_chip *sim = new_sim(1), *second, *third;
	struct gpiod_chip *chip = open_sim(sim);
	char name[32];

	snprintf(name, sizeof(name), "%s", gpiosim_chip_get_name(sim));
	gpiosim_chip_free(sim);
	second = new_sim(1);
	assert(strcmp(gpiosim_chip_get_name(second), name) != 0);
	gpiod_chip_close(chip);
	third = new_sim(1);
	assert(strcmp(gpiosim_chip_get_name(third), name) == 0);
	gpiosim_chip_free(second);
	gpiosim_chip_free(third);
}

struct waiter {
	pthread_t thread;
	struct gpiod_line_request *req;
	struct gpiod_chip *chip;
	int epoll_fd;
	int error;
};

static void *read_edges(void *arg)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(0);
	struct waiter *waiter = arg;

	if (gpiod_line_request_read_edge_events(waiter->req, buffer, 1) < 0)
		waiter->error = errno;
	gpiod_edge_event_buffer_free(buffer);
	return NULL;
}

static void *read_info(void *arg)
{
	struct waiter *waiter = arg;

	if (!gpiod_chip_read_info_event(waiter->chip))
		waiter->error = errno;
	return NULL;
}

static void *wait_in_epoll(void *arg)
{
	struct waiter *waiter = arg;
	struct epoll_event event;

	assert(epoll_wait(waiter->epoll_fd, &event, 1, -1) == 1);
	return NULL;
}

/* Threads that wait already, and threads that are about to. */
static void removal_wakes_waiters(void)
{
	static void *(*const mains[])(void *) = {read_edges, read_info, wait_in_epoll};
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	struct epoll_event event = {.events = EPOLLIN};
	struct waiter waiters[ARRAY_SIZE(mains)];
	int epoll_fd = epoll_create1(EPOLL_CLOEXEC);
	size_t i;

	assert(!epoll_ctl(epoll_fd, EPOLL_CTL_ADD, gpiod_line_request_get_fd(req), &event));
	for (i = 0; i < ARRAY_SIZE(mains); i++) {
		waiters[i] = (struct waiter){.req = req, .chip = chip, .epoll_fd = epoll_fd};
		assert(!pthread_create(&waiters[i].thread, NULL, mains[i], &waiters[i]));
	}
	gpiosim_chip_free(sim);
	for (i = 0; i < ARRAY_SIZE(mains); i++)
		pthread_join(waiters[i].thread, NULL);
	assert(waiters[0].error == ENODEV && waiters[1].error == ENODEV);
	gpiod_line_request_release(req);
	gpiod_chip_close(chip);
	close(epoll_fd);
}

static void *pull_until_gone(void *arg)
{
	struct gpiosim_chip *sim = arg;
	int up = 0;

	while (gpiosim_chip_get_value(sim, 0) == 0)
		pull(sim, 1, up = !up);
	return NULL;
}

/* The child must not inherit a lock that another thread holds. */
static void fork_inherits_no_locked_lock(void)
{
	struct gpiosim_chip *sim = new_sim(2);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 2, INPUT());
	pthread_t thread;
	int i, status;
	pid_t pid;

	assert(!pthread_create(&thread, NULL, pull_until_gone, sim));
	for (i = 0; i < 100; i++) {
		pid = fork();
		assert(pid >= 0);
		if (!pid) {
			alarm(20);
			pull(sim, 0, 1);
			gpiod_line_request_release(req);
			gpiod_chip_close(chip);
			gpiosim_chip_free(sim);
			_exit(7);
		}
		assert(waitpid(pid, &status, 0) == pid);
		assert(WIFEXITED(status) && WEXITSTATUS(status) == 7);
	}
	pull(sim, 0, 1);
	pthread_join(thread, NULL);
	gpiod_line_request_release(req);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static int num_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	int num = 0;

	assert(dir);
	while (readdir(dir))
		num++;
	closedir(dir);
	return num;
}

int main(void)
{
	int before = num_fds();

	RUN(every_call_answers_enodev);
	RUN(a_number_is_free_again_when_nobody_has_it_open);
	RUN(removal_wakes_waiters);
	RUN(fork_inherits_no_locked_lock);
	assert(num_fds() == before);
	return 0;
}
