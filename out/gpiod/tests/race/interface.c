/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Generated from gpiod.h, as annotated for gpiod: do not edit. Change the
 * annotations or the templates and run `guardgen generate`.
 */
#pragma GCC visibility push(default)
#include <gpiod.h>
#pragma GCC visibility pop

#include "race.h"

static struct race_kind race_kind_gpiod_chip = {.name = "gpiod_chip"};
static struct race_kind race_kind_gpiod_request_config = {.name = "gpiod_request_config"};
static struct race_kind race_kind_gpiod_line_config = {.name = "gpiod_line_config"};
static struct race_kind race_kind_gpiod_chip_info = {.name = "gpiod_chip_info"};
static struct race_kind race_kind_gpiod_line_info = {.name = "gpiod_line_info"};
static struct race_kind race_kind_gpiod_info_event = {.name = "gpiod_info_event"};
static struct race_kind race_kind_gpiod_line_settings = {.name = "gpiod_line_settings"};
static struct race_kind race_kind_gpiod_line_request = {.name = "gpiod_line_request"};
static struct race_kind race_kind_gpiod_edge_event_buffer = {.name = "gpiod_edge_event_buffer"};
static struct race_kind race_kind_gpiod_edge_event = {.name = "gpiod_edge_event"};

struct race_kind *const race_kinds[] = {
	&race_kind_gpiod_chip,
	&race_kind_gpiod_request_config,
	&race_kind_gpiod_line_config,
	&race_kind_gpiod_chip_info,
	&race_kind_gpiod_line_info,
	&race_kind_gpiod_info_event,
	&race_kind_gpiod_line_settings,
	&race_kind_gpiod_line_request,
	&race_kind_gpiod_edge_event_buffer,
	&race_kind_gpiod_edge_event,
	NULL,
};

/* Wrappers, with the same names, of the library's functions that use an object. */

struct gpiod_chip *gpiod_chip_open(const char *path)
{
	RACE_CALL(gpiod_chip_open);
	return RACE_CREATED(gpiod_chip, RACE_REAL(gpiod_chip_open)(path));
}

void gpiod_chip_close(struct gpiod_chip *chip)
{
	RACE_CALL(gpiod_chip_close);
	RACE_USE(gpiod_chip, chip, RACE_DESTROYED);
	RACE_REAL(gpiod_chip_close)(chip);
}

struct gpiod_chip_info *gpiod_chip_get_info(struct gpiod_chip *chip)
{
	RACE_CALL(gpiod_chip_get_info);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_CREATED(gpiod_chip_info, RACE_REAL(gpiod_chip_get_info)(chip));
}

const char *gpiod_chip_get_path(struct gpiod_chip *chip)
{
	RACE_CALL(gpiod_chip_get_path);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_REAL(gpiod_chip_get_path)(chip);
}

struct gpiod_line_info *gpiod_chip_get_line_info(struct gpiod_chip *chip, unsigned int offset)
{
	RACE_CALL(gpiod_chip_get_line_info);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_CREATED(gpiod_line_info, RACE_REAL(gpiod_chip_get_line_info)(chip, offset));
}

struct gpiod_line_info *gpiod_chip_watch_line_info(struct gpiod_chip *chip, unsigned int offset)
{
	RACE_CALL(gpiod_chip_watch_line_info);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_CREATED(gpiod_line_info, RACE_REAL(gpiod_chip_watch_line_info)(chip, offset));
}

int gpiod_chip_unwatch_line_info(struct gpiod_chip *chip, unsigned int offset)
{
	RACE_CALL(gpiod_chip_unwatch_line_info);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_REAL(gpiod_chip_unwatch_line_info)(chip, offset);
}

int gpiod_chip_get_fd(struct gpiod_chip *chip)
{
	RACE_CALL(gpiod_chip_get_fd);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_REAL(gpiod_chip_get_fd)(chip);
}

int gpiod_chip_wait_info_event(struct gpiod_chip *chip, int64_t timeout_ns)
{
	RACE_CALL(gpiod_chip_wait_info_event);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_REAL(gpiod_chip_wait_info_event)(chip, timeout_ns);
}

struct gpiod_info_event *gpiod_chip_read_info_event(struct gpiod_chip *chip)
{
	RACE_CALL(gpiod_chip_read_info_event);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_CREATED(gpiod_info_event, RACE_REAL(gpiod_chip_read_info_event)(chip));
}

