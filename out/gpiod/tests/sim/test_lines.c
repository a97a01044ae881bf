// SPDX-License-Identifier: LGPL-2.1-or-later
/* Chips, lines, requests and values. */
#include "check.h"

static int value_of(struct gpiod_line_request *req, unsigned int offset)
{
	return gpiod_line_request_get_value(req, offset);
}

static struct gpiod_line_info *info_of(struct gpiod_chip *chip, unsigned int offset)
{
	struct gpiod_line_info *info = gpiod_chip_get_line_info(chip, offset);

	assert(info);
	return info;
}

static void chips_have_names_and_labels(void)
{
	struct gpiosim_chip *sim = gpiosim_chip_new(NULL, 3);
	struct gpiod_chip_info *info;
	struct gpiod_chip *chip;

	assert(!gpiosim_chip_get_dev_path(sim));
	FAILS_WITH(ENOENT, -1, gpiosim_chip_set_pull(sim, 0, GPIOSIM_PULL_UP));
	assert(!gpiosim_chip_enable(sim));
	FAILS_WITH(EPERM, -1, gpiosim_chip_enable(sim));
	FAILS_WITH(EBUSY, -1, gpiosim_chip_set_line_name(sim, 0, "late"));

	chip = open_sim(sim);
	info = gpiod_chip_get_info(chip);
	assert(!strcmp(gpiod_chip_info_get_name(info), gpiosim_chip_get_name(sim)));
	assert(!strncmp(gpiod_chip_info_get_label(info), "gpio-sim.", 9));
	assert(gpiod_chip_info_get_num_lines(info) == 3);
	gpiod_chip_info_free(info);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);

	FAILS_WITH(EINVAL, NULL, gpiosim_chip_new("x", 0));
	FAILS_WITH(ENXIO, NULL, gpiosim_chip_new("x", 1025));
}

