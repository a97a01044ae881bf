// SPDX-License-Identifier: LGPL-2.1-or-later
/* Edge events, debouncing and info events, one thread at a time. */
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

static bool is_readable(int fd)
{
	struct pollfd pfd = {.fd = fd, .events = POLLIN};

	assert(poll(&pfd, 1, 0) >= 0);
	return pfd.revents & POLLIN;
}

static void set_nonblocking(int fd)
{
	assert(!fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK));
}

static void check_event(struct gpiod_edge_event_buffer *buffer, unsigned int index, bool rising,
			unsigned int offset, unsigned long global_seqno, unsigned long line_seqno)
{
	struct gpiod_edge_event *event = gpiod_edge_event_buffer_get_event(buffer, index), *copy;

	assert(event);
	copy = gpiod_edge_event_copy(event);
	assert(gpiod_edge_event_get_event_type(copy) ==
	       (rising ? GPIOD_EDGE_EVENT_RISING_EDGE : GPIOD_EDGE_EVENT_FALLING_EDGE));
	assert(gpiod_edge_event_get_line_offset(copy) == offset);
	assert(gpiod_edge_event_get_global_seqno(copy) == global_seqno);
	assert(gpiod_edge_event_get_line_seqno(copy) == line_seqno);
	gpiod_edge_event_free(copy);
}

static void edges_are_numbered_and_queued(void)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(3);
	struct gpiosim_chip *sim = new_sim(4);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 4, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	int fd = gpiod_line_request_get_fd(req);

	assert(!is_readable(fd) && gpiod_line_request_wait_edge_events(req, 0) == 0);
	pull(sim, 1, 1);
	pull(sim, 1, 1); /* no change, no edge */
	pull(sim, 3, 1);
	pull(sim, 1, 0);
	pull(sim, 2, 1);
	assert(is_readable(fd) && gpiod_line_request_wait_edge_events(req, -1) == 1);

	FAILS_WITH(EINVAL, -1, gpiod_line_request_read_edge_events(req, NULL, 1));
	assert(gpiod_line_request_read_edge_events(req, buffer, 99) == 3);
	assert(gpiod_edge_event_buffer_get_num_events(buffer) == 3);
	check_event(buffer, 0, true, 1, 1, 1);
	check_event(buffer, 1, true, 3, 2, 1);
	check_event(buffer, 2, false, 1, 3, 2);
	assert(is_readable(fd)); /* there are more */
	assert(gpiod_line_request_read_edge_events(req, buffer, 1) == 1);
	check_event(buffer, 0, true, 2, 4, 1);
	assert(!is_readable(fd));

	/* Reconfiguring keeps sequence numbers and queued events; a new request starts anew. */
	pull(sim, 0, 1);
	assert(!reconfigure(req, 0, 4, INPUT()));
	pull(sim, 0, 0);
	assert(!reconfigure(req, 0, 4, INPUT(.edge = GPIOD_LINE_EDGE_BOTH)));
	pull(sim, 0, 1);
	assert(gpiod_line_request_read_edge_events(req, buffer, 9) == 2);
	check_event(buffer, 0, true, 0, 5, 1);
	check_event(buffer, 1, true, 0, 6, 2);
	gpiod_line_request_release(req);

	req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	pull(sim, 0, 0);
	assert(gpiod_line_request_read_edge_events(req, buffer, 9) == 1);
	check_event(buffer, 0, false, 0, 1, 1);
	gpiod_line_request_release(req);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void edges_are_logical(void)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(0);
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;

	req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_RISING, .active_low = true));
	pull(sim, 0, 1);
	pull(sim, 0, 0);
	assert(gpiod_line_request_read_edge_events(req, buffer, 9) == 1);
	check_event(buffer, 0, true, 0, 1, 1);
	assert(!reconfigure(req, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_FALLING)));
	pull(sim, 0, 1);
	pull(sim, 0, 0);
	assert(gpiod_line_request_read_edge_events(req, buffer, 9) == 1);
	check_event(buffer, 0, false, 0, 2, 2);

	/* Setting a bias pulls the line, while the old edge detection is still active. */
	assert(!reconfigure(req, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH)));
	assert(!reconfigure(req, 0, 1,
			    INPUT(.edge = GPIOD_LINE_EDGE_BOTH, .bias = GPIOD_LINE_BIAS_PULL_UP)));
	assert(gpiod_line_request_read_edge_events(req, buffer, 9) == 1);
	check_event(buffer, 0, true, 0, 3, 3);
	gpiod_line_request_release(req);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static uint64_t now_ns(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * SECOND_NS + ts.tv_nsec;
}

