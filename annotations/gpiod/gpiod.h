/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * What the bindings need to know about <gpiod.h> and C cannot express: which objects are handles,
 * what guards them, which calls may sleep, who owns what. In the order of gpiod.h.
 *
 * An object of libgpiod must not be used by two threads at once; distinct objects are independent.
 * Any ioctl may sleep, as when the chip is an I2C expander, so functions that make one detach.
 */
#ifndef ANNOTATED_GPIOD_H
#define ANNOTATED_GPIOD_H

#include <gpiod.h>

#include "../guardgen.h"

/* Formatted by hand: the annotations of a declaration follow it, grouped by topic. */
/* clang-format off */

/*
 * Handles. A line config or a request config is only memory, but gpiod_chip_request_lines() and
 * gpiod_line_request_reconfigure_lines() read it while detached, which would suspend a critical
 * section. It needs a mutex.
 */
struct GG_HANDLE(mutex, Chip, gpiod_chip_close)
	GG_PACKAGE(gpiod, 2.5.0+guarded.1, "Thread-safe Python bindings for libgpiod")
	GG_LIBRARY(libgpiod, 2.1)
	GG_CONVERTERS("converters.h")
	GG_NAMES(direction, edge_detection, bias, drive, active_low, debounce_period, event_clock,
		 output_value, total_seconds, line_offset_from_id, items)
	GG_ERRNO(EINVAL, ValueError)
	GG_ERRNO(EOPNOTSUPP, NotImplementedError)
	GG_MODULE(chip)
	GG_CLOSED_ERROR(exception.ChipClosedError)
	GG_CONTEXT_MANAGER
	GG_TRUTH
	GG_SUBCLASSABLE
	GG_FILENO(fd)
	GG_LOCKED
	GG_ADDS("line_offset_from_id(self, id: str | int) -> int",
		"Map a line's name, its offset as a string or its offset to the offset.")
	GG_SUMMARY("An open GPIO chip.")
	gpiod_chip;

struct GG_SNAPSHOT(ChipInfo, gpiod_chip_info_free)
	GG_MODULE(chip_info)
	GG_FIELDS(name, label, num_lines)
	GG_STR("<ChipInfo name=\"{name}\" label=\"{label}\" num_lines={num_lines}>")
	GG_SUMMARY("Information about a chip.")
	gpiod_chip_info;

struct GG_SNAPSHOT(LineInfo, gpiod_line_info_free)
	GG_MODULE(line_info)
	GG_FIELDS(offset, name, used, consumer, direction, active_low, bias, drive, edge_detection,
		  event_clock, debounced, debounce_period)
	GG_STR("<LineInfo offset={offset} name=\"{name}\" used={used} consumer=\"{consumer}\""
	       " direction={direction} active_low={active_low} bias={bias} drive={drive}"
	       " edge_detection={edge_detection} event_clock={event_clock} debounced={debounced}"
	       " debounce_period={debounce_period}>")
	GG_SUMMARY("A snapshot of a line's state; the value of the line is not part of it.")
	gpiod_line_info;

struct GG_HANDLE(critical_section, LineSettings, gpiod_line_settings_free)
	GG_SUMMARY("Settings of a line, in libgpiod's form.")
	gpiod_line_settings;

struct GG_HANDLE(mutex, LineConfig, gpiod_line_config_free)
	GG_SUMMARY("Settings for the offsets of a request.")
	gpiod_line_config;

struct GG_HANDLE(mutex, RequestConfig, gpiod_request_config_free)
	GG_SUMMARY("Consumer and event buffer size of a request.")
	gpiod_request_config;

struct GG_HANDLE(mutex, LineRequest, gpiod_line_request_release)
	GG_MODULE(line_request)
	GG_CLOSED_ERROR(exception.RequestReleasedError)
	GG_CONTEXT_MANAGER
	GG_TRUTH
	GG_FILENO(fd)
	GG_LOCKED
	GG_KEEPS(lines, "list[int | str]")
	GG_KEEPS(_names, "dict[str, int]")
	GG_KEEPS(_event_capacity, "int")
	GG_ADDS("reconfigure_lines(self, config: dict[Iterable[int | str] | int | str, gpiod.LineSettings | None])"
		" -> None", "Change the settings of requested lines.")
	GG_SUMMARY("A request: lines held for exclusive use.")
	gpiod_line_request;

