// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

struct gpiod_info_event {
	enum gpiod_info_event_type type;
	uint64_t timestamp_ns;
	struct gpiod_line_info info; /* get_line_info() returns a pointer to it */
};

static enum gpiod_info_event_type type_of(uint32_t kernel_type)
{
	switch (kernel_type) {
	case GPIO_V2_LINE_CHANGED_REQUESTED:
		return GPIOD_INFO_EVENT_LINE_REQUESTED;
	case GPIO_V2_LINE_CHANGED_RELEASED:
		return GPIOD_INFO_EVENT_LINE_RELEASED;
	default:
		return GPIOD_INFO_EVENT_LINE_CONFIG_CHANGED;
	}
}

struct gpiod_info_event *sim_info_event_read(struct sim_cdev *cdev)
{
	struct gpiod_info_event *event;
	struct sim_info_event raw;

	if (sim_result(sim_cdev_read(cdev, &raw)))
		return NULL;

	event = malloc(sizeof(*event));
	if (!event)
		return NULL;

	event->type = type_of(raw.type);
	event->timestamp_ns = raw.timestamp_ns;
	event->info.raw = raw.info;
	return event;
}

void gpiod_info_event_free(struct gpiod_info_event *event)
{
	sim_destroy(event, sizeof(*event));
}

enum gpiod_info_event_type gpiod_info_event_get_event_type(struct gpiod_info_event *event)
{
	assert(event);

	return event->type;
}

uint64_t gpiod_info_event_get_timestamp_ns(struct gpiod_info_event *event)
{
	assert(event);

	return event->timestamp_ns;
}

struct gpiod_line_info *gpiod_info_event_get_line_info(struct gpiod_info_event *event)
{
	assert(event);

	return &event->info;
}