static void check_clock(enum gpiod_line_clock line_clock, clockid_t clock)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(1);
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;
	uint64_t before, at;

	req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH, .clock = line_clock));
	before = now_ns(clock);
	pull(sim, 0, 1);
	assert(gpiod_line_request_read_edge_events(req, buffer, 1) == 1);
	at = gpiod_edge_event_get_timestamp_ns(gpiod_edge_event_buffer_get_event(buffer, 0));
	assert(before <= at && at <= now_ns(clock));
	gpiod_line_request_release(req);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void edges_are_stamped(void)
{
	check_clock(GPIOD_LINE_CLOCK_MONOTONIC, CLOCK_MONOTONIC);
	check_clock(GPIOD_LINE_CLOCK_REALTIME, CLOCK_REALTIME);
}

/* Overfills a request's queue, whose size is a power of two: it keeps the newest events. */
static void check_overflow(size_t asked, unsigned int num_lines, unsigned int kept)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(1024);
	struct gpiod_request_config *req_cfg = gpiod_request_config_new();
	struct gpiod_line_config *config =
		new_config(0, num_lines, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	struct gpiosim_chip *sim = new_sim(num_lines);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;
	unsigned int i;

	gpiod_request_config_set_event_buffer_size(req_cfg, asked);
	req = gpiod_chip_request_lines(chip, req_cfg, config);
	assert(req);
	for (i = 1; i <= kept + 3; i++)
		pull(sim, 0, i & 1);
	assert(gpiod_line_request_read_edge_events(req, buffer, 1024) == (int)kept);
	check_event(buffer, 0, false, 0, 4, 4);
	check_event(buffer, kept - 1, (kept + 3) & 1, 0, kept + 3, kept + 3);
	gpiod_line_request_release(req);
	gpiod_line_config_free(config);
	gpiod_request_config_free(req_cfg);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void a_full_queue_drops_the_oldest(void)
{
	check_overflow(0, 1, 16);
	check_overflow(0, 3, 64); /* 48, and a kfifo rounds up */
	check_overflow(2, 1, 2);
	check_overflow(5000, 1, 1024);
}

static void a_queue_of_one_is_refused(void)
{
	struct gpiod_request_config *req_cfg = gpiod_request_config_new();
	struct gpiod_line_config *plain = new_config(0, 1, INPUT());
	struct gpiod_line_config *edges = new_config(0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);

	gpiod_request_config_set_event_buffer_size(req_cfg, 1);
	FAILS_WITH(EINVAL, NULL, gpiod_chip_request_lines(chip, req_cfg, edges));
	gpiod_line_request_release(gpiod_chip_request_lines(chip, req_cfg, plain));
	gpiod_line_config_free(plain);
	gpiod_line_config_free(edges);
	gpiod_request_config_free(req_cfg);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void a_read_with_nothing_queued_waits_or_says_so(void)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(0);
	struct gpiosim_chip *sim = new_sim(2);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));

	assert(!(fcntl(gpiod_line_request_get_fd(req), F_GETFL) & O_NONBLOCK));
	assert(fcntl(gpiod_line_request_get_fd(req), F_GETFD) & FD_CLOEXEC);
	set_nonblocking(gpiod_line_request_get_fd(req));
	set_nonblocking(gpiod_chip_get_fd(chip));
	FAILS_WITH(EAGAIN, -1, gpiod_line_request_read_edge_events(req, buffer, 1));
	FAILS_WITH(EAGAIN, NULL, gpiod_chip_read_info_event(chip));
	gpiod_line_request_release(req);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void on_alarm(int signo)
{
	(void)signo;
}

static void a_signal_ends_a_wait(void)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(0);
	struct sigaction action = {.sa_handler = on_alarm};
	/* Periodic, since the first signal may arrive before the wait begins. */
	struct itimerspec often = {.it_value.tv_nsec = 1000000, .it_interval.tv_nsec = 1000000};
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	timer_t timer;

	assert(!sigaction(SIGALRM, &action, NULL));
	assert(!timer_create(CLOCK_MONOTONIC, NULL, &timer));
	assert(!timer_settime(timer, 0, &often, NULL));
	FAILS_WITH(EINTR, -1, gpiod_line_request_read_edge_events(req, buffer, 1));
	FAILS_WITH(EINTR, -1, gpiod_line_request_wait_edge_events(req, -1));
	FAILS_WITH(EINTR, NULL, gpiod_chip_read_info_event(chip));
	timer_delete(timer);
	gpiod_line_request_release(req);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void debouncing_waits_for_the_level_to_settle(void)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(0);
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;

	/* Longer than the test, so that readers see the old level. */
	req = request(chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH, .debounce_us = 1000000000));
	pull(sim, 0, 1);
	assert(gpiosim_chip_get_value(sim, 0) == 1);
	assert(gpiod_line_request_get_value(req, 0) == INACTIVE);
	assert(gpiod_line_request_wait_edge_events(req, 0) == 0);

	/* Stopping the debouncer shows the present level; starting it begins with that level. */
	assert(!reconfigure(req, 0, 1, INPUT()));
	assert(gpiod_line_request_get_value(req, 0) == ACTIVE);
	assert(!reconfigure(req, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH, .debounce_us = 1)));
	assert(gpiod_line_request_get_value(req, 0) == ACTIVE);

	pull(sim, 0, 0);
	assert(gpiod_line_request_read_edge_events(req, buffer, 1) == 1);
	check_event(buffer, 0, false, 0, 1, 1);
	assert(gpiod_line_request_get_value(req, 0) == INACTIVE);
	gpiod_line_request_release(req);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void check_info_event(struct gpiod_chip *chip, enum gpiod_info_event_type type,
			     unsigned int offset, bool used)
{
	struct gpiod_info_event *event = gpiod_chip_read_info_event(chip);
	struct gpiod_line_info *info;

	assert(event);
	info = gpiod_info_event_get_line_info(event);
	assert(gpiod_info_event_get_event_type(event) == type);
	assert(gpiod_line_info_get_offset(info) == offset);
	assert(gpiod_line_info_is_used(info) == used);
	assert(gpiod_info_event_get_timestamp_ns(event) <= now_ns(CLOCK_MONOTONIC));
	gpiod_info_event_free(event);
}