int gpiod_chip_get_line_offset_from_name(struct gpiod_chip *chip, const char *name)
{
	RACE_CALL(gpiod_chip_get_line_offset_from_name);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	return RACE_REAL(gpiod_chip_get_line_offset_from_name)(chip, name);
}

struct gpiod_line_request *gpiod_chip_request_lines(struct gpiod_chip *chip,
						    struct gpiod_request_config *req_cfg,
						    struct gpiod_line_config *line_cfg)
{
	RACE_CALL(gpiod_chip_request_lines);
	RACE_USE(gpiod_chip, chip, RACE_SELF);
	RACE_USE(gpiod_request_config, req_cfg, RACE_ARGUMENT);
	RACE_USE(gpiod_line_config, line_cfg, RACE_ARGUMENT);
	return RACE_CREATED(gpiod_line_request,
			    RACE_REAL(gpiod_chip_request_lines)(chip, req_cfg, line_cfg));
}

void gpiod_chip_info_free(struct gpiod_chip_info *info)
{
	RACE_CALL(gpiod_chip_info_free);
	RACE_USE(gpiod_chip_info, info, RACE_DESTROYED);
	RACE_REAL(gpiod_chip_info_free)(info);
}

const char *gpiod_chip_info_get_name(struct gpiod_chip_info *info)
{
	RACE_CALL(gpiod_chip_info_get_name);
	RACE_USE(gpiod_chip_info, info, RACE_SELF);
	return RACE_REAL(gpiod_chip_info_get_name)(info);
}

const char *gpiod_chip_info_get_label(struct gpiod_chip_info *info)
{
	RACE_CALL(gpiod_chip_info_get_label);
	RACE_USE(gpiod_chip_info, info, RACE_SELF);
	return RACE_REAL(gpiod_chip_info_get_label)(info);
}

size_t gpiod_chip_info_get_num_lines(struct gpiod_chip_info *info)
{
	RACE_CALL(gpiod_chip_info_get_num_lines);
	RACE_USE(gpiod_chip_info, info, RACE_SELF);
	return RACE_REAL(gpiod_chip_info_get_num_lines)(info);
}

void gpiod_line_info_free(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_free);
	RACE_USE(gpiod_line_info, info, RACE_DESTROYED);
	RACE_REAL(gpiod_line_info_free)(info);
}

struct gpiod_line_info *gpiod_line_info_copy(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_copy);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_CREATED(gpiod_line_info, RACE_REAL(gpiod_line_info_copy)(info));
}

unsigned int gpiod_line_info_get_offset(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_offset);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_offset)(info);
}

const char *gpiod_line_info_get_name(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_name);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_name)(info);
}

_Bool gpiod_line_info_is_used(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_is_used);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_is_used)(info);
}

const char *gpiod_line_info_get_consumer(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_consumer);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_consumer)(info);
}

enum gpiod_line_direction gpiod_line_info_get_direction(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_direction);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_direction)(info);
}

enum gpiod_line_edge gpiod_line_info_get_edge_detection(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_edge_detection);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_edge_detection)(info);
}

enum gpiod_line_bias gpiod_line_info_get_bias(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_bias);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_bias)(info);
}

enum gpiod_line_drive gpiod_line_info_get_drive(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_drive);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_drive)(info);
}

_Bool gpiod_line_info_is_active_low(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_is_active_low);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_is_active_low)(info);
}

_Bool gpiod_line_info_is_debounced(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_is_debounced);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_is_debounced)(info);
}

unsigned long gpiod_line_info_get_debounce_period_us(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_debounce_period_us);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_debounce_period_us)(info);
}

enum gpiod_line_clock gpiod_line_info_get_event_clock(struct gpiod_line_info *info)
{
	RACE_CALL(gpiod_line_info_get_event_clock);
	RACE_USE(gpiod_line_info, info, RACE_SELF);
	return RACE_REAL(gpiod_line_info_get_event_clock)(info);
}

void gpiod_info_event_free(struct gpiod_info_event *event)
{
	RACE_CALL(gpiod_info_event_free);
	RACE_USE(gpiod_info_event, event, RACE_DESTROYED);
	RACE_REAL(gpiod_info_event_free)(event);
}

