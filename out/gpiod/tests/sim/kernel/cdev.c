// SPDX-License-Identifier: LGPL-2.1-or-later
/* Open /dev/gpiochipN files: chip and line info, watches, info events. */
#include <time.h>

#include "../internal.h"

#define INFO_EVENTS_MAX 32 /* as in the kernel; further events are dropped */
#define WORD_BITS       64

static bool is_watched(const struct sim_cdev *cdev, unsigned int offset)
{
	return cdev->watched[offset / WORD_BITS] >> (offset % WORD_BITS) & 1;
}

static void set_watched(struct sim_cdev *cdev, unsigned int offset, bool on)
{
	uint64_t bit = UINT64_C(1) << (offset % WORD_BITS);

	if (on)
		cdev->watched[offset / WORD_BITS] |= bit;
	else
		cdev->watched[offset / WORD_BITS] &= ~bit;
	cdev->chip->num_watches += on ? 1 : -1;
}

/* Takes over the caller's reference to the chip. */
static int new_cdev(struct sim_chip *chip, struct sim_cdev **cdev)
{
	size_t words = (chip->num_lines + WORD_BITS - 1) / WORD_BITS;
	struct sim_cdev *new;
	int ret;

	new = calloc(1, sizeof(*new) + words * sizeof(*new->watched));
	if (!new)
		return -ENOMEM;

	ret = sim_file_open(&new->file);
	if (ret) {
		free(new);
		return ret;
	}

	new->chip = chip;
	*cdev = new;
	return 0;
}

static void put_cdev(struct sim_cdev *cdev)
{
	struct sim_chip *chip = cdev->chip;
	unsigned int i;

	if (atomic_fetch_sub(&cdev->file.refs, 1) != 1)
		return;

	pthread_mutex_lock(&chip->lock);
	for (i = 0; cdev->events && i < chip->num_lines; i++) {
		if (is_watched(cdev, i))
			set_watched(cdev, i, false);
	}
	LIST_REMOVE(cdev, link);
	pthread_mutex_unlock(&chip->lock);

	free(cdev->events);
	sim_destroy(cdev, sizeof(*cdev));
	sim_chip_put(chip);
}

int sim_cdev_open(const char *path, struct sim_cdev **cdev, int *fd)
{
	struct sim_chip *chip;
	int ret;

	ret = sim_path_resolve(path, &chip);
	if (ret)
		return ret;

	ret = new_cdev(chip, cdev);
	if (ret) {
		sim_chip_put(chip);
		return ret;
	}
	*fd = (*cdev)->file.fd;

	pthread_mutex_lock(&chip->lock);
	LIST_INSERT_HEAD(&chip->cdevs, *cdev, link);
	ret = atomic_load(&chip->gone) ? -ENODEV : 0;
	pthread_mutex_unlock(&chip->lock);

	if (ret)
		sim_cdev_close(*cdev);
	return ret;
}

void sim_cdev_close(struct sim_cdev *cdev)
{
	pthread_mutex_lock(&cdev->chip->lock);
	sim_file_close(&cdev->file);
	pthread_mutex_unlock(&cdev->chip->lock);
	put_cdev(cdev);
}

int sim_cdev_chip_info(struct sim_cdev *cdev, struct sim_chip_info *info)
{
	struct sim_chip *chip = cdev->chip;

	if (atomic_load(&chip->gone))
		return -ENODEV;

	memcpy(info->name, chip->name, sizeof(info->name));
	memcpy(info->label, chip->label, sizeof(info->label));
	info->num_lines = chip->num_lines;
	return 0;
}

/* Locks the chip of a line, if the line can be used; on failure nothing is locked. */
static int lock_line(struct sim_cdev *cdev, unsigned int offset)
{
	int ret = 0;

	pthread_mutex_lock(&cdev->chip->lock);
	if (atomic_load(&cdev->chip->gone))
		ret = -ENODEV;
	else if (offset >= cdev->chip->num_lines)
		ret = -EINVAL;
	if (ret)
		pthread_mutex_unlock(&cdev->chip->lock);
	return ret;
}

