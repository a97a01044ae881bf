// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

struct gpiod_request_config {
	char consumer[SIM_NAME_SIZE];
	size_t event_buffer_size;
};

struct gpiod_request_config *gpiod_request_config_new(void)
{
	return calloc(1, sizeof(struct gpiod_request_config));
}

void gpiod_request_config_free(struct gpiod_request_config *config)
{
	sim_destroy(config, sizeof(*config));
}

void gpiod_request_config_set_consumer(struct gpiod_request_config *config, const char *consumer)
{
	assert(config);

	sim_copy_name(config->consumer, consumer ? consumer : "");
}

const char *gpiod_request_config_get_consumer(struct gpiod_request_config *config)
{
	assert(config);

	return *config->consumer ? config->consumer : NULL;
}

void gpiod_request_config_set_event_buffer_size(struct gpiod_request_config *config,
						size_t event_buffer_size)
{
	assert(config);

	config->event_buffer_size = event_buffer_size;
}

size_t gpiod_request_config_get_event_buffer_size(struct gpiod_request_config *config)
{
	assert(config);

	return config->event_buffer_size;
}

void sim_request_config_export(const struct gpiod_request_config *config,
			       struct sim_line_request *ask)
{
	sim_copy_name(ask->consumer, config ? config->consumer : "");
	ask->event_buffer_size = config ? config->event_buffer_size : 0;
}