enum gpiod_info_event_type gpiod_info_event_get_event_type(struct gpiod_info_event *event)
{
	RACE_CALL(gpiod_info_event_get_event_type);
	RACE_USE(gpiod_info_event, event, RACE_SELF);
	return RACE_REAL(gpiod_info_event_get_event_type)(event);
}

uint64_t gpiod_info_event_get_timestamp_ns(struct gpiod_info_event *event)
{
	RACE_CALL(gpiod_info_event_get_timestamp_ns);
	RACE_USE(gpiod_info_event, event, RACE_SELF);
	return RACE_REAL(gpiod_info_event_get_timestamp_ns)(event);
}

struct gpiod_line_info *gpiod_info_event_get_line_info(struct gpiod_info_event *event)
{
	RACE_CALL(gpiod_info_event_get_line_info);
	RACE_USE(gpiod_info_event, event, RACE_LENDER);
	return RACE_LENT(gpiod_line_info, RACE_REAL(gpiod_info_event_get_line_info)(event));
}

struct gpiod_line_settings *gpiod_line_settings_new(void)
{
	RACE_CALL(gpiod_line_settings_new);
	return RACE_CREATED(gpiod_line_settings, RACE_REAL(gpiod_line_settings_new)());
}

void gpiod_line_settings_free(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_free);
	RACE_USE(gpiod_line_settings, settings, RACE_DESTROYED);
	RACE_REAL(gpiod_line_settings_free)(settings);
}

void gpiod_line_settings_reset(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_reset);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	RACE_REAL(gpiod_line_settings_reset)(settings);
}

struct gpiod_line_settings *gpiod_line_settings_copy(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_copy);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_CREATED(gpiod_line_settings, RACE_REAL(gpiod_line_settings_copy)(settings));
}

int gpiod_line_settings_set_direction(struct gpiod_line_settings *settings,
				      enum gpiod_line_direction direction)
{
	RACE_CALL(gpiod_line_settings_set_direction);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_set_direction)(settings, direction);
}

enum gpiod_line_direction gpiod_line_settings_get_direction(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_direction);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_direction)(settings);
}

int gpiod_line_settings_set_edge_detection(struct gpiod_line_settings *settings,
					   enum gpiod_line_edge edge)
{
	RACE_CALL(gpiod_line_settings_set_edge_detection);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_set_edge_detection)(settings, edge);
}

enum gpiod_line_edge gpiod_line_settings_get_edge_detection(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_edge_detection);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_edge_detection)(settings);
}

int gpiod_line_settings_set_bias(struct gpiod_line_settings *settings, enum gpiod_line_bias bias)
{
	RACE_CALL(gpiod_line_settings_set_bias);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_set_bias)(settings, bias);
}

enum gpiod_line_bias gpiod_line_settings_get_bias(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_bias);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_bias)(settings);
}

int gpiod_line_settings_set_drive(struct gpiod_line_settings *settings, enum gpiod_line_drive drive)
{
	RACE_CALL(gpiod_line_settings_set_drive);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_set_drive)(settings, drive);
}

enum gpiod_line_drive gpiod_line_settings_get_drive(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_drive);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_drive)(settings);
}

void gpiod_line_settings_set_active_low(struct gpiod_line_settings *settings, _Bool active_low)
{
	RACE_CALL(gpiod_line_settings_set_active_low);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	RACE_REAL(gpiod_line_settings_set_active_low)(settings, active_low);
}

_Bool gpiod_line_settings_get_active_low(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_active_low);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_active_low)(settings);
}

void gpiod_line_settings_set_debounce_period_us(struct gpiod_line_settings *settings,
						unsigned long period)
{
	RACE_CALL(gpiod_line_settings_set_debounce_period_us);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	RACE_REAL(gpiod_line_settings_set_debounce_period_us)(settings, period);
}

unsigned long gpiod_line_settings_get_debounce_period_us(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_debounce_period_us);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_debounce_period_us)(settings);
}

int gpiod_line_settings_set_event_clock(struct gpiod_line_settings *settings,
					enum gpiod_line_clock event_clock)
{
	RACE_CALL(gpiod_line_settings_set_event_clock);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_set_event_clock)(settings, event_clock);
}

enum gpiod_line_clock gpiod_line_settings_get_event_clock(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_event_clock);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_event_clock)(settings);
}

