// SPDX-License-Identifier: LGPL-2.1-or-later
/* Edge detection and the software debouncer, as in the kernel's character device. */
#include <time.h>

#include "../internal.h"

static uint64_t event_timestamp(struct sim_line *line)
{
	bool realtime = atomic_load(&line->state) & GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME;

	return sim_now_ns(realtime ? CLOCK_REALTIME : CLOCK_MONOTONIC);
}

static void deliver(struct sim_line *line, bool active)
{
	struct sim_linereq *req = line->owner;
	struct sim_edge_event event = {
		.timestamp_ns = event_timestamp(line),
		.id = active ? GPIO_V2_LINE_EVENT_RISING_EDGE : GPIO_V2_LINE_EVENT_FALLING_EDGE,
		.offset = line->offset,
		.line_seqno = ++line->line_seqno,
	};

	event.seqno = req->num_lines == 1 ? event.line_seqno : ++req->seqno;
	sim_linereq_put_event(req, &event);
}

static bool is_active(struct sim_line *line, bool level)
{
	return level != !!(atomic_load(&line->state) & GPIO_V2_LINE_FLAG_ACTIVE_LOW);
}

/* The physical level of an input has just changed. */
void sim_edge_interrupt(struct sim_line *line, bool level)
{
	if (!(line->irq & (level ? IRQ_RISING : IRQ_FALLING)))
		return;

	if (atomic_load(&line->state) & LINE_DEBOUNCED) {
		line->due_ns = sim_now_ns(CLOCK_MONOTONIC) + line->debounce_us * UINT64_C(1000);
		sim_timer_arm(line->due_ns);
		return;
	}

	/* For a single edge, the kernel trusts the interrupt and does not read the line. */
	switch (line->edflags & SIM_EDGE_FLAGS) {
	case SIM_EDGE_FLAGS:
		deliver(line, is_active(line, level));
		break;
	case GPIO_V2_LINE_FLAG_EDGE_RISING:
		deliver(line, true);
		break;
	case GPIO_V2_LINE_FLAG_EDGE_FALLING:
		deliver(line, false);
		break;
	}
}

/* The debounce period has passed since the last change. */
void sim_edge_settle(struct sim_line *line)
{
	uint64_t state = atomic_load(&line->state), edges = line->edflags & SIM_EDGE_FLAGS;
	bool level = state & LINE_VALUE, active = is_active(line, level);

	line->due_ns = 0;
	if (level == !!(state & LINE_LEVEL))
		return;

	sim_line_update(line, LINE_LEVEL, level ? LINE_LEVEL : 0);
	if (edges & (active ? GPIO_V2_LINE_FLAG_EDGE_RISING : GPIO_V2_LINE_FLAG_EDGE_FALLING))
		deliver(line, active);
}

static void debounce(struct sim_line *line, uint32_t period_us)
{
	bool level = atomic_load(&line->state) & LINE_VALUE;

	line->debounce_us = period_us;
	if (!period_us)
		return;

	line->irq = IRQ_RISING | IRQ_FALLING;
	sim_line_update(line, LINE_LEVEL, LINE_DEBOUNCED | (level ? LINE_LEVEL : 0));
}

static unsigned int irq_of_edges(struct sim_line *line, uint64_t edflags)
{
	bool rising = edflags & GPIO_V2_LINE_FLAG_EDGE_RISING;
	bool falling = edflags & GPIO_V2_LINE_FLAG_EDGE_FALLING;

	if (atomic_load(&line->state) & GPIO_V2_LINE_FLAG_ACTIVE_LOW)
		return (rising ? IRQ_FALLING : 0) | (falling ? IRQ_RISING : 0);
	return (rising ? IRQ_RISING : 0) | (falling ? IRQ_FALLING : 0);
}

int sim_edge_setup(struct sim_line *line, const struct sim_line_config *config, uint64_t edflags)
{
	int ret;

	if (edflags & SIM_EDGE_FLAGS) {
		ret = sim_linereq_alloc_events(line->owner);
		if (ret)
			return ret;
	}

	if (config->has_debounce)
		debounce(line, config->debounce_us);

	if (!(atomic_load(&line->state) & LINE_DEBOUNCED))
		line->irq = irq_of_edges(line, edflags);
	return 0;
}

int sim_edge_update(struct sim_line *line, const struct sim_line_config *config, uint64_t edflags)
{
	uint32_t period_us = config->has_debounce ? config->debounce_us : 0;
	bool debounced = atomic_load(&line->state) & LINE_DEBOUNCED;

	if (line->edflags == edflags && line->debounce_us == period_us)
		return 0;

	/* A debouncer that stays active keeps its level and its pending change. */
	if (debounced && period_us) {
		line->debounce_us = period_us;
		return edflags & SIM_EDGE_FLAGS ? sim_linereq_alloc_events(line->owner) : 0;
	}

	if (line->irq)
		sim_edge_stop(line);
	return sim_edge_setup(line, config, edflags);
}

void sim_edge_stop(struct sim_line *line)
{
	line->irq = 0;
	line->due_ns = 0;
	line->edflags = 0;
	line->debounce_us = 0;
	sim_line_update(line, LINE_DEBOUNCED, 0);
}