struct GG_SNAPSHOT(InfoEvent, gpiod_info_event_free)
	GG_MODULE(info_event)
	GG_FIELDS(event_type, timestamp_ns, line_info)
	GG_STR("<InfoEvent type={event_type} timestamp_ns={timestamp_ns} line_info={line_info}>")
	GG_SUMMARY("A change of the state of a watched line.")
	gpiod_info_event;

/* Lives in a buffer until the next read into that; its fields are read before the buffer is freed. */
struct GG_SNAPSHOT(EdgeEvent, gpiod_edge_event_free)
	GG_OWNED_BY(gpiod_edge_event_buffer, gpiod_edge_event_copy)
	GG_MODULE(edge_event)
	GG_FIELDS(event_type, timestamp_ns, line_offset, global_seqno, line_seqno)
	GG_STR("<EdgeEvent type={event_type} timestamp_ns={timestamp_ns} line_offset={line_offset}"
	       " global_seqno={global_seqno} line_seqno={line_seqno}>")
	GG_SUMMARY("An edge detected on a requested line.")
	gpiod_edge_event;

struct GG_SCRATCH(gpiod_edge_event_buffer_get_event, gpiod_edge_event_buffer_free)
	GG_SUMMARY("A buffer for events, made for one read and never shared.")
	gpiod_edge_event_buffer;

/* Enums. */
typedef enum gpiod_line_value gg_line_value
	GG_ENUM(line, Value, GPIOD_LINE_VALUE_)
	GG_NOT_MEMBER(ERROR, "Raised as an exception.")
	GG_MEMBER(INACTIVE, "Logically inactive.")
	GG_MEMBER(ACTIVE, "Logically active.")
	GG_TRUE(ACTIVE)
	GG_SUMMARY("Logical value of a line.");

typedef enum gpiod_line_direction gg_line_direction
	GG_ENUM(line, Direction, GPIOD_LINE_DIRECTION_)
	GG_MEMBER(AS_IS, "Leave the direction as it is.")
	GG_MEMBER(INPUT, "Read the line.")
	GG_MEMBER(OUTPUT, "Drive the line.")
	GG_SUMMARY("Direction of a line.");

typedef enum gpiod_line_edge gg_line_edge
	GG_ENUM(line, Edge, GPIOD_LINE_EDGE_)
	GG_MEMBER(NONE, "No edges are detected.")
	GG_MEMBER(RISING, "Rising edges are detected.")
	GG_MEMBER(FALLING, "Falling edges are detected.")
	GG_MEMBER(BOTH, "Rising and falling edges are detected.")
	GG_SUMMARY("Edges that are reported as events.");

typedef enum gpiod_line_bias gg_line_bias
	GG_ENUM(line, Bias, GPIOD_LINE_BIAS_)
	GG_MEMBER(AS_IS, "Leave the bias as it is.")
	GG_MEMBER(UNKNOWN, "The bias is not known; never set, only reported.")
	GG_MEMBER(DISABLED, "No bias.")
	GG_MEMBER(PULL_UP, "Pulled up.")
	GG_MEMBER(PULL_DOWN, "Pulled down.")
	GG_SUMMARY("Internal bias of a line.");

typedef enum gpiod_line_drive gg_line_drive
	GG_ENUM(line, Drive, GPIOD_LINE_DRIVE_)
	GG_MEMBER(PUSH_PULL, "Driven both ways.")
	GG_MEMBER(OPEN_DRAIN, "Driven low only.")
	GG_MEMBER(OPEN_SOURCE, "Driven high only.")
	GG_SUMMARY("How an output is driven.");

typedef enum gpiod_line_clock gg_line_clock
	GG_ENUM(line, Clock, GPIOD_LINE_CLOCK_)
	GG_MEMBER(MONOTONIC, "The monotonic clock.")
	GG_MEMBER(REALTIME, "The wall clock.")
	GG_MEMBER(HTE, "The hardware timestamp engine.")
	GG_SUMMARY("Clock for the timestamps of edge events.");