int gpiod_line_settings_set_output_value(struct gpiod_line_settings *settings,
					 enum gpiod_line_value value)
{
	RACE_CALL(gpiod_line_settings_set_output_value);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_set_output_value)(settings, value);
}

enum gpiod_line_value gpiod_line_settings_get_output_value(struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_settings_get_output_value);
	RACE_USE(gpiod_line_settings, settings, RACE_SELF);
	return RACE_REAL(gpiod_line_settings_get_output_value)(settings);
}

struct gpiod_line_config *gpiod_line_config_new(void)
{
	RACE_CALL(gpiod_line_config_new);
	return RACE_CREATED(gpiod_line_config, RACE_REAL(gpiod_line_config_new)());
}

void gpiod_line_config_free(struct gpiod_line_config *config)
{
	RACE_CALL(gpiod_line_config_free);
	RACE_USE(gpiod_line_config, config, RACE_DESTROYED);
	RACE_REAL(gpiod_line_config_free)(config);
}

void gpiod_line_config_reset(struct gpiod_line_config *config)
{
	RACE_CALL(gpiod_line_config_reset);
	RACE_USE(gpiod_line_config, config, RACE_SELF);
	RACE_REAL(gpiod_line_config_reset)(config);
}

int gpiod_line_config_add_line_settings(struct gpiod_line_config *config,
					const unsigned int *offsets, size_t num_offsets,
					struct gpiod_line_settings *settings)
{
	RACE_CALL(gpiod_line_config_add_line_settings);
	RACE_USE(gpiod_line_config, config, RACE_SELF);
	RACE_USE(gpiod_line_settings, settings, RACE_ARGUMENT);
	return RACE_REAL(gpiod_line_config_add_line_settings)(config, offsets, num_offsets,
							      settings);
}

struct gpiod_line_settings *gpiod_line_config_get_line_settings(struct gpiod_line_config *config,
								unsigned int offset)
{
	RACE_CALL(gpiod_line_config_get_line_settings);
	RACE_USE(gpiod_line_config, config, RACE_SELF);
	return RACE_CREATED(gpiod_line_settings,
			    RACE_REAL(gpiod_line_config_get_line_settings)(config, offset));
}

int gpiod_line_config_set_output_values(struct gpiod_line_config *config,
					const enum gpiod_line_value *values, size_t num_values)
{
	RACE_CALL(gpiod_line_config_set_output_values);
	RACE_USE(gpiod_line_config, config, RACE_SELF);
	return RACE_REAL(gpiod_line_config_set_output_values)(config, values, num_values);
}

size_t gpiod_line_config_get_num_configured_offsets(struct gpiod_line_config *config)
{
	RACE_CALL(gpiod_line_config_get_num_configured_offsets);
	RACE_USE(gpiod_line_config, config, RACE_SELF);
	return RACE_REAL(gpiod_line_config_get_num_configured_offsets)(config);
}

size_t gpiod_line_config_get_configured_offsets(struct gpiod_line_config *config,
						unsigned int *offsets, size_t max_offsets)
{
	RACE_CALL(gpiod_line_config_get_configured_offsets);
	RACE_USE(gpiod_line_config, config, RACE_SELF);
	return RACE_REAL(gpiod_line_config_get_configured_offsets)(config, offsets, max_offsets);
}

struct gpiod_request_config *gpiod_request_config_new(void)
{
	RACE_CALL(gpiod_request_config_new);
	return RACE_CREATED(gpiod_request_config, RACE_REAL(gpiod_request_config_new)());
}

void gpiod_request_config_free(struct gpiod_request_config *config)
{
	RACE_CALL(gpiod_request_config_free);
	RACE_USE(gpiod_request_config, config, RACE_DESTROYED);
	RACE_REAL(gpiod_request_config_free)(config);
}

void gpiod_request_config_set_consumer(struct gpiod_request_config *config, const char *consumer)
{
	RACE_CALL(gpiod_request_config_set_consumer);
	RACE_USE(gpiod_request_config, config, RACE_SELF);
	RACE_REAL(gpiod_request_config_set_consumer)(config, consumer);
}

const char *gpiod_request_config_get_consumer(struct gpiod_request_config *config)
{
	RACE_CALL(gpiod_request_config_get_consumer);
	RACE_USE(gpiod_request_config, config, RACE_SELF);
	return RACE_REAL(gpiod_request_config_get_consumer)(config);
}

