/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Scenarios that each violate libgpiod's rules in one way, and scenarios that do not.
 *
 * program SCENARIO
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "check.h"

#define THREADS 4
#define ROUNDS  400

static const int64_t FOREVER = 60 * SECOND_NS; /* longer than any test runs */

/* A function of the checker, with which the program is not linked. */
static void *checker(const char *name)
{
	void *function = dlsym(RTLD_DEFAULT, name);

	if (!function)
		fprintf(stderr, "the race checker must be in LD_PRELOAD\n");
	assert(function);
	return function;
}

static unsigned long calls(void)
{
	return ((unsigned long (*)(void))checker("guardgen_race_calls"))();
}

static unsigned long violations(void)
{
	return ((unsigned long (*)(void))checker("guardgen_race_violations"))();
}

static long live_objects(const char *kind)
{
	return ((long (*)(const char *))checker("guardgen_race_live_objects"))(kind);
}

static pthread_t start(void *(*routine)(void *), void *argument)
{
	pthread_t thread;

	assert(!pthread_create(&thread, NULL, routine, argument));
	return thread;
}

static void join(pthread_t thread)
{
	assert(!pthread_join(thread, NULL));
}

static void run_all(void *(*routine)(void *), void *argument)
{
	pthread_t threads[THREADS];

	for (int i = 0; i < THREADS; i++)
		threads[i] = start(routine, argument);
	for (int i = 0; i < THREADS; i++)
		join(threads[i]);
}

/* A chip, a request for its line 0, and a buffer with one event. */
static struct board {
	struct gpiosim_chip *sim;
	struct gpiod_chip *chip;
	struct gpiod_line_request *request;
	struct gpiod_edge_event_buffer *buffer;
} board;

static void open_board(void)
{
	board.sim = new_sim(4);
	board.chip = open_sim(board.sim);
	board.request = request(board.chip, 0, 1, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	board.buffer = gpiod_edge_event_buffer_new(4);
	pull(board.sim, 0, 1);
	assert(gpiod_line_request_read_edge_events(board.request, board.buffer, 4) == 1);
}

static void close_board(void)
{
	gpiod_edge_event_buffer_free(board.buffer);
	gpiod_line_request_release(board.request);
	gpiod_chip_close(board.chip);
	gpiosim_chip_free(board.sim);
}

static void *wait_for_events(void *unused)
{
	(void)unused;
	assert(gpiod_line_request_wait_edge_events(board.request, FOREVER) == 1);
	return NULL;
}

static void *read_events(void *unused)
{
	(void)unused;
	assert(gpiod_line_request_read_edge_events(board.request, board.buffer, 4) == 1);
	return NULL;
}

/* Violations. */

static void two_threads(void)
{
	pthread_t waiter;

	open_board();
	waiter = start(wait_for_events, NULL);
	while (!violations())
		gpiod_line_request_get_fd(board.request);
	pull(board.sim, 0, 0);
	join(waiter);
	close_board();
}

static void use_after_destroy(void)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();

	gpiod_line_settings_free(settings);
	gpiod_line_settings_get_active_low(settings);
}

static void errno_beside_report(void)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();

	gpiod_line_settings_free(settings);
	errno = ERANGE;
	gpiod_line_settings_get_active_low(settings);
	assert(errno == ERANGE);
}

static void argument_after_destroy(void)
{
	struct gpiod_request_config *config = gpiod_request_config_new();
	struct gpiod_line_config *lines = gpiod_line_config_new();

	open_board();
	gpiod_request_config_free(config);
	gpiod_chip_request_lines(board.chip, config, lines);
	gpiod_line_config_free(lines);
	close_board();
}

static void double_destroy(void)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();

	gpiod_line_settings_free(settings);
	gpiod_line_settings_free(settings);
}

static void null(void)
{
	gpiod_line_settings_get_active_low(NULL);
}

static void part_during_owner(void)
{
	struct gpiod_edge_event *event;
	pthread_t reader;

	open_board();
	event = gpiod_edge_event_buffer_get_event(board.buffer, 0);
	reader = start(read_events, NULL);
	while (!violations())
		gpiod_edge_event_get_line_offset(event);
	pull(board.sim, 0, 0);
	join(reader);
	close_board();
}

static void part_after_owner(void)
{
	struct gpiod_edge_event *event;

	open_board();
	event = gpiod_edge_event_buffer_get_event(board.buffer, 0);
	gpiod_edge_event_buffer_free(board.buffer);
	gpiod_edge_event_get_line_offset(event);
	board.buffer = NULL;
	close_board();
}