typedef enum gpiod_info_event_type gg_info_event_type
	GG_ENUM(info_event, InfoEvent.Type, GPIOD_INFO_EVENT_)
	GG_MEMBER(LINE_REQUESTED, "The line was requested.")
	GG_MEMBER(LINE_RELEASED, "The line was released.")
	GG_MEMBER(LINE_CONFIG_CHANGED, "The line was reconfigured.")
	GG_SUMMARY("What happened to a watched line.");

typedef enum gpiod_edge_event_type gg_edge_event_type
	GG_ENUM(edge_event, EdgeEvent.Type, GPIOD_EDGE_EVENT_)
	GG_MEMBER(RISING_EDGE, "The line went from inactive to active.")
	GG_MEMBER(FALLING_EDGE, "The line went from active to inactive.")
	GG_SUMMARY("Which edge was detected.");

/* Chips. */
struct gpiod_chip *gpiod_chip_open(const char *path)
	GG_CONSTRUCTOR GG_DETACHES GG_FAILS(NULL)
	GG_SUMMARY("Open the GPIO character device at path.");

void gpiod_chip_close(struct gpiod_chip *chip)
	GG_CLOSER(close) GG_DESTROYS(chip) GG_DETACHES
	GG_SUMMARY("Close the chip.");

struct gpiod_chip_info *gpiod_chip_get_info(struct gpiod_chip *chip)
	GG_METHOD(get_info) GG_HOLDS(chip) GG_DETACHES GG_FAILS(NULL) GG_CACHED
	GG_SUMMARY("Get the chip's name, label and number of lines.");

const char *gpiod_chip_get_path(struct gpiod_chip *chip)
	GG_CONSTANT(path) GG_HOLDS(chip)
	GG_SUMMARY("Path from which the chip was opened.");

struct gpiod_line_info *
gpiod_chip_get_line_info(struct gpiod_chip *chip,
			 unsigned int offset GG_NAME(line) GG_CONVERT(chip_line) GG_TYPE("int | str"))
	GG_METHOD(get_line_info) GG_HOLDS(chip) GG_DETACHES GG_FAILS(NULL)
	GG_SUMMARY("Get the state of a line, given by name or offset.");

struct gpiod_line_info *
gpiod_chip_watch_line_info(struct gpiod_chip *chip,
			   unsigned int offset GG_NAME(line) GG_CONVERT(chip_line) GG_TYPE("int | str"))
	GG_METHOD(watch_line_info) GG_HOLDS(chip) GG_DETACHES GG_FAILS(NULL)
	GG_SUMMARY("Get the state of a line and watch it for changes.");

int gpiod_chip_unwatch_line_info(struct gpiod_chip *chip,
				 unsigned int offset GG_NAME(line) GG_CONVERT(chip_line)
					 GG_TYPE("int | str"))
	GG_METHOD(unwatch_line_info) GG_HOLDS(chip) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Stop watching a line.");

int gpiod_chip_get_fd(struct gpiod_chip *chip)
	GG_CONSTANT(fd) GG_HOLDS(chip)
	GG_SUMMARY("File descriptor of the chip; the chip closes it.");

int gpiod_chip_wait_info_event(struct gpiod_chip *chip, int64_t timeout_ns GG_NAME(timeout))
	GG_METHOD(wait_info_event) GG_WAITS(gpiod_chip_get_fd) GG_HOLDS(chip) GG_FAILS(-1)
	GG_SUMMARY("Wait until a watched line has changed.");

struct gpiod_info_event *gpiod_chip_read_info_event(struct gpiod_chip *chip)
	GG_METHOD(read_info_event) GG_READS(gpiod_chip_get_fd) GG_HOLDS(chip) GG_FAILS(NULL)
	GG_SUMMARY("Read one change of a watched line; wait for it if there is none.");

int gpiod_chip_get_line_offset_from_name(struct gpiod_chip *chip, const char *name)
	GG_METHOD(_line_offset_from_name) GG_HOLDS(chip) GG_DETACHES GG_FAILS(-1) GG_TYPE("int")
	GG_SUMMARY("Get the offset of the first line with this name.");