void gpiod_request_config_set_event_buffer_size(struct gpiod_request_config *config,
						size_t event_buffer_size)
{
	RACE_CALL(gpiod_request_config_set_event_buffer_size);
	RACE_USE(gpiod_request_config, config, RACE_SELF);
	RACE_REAL(gpiod_request_config_set_event_buffer_size)(config, event_buffer_size);
}

size_t gpiod_request_config_get_event_buffer_size(struct gpiod_request_config *config)
{
	RACE_CALL(gpiod_request_config_get_event_buffer_size);
	RACE_USE(gpiod_request_config, config, RACE_SELF);
	return RACE_REAL(gpiod_request_config_get_event_buffer_size)(config);
}

void gpiod_line_request_release(struct gpiod_line_request *request)
{
	RACE_CALL(gpiod_line_request_release);
	RACE_USE(gpiod_line_request, request, RACE_DESTROYED);
	RACE_REAL(gpiod_line_request_release)(request);
}

const char *gpiod_line_request_get_chip_name(struct gpiod_line_request *request)
{
	RACE_CALL(gpiod_line_request_get_chip_name);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_get_chip_name)(request);
}

size_t gpiod_line_request_get_num_requested_lines(struct gpiod_line_request *request)
{
	RACE_CALL(gpiod_line_request_get_num_requested_lines);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_get_num_requested_lines)(request);
}

size_t gpiod_line_request_get_requested_offsets(struct gpiod_line_request *request,
						unsigned int *offsets, size_t max_offsets)
{
	RACE_CALL(gpiod_line_request_get_requested_offsets);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_get_requested_offsets)(request, offsets, max_offsets);
}

enum gpiod_line_value gpiod_line_request_get_value(struct gpiod_line_request *request,
						   unsigned int offset)
{
	RACE_CALL(gpiod_line_request_get_value);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_get_value)(request, offset);
}

int gpiod_line_request_get_values_subset(struct gpiod_line_request *request, size_t num_values,
					 const unsigned int *offsets, enum gpiod_line_value *values)
{
	RACE_CALL(gpiod_line_request_get_values_subset);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_get_values_subset)(request, num_values, offsets,
							       values);
}

int gpiod_line_request_get_values(struct gpiod_line_request *request, enum gpiod_line_value *values)
{
	RACE_CALL(gpiod_line_request_get_values);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_get_values)(request, values);
}

int gpiod_line_request_set_value(struct gpiod_line_request *request, unsigned int offset,
				 enum gpiod_line_value value)
{
	RACE_CALL(gpiod_line_request_set_value);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_set_value)(request, offset, value);
}

int gpiod_line_request_set_values_subset(struct gpiod_line_request *request, size_t num_values,
					 const unsigned int *offsets,
					 const enum gpiod_line_value *values)
{
	RACE_CALL(gpiod_line_request_set_values_subset);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_set_values_subset)(request, num_values, offsets,
							       values);
}

int gpiod_line_request_set_values(struct gpiod_line_request *request,
				  const enum gpiod_line_value *values)
{
	RACE_CALL(gpiod_line_request_set_values);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_set_values)(request, values);
}

int gpiod_line_request_reconfigure_lines(struct gpiod_line_request *request,
					 struct gpiod_line_config *config)
{
	RACE_CALL(gpiod_line_request_reconfigure_lines);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	RACE_USE(gpiod_line_config, config, RACE_ARGUMENT);
	return RACE_REAL(gpiod_line_request_reconfigure_lines)(request, config);
}

int gpiod_line_request_get_fd(struct gpiod_line_request *request)
{
	RACE_CALL(gpiod_line_request_get_fd);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_get_fd)(request);
}

int gpiod_line_request_wait_edge_events(struct gpiod_line_request *request, int64_t timeout_ns)
{
	RACE_CALL(gpiod_line_request_wait_edge_events);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	return RACE_REAL(gpiod_line_request_wait_edge_events)(request, timeout_ns);
}

int gpiod_line_request_read_edge_events(struct gpiod_line_request *request,
					struct gpiod_edge_event_buffer *buffer, size_t max_events)
{
	RACE_CALL(gpiod_line_request_read_edge_events);
	RACE_USE(gpiod_line_request, request, RACE_SELF);
	RACE_USE(gpiod_edge_event_buffer, buffer, RACE_ARGUMENT);
	return RACE_REAL(gpiod_line_request_read_edge_events)(request, buffer, max_events);
}

