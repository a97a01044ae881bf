// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * Many threads, each with its own objects, on few chips, as libgpiod allows.  This tests how the
 * kernel half locks; run it under ThreadSanitizer.
 */
#include <pthread.h>
#include <stdatomic.h>

#include "check.h"

#define THREADS 4
#define ROUNDS  300
#define EDGES   2000

struct worker {
	pthread_t thread;
	struct gpiosim_chip *sim;
	unsigned int index;
};

static void start(struct worker *worker, void *(*thread_main)(void *))
{
	assert(!pthread_create(&worker->thread, NULL, thread_main, worker));
}

/* Repeats everything that can be done with one line, on a handle of its own. */
static void *use_own_line(void *arg)
{
	struct worker *worker = arg;
	unsigned int line = worker->index, round;

	for (round = 0; round < ROUNDS; round++) {
		struct gpiod_chip *chip = open_sim(worker->sim);
		struct gpiod_line_request *req;

		gpiod_line_info_free(gpiod_chip_watch_line_info(chip, (line + 1) % THREADS));
		req = request(chip, line, 1, OUTPUT(.value = ACTIVE));
		assert(gpiosim_chip_get_value(worker->sim, line) == 1);
		assert(!gpiod_line_request_set_value(req, line, INACTIVE));
		assert(gpiod_line_request_get_value(req, line) == INACTIVE);
		assert(!reconfigure(req, line, 1,
				    INPUT(.edge = GPIOD_LINE_EDGE_BOTH, .debounce_us = round % 3)));
		pull(worker->sim, line, round & 1);
		if (gpiod_chip_wait_info_event(chip, 0) == 1)
			gpiod_info_event_free(gpiod_chip_read_info_event(chip));
		gpiod_chip_close(chip);
		gpiod_line_request_release(req);
	}
	return NULL;
}

static void lines_of_one_chip_are_independent(void)
{
	struct gpiosim_chip *sim = new_sim(THREADS);
	struct worker workers[THREADS];
	unsigned int i;

	for (i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.sim = sim, .index = i};
		start(&workers[i], use_own_line);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	gpiosim_chip_free(sim);
}

static void *pull_own_line(void *arg)
{
	struct worker *worker = arg;
	unsigned int i;

	for (i = 1; i <= EDGES; i++)
		pull(worker->sim, worker->index, i & 1);
	return NULL;
}

/* One reader of many lines: the queue overflows, but events are in order, and the last arrives. */
static void edges_of_many_threads_stay_in_order(void)
{
	struct gpiod_edge_event_buffer *buffer = gpiod_edge_event_buffer_new(16);
	unsigned long line_seqno[THREADS] = {0}, global_seqno = 0, seqno;
	struct gpiosim_chip *sim = new_sim(THREADS);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;
	struct worker workers[THREADS];
	unsigned int i, offset;
	int num, at;

	req = request(chip, 0, THREADS, INPUT(.edge = GPIOD_LINE_EDGE_BOTH));
	for (i = 0; i < THREADS; i++) {
		workers[i] = (struct worker){.sim = sim, .index = i};
		start(&workers[i], pull_own_line);
	}

	while (global_seqno < THREADS * EDGES) {
		num = gpiod_line_request_read_edge_events(req, buffer, 16);
		assert(num > 0);
		for (at = 0; at < num; at++) {
			struct gpiod_edge_event *event;

			event = gpiod_edge_event_buffer_get_event(buffer, at);
			offset = gpiod_edge_event_get_line_offset(event);
			seqno = gpiod_edge_event_get_line_seqno(event);
			assert(seqno > line_seqno[offset]);
			assert(gpiod_edge_event_get_event_type(event) ==
			       (seqno & 1 ? GPIOD_EDGE_EVENT_RISING_EDGE
					  : GPIOD_EDGE_EVENT_FALLING_EDGE));
			line_seqno[offset] = seqno;
			assert(gpiod_edge_event_get_global_seqno(event) > global_seqno);
			global_seqno = gpiod_edge_event_get_global_seqno(event);
		}
	}
	assert(gpiod_line_request_wait_edge_events(req, 0) == 0);

	for (i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
	gpiod_line_request_release(req);
	gpiod_edge_event_buffer_free(buffer);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static _Atomic(const char *) current_path;

static void *open_what_is_there(void *arg)
{
	struct gpiod_chip *chip;
	const char *path;

	(void)arg;
	while ((path = atomic_load(&current_path))) {
		chip = gpiod_chip_open(path);
		if (!chip) {
			assert(errno == ENOENT || errno == ENODEV);
			continue;
		}
		gpiod_line_request_release(try_request(chip, 0, 1, INPUT()));
		gpiod_chip_info_free(gpiod_chip_get_info(chip));
		gpiod_chip_close(chip);
	}
	return NULL;
}

/* Chips are removed while other threads open them, request their lines, or hold them. */
static void chips_come_and_go_under_use(void)
{
	static const char path[] = "/dev/gpiochip0";
	struct worker workers[THREADS];
	unsigned int i;

	atomic_store(&current_path, path);
	for (i = 0; i < THREADS; i++)
		start(&workers[i], open_what_is_there);
	for (i = 0; i < ROUNDS; i++)
		gpiosim_chip_free(new_sim(1));
	atomic_store(&current_path, NULL);
	for (i = 0; i < THREADS; i++)
		pthread_join(workers[i].thread, NULL);
}

int main(void)
{
	RUN(lines_of_one_chip_are_independent);
	RUN(edges_of_many_threads_stay_in_order);
	RUN(chips_come_and_go_under_use);
	return 0;
}
