/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Gates in front of libgpiod, and at the steps of gg_step.h: a preload library that stops threads
 * there until a test lets them continue, to force an interleaving.
 *
 * A gate has the name of a function, or of a step with "step:" before it. All are open at first.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <gpiod.h>
#include <pthread.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define MAX_GATES 32

struct gate {
	const char *name;
	bool shut;
	int waiting; /* how many threads have stopped at it */
	int passed;
};

static struct gate gates[MAX_GATES];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;

void gate_shut(const char *name);
void gate_open(const char *name);
int gate_await(const char *name, int count, double seconds);
int gate_waiting(const char *name);
int gate_passed(const char *name);
void gg_step(const char *name);

static struct gate *find(const char *name)
{
	for (int i = 0; i < MAX_GATES; i++) {
		if (gates[i].name && !strcmp(gates[i].name, name))
			return &gates[i];
	}
	return NULL;
}

/* From now on threads stop here, and are counted. */
void gate_shut(const char *name)
{
	struct gate *gate;

	pthread_mutex_lock(&lock);
	gate = find(name);
	for (int i = 0; !gate && i < MAX_GATES; i++) {
		if (!gates[i].name)
			gate = &gates[i];
	}
	if (!gate)
		abort();
	if (!gate->name)
		gate->name = strdup(name);
	gate->shut = true;
	gate->passed = 0;
	pthread_mutex_unlock(&lock);
}

void gate_open(const char *name)
{
	struct gate *gate;

	pthread_mutex_lock(&lock);
	gate = find(name);
	if (gate)
		gate->shut = false;
	pthread_cond_broadcast(&changed);
	pthread_mutex_unlock(&lock);
}

/* Wait until this many threads have stopped at it: 0, or -1 if they have not in time. */
int gate_await(const char *name, int count, double seconds)
{
	struct timespec until;
	struct gate *gate;
	int error = 0;

	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += (time_t)seconds + 1;
	pthread_mutex_lock(&lock);
	gate = find(name);
	while (gate && gate->waiting < count && !error)
		error = pthread_cond_timedwait(&changed, &lock, &until);
	pthread_mutex_unlock(&lock);
	return gate && !error ? 0 : -1;
}

int gate_waiting(const char *name)
{
	struct gate *gate;
	int count;

	pthread_mutex_lock(&lock);
	gate = find(name);
	count = gate ? gate->waiting : 0;
	pthread_mutex_unlock(&lock);
	return count;
}

/* How many threads have reached it since it was shut. */
int gate_passed(const char *name)
{
	struct gate *gate;
	int count;

	pthread_mutex_lock(&lock);
	gate = find(name);
	count = gate ? gate->passed : 0;
	pthread_mutex_unlock(&lock);
	return count;
}

static void stop_at(const char *name)
{
	struct gate *gate;

	pthread_mutex_lock(&lock);
	gate = find(name);
	if (gate) {
		gate->passed++;
		gate->waiting++;
		pthread_cond_broadcast(&changed);
		while (gate->shut)
			pthread_cond_wait(&changed, &lock);
		gate->waiting--;
		pthread_cond_broadcast(&changed);
	}
	pthread_mutex_unlock(&lock);
}

/* A step may change errno, as unlocking and attaching may. */
void gg_step(const char *name)
{
	char step[64];

	snprintf(step, sizeof(step), "step:%s", name);
	stop_at(step);
	errno = EXDEV;
}

/* Python's own functions cannot be preloaded: the extension is linked to these instead. */
int __wrap_PyDict_Next(void *dict, ptrdiff_t *position, void **key, void **value);

int __wrap_PyDict_Next(void *dict, ptrdiff_t *position, void **key, void **value)
{
	int (*real)(void *, ptrdiff_t *, void **, void **) =
		(__typeof__(real))dlsym(RTLD_DEFAULT, "PyDict_Next");

	stop_at("PyDict_Next");
	return real(dict, position, key, value);
}

void *__wrap_PyIter_Next(void *iterator);

void *__wrap_PyIter_Next(void *iterator)
{
	void *(*real)(void *) = (__typeof__(real))dlsym(RTLD_DEFAULT, "PyIter_Next");

	stop_at("PyIter_Next");
	return real(iterator);
}

#define REAL(function) ((__typeof__(&(function)))dlsym(RTLD_NEXT, #function))

#define GATED(result, function, parameters, arguments)                                             \
	result function parameters                                                                 \
	{                                                                                          \
		stop_at(#function);                                                                \
		return REAL(function) arguments;                                                   \
	}

#define GATED_VOID(function, parameters, arguments)                                                \
	void function parameters                                                                   \
	{                                                                                          \
		stop_at(#function);                                                                \
		REAL(function) arguments;                                                          \
	}

GATED(bool, gpiod_is_gpiochip_device, (const char *path), (path))
GATED(struct gpiod_chip *, gpiod_chip_open, (const char *path), (path))
GATED_VOID(gpiod_chip_close, (struct gpiod_chip * chip), (chip))
GATED(struct gpiod_chip_info *, gpiod_chip_get_info, (struct gpiod_chip * chip), (chip))
GATED(struct gpiod_line_info *, gpiod_chip_get_line_info,
      (struct gpiod_chip * chip, unsigned int offset), (chip, offset))
GATED(enum gpiod_line_bias, gpiod_line_settings_get_bias, (struct gpiod_line_settings * settings),
      (settings))
GATED(struct gpiod_line_settings *, gpiod_line_settings_copy,
      (struct gpiod_line_settings * settings), (settings))
GATED_VOID(gpiod_line_settings_free, (struct gpiod_line_settings * settings), (settings))
GATED(int, gpiod_line_config_add_line_settings,
      (struct gpiod_line_config * config, const unsigned int *offsets, size_t count,
       struct gpiod_line_settings *settings),
      (config, offsets, count, settings))
GATED_VOID(gpiod_request_config_set_event_buffer_size,
	   (struct gpiod_request_config * config, size_t size), (config, size))
GATED(const char *, gpiod_request_config_get_consumer, (struct gpiod_request_config * config),
      (config))
GATED_VOID(gpiod_line_request_release, (struct gpiod_line_request * request), (request))
GATED(int, gpiod_line_request_get_values_subset,
      (struct gpiod_line_request * request, size_t count, const unsigned int *offsets,
       enum gpiod_line_value *values),
      (request, count, offsets, values))
GATED(int, gpiod_line_request_reconfigure_lines,
      (struct gpiod_line_request * request, struct gpiod_line_config *config), (request, config))
GATED(int, gpiod_line_request_read_edge_events,
      (struct gpiod_line_request * request, struct gpiod_edge_event_buffer *buffer, size_t most),
      (request, buffer, most))
GATED(struct gpiod_edge_event *, gpiod_edge_event_buffer_get_event,
      (struct gpiod_edge_event_buffer * buffer, unsigned long index), (buffer, index))
