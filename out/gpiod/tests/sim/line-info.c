// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

struct gpiod_line_info *sim_line_info_new(const struct sim_line_info *raw)
{
	struct gpiod_line_info *info = malloc(sizeof(*info));

	if (info)
		info->raw = *raw;
	return info;
}

void gpiod_line_info_free(struct gpiod_line_info *info)
{
	sim_destroy(info, sizeof(*info));
}

struct gpiod_line_info *gpiod_line_info_copy(struct gpiod_line_info *info)
{
	assert(info);

	return sim_line_info_new(&info->raw);
}

unsigned int gpiod_line_info_get_offset(struct gpiod_line_info *info)
{
	assert(info);

	return info->raw.offset;
}

const char *gpiod_line_info_get_name(struct gpiod_line_info *info)
{
	assert(info);

	return *info->raw.name ? info->raw.name : NULL;
}

bool gpiod_line_info_is_used(struct gpiod_line_info *info)
{
	assert(info);

	return info->raw.flags & GPIO_V2_LINE_FLAG_USED;
}

const char *gpiod_line_info_get_consumer(struct gpiod_line_info *info)
{
	assert(info);

	return *info->raw.consumer ? info->raw.consumer : NULL;
}

enum gpiod_line_direction gpiod_line_info_get_direction(struct gpiod_line_info *info)
{
	assert(info);

	return info->raw.flags & GPIO_V2_LINE_FLAG_OUTPUT ? GPIOD_LINE_DIRECTION_OUTPUT
							  : GPIOD_LINE_DIRECTION_INPUT;
}

enum gpiod_line_edge gpiod_line_info_get_edge_detection(struct gpiod_line_info *info)
{
	assert(info);

	switch (info->raw.flags & SIM_EDGE_FLAGS) {
	case SIM_EDGE_FLAGS:
		return GPIOD_LINE_EDGE_BOTH;
	case GPIO_V2_LINE_FLAG_EDGE_RISING:
		return GPIOD_LINE_EDGE_RISING;
	case GPIO_V2_LINE_FLAG_EDGE_FALLING:
		return GPIOD_LINE_EDGE_FALLING;
	default:
		return GPIOD_LINE_EDGE_NONE;
	}
}

enum gpiod_line_bias gpiod_line_info_get_bias(struct gpiod_line_info *info)
{
	assert(info);

	switch (info->raw.flags & SIM_BIAS_FLAGS) {
	case GPIO_V2_LINE_FLAG_BIAS_PULL_UP:
		return GPIOD_LINE_BIAS_PULL_UP;
	case GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN:
		return GPIOD_LINE_BIAS_PULL_DOWN;
	case GPIO_V2_LINE_FLAG_BIAS_DISABLED:
		return GPIOD_LINE_BIAS_DISABLED;
	default:
		return GPIOD_LINE_BIAS_UNKNOWN;
	}
}

enum gpiod_line_drive gpiod_line_info_get_drive(struct gpiod_line_info *info)
{
	assert(info);

	switch (info->raw.flags & SIM_DRIVE_FLAGS) {
	case GPIO_V2_LINE_FLAG_OPEN_DRAIN:
		return GPIOD_LINE_DRIVE_OPEN_DRAIN;
	case GPIO_V2_LINE_FLAG_OPEN_SOURCE:
		return GPIOD_LINE_DRIVE_OPEN_SOURCE;
	default:
		return GPIOD_LINE_DRIVE_PUSH_PULL;
	}
}

bool gpiod_line_info_is_active_low(struct gpiod_line_info *info)
{
	assert(info);

	return info->raw.flags & GPIO_V2_LINE_FLAG_ACTIVE_LOW;
}

bool gpiod_line_info_is_debounced(struct gpiod_line_info *info)
{
	assert(info);

	return info->raw.debounce_us;
}

unsigned long gpiod_line_info_get_debounce_period_us(struct gpiod_line_info *info)
{
	assert(info);

	return info->raw.debounce_us;
}

enum gpiod_line_clock gpiod_line_info_get_event_clock(struct gpiod_line_info *info)
{
	assert(info);

	return info->raw.flags & GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME
		       ? GPIOD_LINE_CLOCK_REALTIME
		       : GPIOD_LINE_CLOCK_MONOTONIC;
}
