// SPDX-License-Identifier: LGPL-2.1-or-later
/* Line requests: making, reconfiguring and releasing them, values, the queue of edge events. */
#include "../internal.h"

#define EDGE_DETECTOR_FLAGS (GPIO_V2_LINE_FLAG_ACTIVE_LOW | SIM_EDGE_FLAGS)

static int validate_line(const struct sim_line_config *config)
{
	uint64_t flags = config->flags;

	/* No hardware timestamp engine, as in a kernel without CONFIG_HTE. */
	if (flags & GPIO_V2_LINE_FLAG_EVENT_CLOCK_HTE)
		return -EOPNOTSUPP;
	if ((flags & SIM_DIRECTION_FLAGS) == SIM_DIRECTION_FLAGS)
		return -EINVAL;
	if ((flags & SIM_DRIVE_FLAGS) && !(flags & GPIO_V2_LINE_FLAG_OUTPUT))
		return -EINVAL;
	if ((flags & SIM_BIAS_FLAGS) && !(flags & SIM_DIRECTION_FLAGS))
		return -EINVAL;
	if (config->has_debounce && !(flags & GPIO_V2_LINE_FLAG_INPUT))
		return -EINVAL;
	return 0;
}

static int validate(const struct sim_line_config *lines, unsigned int num_lines)
{
	unsigned int i;
	int ret;

	for (i = 0; i < num_lines; i++) {
		ret = validate_line(&lines[i]);
		if (ret)
			return ret;
	}
	return 0;
}

static struct sim_linereq *new_linereq(struct sim_chip *chip, const struct sim_line_request *ask)
{
	struct sim_linereq *req;

	req = calloc(1, sizeof(*req) + ask->num_lines * sizeof(*req->lines));
	if (!req)
		return NULL;

	req->chip = chip;
	req->buffer_size = ask->event_buffer_size;
	if (req->buffer_size == 0)
		req->buffer_size = ask->num_lines * 16;
	else if (req->buffer_size > SIM_EVENTS_MAX)
		req->buffer_size = SIM_EVENTS_MAX;
	return req;
}

static int claim_line(struct sim_linereq *req, struct sim_line *line, const char *consumer,
		      const struct sim_line_config *config)
{
	uint64_t edflags = config->flags & EDGE_DETECTOR_FLAGS;
	int ret;

	ret = sim_line_request(line, *consumer ? consumer : NULL);
	if (ret)
		return ret;

	/* From here on the request must free the line. */
	req->lines[req->num_lines++] = line;
	line->owner = req;
	sim_line_set_flags(line, config->flags);
	if (config->flags & GPIO_V2_LINE_FLAG_OUTPUT) {
		sim_line_set_output(line, config->value);
	} else if (config->flags & GPIO_V2_LINE_FLAG_INPUT) {
		sim_line_set_input(line);
		ret = sim_edge_setup(line, config, edflags);
		if (ret)
			return ret;
	}

	line->edflags = edflags;
	sim_cdev_notify(line, GPIO_V2_LINE_CHANGED_REQUESTED);
	return 0;
}

/* Line by line, as the kernel does: watchers also see a request that fails half way. */
static int claim_lines(struct sim_linereq *req, const struct sim_line_request *ask)
{
	struct sim_chip *chip = req->chip;
	unsigned int i;
	int ret;

	for (i = 0; i < ask->num_lines; i++) {
		if (ask->offsets[i] >= chip->num_lines)
			return -EINVAL;

		ret = claim_line(req, &chip->lines[ask->offsets[i]], ask->consumer, &ask->lines[i]);
		if (ret)
			return ret;
	}
	return sim_file_open(&req->file);
}

static void release_lines(struct sim_linereq *req)
{
	unsigned int i;

	for (i = 0; i < req->num_lines; i++) {
		struct sim_line *line = req->lines[i];

		sim_edge_stop(line);
		if (atomic_load(&req->chip->gone))
			continue;
		sim_line_free(line);
		sim_cdev_notify(line, GPIO_V2_LINE_CHANGED_RELEASED);
	}
}

static void free_linereq(struct sim_linereq *req)
{
	free(req->events);
	sim_destroy(req, sizeof(*req));
}

int sim_linereq_create(struct sim_cdev *cdev, const struct sim_line_request *ask,
		       struct sim_linereq **out, int *fd)
{
	struct sim_chip *chip = cdev->chip;
	struct sim_linereq *req;
	int ret;