/* The owner's address is reused by another object, of which the stale pointer is not a part. */
static void part_after_rebirth(void)
{
	struct gpiod_info_event *event, *again;
	struct gpiod_line_info *info;

	open_board();
	gpiod_line_info_free(gpiod_chip_watch_line_info(board.chip, 1));
	for (int i = 0; i < 2; i++)
		gpiod_line_request_release(request(board.chip, 1, 1, INPUT()));
	event = gpiod_chip_read_info_event(board.chip);
	info = gpiod_info_event_get_line_info(event);
	gpiod_info_event_free(event);
	again = gpiod_chip_read_info_event(board.chip);
	gpiod_line_info_get_offset(info);
	gpiod_info_event_free(again);
	close_board();
}

/* Two threads whose calls take nanoseconds, so they overlap only if they are delayed. */
static void *use_settings(void *settings)
{
	for (int i = 0; i < ROUNDS; i++)
		gpiod_line_settings_get_direction(settings);
	return NULL;
}

static void unguarded(void)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();

	run_all(use_settings, settings);
	gpiod_line_settings_free(settings);
}

/* No violations. */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;

static void *use_guarded_settings(void *settings)
{
	for (int i = 0; i < ROUNDS; i++) {
		pthread_mutex_lock(&lock);
		gpiod_line_settings_set_debounce_period_us(settings, 5);
		pthread_mutex_unlock(&lock);
	}
	return NULL;
}

static void guarded(void)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();

	run_all(use_guarded_settings, settings);
	gpiod_line_settings_free(settings);
}

/* Threads get addresses that others have just freed, from objects of this and other kinds. */
static void *make_and_destroy(void *unused)
{
	(void)unused;
	for (int i = 0; i < ROUNDS; i++) {
		struct gpiod_line_config *config = new_config(0, 2, OUTPUT());
		struct gpiod_line_settings *settings =
			gpiod_line_config_get_line_settings(config, 0);
		struct gpiod_line_settings *copy = gpiod_line_settings_copy(settings);

		gpiod_line_settings_free(settings);
		gpiod_line_settings_reset(copy);
		gpiod_line_config_free(config);
		gpiod_line_settings_free(copy);
		gpiod_line_settings_free(NULL);
	}
	return NULL;
}

static void address_reuse(void)
{
	run_all(make_and_destroy, NULL);
	assert(live_objects(NULL) == 0);
}

static void *use_part(void *event)
{
	for (int i = 0; i < ROUNDS; i++)
		gpiod_edge_event_get_line_offset(event);
	return NULL;
}

/* Threads that each use their own part of one object; and a copy, while the owner is in use. */
static void parts(void)
{
	struct gpiod_edge_event *first, *second, *copy;
	pthread_t threads[2];

	open_board();
	pull(board.sim, 0, 0);
	pull(board.sim, 0, 1);
	assert(gpiod_line_request_read_edge_events(board.request, board.buffer, 4) == 2);
	first = gpiod_edge_event_buffer_get_event(board.buffer, 0);
	second = gpiod_edge_event_buffer_get_event(board.buffer, 1);
	threads[0] = start(use_part, first);
	threads[1] = start(use_part, second);
	join(threads[0]);
	join(threads[1]);
	copy = gpiod_edge_event_copy(first);
	threads[0] = start(read_events, NULL);
	use_part(copy);
	pull(board.sim, 0, 0);
	join(threads[0]);
	gpiod_edge_event_buffer_free(board.buffer);
	use_part(copy);
	gpiod_edge_event_free(copy);
	board.buffer = gpiod_edge_event_buffer_new(4);
	close_board();
}

/* New buffers, borrowed parts and events reuse the addresses of former ones. */
static void reborn_parts(void)
{
	open_board();
	for (int i = 0; i < ROUNDS; i++) {
		pull(board.sim, 0, i % 2);
		assert(gpiod_line_request_read_edge_events(board.request, board.buffer, 4) == 1);
		gpiod_edge_event_get_line_offset(
			gpiod_edge_event_buffer_get_event(board.buffer, 0));
		gpiod_edge_event_free(
			gpiod_edge_event_copy(gpiod_edge_event_buffer_get_event(board.buffer, 0)));
		gpiod_edge_event_buffer_free(board.buffer);
		board.buffer = gpiod_edge_event_buffer_new(4);
	}
	close_board();
}