struct gpiod_line_request *
gpiod_chip_request_lines(struct gpiod_chip *chip,
			 struct gpiod_request_config *req_cfg GG_FILLED_BY(config),
			 struct gpiod_line_config *line_cfg GG_FILLED_BY(config))
	GG_ARGUMENT(config, chip_request,
		"dict[Iterable[int | str] | int | str, gpiod.LineSettings | None]",
		"settings for offsets or names, or for tuples of them; None stands for LineSettings();"
		" ValueError if a line is repeated or out of range, FileNotFoundError if no line has the"
		" name; read once, at the start")
	GG_ARGUMENT(consumer, chip_request, "str | None = None",
		"name of the user of the lines; the kernel keeps the first 31 bytes")
	GG_ARGUMENT(event_buffer_size, chip_request, "int | None = None",
		"number of edge events that the kernel can buffer; None or 0 for its default")
	GG_ARGUMENT(output_values, chip_request, "dict[int | str, Value] | None = None",
		"initial values of outputs, which override those in their settings")
	GG_FILLED_BY(config)
	GG_METHOD(request_lines) GG_HOLDS(chip) GG_DETACHES GG_FAILS(NULL)
	GG_SUMMARY("Request lines for exclusive use.");

/* Chip info. */
void gpiod_chip_info_free(struct gpiod_chip_info *info) GG_HELPER;
const char *gpiod_chip_info_get_name(struct gpiod_chip_info *info)
	GG_FIELD(name) GG_SUMMARY("Name of the chip in the kernel.");
const char *gpiod_chip_info_get_label(struct gpiod_chip_info *info)
	GG_FIELD(label) GG_SUMMARY("Label of the chip.");
size_t gpiod_chip_info_get_num_lines(struct gpiod_chip_info *info)
	GG_FIELD(num_lines) GG_SUMMARY("Number of lines of the chip.");

/* Line info. */
void gpiod_line_info_free(struct gpiod_line_info *info) GG_HELPER;
struct gpiod_line_info *gpiod_line_info_copy(struct gpiod_line_info *info)
	GG_SKIP("A LineInfo holds its own values and cannot change: it needs no copy.");
unsigned int gpiod_line_info_get_offset(struct gpiod_line_info *info)
	GG_FIELD(offset) GG_SUMMARY("Offset of the line in its chip.");
const char *gpiod_line_info_get_name(struct gpiod_line_info *info) GG_NULLABLE
	GG_FIELD(name) GG_SUMMARY("Name of the line, if it has one.");
bool gpiod_line_info_is_used(struct gpiod_line_info *info)
	GG_FIELD(used) GG_SUMMARY("Whether the line is in use.");
const char *gpiod_line_info_get_consumer(struct gpiod_line_info *info) GG_NULLABLE
	GG_FIELD(consumer) GG_SUMMARY("Name of the user of the line, if known.");
enum gpiod_line_direction gpiod_line_info_get_direction(struct gpiod_line_info *info)
	GG_FIELD(direction) GG_SUMMARY("Direction of the line.");
enum gpiod_line_edge gpiod_line_info_get_edge_detection(struct gpiod_line_info *info)
	GG_FIELD(edge_detection) GG_SUMMARY("Edges that are reported as events.");
enum gpiod_line_bias gpiod_line_info_get_bias(struct gpiod_line_info *info)
	GG_FIELD(bias) GG_SUMMARY("Bias of the line.");
enum gpiod_line_drive gpiod_line_info_get_drive(struct gpiod_line_info *info)
	GG_FIELD(drive) GG_SUMMARY("How the line is driven.");
bool gpiod_line_info_is_active_low(struct gpiod_line_info *info)
	GG_FIELD(active_low) GG_SUMMARY("Whether the line is active when it is low.");
bool gpiod_line_info_is_debounced(struct gpiod_line_info *info)
	GG_FIELD(debounced) GG_SUMMARY("Whether the line is debounced.");
unsigned long gpiod_line_info_get_debounce_period_us(struct gpiod_line_info *info)
	GG_FIELD(debounce_period) GG_CONVERT(timedelta_us)
	GG_SUMMARY("Debounce period of the line.");
enum gpiod_line_clock gpiod_line_info_get_event_clock(struct gpiod_line_info *info)
	GG_FIELD(event_clock) GG_SUMMARY("Clock for the timestamps of the line's edge events.");

/* Info events. */
void gpiod_info_event_free(struct gpiod_info_event *event) GG_HELPER;
enum gpiod_info_event_type gpiod_info_event_get_event_type(struct gpiod_info_event *event)
	GG_FIELD(event_type) GG_SUMMARY("What happened to the line.");
