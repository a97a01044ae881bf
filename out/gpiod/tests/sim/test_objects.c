// SPDX-License-Identifier: LGPL-2.1-or-later
/* The plain objects: settings, configs, buffers; and how paths are resolved. */
#include <sys/wait.h>
#include <unistd.h>

#include "check.h"

static void settings_have_defaults(void)
{
	struct gpiod_line_settings *settings = gpiod_line_settings_new();

	assert(gpiod_line_settings_get_direction(settings) == GPIOD_LINE_DIRECTION_AS_IS);
	assert(gpiod_line_settings_get_edge_detection(settings) == GPIOD_LINE_EDGE_NONE);
	assert(gpiod_line_settings_get_bias(settings) == GPIOD_LINE_BIAS_AS_IS);
	assert(gpiod_line_settings_get_drive(settings) == GPIOD_LINE_DRIVE_PUSH_PULL);
	assert(gpiod_line_settings_get_event_clock(settings) == GPIOD_LINE_CLOCK_MONOTONIC);
	assert(gpiod_line_settings_get_output_value(settings) == INACTIVE);
	assert(gpiod_line_settings_get_debounce_period_us(settings) == 0);
	assert(!gpiod_line_settings_get_active_low(settings));
	gpiod_line_settings_free(settings);
}

static void a_bad_setting_is_refused_and_reset(void)
{
	struct gpiod_line_settings *settings =
		new_settings(OUTPUT(.edge = GPIOD_LINE_EDGE_BOTH, .bias = GPIOD_LINE_BIAS_PULL_UP,
				    .drive = GPIOD_LINE_DRIVE_OPEN_DRAIN,
				    .clock = GPIOD_LINE_CLOCK_HTE, .value = ACTIVE));

	FAILS_WITH(EINVAL, -1, gpiod_line_settings_set_direction(settings, 4));
	FAILS_WITH(EINVAL, -1, gpiod_line_settings_set_edge_detection(settings, 0));
	FAILS_WITH(EINVAL, -1, gpiod_line_settings_set_bias(settings, GPIOD_LINE_BIAS_UNKNOWN));
	FAILS_WITH(EINVAL, -1, gpiod_line_settings_set_drive(settings, 99));
	FAILS_WITH(EINVAL, -1, gpiod_line_settings_set_event_clock(settings, 4));
	FAILS_WITH(EINVAL, -1, gpiod_line_settings_set_output_value(settings, -1));

	assert(gpiod_line_settings_get_direction(settings) == GPIOD_LINE_DIRECTION_AS_IS);
	assert(gpiod_line_settings_get_edge_detection(settings) == GPIOD_LINE_EDGE_NONE);
	assert(gpiod_line_settings_get_bias(settings) == GPIOD_LINE_BIAS_AS_IS);
	assert(gpiod_line_settings_get_drive(settings) == GPIOD_LINE_DRIVE_PUSH_PULL);
	assert(gpiod_line_settings_get_event_clock(settings) == GPIOD_LINE_CLOCK_MONOTONIC);
	assert(gpiod_line_settings_get_output_value(settings) == INACTIVE);
	gpiod_line_settings_free(settings);
}

static void a_config_keeps_order_and_last_settings(void)
{
	struct gpiod_line_config *config = gpiod_line_config_new();
	enum gpiod_line_value values[] = {INACTIVE, ACTIVE};
	struct gpiod_line_settings *settings;
	unsigned int offsets[4];

	add_line(config, 7, INPUT());
	add_line(config, 3, OUTPUT());
	add_line(config, 7, OUTPUT(.value = ACTIVE));
	assert(gpiod_line_config_get_num_configured_offsets(config) == 2);
	assert(gpiod_line_config_get_configured_offsets(config, offsets, 4) == 2);
	assert(offsets[0] == 7 && offsets[1] == 3);
	assert(gpiod_line_config_get_configured_offsets(config, offsets, 1) == 1);
	assert(gpiod_line_config_get_configured_offsets(config, NULL, 1) == 0);

	settings = gpiod_line_config_get_line_settings(config, 7);
	assert(gpiod_line_settings_get_direction(settings) == GPIOD_LINE_DIRECTION_OUTPUT);
	assert(gpiod_line_settings_get_output_value(settings) == ACTIVE);
	gpiod_line_settings_free(settings);

	assert(!gpiod_line_config_set_output_values(config, values, 2));
	settings = gpiod_line_config_get_line_settings(config, 7);
	assert(gpiod_line_settings_get_output_value(settings) == INACTIVE);
	gpiod_line_settings_free(settings);

	FAILS_WITH(ENOENT, NULL, gpiod_line_config_get_line_settings(config, 4));
	gpiod_line_config_reset(config);
	assert(gpiod_line_config_get_num_configured_offsets(config) == 0);
	gpiod_line_config_free(config);
}

static void a_config_refuses(void)
{
	struct gpiod_line_config *config = new_config(0, 64, INPUT());
	enum gpiod_line_value values[65] = {0}, bad[] = {ACTIVE, 2};
	unsigned int offset = 64;

	FAILS_WITH(E2BIG, -1, gpiod_line_config_add_line_settings(config, &offset, 1, NULL));
	FAILS_WITH(EINVAL, -1, gpiod_line_config_add_line_settings(config, NULL, 1, NULL));
	FAILS_WITH(EINVAL, -1, gpiod_line_config_add_line_settings(config, &offset, 0, NULL));
	FAILS_WITH(EINVAL, -1, gpiod_line_config_set_output_values(config, values, 65));
	FAILS_WITH(EINVAL, -1, gpiod_line_config_set_output_values(config, values, 0));
	FAILS_WITH(EINVAL, -1, gpiod_line_config_set_output_values(config, NULL, 1));
	FAILS_WITH(EINVAL, -1, gpiod_line_config_set_output_values(config, bad, 2));
	gpiod_line_config_free(config);
}