int sim_cdev_line_info(struct sim_cdev *cdev, unsigned int offset, struct sim_line_info *info)
{
	int ret;

	ret = lock_line(cdev, offset);
	if (ret)
		return ret;

	sim_line_get_info(&cdev->chip->lines[offset], info);
	pthread_mutex_unlock(&cdev->chip->lock);
	return 0;
}

int sim_cdev_watch(struct sim_cdev *cdev, unsigned int offset, struct sim_line_info *info)
{
	int ret;

	ret = lock_line(cdev, offset);
	if (ret)
		return ret;

	if (!cdev->events)
		cdev->events = calloc(INFO_EVENTS_MAX, sizeof(*cdev->events));

	if (!cdev->events) {
		ret = -ENOMEM;
	} else if (is_watched(cdev, offset)) {
		ret = -EBUSY;
	} else {
		set_watched(cdev, offset, true);
		sim_line_get_info(&cdev->chip->lines[offset], info);
	}
	pthread_mutex_unlock(&cdev->chip->lock);
	return ret;
}

int sim_cdev_unwatch(struct sim_cdev *cdev, unsigned int offset)
{
	int ret;

	ret = lock_line(cdev, offset);
	if (ret)
		return ret;

	if (is_watched(cdev, offset))
		set_watched(cdev, offset, false);
	else
		ret = -EBUSY;
	pthread_mutex_unlock(&cdev->chip->lock);
	return ret;
}

/* An empty name finds the first unnamed line, since libgpiod compares the kernel's empty string. */
int sim_cdev_find_line(struct sim_cdev *cdev, const char *name)
{
	struct sim_chip *chip = cdev->chip;
	unsigned int i;

	if (atomic_load(&chip->gone))
		return -ENODEV;

	for (i = 0; i < chip->num_lines; i++) {
		if (!strcmp(chip->lines[i].name, name))
			return i;
	}
	return -ENOENT;
}

static void put_event(struct sim_cdev *cdev, struct sim_line *line, uint32_t type)
{
	struct sim_info_event *event;

	if (cdev->count == INFO_EVENTS_MAX)
		return;

	event = &cdev->events[(cdev->head + cdev->count++) % INFO_EVENTS_MAX];
	event->timestamp_ns = sim_now_ns(CLOCK_MONOTONIC);
	event->type = type;
	sim_line_get_info(line, &event->info);
	sim_file_raise(&cdev->file);
}

void sim_cdev_notify(struct sim_line *line, uint32_t type)
{
	struct sim_cdev *cdev;

	if (!line->chip->num_watches)
		return;

	for (cdev = LIST_FIRST(&line->chip->cdevs); cdev; cdev = LIST_NEXT(cdev, link)) {
		if (is_watched(cdev, line->offset))
			put_event(cdev, line, type);
	}
}

static bool take_event(struct sim_cdev *cdev, struct sim_info_event *event)
{
	if (!cdev->count)
		return false;

	*event = cdev->events[cdev->head];
	cdev->head = (cdev->head + 1) % INFO_EVENTS_MAX;
	if (!--cdev->count)
		sim_file_lower(&cdev->file);
	return true;
}

/* Holds a reference to the file, as read(2) does, so that it may be closed meanwhile. */
int sim_cdev_read(struct sim_cdev *cdev, struct sim_info_event *event)
{
	bool done = false;
	int ret = 0, fd;

	atomic_fetch_add(&cdev->file.refs, 1);
	while (!ret && !done) {
		pthread_mutex_lock(&cdev->chip->lock);
		if (atomic_load(&cdev->chip->gone))
			ret = -ENODEV;
		else
			done = take_event(cdev, event);
		fd = cdev->file.fd;
		pthread_mutex_unlock(&cdev->chip->lock);

		if (!ret && !done)
			ret = sim_file_wait(fd);
	}
	put_cdev(cdev);

	return ret;
}