uint64_t gpiod_info_event_get_timestamp_ns(struct gpiod_info_event *event)
	GG_FIELD(timestamp_ns) GG_SUMMARY("Time of the event, in nanoseconds of the monotonic clock.");
struct gpiod_line_info *gpiod_info_event_get_line_info(struct gpiod_info_event *event)
	GG_BORROWED_FROM(event)
	GG_FIELD(line_info) GG_SUMMARY("State of the line after the event.");

/* Line settings. */
struct gpiod_line_settings *gpiod_line_settings_new(void)
	GG_CONSTRUCTOR GG_FAILS(NULL)
	GG_SUMMARY("Make settings with libgpiod's defaults.");
void gpiod_line_settings_free(struct gpiod_line_settings *settings) GG_DESTROYS(settings);
void gpiod_line_settings_reset(struct gpiod_line_settings *settings)
	GG_METHOD(reset) GG_HOLDS(settings)
	GG_SUMMARY("Reset all settings to the defaults.");
struct gpiod_line_settings *gpiod_line_settings_copy(struct gpiod_line_settings *settings)
	GG_METHOD(copy) GG_HOLDS(settings) GG_FAILS(NULL)
	GG_SUMMARY("Make a copy of the settings.");
int gpiod_line_settings_set_direction(struct gpiod_line_settings *settings,
				      enum gpiod_line_direction direction)
	GG_METHOD(set_direction) GG_HOLDS(settings) GG_FAILS(-1)
	GG_SUMMARY("Set the direction.");
enum gpiod_line_direction gpiod_line_settings_get_direction(struct gpiod_line_settings *settings)
	GG_METHOD(get_direction) GG_HOLDS(settings)
	GG_SUMMARY("Get the direction.");
int gpiod_line_settings_set_edge_detection(struct gpiod_line_settings *settings,
					   enum gpiod_line_edge edge)
	GG_METHOD(set_edge_detection) GG_HOLDS(settings) GG_FAILS(-1)
	GG_SUMMARY("Set which edges are reported as events.");
enum gpiod_line_edge gpiod_line_settings_get_edge_detection(struct gpiod_line_settings *settings)
	GG_METHOD(get_edge_detection) GG_HOLDS(settings)
	GG_SUMMARY("Get which edges are reported as events.");
int gpiod_line_settings_set_bias(struct gpiod_line_settings *settings, enum gpiod_line_bias bias)
	GG_METHOD(set_bias) GG_HOLDS(settings) GG_FAILS(-1)
	GG_SUMMARY("Set the bias.");
enum gpiod_line_bias gpiod_line_settings_get_bias(struct gpiod_line_settings *settings)
	GG_METHOD(get_bias) GG_HOLDS(settings)
	GG_SUMMARY("Get the bias.");
int gpiod_line_settings_set_drive(struct gpiod_line_settings *settings, enum gpiod_line_drive drive)
	GG_METHOD(set_drive) GG_HOLDS(settings) GG_FAILS(-1)
	GG_SUMMARY("Set how the line is driven as an output.");
enum gpiod_line_drive gpiod_line_settings_get_drive(struct gpiod_line_settings *settings)
	GG_METHOD(get_drive) GG_HOLDS(settings)
	GG_SUMMARY("Get how the line is driven as an output.");
void gpiod_line_settings_set_active_low(struct gpiod_line_settings *settings, bool active_low)
	GG_METHOD(set_active_low) GG_HOLDS(settings)
	GG_SUMMARY("Set whether the line is active when it is low.");
bool gpiod_line_settings_get_active_low(struct gpiod_line_settings *settings)
	GG_METHOD(get_active_low) GG_HOLDS(settings)
	GG_SUMMARY("Get whether the line is active when it is low.");
void gpiod_line_settings_set_debounce_period_us(struct gpiod_line_settings *settings,
						unsigned long period)
	GG_METHOD(set_debounce_period_us) GG_HOLDS(settings)
	GG_SUMMARY("Set the debounce period, in microseconds; 0 is none.");
unsigned long gpiod_line_settings_get_debounce_period_us(struct gpiod_line_settings *settings)
	GG_METHOD(get_debounce_period_us) GG_HOLDS(settings)
	GG_SUMMARY("Get the debounce period, in microseconds.");
