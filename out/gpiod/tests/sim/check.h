/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shared by the tests of the in-memory chips: plain asserts, and shorthands for libgpiod calls. */
#ifndef SIM_CHECK_H
#define SIM_CHECK_H

#undef NDEBUG
#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gpiod.h>

#include "gpiosim.h"

#define ARRAY_SIZE(array) (sizeof(array) / sizeof(*(array)))
#define SECOND_NS         INT64_C(1000000000)

#define INACTIVE GPIOD_LINE_VALUE_INACTIVE
#define ACTIVE   GPIOD_LINE_VALUE_ACTIVE

/* Check that the call fails with this errno. */
#define FAILS_WITH(error, failure, call)                                                           \
	(errno = 0, assert((call) == (failure)), assert(errno == (error)))

#define RUN(test) (printf("%s\n", #test), fflush(stdout), test())

static inline struct gpiosim_chip *new_sim(unsigned int num_lines)
{
	struct gpiosim_chip *sim = gpiosim_chip_new("label", num_lines);

	assert(sim);
	assert(gpiosim_chip_enable(sim) == 0);
	return sim;
}

static inline struct gpiod_chip *open_sim(struct gpiosim_chip *sim)
{
	struct gpiod_chip *chip = gpiod_chip_open(gpiosim_chip_get_dev_path(sim));

	assert(chip);
	return chip;
}

/* The settings to request for lines; zero is the default. */
struct ask {
	enum gpiod_line_direction direction;
	enum gpiod_line_edge edge;
	enum gpiod_line_bias bias;
	enum gpiod_line_drive drive;
	enum gpiod_line_clock clock;
	bool active_low;
	unsigned long debounce_us;
	enum gpiod_line_value value;
};

#define INPUT(...)  ((struct ask){.direction = GPIOD_LINE_DIRECTION_INPUT, __VA_ARGS__})
#define OUTPUT(...) ((struct ask){.direction = GPIOD_LINE_DIRECTION_OUTPUT, __VA_ARGS__})

static inline struct gpiod_line_settings *new_settings(struct ask ask)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();

	assert(settings);
	if (ask.direction)
		assert(!gpiod_line_settings_set_direction(settings, ask.direction));
	if (ask.edge)
		assert(!gpiod_line_settings_set_edge_detection(settings, ask.edge));
	if (ask.bias)
		assert(!gpiod_line_settings_set_bias(settings, ask.bias));
	if (ask.drive)
		assert(!gpiod_line_settings_set_drive(settings, ask.drive));
	if (ask.clock)
		assert(!gpiod_line_settings_set_event_clock(settings, ask.clock));
	gpiod_line_settings_set_active_low(settings, ask.active_low);
	gpiod_line_settings_set_debounce_period_us(settings, ask.debounce_us);
	assert(!gpiod_line_settings_set_output_value(settings, ask.value));
	return settings;
}

static inline void add_line(struct gpiod_line_config *config, unsigned int offset, struct ask ask)
{
	struct gpiod_line_settings *settings = new_settings(ask);

	assert(!gpiod_line_config_add_line_settings(config, &offset, 1, settings));
	gpiod_line_settings_free(settings);
}

/* The same settings for lines first to first + num - 1. */
static inline struct gpiod_line_config *new_config(unsigned int first, unsigned int num,
						   struct ask ask)
{
	struct gpiod_line_config *config = gpiod_line_config_new();
	unsigned int i;

	assert(config);
	for (i = 0; i < num; i++)
		add_line(config, first + i, ask);
	return config;
}

/* NULL, with errno set, if the kernel refuses. */
static inline struct gpiod_line_request *try_request(struct gpiod_chip *chip, unsigned int first,
						     unsigned int num, struct ask ask)
{
	struct gpiod_line_config *config = new_config(first, num, ask);
	struct gpiod_line_request *request;
	int error;

	request = gpiod_chip_request_lines(chip, NULL, config);
	error = errno;
	gpiod_line_config_free(config);
	errno = error;
	return request;
}

static inline struct gpiod_line_request *request(struct gpiod_chip *chip, unsigned int first,
						 unsigned int num, struct ask ask)
{
	struct gpiod_line_request *request = try_request(chip, first, num, ask);

	assert(request);
	return request;
}

static inline int reconfigure(struct gpiod_line_request *request, unsigned int first,
			      unsigned int num, struct ask ask)
{
	struct gpiod_line_config *config = new_config(first, num, ask);
	int ret = gpiod_line_request_reconfigure_lines(request, config), error = errno;

	gpiod_line_config_free(config);
	errno = error;
	return ret;
}

static inline void pull(struct gpiosim_chip *sim, unsigned int offset, int up)
{
	assert(!gpiosim_chip_set_pull(sim, offset, up ? GPIOSIM_PULL_UP : GPIOSIM_PULL_DOWN));
}

#endif /* SIM_CHECK_H */