/* The thread that was inside the object does not exist in the child. */
static void forked(void)
{
	pthread_t waiter;
	int status;
	pid_t child;

	open_board();
	waiter = start(wait_for_events, NULL);
	while (!violations())
		gpiod_line_request_get_fd(board.request);
	child = fork();
	if (child == 0) {
		assert(violations() == 0);
		gpiod_line_request_get_fd(board.request);
		assert(calls() == 1 && violations() == 0);
		exit(0);
	}
	assert(waitpid(child, &status, 0) == child);
	assert(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	pull(board.sim, 0, 0);
	join(waiter);
	close_board();
}

static void counts(void)
{
	struct gpiod_line_settings *settings, *copy;
	unsigned long before;

	open_board();
	assert(live_objects("gpiod_chip") == 1);
	assert(live_objects("gpiod_line_request") == 1);
	assert(live_objects("gpiod_edge_event_buffer") == 1);
	assert(live_objects("gpiod_line_config") == 0);
	assert(live_objects(NULL) == 3);
	assert(live_objects("gpiod_teapot") == -1);
	gpiod_edge_event_buffer_get_event(board.buffer, 0);
	assert(live_objects(NULL) == 3); /* parts are not counted */
	before = calls();
	settings = gpiod_line_settings_new();
	copy = gpiod_line_settings_copy(settings);
	assert(calls() == before + 2);
	assert(live_objects("gpiod_line_settings") == 2);
	gpiod_line_settings_free(settings);
	gpiod_line_settings_free(copy);
	assert(calls() == before + 4);
	close_board();
	assert(live_objects(NULL) == 0);
}

/* The library's errno reaches the program. */
static void errors(void)
{
	open_board();
	for (int i = 0; i < ROUNDS; i++) {
		FAILS_WITH(ENOENT, NULL, gpiod_chip_open("/nonexistent"));
		FAILS_WITH(EINVAL, NULL, gpiod_chip_get_line_info(board.chip, 99));
		errno = ERANGE;
		gpiod_line_request_get_fd(board.request);
		assert(errno == ERANGE);
	}
	close_board();
}

/* A thread that is cancelled in a call is no longer inside the object. */
static void cancelled(void)
{
	unsigned long before;
	pthread_t waiter;

	open_board();
	waiter = start(wait_for_events, NULL);
	while (!violations())
		gpiod_line_request_get_fd(board.request);
	assert(!pthread_cancel(waiter));
	join(waiter);
	before = violations(); /* the cancelled call may have caused one */
	gpiod_line_request_get_fd(board.request);
	assert(violations() == before);
	close_board();
}

/* The overhead of a call, in nanoseconds. */
static void overhead(void)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();
	struct timespec began, ended;
	const int times = 200000;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &began);
	for (int i = 0; i < times; i++)
		gpiod_line_settings_get_direction(settings);
	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ended);
	gpiod_line_settings_free(settings);
	printf("%.0f\n", ((double)(ended.tv_sec - began.tv_sec) * 1e9 +
			  (double)(ended.tv_nsec - began.tv_nsec)) /
				 times);
}

static const struct {
	const char *name;
	void (*run)(void);
} scenarios[] = {
	{"two_threads", two_threads},
	{"use_after_destroy", use_after_destroy},
	{"errno_beside_report", errno_beside_report},
	{"argument_after_destroy", argument_after_destroy},
	{"double_destroy", double_destroy},
	{"null", null},
	{"part_during_owner", part_during_owner},
	{"part_after_owner", part_after_owner},
	{"part_after_rebirth", part_after_rebirth},
	{"unguarded", unguarded},
	{"guarded", guarded},
	{"address_reuse", address_reuse},
	{"parts", parts},
	{"reborn_parts", reborn_parts},
	{"forked", forked},
	{"counts", counts},
	{"errors", errors},
	{"cancelled", cancelled},
	{"overhead", overhead},
};

int main(int argc, char **argv)
{
	for (size_t i = 0; argc == 2 && i < ARRAY_SIZE(scenarios); i++) {
		if (strcmp(argv[1], scenarios[i].name) == 0) {
			scenarios[i].run();
			if (strcmp(argv[1], "overhead") != 0)
				printf("done"); /* in the buffer until exit */
			return 0;
		}
	}
	fprintf(stderr, "usage: program SCENARIO\n");
	return 2;
}