	if (atomic_load(&chip->gone))
		return -ENODEV;
	if (ask->num_lines == 0 || ask->num_lines > SIM_LINES_MAX)
		return -EINVAL;
	ret = validate(ask->lines, ask->num_lines);
	if (ret)
		return ret;

	req = new_linereq(chip, ask);
	if (!req)
		return -ENOMEM;

	pthread_mutex_lock(&chip->lock);
	ret = atomic_load(&chip->gone) ? -ENODEV : claim_lines(req, ask);
	if (ret) {
		release_lines(req);
	} else {
		LIST_INSERT_HEAD(&chip->linereqs, req, link);
		atomic_fetch_add(&chip->refs, 1);
		*fd = req->file.fd;
		*out = req;
	}
	pthread_mutex_unlock(&chip->lock);

	if (ret)
		free_linereq(req);
	return ret;
}

static void put_linereq(struct sim_linereq *req)
{
	struct sim_chip *chip = req->chip;

	if (atomic_fetch_sub(&req->file.refs, 1) != 1)
		return;

	pthread_mutex_lock(&chip->lock);
	LIST_REMOVE(req, link);
	release_lines(req);
	pthread_mutex_unlock(&chip->lock);

	free_linereq(req);
	sim_chip_put(chip);
}

void sim_linereq_close(struct sim_linereq *req)
{
	pthread_mutex_lock(&req->chip->lock);
	sim_file_close(&req->file);
	pthread_mutex_unlock(&req->chip->lock);
	put_linereq(req);
}

static int configure_line(struct sim_line *line, const struct sim_line_config *config)
{
	uint64_t edflags = config->flags & EDGE_DETECTOR_FLAGS;
	int ret;

	/* Lines requested without a direction are left as they are. */
	if (!(config->flags & SIM_DIRECTION_FLAGS))
		return 0;

	sim_line_set_flags(line, config->flags);
	if (config->flags & GPIO_V2_LINE_FLAG_OUTPUT) {
		sim_edge_stop(line);
		sim_line_set_output(line, config->value);
	} else {
		sim_line_set_input(line);
		ret = sim_edge_update(line, config, edflags);
		if (ret)
			return ret;
	}

	line->edflags = edflags;
	sim_cdev_notify(line, GPIO_V2_LINE_CHANGED_CONFIG);
	return 0;
}

int sim_linereq_configure(struct sim_linereq *req, const struct sim_line_config *lines)
{
	unsigned int i;
	int ret;

	if (atomic_load(&req->chip->gone))
		return -ENODEV;
	ret = validate(lines, req->num_lines);
	if (ret)
		return ret;

	pthread_mutex_lock(&req->chip->lock);
	if (atomic_load(&req->chip->gone))
		ret = -ENODEV;
	for (i = 0; !ret && i < req->num_lines; i++)
		ret = configure_line(req->lines[i], &lines[i]);
	pthread_mutex_unlock(&req->chip->lock);
	return ret;
}

/* Values: without a lock, since the state of a line is one atomic word. */

static unsigned int next_line(uint64_t *mask)
{
	unsigned int i = __builtin_ctzll(*mask);

	*mask &= *mask - 1;
	return i;
}

static bool read_line(struct sim_line *line)
{
	uint64_t state = atomic_load_explicit(&line->state, memory_order_acquire);
	uint64_t level = state & (state & LINE_DEBOUNCED ? LINE_LEVEL : LINE_VALUE);

	return !!level != !!(state & GPIO_V2_LINE_FLAG_ACTIVE_LOW);
}

int sim_linereq_get(struct sim_linereq *req, uint64_t mask, uint64_t *bits)
{
	uint64_t values = 0;
	unsigned int i;

	if (atomic_load_explicit(&req->chip->gone, memory_order_acquire))
		return -ENODEV;
	if (!mask)
		return -EINVAL;

	while (mask) {
		i = next_line(&mask);
		values |= (uint64_t)read_line(req->lines[i]) << i;
	}
	*bits = values;
	return 0;
}

