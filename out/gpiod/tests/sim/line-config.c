// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

struct gpiod_line_config {
	size_t num_lines;
	unsigned int offsets[SIM_LINES_MAX];
	struct gpiod_line_settings settings[SIM_LINES_MAX];
	size_t num_values;
	enum gpiod_line_value values[SIM_LINES_MAX];
};

struct gpiod_line_config *gpiod_line_config_new(void)
{
	return calloc(1, sizeof(struct gpiod_line_config));
}

void gpiod_line_config_free(struct gpiod_line_config *config)
{
	sim_destroy(config, sizeof(*config));
}

void gpiod_line_config_reset(struct gpiod_line_config *config)
{
	assert(config);

	memset(config, 0, sizeof(*config));
}

/* num_offsets if it is not among them. */
static size_t find_offset(const unsigned int *offsets, size_t num_offsets, unsigned int offset)
{
	size_t i;

	for (i = 0; i < num_offsets && offsets[i] != offset; i++)
		;
	return i;
}

/* Before 2.3, libgpiod also counts the offsets that the config already has. */
static size_t count_new(const struct gpiod_line_config *config, const unsigned int *offsets,
			size_t num_offsets)
{
#ifdef SIM_LIBGPIOD_2_3
	size_t i, num_new = 0;

	for (i = 0; i < num_offsets && num_new <= SIM_LINES_MAX; i++) {
		num_new += find_offset(config->offsets, config->num_lines, offsets[i]) ==
				   config->num_lines &&
			   find_offset(offsets, i, offsets[i]) == i;
	}
	return num_new;
#else
	(void)config;
	(void)offsets;
	return num_offsets;
#endif
}

int gpiod_line_config_add_line_settings(struct gpiod_line_config *config,
					const unsigned int *offsets, size_t num_offsets,
					struct gpiod_line_settings *settings)
{
	struct gpiod_line_settings *copy;
	size_t i, at;

	assert(config);

	if (!offsets || !num_offsets)
		return sim_result(-EINVAL);
	if (config->num_lines + count_new(config, offsets, num_offsets) > SIM_LINES_MAX)
		return sim_result(-E2BIG);

	copy = settings ? gpiod_line_settings_copy(settings) : gpiod_line_settings_new();
	if (!copy)
		return -1;

	for (i = 0; i < num_offsets; i++) {
		at = find_offset(config->offsets, config->num_lines, offsets[i]);
		if (at == config->num_lines)
			config->num_lines++;
		config->offsets[at] = offsets[i];
		config->settings[at] = *copy;
	}

	gpiod_line_settings_free(copy);
	return 0;
}

/* The values set for all lines at once override those in the lines' settings. */
static enum gpiod_line_value output_value(const struct gpiod_line_config *config, size_t i)
{
	return i < config->num_values ? config->values[i] : config->settings[i].output_value;
}

struct gpiod_line_settings *gpiod_line_config_get_line_settings(struct gpiod_line_config *config,
								unsigned int offset)
{
	struct gpiod_line_settings *settings;
	size_t at;

	assert(config);

	at = find_offset(config->offsets, config->num_lines, offset);
	if (at == config->num_lines) {
		errno = ENOENT;
		return NULL;
	}

	settings = gpiod_line_settings_copy(&config->settings[at]);
	if (settings)
		settings->output_value = output_value(config, at);
	return settings;
}

int gpiod_line_config_set_output_values(struct gpiod_line_config *config,
					const enum gpiod_line_value *values, size_t num_values)
{
	size_t i;

	assert(config);

	if (!values || !num_values || num_values > SIM_LINES_MAX)
		return sim_result(-EINVAL);

	config->num_values = 0;
	for (i = 0; i < num_values; i++) {
		if (values[i] != GPIOD_LINE_VALUE_INACTIVE && values[i] != GPIOD_LINE_VALUE_ACTIVE)
			return sim_result(-EINVAL);
		config->values[i] = values[i];
	}

	config->num_values = num_values;
	return 0;
}

size_t gpiod_line_config_get_num_configured_offsets(struct gpiod_line_config *config)
{
	assert(config);

	return config->num_lines;
}

size_t gpiod_line_config_get_configured_offsets(struct gpiod_line_config *config,
						unsigned int *offsets, size_t max_offsets)
{
	size_t num_offsets;

	assert(config);

	if (!offsets)
		return 0;

	num_offsets = config->num_lines < max_offsets ? config->num_lines : max_offsets;
	memcpy(offsets, config->offsets, num_offsets * sizeof(*offsets));
	return num_offsets;
}

/* Whether one flags attribute serves both; values and debounce periods have their own. */
static bool same_flags(const struct gpiod_line_settings *a, const struct gpiod_line_settings *b)
{
	return a->direction == b->direction && a->edge == b->edge && a->bias == b->bias &&
	       a->drive == b->drive && a->clock == b->clock && a->active_low == b->active_low;
}

/* Whether no earlier line has the same flags or, for debouncing, the same period. */
static bool is_first(const struct gpiod_line_config *config, size_t at, bool debounce)
{
	const struct gpiod_line_settings *settings = config->settings;
	size_t i;

	for (i = 0; i < at; i++) {
		if (debounce ? settings[i].debounce_us == settings[at].debounce_us
			     : same_flags(&settings[i], &settings[at]))
			return false;
	}
	return true;
}

/*
 * The number of attributes in a request to the kernel is limited. They are: one for the output
 * values, one for each debounce period, and one for each set of flags but the first.
 */
static bool fits(const struct gpiod_line_config *config)
{
	bool outputs = false;
	size_t i, attrs = 0;

	for (i = 0; i < config->num_lines; i++) {
		const struct gpiod_line_settings *settings = &config->settings[i];

		outputs |= settings->direction == GPIOD_LINE_DIRECTION_OUTPUT;
		attrs += settings->debounce_us && is_first(config, i, true);
		attrs += i > 0 && is_first(config, i, false);
	}
	return attrs + outputs <= GPIO_V2_LINE_NUM_ATTRS_MAX;
}

int sim_line_config_export(const struct gpiod_line_config *config, struct sim_line_request *ask)
{
	size_t i;

	if (!fits(config))
		return -E2BIG;

	ask->num_lines = config->num_lines;
	memcpy(ask->offsets, config->offsets, config->num_lines * sizeof(*ask->offsets));
	for (i = 0; i < config->num_lines; i++) {
		ask->lines[i] = (struct sim_line_config){
			.flags = sim_line_settings_flags(&config->settings[i]),
			.debounce_us = config->settings[i].debounce_us,
			.has_debounce = config->settings[i].debounce_us,
			.value = output_value(config, i) == GPIOD_LINE_VALUE_ACTIVE,
		};
	}
	return 0;
}
