// SPDX-License-Identifier: LGPL-2.1-or-later
#include "internal.h"

struct gpiod_chip {
	struct sim_cdev *cdev;
	int fd;
	char *path;
};

struct gpiod_chip_info {
	struct sim_chip_info raw;
};

struct gpiod_chip *gpiod_chip_open(const char *path)
{
	struct gpiod_chip *chip;
	int ret;

	if (!path) {
		errno = EINVAL;
		return NULL;
	}

	chip = calloc(1, sizeof(*chip));
	if (!chip)
		return NULL;

	ret = sim_cdev_open(path, &chip->cdev, &chip->fd);
	if (ret) {
		sim_destroy(chip, sizeof(*chip));
		errno = -ret;
		return NULL;
	}

	chip->path = strdup(path);
	if (!chip->path) {
		gpiod_chip_close(chip);
		errno = ENOMEM;
		return NULL;
	}

	return chip;
}

void gpiod_chip_close(struct gpiod_chip *chip)
{
	if (!chip)
		return;

	sim_cdev_close(chip->cdev);
	free(chip->path);
	sim_destroy(chip, sizeof(*chip));
}

struct gpiod_chip_info *gpiod_chip_get_info(struct gpiod_chip *chip)
{
	struct gpiod_chip_info *info;
	struct sim_chip_info raw;

	assert(chip);

	if (sim_result(sim_cdev_chip_info(chip->cdev, &raw)))
		return NULL;

	info = malloc(sizeof(*info));
	if (info)
		info->raw = raw;
	return info;
}

const char *gpiod_chip_get_path(struct gpiod_chip *chip)
{
	assert(chip);

	return chip->path;
}

struct gpiod_line_info *gpiod_chip_get_line_info(struct gpiod_chip *chip, unsigned int offset)
{
	struct sim_line_info raw;

	assert(chip);

	if (sim_result(sim_cdev_line_info(chip->cdev, offset, &raw)))
		return NULL;

	return sim_line_info_new(&raw);
}

struct gpiod_line_info *gpiod_chip_watch_line_info(struct gpiod_chip *chip, unsigned int offset)
{
	struct sim_line_info raw;

	assert(chip);

	if (sim_result(sim_cdev_watch(chip->cdev, offset, &raw)))
		return NULL;

	return sim_line_info_new(&raw);
}

int gpiod_chip_unwatch_line_info(struct gpiod_chip *chip, unsigned int offset)
{
	assert(chip);

	return sim_result(sim_cdev_unwatch(chip->cdev, offset));
}

int gpiod_chip_get_fd(struct gpiod_chip *chip)
{
	assert(chip);

	return chip->fd;
}

int gpiod_chip_wait_info_event(struct gpiod_chip *chip, int64_t timeout_ns)
{
	assert(chip);

	return sim_poll(chip->fd, timeout_ns);
}

struct gpiod_info_event *gpiod_chip_read_info_event(struct gpiod_chip *chip)
{
	assert(chip);

	return sim_info_event_read(chip->cdev);
}

int gpiod_chip_get_line_offset_from_name(struct gpiod_chip *chip, const char *name)
{
	assert(chip);

	return sim_result(name ? sim_cdev_find_line(chip->cdev, name) : -EINVAL);
}

struct gpiod_line_request *gpiod_chip_request_lines(struct gpiod_chip *chip,
						    struct gpiod_request_config *req_cfg,
						    struct gpiod_line_config *line_cfg)
{
	struct gpiod_line_request *request;
	struct sim_line_request ask;
	struct sim_chip_info info;
	struct sim_linereq *req;
	int ret, fd;

	assert(chip);

	if (!line_cfg) {
		errno = EINVAL;
		return NULL;
	}

	sim_request_config_export(req_cfg, &ask);
	ret = sim_line_config_export(line_cfg, &ask);
	if (!ret)
		ret = sim_cdev_chip_info(chip->cdev, &info);
	if (!ret)
		ret = sim_linereq_create(chip->cdev, &ask, &req, &fd);
	if (sim_result(ret))
		return NULL;

	request = sim_line_request_new(req, fd, info.name, &ask);
	if (!request) {
		sim_linereq_close(req);
		errno = ENOMEM;
	}
	return request;
}

void gpiod_chip_info_free(struct gpiod_chip_info *info)
{
	sim_destroy(info, sizeof(*info));
}

const char *gpiod_chip_info_get_name(struct gpiod_chip_info *info)
{
	assert(info);

	return info->raw.name;
}

const char *gpiod_chip_info_get_label(struct gpiod_chip_info *info)
{
	assert(info);

	return info->raw.label;
}

size_t gpiod_chip_info_get_num_lines(struct gpiod_chip_info *info)
{
	assert(info);

	return info->raw.num_lines;
}