/* Open drain and open source: drive the line or stop driving it; do not change the level. */
static uint64_t drive_state(uint64_t state, bool value)
{
	bool high = value != !!(state & GPIO_V2_LINE_FLAG_ACTIVE_LOW);

	if (state & GPIO_V2_LINE_FLAG_OPEN_DRAIN && high)
		return state | LINE_HW_INPUT;
	if (state & GPIO_V2_LINE_FLAG_OPEN_SOURCE && !high)
		return state | LINE_HW_INPUT;
	if (state & SIM_DRIVE_FLAGS)
		state &= ~LINE_HW_INPUT;
	return high ? state | LINE_VALUE : state & ~LINE_VALUE;
}

static int write_line(struct sim_line *line, bool value)
{
	uint64_t old = atomic_load_explicit(&line->state, memory_order_acquire), new;

	do {
		if (!(old & GPIO_V2_LINE_FLAG_OUTPUT))
			return -EPERM;
		new = drive_state(old, value);
	} while (new != old && !atomic_compare_exchange_weak(&line->state, &old, new));
	return 0;
}

static int write_lines(struct sim_linereq *req, uint64_t mask, uint64_t bits, bool push_pull)
{
	unsigned int i;
	int ret = 0;

	while (!ret && mask) {
		struct sim_line *line;
		uint64_t state;

		i = next_line(&mask);
		line = req->lines[i];
		state = atomic_load_explicit(&line->state, memory_order_acquire);
		if (!(state & GPIO_V2_LINE_FLAG_OUTPUT))
			ret = -EPERM;
		else if (push_pull == !(state & SIM_DRIVE_FLAGS))
			ret = write_line(line, bits >> i & 1);
	}
	return ret;
}

int sim_linereq_set(struct sim_linereq *req, uint64_t mask, uint64_t bits)
{
	int ret;

	if (atomic_load_explicit(&req->chip->gone, memory_order_acquire))
		return -ENODEV;
	if (!mask)
		return -EINVAL;
	if (!(mask & (mask - 1)))
		return write_line(req->lines[__builtin_ctzll(mask)], bits & mask);

	/* gpiolib sets open-drain and open-source lines one by one, and the others
	 * together afterwards; an input among the lines makes it fail in between. */
	ret = write_lines(req, mask, bits, false);
	return ret ? ret : write_lines(req, mask, bits, true);
}

/* The size is a power of two, as that of a kfifo; kfifo_alloc() refuses a size of one. */
int sim_linereq_alloc_events(struct sim_linereq *req)
{
	uint32_t capacity = 1;

	if (req->events)
		return 0;

	while (capacity < req->buffer_size)
		capacity *= 2;
	if (capacity < 2)
		return -EINVAL;

	req->events = calloc(capacity, sizeof(*req->events));
	if (!req->events)
		return -ENOMEM;

	req->capacity = capacity;
	return 0;
}

/* If the queue is full, drops the oldest event. */
void sim_linereq_put_event(struct sim_linereq *req, const struct sim_edge_event *event)
{
	uint32_t wrap = req->capacity - 1;

	if (req->count == req->capacity) {
		req->head = (req->head + 1) & wrap;
		req->count--;
	}
	req->events[(req->head + req->count++) & wrap] = *event;
	sim_file_raise(&req->file);
}

static int take_events(struct sim_linereq *req, struct sim_edge_event *events, size_t max_events)
{
	size_t num = req->count < max_events ? req->count : max_events, i;

	for (i = 0; i < num; i++)
		events[i] = req->events[(req->head + i) & (req->capacity - 1)];

	if (num) {
		req->head = (req->head + num) & (req->capacity - 1);
		req->count -= num;
		if (!req->count)
			sim_file_lower(&req->file);
	}
	return num;
}

/* Holds a reference to the file, as read(2) does, so that it may be closed meanwhile. */
int sim_linereq_read(struct sim_linereq *req, struct sim_edge_event *events, size_t max_events)
{
	int ret = 0, num = 0, fd;

	atomic_fetch_add(&req->file.refs, 1);
	while (!ret && !num) {
		pthread_mutex_lock(&req->chip->lock);
		if (atomic_load(&req->chip->gone))
			ret = -ENODEV;
		else if (max_events == 0)
			ret = -EINVAL;
		else
			num = take_events(req, events, max_events);
		fd = req->file.fd;
		pthread_mutex_unlock(&req->chip->lock);

		if (!ret && !num)
			ret = sim_file_wait(fd);
	}
	put_linereq(req);

	return ret ? ret : num;
}