int gpiod_line_settings_set_event_clock(struct gpiod_line_settings *settings,
					enum gpiod_line_clock event_clock)
	GG_METHOD(set_event_clock) GG_HOLDS(settings) GG_FAILS(-1)
	GG_SUMMARY("Set the clock for the timestamps of edge events.");
enum gpiod_line_clock gpiod_line_settings_get_event_clock(struct gpiod_line_settings *settings)
	GG_METHOD(get_event_clock) GG_HOLDS(settings)
	GG_SUMMARY("Get the clock for the timestamps of edge events.");
int gpiod_line_settings_set_output_value(struct gpiod_line_settings *settings,
					 enum gpiod_line_value value)
	GG_METHOD(set_output_value) GG_HOLDS(settings) GG_FAILS(-1)
	GG_SUMMARY("Set the initial value of an output.");
enum gpiod_line_value gpiod_line_settings_get_output_value(struct gpiod_line_settings *settings)
	GG_METHOD(get_output_value) GG_HOLDS(settings) GG_FAILS(GPIOD_LINE_VALUE_ERROR)
	GG_SUMMARY("Get the initial value of an output.");

/* Line configs. */
struct gpiod_line_config *gpiod_line_config_new(void)
	GG_CONSTRUCTOR GG_FAILS(NULL)
	GG_SUMMARY("Make a config without lines.");
void gpiod_line_config_free(struct gpiod_line_config *config) GG_DESTROYS(config);
void gpiod_line_config_reset(struct gpiod_line_config *config)
	GG_METHOD(reset) GG_HOLDS(config)
	GG_SUMMARY("Remove all lines.");
int gpiod_line_config_add_line_settings(struct gpiod_line_config *config,
					const unsigned int *offsets GG_MAXIMUM(64),
					size_t num_offsets GG_COUNT_OF(offsets),
					struct gpiod_line_settings *settings
						GG_BY_COPY(gpiod_line_settings_copy) GG_NULLABLE
						GG_CONVERT(line_settings)
						GG_TYPE("LineSettings | gpiod.LineSettings | None"))
	GG_METHOD(add_line_settings) GG_HOLDS(config) GG_FAILS(-1)
	GG_SUMMARY("Set the settings of some lines; None stands for the defaults.");
struct gpiod_line_settings *gpiod_line_config_get_line_settings(struct gpiod_line_config *config,
								unsigned int offset)
	GG_METHOD(get_line_settings) GG_HOLDS(config) GG_FAILS(NULL)
	GG_SUMMARY("Get a copy of a line's settings.");
int gpiod_line_config_set_output_values(struct gpiod_line_config *config,
					const enum gpiod_line_value *values GG_MAXIMUM(64),
					size_t num_values GG_COUNT_OF(values))
	GG_METHOD(set_output_values) GG_HOLDS(config) GG_FAILS(-1)
	GG_SUMMARY("Set the initial values of outputs, in the order in which the lines were added.");
size_t gpiod_line_config_get_num_configured_offsets(struct gpiod_line_config *config)
	GG_METHOD(get_num_configured_offsets) GG_HOLDS(config)
	GG_SUMMARY("Get the number of configured lines.");
size_t gpiod_line_config_get_configured_offsets(
	struct gpiod_line_config *config,
	unsigned int *offsets GG_OUT
		GG_LENGTH_FROM(gpiod_line_config_get_num_configured_offsets),
	size_t max_offsets GG_COUNT_OF(offsets))
	GG_METHOD(get_configured_offsets) GG_HOLDS(config) GG_RETURNS_LENGTH(offsets)
	GG_SUMMARY("Get the offsets of all configured lines, in the order in which they were added.");

/* Request configs. */
struct gpiod_request_config *gpiod_request_config_new(void)
	GG_CONSTRUCTOR GG_FAILS(NULL)
	GG_SUMMARY("Make a config without a consumer and with the kernel's event buffer size.");
void gpiod_request_config_free(struct gpiod_request_config *config) GG_DESTROYS(config);
void gpiod_request_config_set_consumer(struct gpiod_request_config *config,
				       const char *consumer GG_NULLABLE)
	GG_METHOD(set_consumer) GG_HOLDS(config)
	GG_SUMMARY("Set the consumer, the name of the user of the lines; the kernel keeps the first 31 bytes.");