static void lines_have_names_and_hogs(void)
{
	struct gpiosim_chip *sim = gpiosim_chip_new("named", 4);
	struct gpiod_line_info *info, *copy;
	struct gpiod_chip *chip;

	assert(!gpiosim_chip_set_line_name(sim, 1, " twice "));
	assert(!gpiosim_chip_set_line_name(sim, 2, "twice"));
	assert(!gpiosim_chip_set_line_name(sim, 3, "0123456789012345678901234567890123456789"));
	assert(!gpiosim_chip_set_line_name(sim, 9, "nobody"));
	assert(!gpiosim_chip_set_hog(sim, 3, "hog", GPIOSIM_HOG_OUTPUT_HIGH));
	assert(!gpiosim_chip_enable(sim));
	chip = open_sim(sim);

	assert(gpiod_chip_get_line_offset_from_name(chip, "twice") == 1);
	assert(gpiod_chip_get_line_offset_from_name(chip, "") == 0); /* the first unnamed line */
	FAILS_WITH(ENOENT, -1, gpiod_chip_get_line_offset_from_name(chip, "nobody"));
	FAILS_WITH(EINVAL, -1, gpiod_chip_get_line_offset_from_name(chip, NULL));

	info = info_of(chip, 0);
	assert(!gpiod_line_info_get_name(info) && !gpiod_line_info_get_consumer(info));
	assert(!gpiod_line_info_is_used(info));
	assert(gpiod_line_info_get_direction(info) == GPIOD_LINE_DIRECTION_INPUT);
	gpiod_line_info_free(info);

	info = info_of(chip, 3);
	copy = gpiod_line_info_copy(info);
	gpiod_line_info_free(info);
	assert(gpiod_line_info_get_offset(copy) == 3);
	assert(strlen(gpiod_line_info_get_name(copy)) == 31);
	assert(!strcmp(gpiod_line_info_get_consumer(copy), "hog"));
	assert(gpiod_line_info_get_direction(copy) == GPIOD_LINE_DIRECTION_OUTPUT);
	assert(gpiosim_chip_get_value(sim, 3) == 1);
	gpiod_line_info_free(copy);

	FAILS_WITH(EBUSY, NULL, try_request(chip, 3, 1, INPUT()));
	FAILS_WITH(EINVAL, NULL, gpiod_chip_get_line_info(chip, 4));
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void a_request_shows_in_the_info(void)
{
	struct gpiosim_chip *sim = new_sim(2);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;
	struct gpiod_line_info *info;

	req = request(chip, 1, 1,
		      INPUT(.edge = GPIOD_LINE_EDGE_FALLING, .bias = GPIOD_LINE_BIAS_PULL_UP,
			    .clock = GPIOD_LINE_CLOCK_REALTIME, .active_low = true,
			    .debounce_us = 250));
	info = info_of(chip, 1);
	assert(gpiod_line_info_is_used(info));
	assert(!strcmp(gpiod_line_info_get_consumer(info), "?"));
	assert(gpiod_line_info_get_edge_detection(info) == GPIOD_LINE_EDGE_FALLING);
	assert(gpiod_line_info_get_bias(info) == GPIOD_LINE_BIAS_PULL_UP);
	assert(gpiod_line_info_get_event_clock(info) == GPIOD_LINE_CLOCK_REALTIME);
	assert(gpiod_line_info_is_active_low(info) && gpiod_line_info_is_debounced(info));
	assert(gpiod_line_info_get_debounce_period_us(info) == 250);
	gpiod_line_info_free(info);

	assert(!strcmp(gpiod_line_request_get_chip_name(req), gpiosim_chip_get_name(sim)));
	gpiod_line_request_release(req);

	/* All is reset, except for the event clock, which the kernel does not reset either. */
	info = info_of(chip, 1);
	assert(!gpiod_line_info_is_used(info) && !gpiod_line_info_get_consumer(info));
	assert(gpiod_line_info_get_edge_detection(info) == GPIOD_LINE_EDGE_NONE);
	assert(gpiod_line_info_get_bias(info) == GPIOD_LINE_BIAS_UNKNOWN);
	assert(!gpiod_line_info_is_active_low(info) && !gpiod_line_info_is_debounced(info));
	assert(gpiod_line_info_get_event_clock(info) == GPIOD_LINE_CLOCK_REALTIME);
	gpiod_line_info_free(info);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void the_kernel_refuses_settings(void)
{
	static const struct {
		struct ask ask;
		int error;
	} refused[] = {
		{OUTPUT(.edge = GPIOD_LINE_EDGE_BOTH), EINVAL},
		{OUTPUT(.debounce_us = 5), EINVAL},
		{INPUT(.drive = GPIOD_LINE_DRIVE_OPEN_DRAIN), EINVAL},
		{INPUT(.clock = GPIOD_LINE_CLOCK_HTE), EOPNOTSUPP},
		{{.bias = GPIOD_LINE_BIAS_PULL_UP}, EINVAL},
		{{.drive = GPIOD_LINE_DRIVE_OPEN_SOURCE}, EINVAL},
		{{.debounce_us = 5}, EINVAL},
	};
	struct gpiosim_chip *sim = new_sim(2);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		FAILS_WITH(refused[i].error, NULL, try_request(chip, 0, 2, refused[i].ask));
		req = request(chip, 0, 2, INPUT());
		FAILS_WITH(refused[i].error, -1, reconfigure(req, 0, 2, refused[i].ask));
		gpiod_line_request_release(req);
	}

	/* Edge detection makes a line an input even if no direction is requested. */
	gpiod_line_request_release(
		request(chip, 0, 1, (struct ask){.edge = GPIOD_LINE_EDGE_RISING}));
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void a_request_refuses(void)
{
	struct gpiosim_chip *sim = new_sim(100);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_config *config;
	struct gpiod_line_request *req;
	unsigned int i;

	FAILS_WITH(EINVAL, NULL, try_request(chip, 0, 0, INPUT()));
	FAILS_WITH(EINVAL, NULL, try_request(chip, 99, 2, INPUT()));
	FAILS_WITH(EINVAL, NULL, gpiod_chip_request_lines(chip, NULL, NULL));

	req = request(chip, 36, 64, INPUT());
	assert(gpiod_line_request_get_num_requested_lines(req) == 64);
	FAILS_WITH(EBUSY, NULL, try_request(chip, 35, 2, INPUT()));
	gpiod_line_request_release(request(chip, 35, 1, INPUT())); /* it was released */
	gpiod_line_request_release(req);

	/* There are ten attributes, so eleven periods are one too many. */
	config = gpiod_line_config_new();
	for (i = 0; i < 10; i++)
		add_line(config, i, INPUT(.debounce_us = i + 1));
	gpiod_line_request_release(gpiod_chip_request_lines(chip, NULL, config));
	add_line(config, 10, INPUT(.debounce_us = 11));
	FAILS_WITH(E2BIG, NULL, gpiod_chip_request_lines(chip, NULL, config));
	gpiod_line_config_free(config);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void reconfigure_wants_the_same_lines(void)
{
	struct gpiosim_chip *sim = new_sim(4);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 1, 2, INPUT());
	struct gpiod_line_config *swapped = gpiod_line_config_new();

	FAILS_WITH(EINVAL, -1, reconfigure(req, 1, 1, OUTPUT()));
	FAILS_WITH(EINVAL, -1, reconfigure(req, 1, 3, OUTPUT()));
	FAILS_WITH(EINVAL, -1, reconfigure(req, 0, 2, OUTPUT()));
	FAILS_WITH(EINVAL, -1, gpiod_line_request_reconfigure_lines(req, NULL));
	add_line(swapped, 2, OUTPUT());
	add_line(swapped, 1, OUTPUT());
	FAILS_WITH(EINVAL, -1, gpiod_line_request_reconfigure_lines(req, swapped));
	gpiod_line_config_free(swapped);

	assert(!reconfigure(req, 1, 2, OUTPUT(.value = ACTIVE)));
	assert(gpiosim_chip_get_value(sim, 2) == 1);
	assert(!reconfigure(req, 1, 2, (struct ask){.active_low = true})); /* left as they are */
	assert(value_of(req, 2) == ACTIVE);
	gpiod_line_request_release(req);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void values_follow_pulls_and_outputs(void)
{
	struct gpiosim_chip *sim = new_sim(4);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 4, INPUT());
	enum gpiod_line_value values[4];
	unsigned int some[] = {3, 1}, bad[] = {1, 4}, same[] = {2, 2};

	pull(sim, 1, 1);
	pull(sim, 2, 1);
	assert(!gpiod_line_request_get_values(req, values));
	assert(values[0] == INACTIVE && values[1] == ACTIVE && values[2] == ACTIVE);
	assert(!gpiod_line_request_get_values_subset(req, 2, some, values));
	assert(values[0] == INACTIVE && values[1] == ACTIVE);
	FAILS_WITH(EINVAL, -1, value_of(req, 4));
	FAILS_WITH(EINVAL, -1, gpiod_line_request_get_values_subset(req, 2, bad, values));
	FAILS_WITH(EINVAL, -1, gpiod_line_request_get_values_subset(req, 0, some, values));
	FAILS_WITH(EINVAL, -1, gpiod_line_request_get_values(req, NULL));
	FAILS_WITH(EPERM, -1, gpiod_line_request_set_value(req, 0, ACTIVE));

	assert(!reconfigure(req, 0, 4, OUTPUT(.active_low = true)));
	assert(gpiosim_chip_get_value(sim, 0) == 1 && value_of(req, 0) == INACTIVE);
	assert(!gpiod_line_request_set_value(req, 0, ACTIVE));
	assert(gpiosim_chip_get_value(sim, 0) == 0 && value_of(req, 0) == ACTIVE);
	pull(sim, 0, 1); /* no effect on an output */
	assert(value_of(req, 0) == ACTIVE);

	values[0] = ACTIVE;
	values[1] = INACTIVE;
	assert(!gpiod_line_request_set_values_subset(req, 2, same, values));
	assert(value_of(req, 2) == INACTIVE); /* the last one counts */
	FAILS_WITH(EINVAL, -1, gpiod_line_request_set_values_subset(req, 2, bad, values));
	FAILS_WITH(EINVAL, -1, gpiod_line_request_set_values_subset(req, 0, some, values));

	/* When released, lines return to their pulls but remain outputs. */
	gpiod_line_request_release(req);
	assert(gpiosim_chip_get_value(sim, 0) == 1 && gpiosim_chip_get_value(sim, 3) == 0);
	req = request(chip, 0, 1, (struct ask){0});
	assert(value_of(req, 0) == ACTIVE);
	assert(!gpiod_line_request_set_value(req, 0, INACTIVE));
	gpiod_line_request_release(req);
	FAILS_WITH(ENOENT, -1, gpiosim_chip_get_value(sim, 4));
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void an_input_among_outputs_stops_a_write(void)
{
	enum gpiod_line_value on[] = {ACTIVE, ACTIVE, ACTIVE};
	struct gpiod_line_config *config = gpiod_line_config_new();
	struct gpiosim_chip *sim = new_sim(3);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;

	add_line(config, 0, OUTPUT(.drive = GPIOD_LINE_DRIVE_OPEN_SOURCE));
	add_line(config, 1, OUTPUT());
	add_line(config, 2, INPUT());
	req = gpiod_chip_request_lines(chip, NULL, config);
	FAILS_WITH(EPERM, -1, gpiod_line_request_set_values(req, on));
	assert(gpiosim_chip_get_value(sim, 0) == 1 && gpiosim_chip_get_value(sim, 1) == 0);
	gpiod_line_request_release(req);
	gpiod_line_config_free(config);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void bias_sets_the_pull(void)
{
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;

	req = request(chip, 0, 1, INPUT(.bias = GPIOD_LINE_BIAS_PULL_UP));
	assert(value_of(req, 0) == ACTIVE);
	assert(!reconfigure(req, 0, 1, INPUT(.bias = GPIOD_LINE_BIAS_DISABLED)));
	assert(value_of(req, 0) == ACTIVE);
	assert(!reconfigure(req, 0, 1, OUTPUT(.bias = GPIOD_LINE_BIAS_PULL_DOWN, .value = ACTIVE)));
	assert(value_of(req, 0) == ACTIVE);
	gpiod_line_request_release(req);
	assert(gpiosim_chip_get_value(sim, 0) == 0);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

/* gpiolib stops driving the line, whose level then stays as it is until pulled. */
static void open_drain_is_emulated(void)
{
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req;

	pull(sim, 0, 1);
	req = request(chip, 0, 1, OUTPUT(.drive = GPIOD_LINE_DRIVE_OPEN_DRAIN, .value = ACTIVE));
	assert(value_of(req, 0) == ACTIVE);
	pull(sim, 0, 0); /* it is not driven */
	assert(value_of(req, 0) == INACTIVE);
	pull(sim, 0, 1);
	assert(!gpiod_line_request_set_value(req, 0, INACTIVE));
	pull(sim, 0, 1); /* now it is */
	assert(value_of(req, 0) == INACTIVE);
	assert(!gpiod_line_request_set_value(req, 0, ACTIVE));
	assert(value_of(req, 0) == INACTIVE);
	pull(sim, 0, 0);
	pull(sim, 0, 1);
	assert(value_of(req, 0) == ACTIVE);
	gpiod_line_request_release(req);
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

static void closing_the_chip_keeps_its_requests(void)
{
	struct gpiosim_chip *sim = new_sim(1);
	struct gpiod_chip *chip = open_sim(sim);
	struct gpiod_line_request *req = request(chip, 0, 1, INPUT());

	gpiod_chip_close(chip);
	pull(sim, 0, 1);
	assert(value_of(req, 0) == ACTIVE);
	chip = open_sim(sim);
	FAILS_WITH(EBUSY, NULL, try_request(chip, 0, 1, INPUT()));
	gpiod_line_request_release(req);
	gpiod_line_request_release(request(chip, 0, 1, INPUT()));
	gpiod_chip_close(chip);
	gpiosim_chip_free(sim);
}

int main(void)
{
	RUN(chips_have_names_and_labels);
	RUN(lines_have_names_and_hogs);
	RUN(a_request_shows_in_the_info);
	RUN(the_kernel_refuses_settings);
	RUN(a_request_refuses);
	RUN(reconfigure_wants_the_same_lines);
	RUN(values_follow_pulls_and_outputs);
	RUN(an_input_among_outputs_stops_a_write);
	RUN(bias_sets_the_pull);
	RUN(open_drain_is_emulated);
	RUN(closing_the_chip_keeps_its_requests);
	return 0;
}
