// SPDX-License-Identifier: LGPL-2.1-or-later
/* The state of one line in gpiolib and the gpio-sim driver. */
#include "../internal.h"

#define CONFIG_FLAGS                                                                               \
	(GPIO_V2_LINE_FLAG_ACTIVE_LOW | SIM_EDGE_FLAGS | SIM_DRIVE_FLAGS | SIM_BIAS_FLAGS |        \
	 SIM_CLOCK_FLAGS)

/* Returns the previous state. */
uint64_t sim_line_update(struct sim_line *line, uint64_t clear, uint64_t set)
{
	uint64_t old = atomic_load(&line->state);

	while (!atomic_compare_exchange_weak(&line->state, &old, (old & ~clear) | set))
		;
	return old;
}

int sim_line_request(struct sim_line *line, const char *consumer)
{
	uint64_t state = atomic_load(&line->state);

	if (state & GPIO_V2_LINE_FLAG_USED)
		return -EBUSY;

	/* An open-drain line may be an input to the driver although its flags say output. */
	sim_line_update(line, GPIO_V2_LINE_FLAG_OUTPUT,
			GPIO_V2_LINE_FLAG_USED |
				(state & LINE_HW_INPUT ? 0 : GPIO_V2_LINE_FLAG_OUTPUT));
	sim_copy_name(line->consumer, consumer ? consumer : "?");
	line->line_seqno = 0;
	return 0;
}

/* Keeps the direction, and the event clock, which the kernel does not clear. */
void sim_line_free(struct sim_line *line)
{
	bool up = atomic_load(&line->state) & LINE_PULL;

	sim_line_update(line,
			LINE_VALUE | GPIO_V2_LINE_FLAG_USED | (CONFIG_FLAGS & ~SIM_CLOCK_FLAGS),
			up ? LINE_VALUE : 0);
	memset(line->consumer, 0, sizeof(line->consumer));
	line->owner = NULL;
}

void sim_line_set_flags(struct sim_line *line, uint64_t flags)
{
	uint64_t clear = CONFIG_FLAGS;

	if (flags & SIM_DIRECTION_FLAGS)
		clear |= GPIO_V2_LINE_FLAG_OUTPUT;

	sim_line_update(line, clear, flags & (CONFIG_FLAGS | GPIO_V2_LINE_FLAG_OUTPUT));
}

static void apply_bias(struct sim_line *line)
{
	uint64_t state = atomic_load(&line->state);

	if (state & GPIO_V2_LINE_FLAG_BIAS_PULL_UP)
		sim_line_apply_pull(line, true);
	else if (state & GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN)
		sim_line_apply_pull(line, false);
}

void sim_line_set_input(struct sim_line *line)
{
	sim_line_update(line, GPIO_V2_LINE_FLAG_OUTPUT, LINE_HW_INPUT);
	apply_bias(line);
}

void sim_line_set_output(struct sim_line *line, bool value)
{
	uint64_t state = atomic_load(&line->state);
	bool high = value != !!(state & GPIO_V2_LINE_FLAG_ACTIVE_LOW);

	/* gpio-sim supports neither, so gpiolib emulates them by not driving the line. */
	if ((high && (state & GPIO_V2_LINE_FLAG_OPEN_DRAIN)) ||
	    (!high && (state & GPIO_V2_LINE_FLAG_OPEN_SOURCE))) {
		sim_line_set_input(line);
		sim_line_update(line, 0, GPIO_V2_LINE_FLAG_OUTPUT);
		return;
	}

	apply_bias(line);
	sim_line_update(line, LINE_HW_INPUT | LINE_VALUE,
			GPIO_V2_LINE_FLAG_OUTPUT | (high ? LINE_VALUE : 0));
}

/* A loop, because a request may change the direction of its open-drain line meanwhile. */
void sim_line_apply_pull(struct sim_line *line, bool up)
{
	uint64_t old = atomic_load(&line->state), new;
	bool driven, changed;

	do {
		driven = (old & GPIO_V2_LINE_FLAG_USED) && !(old & LINE_HW_INPUT);
		changed = !driven && up != !!(old & LINE_VALUE);
		new = (old & ~LINE_PULL) | (up ? LINE_PULL : 0);
		if (changed)
			new ^= LINE_VALUE;
	} while (!atomic_compare_exchange_weak(&line->state, &old, new));

	if (changed)
		sim_edge_interrupt(line, up);
}

void sim_line_get_info(struct sim_line *line, struct sim_line_info *info)
{
	uint64_t flags = atomic_load(&line->state) & LINE_FLAGS;

	if (!(flags & GPIO_V2_LINE_FLAG_OUTPUT))
		flags |= GPIO_V2_LINE_FLAG_INPUT;

	info->flags = flags;
	info->offset = line->offset;
	info->debounce_us = line->debounce_us;
	memcpy(info->name, line->name, sizeof(info->name));
	memcpy(info->consumer, line->consumer, sizeof(info->consumer));
}