const char *gpiod_request_config_get_consumer(struct gpiod_request_config *config) GG_NULLABLE
	GG_BORROWED_FROM(config)
	GG_METHOD(get_consumer) GG_HOLDS(config)
	GG_SUMMARY("Get the consumer, the name of the user of the lines.");
void gpiod_request_config_set_event_buffer_size(struct gpiod_request_config *config,
						size_t event_buffer_size)
	GG_METHOD(set_event_buffer_size) GG_HOLDS(config)
	GG_SUMMARY("Set the number of edge events that the kernel can buffer; 0 for its default.");
size_t gpiod_request_config_get_event_buffer_size(struct gpiod_request_config *config)
	GG_METHOD(get_event_buffer_size) GG_HOLDS(config)
	GG_SUMMARY("Get the number of edge events that the kernel can buffer.");

/* Line requests. */
void gpiod_line_request_release(struct gpiod_line_request *request)
	GG_CLOSER(release) GG_DESTROYS(request) GG_DETACHES
	GG_SUMMARY("Release the lines.");
const char *gpiod_line_request_get_chip_name(struct gpiod_line_request *request)
	GG_CONSTANT(chip_name) GG_HOLDS(request)
	GG_SUMMARY("Name of the chip that has the lines.");
size_t gpiod_line_request_get_num_requested_lines(struct gpiod_line_request *request)
	GG_CONSTANT(num_lines) GG_HOLDS(request)
	GG_SUMMARY("Number of lines of the request.");
size_t gpiod_line_request_get_requested_offsets(
	struct gpiod_line_request *request,
	unsigned int *offsets GG_OUT GG_LENGTH_FROM(gpiod_line_request_get_num_requested_lines),
	size_t max_offsets GG_COUNT_OF(offsets))
	GG_CONSTANT(offsets) GG_HOLDS(request) GG_RETURNS_LENGTH(offsets)
	GG_SUMMARY("Offsets of the lines, in the order in which they were requested.");
enum gpiod_line_value
gpiod_line_request_get_value(struct gpiod_line_request *request,
			     unsigned int offset GG_NAME(line) GG_CONVERT(request_line)
				     GG_TYPE("int | str"))
	GG_METHOD(get_value) GG_HOLDS(request) GG_DETACHES GG_FAILS(GPIOD_LINE_VALUE_ERROR)
	GG_SUMMARY("Get the value of a line, given by name or offset.");
int gpiod_line_request_get_values_subset(struct gpiod_line_request *request,
					 size_t num_values GG_FILLED_BY(lines),
					 const unsigned int *offsets GG_FILLED_BY(lines),
					 enum gpiod_line_value *values GG_FILLED_BY(lines) GG_OUT)
	GG_ARGUMENT(lines, request_lines, "Iterable[int | str] | None = None",
		"offsets or names; None or an empty iterable stands for all lines")
	GG_METHOD(get_values) GG_HOLDS(request) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Get the values of some or all lines, in the order in which they are given.");
int gpiod_line_request_get_values(struct gpiod_line_request *request, enum gpiod_line_value *values)
	GG_SKIP("get_values() with no lines asks gpiod_line_request_get_values_subset() for all of"
		" them: the same ioctl.");
int gpiod_line_request_set_value(struct gpiod_line_request *request,
				 unsigned int offset GG_NAME(line) GG_CONVERT(request_line)
					 GG_TYPE("int | str"),
				 enum gpiod_line_value value)
	GG_METHOD(set_value) GG_HOLDS(request) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Set the value of a line, given by name or offset.");
int gpiod_line_request_set_values_subset(struct gpiod_line_request *request,
					 size_t num_values GG_FILLED_BY(values),
					 const unsigned int *offsets GG_FILLED_BY(values),
					 const enum gpiod_line_value *values GG_FILLED_BY(values))
	GG_ARGUMENT(values, request_values, "dict[int | str, Value]",
		"values for offsets or names; read once, at the start")
	GG_METHOD(set_values) GG_HOLDS(request) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Set the values of some lines at once.");