static void watch(struct gpiod_chip *chip, unsigned int offset)
{
	struct gpiod_line_info *info = gpiod_chip_watch_line_info(chip, offset);

	assert(info && gpiod_line_info_get_offset(info) == offset);
	gpiod_line_info_free(info);
}

static void watchers_hear_of_their_lines(void)
{
	struct gpiosim_chip *sim = new_sim(4);
	struct gpiod_chip *chip = open_sim(sim), *other = open_sim(sim);
	struct gpiod_line_request *req;

	watch(chip, 2);
	FAILS_WITH(EBUSY, NULL, gpiod_chip_watch_line_info(chip, 2));
	FAILS_WITH(EINVAL, NULL, gpiod_chip_watch_line_info(chip, 4));
	FAILS_WITH(EBUSY, -1, gpiod_chip_unwatch_line_info(chip, 1));
	FAILS_WITH(EINVAL, -1, gpiod_chip_unwatch_line_info(chip, 4));
	watch(other, 1); /* each handle has its own watches */

	req = request(other, 1, 2, INPUT());
	assert(!reconfigure(req, 1, 2, OUTPUT()));
	assert(is_readable(gpiod_chip_get_fd(chip)));
	assert(gpiod_chip_wait_info_event(chip, -1) == 1);
	gpiod_line_request_release(req);
	check_info_event(chip, GPIOD_INFO_EVENT_LINE_REQUESTED, 2, true);
	check_info_event(chip, GPIOD_INFO_EVENT_LINE_CONFIG_CHANGED, 2, true);
	assert(!gpiod_chip_unwatch_line_info(chip, 2)); /* queued events remain */
	check_info_event(chip, GPIOD_INFO_EVENT_LINE_RELEASED, 2, false);
	gpiod_line_request_release(request(other, 2, 1, INPUT()));
	assert(gpiod_chip_wait_info_event(chip, 0) == 0);
	check_info_event(other, GPIOD_INFO_EVENT_LINE_REQUESTED, 1, true);

	gpiod_chip_close(other);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

/* The kernel requests the lines one by one, and frees them again if one fails. */
static void watchers_see_a_request_fail(void)
{
	struct gpiosim_chip *sim = new_sim(3);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 1, 1, INPUT());

	watch(chip, 0);
	watch(chip, 2);
	FAILS_WITH(EBUSY, NULL, try_request(chip, 0, 3, INPUT()));
	check_info_event(chip, GPIOD_INFO_EVENT_LINE_REQUESTED, 0, true);
	check_info_event(chip, GPIOD_INFO_EVENT_LINE_RELEASED, 0, false);
	assert(gpiod_chip_wait_info_event(chip, 0) == 0);
	gpiod_line_request_release(req);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void a_full_info_queue_drops_the_newest(void)
{
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;
	int i;

	watch(chip, 0);
	req = request(chip, 0, 1, INPUT());
	for (i = 0; i < 40; i++)
		assert(!reconfigure(req, 0, 1, INPUT()));
	gpiod_line_request_release(req);
	check_info_event(chip, GPIOD_INFO_EVENT_LINE_REQUESTED, 0, true);
	for (i = 0; i < 31; i++)
		check_info_event(chip, GPIOD_INFO_EVENT_LINE_CONFIG_CHANGED, 0, true);
	assert(gpiod_chip_wait_info_event(chip, 0) == 0);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

int main(void)
{
	RUN(edges_are_numbered_and_queued);
	RUN(edges_are_logical);
	RUN(edges_are_stamped);
	RUN(a_full_queue_drops_the_oldest);
	RUN(a_queue_of_one_is_refused);
	RUN(a_read_with_nothing_queued_waits_or_says_so);
	RUN(a_signal_ends_a_wait);
	RUN(debouncing_waits_for_the_level_to_settle);
	RUN(watchers_hear_of_their_lines);
	RUN(watchers_see_a_request_fail);
	RUN(a_full_info_queue_drops_the_newest);
	return 0;
}