static void a_request_config_cuts_the_consumer(void)
{
	struct gpiod_request_config *config = gpiod_request_config_new();

	assert(!gpiod_request_config_get_consumer(config));
	gpiod_request_config_set_consumer(config, "0123456789012345678901234567890123456789");
	assert(strlen(gpiod_request_config_get_consumer(config)) == 31);
	gpiod_request_config_set_consumer(config, NULL);
	assert(!gpiod_request_config_get_consumer(config));
	gpiod_request_config_set_event_buffer_size(config, 5);
	assert(gpiod_request_config_get_event_buffer_size(config) == 5);
	gpiod_request_config_free(config);
}

static void an_event_buffer_has_a_capacity(void)
{
	static const size_t asked[] = {0, 1, 1024, 5000}, got[] = {64, 1, 1024, 1024};
	struct gpiod_edge_event_buffer *buffer;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(asked); i++) {
		buffer = gpiod_edge_event_buffer_new(asked[i]);
		assert(gpiod_edge_event_buffer_get_capacity(buffer) == got[i]);
		assert(gpiod_edge_event_buffer_get_num_events(buffer) == 0);
		FAILS_WITH(EINVAL, NULL, gpiod_edge_event_buffer_get_event(buffer, 0));
		gpiod_edge_event_buffer_free(buffer);
	}
}

static void everything_may_be_freed_as_null(void)
{
	gpiod_chip_close(NULL);
	gpiod_chip_info_free(NULL);
	gpiod_line_info_free(NULL);
	gpiod_line_settings_free(NULL);
	gpiod_line_config_free(NULL);
	gpiod_request_config_free(NULL);
	gpiod_line_request_release(NULL);
	gpiod_info_event_free(NULL);
	gpiod_edge_event_free(NULL);
	gpiod_edge_event_buffer_free(NULL);
}

static void a_null_object_aborts(void)
{
	int status;
	pid_t pid;

	pid = fork();
	assert(pid >= 0);
	if (!pid) {
		fclose(stderr);
		gpiod_line_request_get_value(NULL, 0);
		_exit(0);
	}
	assert(waitpid(pid, &status, 0) == pid);
	assert(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT);
}

static void other_files_are_refused(void)
{
	static const struct {
		const char *path;
		int error;
	} refused[] = {
		{"/dev/nonexistent", ENOENT},
		{"/dev/gpiochip99999", ENOENT},
		{"", ENOENT},
		{"/tmp", ENOTTY},
		{"/proc/version", ENOTTY},
		{"/dev/null", ENODEV},
		{"/dev/null/x", ENOTDIR},
		{NULL, EINVAL},
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(refused); i++) {
		FAILS_WITH(refused[i].error, NULL, gpiod_chip_open(refused[i].path));
		FAILS_WITH(0, false, gpiod_is_gpiochip_device(refused[i].path));
	}
}

static void check_link(const char *target, const char *link, bool found)
{
	struct gpiod_chip *chip;

	assert(!symlink(target, link));
	assert(gpiod_is_gpiochip_device(link) == found);
	chip = gpiod_chip_open(link);
	assert(!!chip == found);
	if (chip)
		assert(!strcmp(gpiod_chip_get_path(chip), link));
	gpiod_chip_close(chip);
}

static void links_are_followed(void)
{
	char folder[] = "/tmp/sim-links-XXXXXX", one[64], two[64], three[64], loop[64],
	     folder_link[64];
	struct gpiosim_chip *sim = new_sim(1);
	char through[96];

	assert(mkdtemp(folder));
	snprintf(one, sizeof(one), "%s/one", folder);
	snprintf(two, sizeof(two), "%s/two", folder);
	snprintf(three, sizeof(three), "%s/three", folder);
	snprintf(loop, sizeof(loop), "%s/loop", folder);
	snprintf(folder_link, sizeof(folder_link), "%s/dev", folder);
	snprintf(through, sizeof(through), "%s/%s", folder_link, gpiosim_chip_get_name(sim));

	check_link(gpiosim_chip_get_dev_path(sim), one, true);
	check_link("one", two, true); /* relative, and a link to a link */
	check_link("nowhere", three, false);
	check_link("loop", loop, false);
	assert(!symlink("/dev", folder_link));
	assert(gpiod_is_gpiochip_device(through));

	unlink(one);
	unlink(two);
	unlink(three);
	unlink(loop);
	unlink(folder_link);
	rmdir(folder);
	gpiosim_chip_free(sim);
}

static void the_version_is_the_real_librarys(void)
{
	assert(gpiod_api_version()[0] == '2' && gpiod_api_version()[1] == '.');
}

int main(void)
{
	RUN(settings_have_defaults);
	RUN(a_bad_setting_is_refused_and_reset);
	RUN(a_config_keeps_order_and_last_settings);
	RUN(a_config_refuses);
	RUN(a_request_config_cuts_the_consumer);
	RUN(an_event_buffer_has_a_capacity);
	RUN(everything_may_be_freed_as_null);
	RUN(a_null_object_aborts);
	RUN(other_files_are_refused);
	RUN(links_are_followed);
	RUN(the_version_is_the_real_librarys);
	return 0;
}
