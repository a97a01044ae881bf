// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

#define DEFAULT_CAPACITY 64

struct gpiod_edge_event {
	struct sim_edge_event raw;
};

struct gpiod_edge_event_buffer {
	size_t capacity;
	size_t num_events;
	struct gpiod_edge_event events[];
};

void gpiod_edge_event_free(struct gpiod_edge_event *event)
{
	sim_destroy(event, sizeof(*event));
}

struct gpiod_edge_event *gpiod_edge_event_copy(struct gpiod_edge_event *event)
{
	struct gpiod_edge_event *copy;

	assert(event);

	copy = malloc(sizeof(*copy));
	if (copy)
		*copy = *event;
	return copy;
}

enum gpiod_edge_event_type gpiod_edge_event_get_event_type(struct gpiod_edge_event *event)
{
	assert(event);

	return event->raw.id == GPIO_V2_LINE_EVENT_RISING_EDGE ? GPIOD_EDGE_EVENT_RISING_EDGE
							       : GPIOD_EDGE_EVENT_FALLING_EDGE;
}

uint64_t gpiod_edge_event_get_timestamp_ns(struct gpiod_edge_event *event)
{
	assert(event);

	return event->raw.timestamp_ns;
}

unsigned int gpiod_edge_event_get_line_offset(struct gpiod_edge_event *event)
{
	assert(event);

	return event->raw.offset;
}

unsigned long gpiod_edge_event_get_global_seqno(struct gpiod_edge_event *event)
{
	assert(event);

	return event->raw.seqno;
}

unsigned long gpiod_edge_event_get_line_seqno(struct gpiod_edge_event *event)
{
	assert(event);

	return event->raw.line_seqno;
}

struct gpiod_edge_event_buffer *gpiod_edge_event_buffer_new(size_t capacity)
{
	struct gpiod_edge_event_buffer *buffer;

	if (capacity == 0)
		capacity = DEFAULT_CAPACITY;
	if (capacity > SIM_EVENTS_MAX)
		capacity = SIM_EVENTS_MAX;

	buffer = calloc(1, sizeof(*buffer) + capacity * sizeof(*buffer->events));
	if (buffer)
		buffer->capacity = capacity;
	return buffer;
}

size_t gpiod_edge_event_buffer_get_capacity(struct gpiod_edge_event_buffer *buffer)
{
	assert(buffer);

	return buffer->capacity;
}

void gpiod_edge_event_buffer_free(struct gpiod_edge_event_buffer *buffer)
{
	if (buffer)
		sim_destroy(buffer, sizeof(*buffer) + buffer->capacity * sizeof(*buffer->events));
}

struct gpiod_edge_event *gpiod_edge_event_buffer_get_event(struct gpiod_edge_event_buffer *buffer,
							   unsigned long index)
{
	assert(buffer);

	if (index >= buffer->num_events) {
		errno = EINVAL;
		return NULL;
	}

	return &buffer->events[index];
}

size_t gpiod_edge_event_buffer_get_num_events(struct gpiod_edge_event_buffer *buffer)
{
	assert(buffer);

	return buffer->num_events;
}

int sim_edge_events_read(struct sim_linereq *req, struct gpiod_edge_event_buffer *buffer,
			 size_t max_events)
{
	int ret;

	if (!buffer)
		return sim_result(-EINVAL);

	/* libgpiod clears the buffer first, but keeps the old count if the read then fails. */
	memset(buffer->events, 0, buffer->capacity * sizeof(*buffer->events));
	if (max_events > buffer->capacity)
		max_events = buffer->capacity;

#ifdef SIM_LIBGPIOD_2_3
	if (!max_events) {
		buffer->num_events = 0;
		return 0;
	}
#endif

	ret = sim_linereq_read(req, &buffer->events->raw, max_events);
	if (ret >= 0)
		buffer->num_events = ret;
	return sim_result(ret);
}
