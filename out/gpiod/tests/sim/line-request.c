// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

struct gpiod_line_request {
	struct sim_linereq *req;
	int fd;
	char *chip_name;
	size_t num_lines;
	unsigned int offsets[SIM_LINES_MAX];
};

struct gpiod_line_request *sim_line_request_new(struct sim_linereq *req, int fd,
						const char *chip_name,
						const struct sim_line_request *ask)
{
	struct gpiod_line_request *request;

	request = malloc(sizeof(*request));
	if (!request)
		return NULL;

	request->chip_name = strdup(chip_name);
	if (!request->chip_name) {
		free(request);
		return NULL;
	}

	request->req = req;
	request->fd = fd;
	request->num_lines = ask->num_lines;
	memcpy(request->offsets, ask->offsets, ask->num_lines * sizeof(*request->offsets));
	return request;
}

void gpiod_line_request_release(struct gpiod_line_request *request)
{
	if (!request)
		return;

	sim_linereq_close(request->req);
	free(request->chip_name);
	sim_destroy(request, sizeof(*request));
}

const char *gpiod_line_request_get_chip_name(struct gpiod_line_request *request)
{
	assert(request);

	return request->chip_name;
}

size_t gpiod_line_request_get_num_requested_lines(struct gpiod_line_request *request)
{
	assert(request);

	return request->num_lines;
}

size_t gpiod_line_request_get_requested_offsets(struct gpiod_line_request *request,
						unsigned int *offsets, size_t max_offsets)
{
	size_t num_offsets;

	assert(request);

	if (!offsets)
		return 0;

	num_offsets = request->num_lines < max_offsets ? request->num_lines : max_offsets;
	memcpy(offsets, request->offsets, num_offsets * sizeof(*offsets));
	return num_offsets;
}

/* -1 if the request does not have the line.  guess is tried first: most callers go in order. */
static int index_of(const struct gpiod_line_request *request, unsigned int offset, size_t guess)
{
	size_t i;

	if (guess < request->num_lines && request->offsets[guess] == offset)
		return guess;

	for (i = 0; i < request->num_lines; i++) {
		if (request->offsets[i] == offset)
			return i;
	}
	return -1;
}

/* The index of each offset, and the mask of all; false if one is not in this request. */
static bool map_offsets(const struct gpiod_line_request *request, const unsigned int *offsets,
			size_t num_offsets, uint64_t *mask)
{
	size_t i;
	int at;

	*mask = 0;
	for (i = 0; i < num_offsets; i++) {
		at = index_of(request, offsets[i], i);
		if (at < 0)
			return false;
		*mask |= UINT64_C(1) << at;
	}
	return true;
}

enum gpiod_line_value gpiod_line_request_get_value(struct gpiod_line_request *request,
						   unsigned int offset)
{
	uint64_t bits;
	int at;

	assert(request);

	at = index_of(request, offset, 0);
	if (sim_result(at < 0 ? -EINVAL : sim_linereq_get(request->req, UINT64_C(1) << at, &bits)))
		return GPIOD_LINE_VALUE_ERROR;

	return bits ? GPIOD_LINE_VALUE_ACTIVE : GPIOD_LINE_VALUE_INACTIVE;
}

int gpiod_line_request_get_values_subset(struct gpiod_line_request *request, size_t num_values,
					 const unsigned int *offsets, enum gpiod_line_value *values)
{
	uint64_t mask, bits;
	size_t i;

	assert(request);

	if (!offsets || !values || !map_offsets(request, offsets, num_values, &mask))
		return sim_result(-EINVAL);
	if (sim_result(sim_linereq_get(request->req, mask, &bits)))
		return -1;

	for (i = 0; i < num_values; i++)
		values[i] = bits >> index_of(request, offsets[i], i) & 1;
	return 0;
}

int gpiod_line_request_get_values(struct gpiod_line_request *request, enum gpiod_line_value *values)
{
	assert(request);

	return gpiod_line_request_get_values_subset(request, request->num_lines, request->offsets,
						    values);
}

int gpiod_line_request_set_value(struct gpiod_line_request *request, unsigned int offset,
				 enum gpiod_line_value value)
{
	uint64_t bit;
	int at;

	assert(request);

	at = index_of(request, offset, 0);
	if (at < 0)
		return sim_result(-EINVAL);

	bit = UINT64_C(1) << at;
	return sim_result(sim_linereq_set(request->req, bit, value ? bit : 0));
}

int gpiod_line_request_set_values_subset(struct gpiod_line_request *request, size_t num_values,
					 const unsigned int *offsets,
					 const enum gpiod_line_value *values)
{
	uint64_t mask, bits = 0, bit;
	size_t i;

	assert(request);

	if (!offsets || !values || !map_offsets(request, offsets, num_values, &mask))
		return sim_result(-EINVAL);

	/* If a line is given twice, the last value counts. */
	for (i = 0; i < num_values; i++) {
		bit = UINT64_C(1) << index_of(request, offsets[i], i);
		bits = values[i] ? bits | bit : bits & ~bit;
	}
	return sim_result(sim_linereq_set(request->req, mask, bits));
}

int gpiod_line_request_set_values(struct gpiod_line_request *request,
				  const enum gpiod_line_value *values)
{
	assert(request);

	return gpiod_line_request_set_values_subset(request, request->num_lines, request->offsets,
						    values);
}

/* The config must have the same lines in the same order. */
static bool same_lines(const struct gpiod_line_request *request, const struct sim_line_request *ask)
{
	return request->num_lines == ask->num_lines &&
	       !memcmp(request->offsets, ask->offsets, ask->num_lines * sizeof(*ask->offsets));
}

int gpiod_line_request_reconfigure_lines(struct gpiod_line_request *request,
					 struct gpiod_line_config *config)
{
	struct sim_line_request ask;
	int ret;

	assert(request);

	ret = config ? sim_line_config_export(config, &ask) : -EINVAL;
	if (!ret && !same_lines(request, &ask))
		ret = -EINVAL;
	if (!ret)
		ret = sim_linereq_configure(request->req, ask.lines);
	return sim_result(ret);
}

int gpiod_line_request_get_fd(struct gpiod_line_request *request)
{
	assert(request);

	return request->fd;
}

int gpiod_line_request_wait_edge_events(struct gpiod_line_request *request, int64_t timeout_ns)
{
	assert(request);

	return sim_poll(request->fd, timeout_ns);
}

int gpiod_line_request_read_edge_events(struct gpiod_line_request *request,
					struct gpiod_edge_event_buffer *buffer, size_t max_events)
{
	assert(request);

	return sim_edge_events_read(request->req, buffer, max_events);
}
