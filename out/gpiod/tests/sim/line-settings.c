// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

static const struct gpiod_line_settings defaults = {
	.direction = GPIOD_LINE_DIRECTION_AS_IS,
	.edge = GPIOD_LINE_EDGE_NONE,
	.bias = GPIOD_LINE_BIAS_AS_IS,
	.drive = GPIOD_LINE_DRIVE_PUSH_PULL,
	.clock = GPIOD_LINE_CLOCK_MONOTONIC,
	.output_value = GPIOD_LINE_VALUE_INACTIVE,
};

/* A value outside its enum resets the field to its default. */
#define SET_FIELD(settings, field, value, is_valid)                                                \
	((settings)->field = (is_valid) ? (value) : defaults.field,                                \
	 sim_result((is_valid) ? 0 : -EINVAL))

struct gpiod_line_settings *gpiod_line_settings_new(void)
{
	struct gpiod_line_settings *settings = malloc(sizeof(*settings));

	if (settings)
		*settings = defaults;
	return settings;
}

void gpiod_line_settings_free(struct gpiod_line_settings *settings)
{
	sim_destroy(settings, sizeof(*settings));
}

void gpiod_line_settings_reset(struct gpiod_line_settings *settings)
{
	assert(settings);

	*settings = defaults;
}

struct gpiod_line_settings *gpiod_line_settings_copy(struct gpiod_line_settings *settings)
{
	struct gpiod_line_settings *copy;

	assert(settings);

	copy = malloc(sizeof(*copy));
	if (copy)
		*copy = *settings;
	return copy;
}

int gpiod_line_settings_set_direction(struct gpiod_line_settings *settings,
				      enum gpiod_line_direction direction)
{
	assert(settings);

	return SET_FIELD(settings, direction, direction,
			 direction >= GPIOD_LINE_DIRECTION_AS_IS &&
				 direction <= GPIOD_LINE_DIRECTION_OUTPUT);
}

enum gpiod_line_direction gpiod_line_settings_get_direction(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->direction;
}

int gpiod_line_settings_set_edge_detection(struct gpiod_line_settings *settings,
					   enum gpiod_line_edge edge)
{
	assert(settings);

	return SET_FIELD(settings, edge, edge,
			 edge >= GPIOD_LINE_EDGE_NONE && edge <= GPIOD_LINE_EDGE_BOTH);
}

enum gpiod_line_edge gpiod_line_settings_get_edge_detection(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->edge;
}

/* GPIOD_LINE_BIAS_UNKNOWN can be read, but not set. */
int gpiod_line_settings_set_bias(struct gpiod_line_settings *settings, enum gpiod_line_bias bias)
{
	assert(settings);

	return SET_FIELD(settings, bias, bias,
			 bias >= GPIOD_LINE_BIAS_AS_IS && bias <= GPIOD_LINE_BIAS_PULL_DOWN &&
				 bias != GPIOD_LINE_BIAS_UNKNOWN);
}

enum gpiod_line_bias gpiod_line_settings_get_bias(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->bias;
}

int gpiod_line_settings_set_drive(struct gpiod_line_settings *settings, enum gpiod_line_drive drive)
{
	assert(settings);

	return SET_FIELD(settings, drive, drive,
			 drive >= GPIOD_LINE_DRIVE_PUSH_PULL &&
				 drive <= GPIOD_LINE_DRIVE_OPEN_SOURCE);
}

enum gpiod_line_drive gpiod_line_settings_get_drive(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->drive;
}

void gpiod_line_settings_set_active_low(struct gpiod_line_settings *settings, bool active_low)
{
	assert(settings);

	settings->active_low = active_low;
}

bool gpiod_line_settings_get_active_low(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->active_low;
}

void gpiod_line_settings_set_debounce_period_us(struct gpiod_line_settings *settings,
						unsigned long period)
{
	assert(settings);

	settings->debounce_us = period;
}

unsigned long gpiod_line_settings_get_debounce_period_us(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->debounce_us;
}

int gpiod_line_settings_set_event_clock(struct gpiod_line_settings *settings,
					enum gpiod_line_clock event_clock)
{
	assert(settings);

	return SET_FIELD(settings, clock, event_clock,
			 event_clock >= GPIOD_LINE_CLOCK_MONOTONIC &&
				 event_clock <= GPIOD_LINE_CLOCK_HTE);
}

enum gpiod_line_clock gpiod_line_settings_get_event_clock(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->clock;
}

int gpiod_line_settings_set_output_value(struct gpiod_line_settings *settings,
					 enum gpiod_line_value value)
{
	assert(settings);

	return SET_FIELD(settings, output_value, value,
			 value == GPIOD_LINE_VALUE_INACTIVE || value == GPIOD_LINE_VALUE_ACTIVE);
}

enum gpiod_line_value gpiod_line_settings_get_output_value(struct gpiod_line_settings *settings)
{
	assert(settings);

	return settings->output_value;
}

static const uint64_t direction_flags[] = {
	[GPIOD_LINE_DIRECTION_INPUT] = GPIO_V2_LINE_FLAG_INPUT,
	[GPIOD_LINE_DIRECTION_OUTPUT] = GPIO_V2_LINE_FLAG_OUTPUT,
};

/* libgpiod also requests an input if edges are to be detected. */
static const uint64_t edge_flags[] = {
	[GPIOD_LINE_EDGE_RISING] = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_RISING,
	[GPIOD_LINE_EDGE_FALLING] = GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_EDGE_FALLING,
	[GPIOD_LINE_EDGE_BOTH] = GPIO_V2_LINE_FLAG_INPUT | SIM_EDGE_FLAGS,
};

static const uint64_t bias_flags[] = {
	[GPIOD_LINE_BIAS_DISABLED] = GPIO_V2_LINE_FLAG_BIAS_DISABLED,
	[GPIOD_LINE_BIAS_PULL_UP] = GPIO_V2_LINE_FLAG_BIAS_PULL_UP,
	[GPIOD_LINE_BIAS_PULL_DOWN] = GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN,
};

static const uint64_t drive_flags[] = {
	[GPIOD_LINE_DRIVE_OPEN_DRAIN] = GPIO_V2_LINE_FLAG_OPEN_DRAIN,
	[GPIOD_LINE_DRIVE_OPEN_SOURCE] = GPIO_V2_LINE_FLAG_OPEN_SOURCE,
};

static const uint64_t clock_flags[] = {
	[GPIOD_LINE_CLOCK_REALTIME] = GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME,
	[GPIOD_LINE_CLOCK_HTE] = GPIO_V2_LINE_FLAG_EVENT_CLOCK_HTE,
};

uint64_t sim_line_settings_flags(const struct gpiod_line_settings *settings)
{
	return direction_flags[settings->direction] | edge_flags[settings->edge] |
	       bias_flags[settings->bias] | drive_flags[settings->drive] |
	       clock_flags[settings->clock] |
	       (settings->active_low ? GPIO_V2_LINE_FLAG_ACTIVE_LOW : 0);
}