int gpiod_line_request_set_values(struct gpiod_line_request *request,
				  const enum gpiod_line_value *values)
	GG_SKIP("set_values() with every line asks gpiod_line_request_set_values_subset() for it:"
		" the same ioctl.");
int gpiod_line_request_reconfigure_lines(struct gpiod_line_request *request,
					 struct gpiod_line_config *config)
	GG_METHOD(_reconfigure_lines) GG_HOLDS(request, config) GG_DETACHES GG_FAILS(-1)
	GG_SUMMARY("Apply a line config to all requested lines.");
int gpiod_line_request_get_fd(struct gpiod_line_request *request)
	GG_CONSTANT(fd) GG_HOLDS(request)
	GG_SUMMARY("File descriptor of the request; the request closes it.");
int gpiod_line_request_wait_edge_events(struct gpiod_line_request *request,
					int64_t timeout_ns GG_NAME(timeout))
	GG_METHOD(wait_edge_events) GG_WAITS(gpiod_line_request_get_fd) GG_HOLDS(request)
	GG_FAILS(-1)
	GG_SUMMARY("Wait until there are edge events to read.");
int gpiod_line_request_read_edge_events(
	struct gpiod_line_request *request,
	struct gpiod_edge_event_buffer *buffer GG_MADE_BY(gpiod_edge_event_buffer_new, max_events),
	size_t max_events GG_CONVERT(request_max_events) GG_TYPE("int | None = None"))
	GG_METHOD(read_edge_events) GG_READS(gpiod_line_request_get_fd) GG_HOLDS(request)
	GG_FAILS(-1) GG_RETURNS_LENGTH(buffer)
	GG_SUMMARY("Read edge events; wait for one if there is none.");

/* Edge events. */
void gpiod_edge_event_free(struct gpiod_edge_event *event)
	GG_SKIP("Events are read out of their buffer, never copied in C: there is none to free.");
struct gpiod_edge_event *gpiod_edge_event_copy(struct gpiod_edge_event *event)
	GG_SKIP("An EdgeEvent holds its own values and cannot change: it needs no copy.");
enum gpiod_edge_event_type gpiod_edge_event_get_event_type(struct gpiod_edge_event *event)
	GG_FIELD(event_type) GG_SUMMARY("Which edge was detected.");
uint64_t gpiod_edge_event_get_timestamp_ns(struct gpiod_edge_event *event)
	GG_FIELD(timestamp_ns)
	GG_SUMMARY("Time of the event, in nanoseconds of the line's event clock.");
unsigned int gpiod_edge_event_get_line_offset(struct gpiod_edge_event *event)
	GG_FIELD(line_offset) GG_SUMMARY("Offset of the line.");
unsigned long gpiod_edge_event_get_global_seqno(struct gpiod_edge_event *event)
	GG_FIELD(global_seqno) GG_SUMMARY("Sequence number among all events of the request, from 1.");
unsigned long gpiod_edge_event_get_line_seqno(struct gpiod_edge_event *event)
	GG_FIELD(line_seqno) GG_SUMMARY("Sequence number among the events of the line, from 1.");
struct gpiod_edge_event_buffer *gpiod_edge_event_buffer_new(size_t capacity)
	GG_HELPER GG_FAILS(NULL);
size_t gpiod_edge_event_buffer_get_capacity(struct gpiod_edge_event_buffer *buffer)
	GG_SKIP("A buffer lives for one read, which knows the capacity it asked for.");
void gpiod_edge_event_buffer_free(struct gpiod_edge_event_buffer *buffer) GG_HELPER;
struct gpiod_edge_event *
gpiod_edge_event_buffer_get_event(struct gpiod_edge_event_buffer *buffer, unsigned long index)
	GG_HELPER GG_BORROWED_FROM(buffer);
size_t gpiod_edge_event_buffer_get_num_events(struct gpiod_edge_event_buffer *buffer)
	GG_SKIP("The read that fills a buffer returns the number.");

/* The module. */
bool gpiod_is_gpiochip_device(const char *path)
	GG_FUNCTION(is_gpiochip_device) GG_DETACHES
	GG_SUMMARY("Tell whether path is a GPIO character device.");
const char *gpiod_api_version(void)
	GG_MODULE_CONSTANT(api_version)
	GG_SUMMARY("Version of the loaded libgpiod.");

#endif