void gpiod_edge_event_free(struct gpiod_edge_event *event)
{
	RACE_CALL(gpiod_edge_event_free);
	RACE_USE(gpiod_edge_event, event, RACE_DESTROYED);
	RACE_REAL(gpiod_edge_event_free)(event);
}

struct gpiod_edge_event *gpiod_edge_event_copy(struct gpiod_edge_event *event)
{
	RACE_CALL(gpiod_edge_event_copy);
	RACE_USE(gpiod_edge_event, event, RACE_SELF);
	return RACE_CREATED(gpiod_edge_event, RACE_REAL(gpiod_edge_event_copy)(event));
}

enum gpiod_edge_event_type gpiod_edge_event_get_event_type(struct gpiod_edge_event *event)
{
	RACE_CALL(gpiod_edge_event_get_event_type);
	RACE_USE(gpiod_edge_event, event, RACE_SELF);
	return RACE_REAL(gpiod_edge_event_get_event_type)(event);
}

uint64_t gpiod_edge_event_get_timestamp_ns(struct gpiod_edge_event *event)
{
	RACE_CALL(gpiod_edge_event_get_timestamp_ns);
	RACE_USE(gpiod_edge_event, event, RACE_SELF);
	return RACE_REAL(gpiod_edge_event_get_timestamp_ns)(event);
}

unsigned int gpiod_edge_event_get_line_offset(struct gpiod_edge_event *event)
{
	RACE_CALL(gpiod_edge_event_get_line_offset);
	RACE_USE(gpiod_edge_event, event, RACE_SELF);
	return RACE_REAL(gpiod_edge_event_get_line_offset)(event);
}

unsigned long gpiod_edge_event_get_global_seqno(struct gpiod_edge_event *event)
{
	RACE_CALL(gpiod_edge_event_get_global_seqno);
	RACE_USE(gpiod_edge_event, event, RACE_SELF);
	return RACE_REAL(gpiod_edge_event_get_global_seqno)(event);
}

unsigned long gpiod_edge_event_get_line_seqno(struct gpiod_edge_event *event)
{
	RACE_CALL(gpiod_edge_event_get_line_seqno);
	RACE_USE(gpiod_edge_event, event, RACE_SELF);
	return RACE_REAL(gpiod_edge_event_get_line_seqno)(event);
}

struct gpiod_edge_event_buffer *gpiod_edge_event_buffer_new(size_t capacity)
{
	RACE_CALL(gpiod_edge_event_buffer_new);
	return RACE_CREATED(gpiod_edge_event_buffer,
			    RACE_REAL(gpiod_edge_event_buffer_new)(capacity));
}

size_t gpiod_edge_event_buffer_get_capacity(struct gpiod_edge_event_buffer *buffer)
{
	RACE_CALL(gpiod_edge_event_buffer_get_capacity);
	RACE_USE(gpiod_edge_event_buffer, buffer, RACE_SELF);
	return RACE_REAL(gpiod_edge_event_buffer_get_capacity)(buffer);
}

void gpiod_edge_event_buffer_free(struct gpiod_edge_event_buffer *buffer)
{
	RACE_CALL(gpiod_edge_event_buffer_free);
	RACE_USE(gpiod_edge_event_buffer, buffer, RACE_DESTROYED);
	RACE_REAL(gpiod_edge_event_buffer_free)(buffer);
}

struct gpiod_edge_event *gpiod_edge_event_buffer_get_event(struct gpiod_edge_event_buffer *buffer,
							   unsigned long index)
{
	RACE_CALL(gpiod_edge_event_buffer_get_event);
	RACE_USE(gpiod_edge_event_buffer, buffer, RACE_LENDER);
	return RACE_LENT(gpiod_edge_event,
			 RACE_REAL(gpiod_edge_event_buffer_get_event)(buffer, index));
}

size_t gpiod_edge_event_buffer_get_num_events(struct gpiod_edge_event_buffer *buffer)
{
	RACE_CALL(gpiod_edge_event_buffer_get_num_events);
	RACE_USE(gpiod_edge_event_buffer, buffer, RACE_SELF);
	return RACE_REAL(gpiod_edge_event_buffer_get_num_events)(buffer);
}
