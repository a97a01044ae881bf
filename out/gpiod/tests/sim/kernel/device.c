// SPDX-License-Identifier: LGPL-2.1-or-later
/* Creates, controls and removes chips: gpio-sim's configfs and sysfs interfaces, as functions. */
#include <ctype.h>
#include <stdio.h>
#include <unistd.h>

#include "../internal.h"

#define NUM_LINES_MAX 1024 /* as in gpio-sim */

struct pending_line {
	char *name;
	char *hog;
	enum gpiosim_hog direction;
};

struct gpiosim_chip {
	struct sim_chip *chip; /* NULL until enabled */
	int device_id;
	char *label;
	unsigned int num_lines;
	struct pending_line *pending;
};

/* gpio-sim strips whitespace at both ends. */
static char *trimmed(const char *text)
{
	size_t len;

	while (isspace((unsigned char)*text))
		text++;
	len = strlen(text);
	while (len && isspace((unsigned char)text[len - 1]))
		len--;
	return strndup(text, len);
}

static int replace(char **text, const char *with)
{
	char *copy = trimmed(with);

	if (!copy)
		return -1;

	free(*text);
	*text = copy;
	return 0;
}

struct gpiosim_chip *gpiosim_chip_new(const char *label, unsigned int num_lines)
{
	struct gpiosim_chip *sim;

	if (!num_lines) {
		errno = EINVAL;
		return NULL;
	}
	/* The kernel's driver fails to probe, and writing "live" only reports that it did. */
	if (num_lines > NUM_LINES_MAX) {
		errno = ENXIO;
		return NULL;
	}

	sim = calloc(1, sizeof(*sim));
	if (!sim)
		return NULL;

	sim->num_lines = num_lines;
	sim->device_id = sim_result(sim_device_id_new());
	sim->pending = calloc(num_lines, sizeof(*sim->pending));
	if (sim->device_id < 0 || !sim->pending || replace(&sim->label, label ? label : "")) {
		gpiosim_chip_free(sim);
		errno = ENOMEM;
		return NULL;
	}

	return sim;
}

/* NULL for a line that the chip does not have. */
static int pending_line(struct gpiosim_chip *sim, unsigned int offset, struct pending_line **line)
{
	if (sim->chip) {
		errno = EBUSY;
		return -1;
	}

	*line = offset < sim->num_lines ? &sim->pending[offset] : NULL;
	return 0;
}

int gpiosim_chip_set_line_name(struct gpiosim_chip *sim, unsigned int offset, const char *name)
{
	struct pending_line *line;

	if (pending_line(sim, offset, &line))
		return -1;

	return line ? replace(&line->name, name) : 0;
}

int gpiosim_chip_set_hog(struct gpiosim_chip *sim, unsigned int offset, const char *name,
			 enum gpiosim_hog direction)
{
	struct pending_line *line;

	if (pending_line(sim, offset, &line))
		return -1;
	if (direction > GPIOSIM_HOG_OUTPUT_LOW) {
		errno = EINVAL;
		return -1;
	}
	if (!line)
		return 0;

	line->direction = direction;
	return replace(&line->hog, name);
}

static void init_line(struct sim_line *line, const struct pending_line *pending)
{
	atomic_init(&line->state, LINE_HW_INPUT);
	if (pending->name)
		sim_copy_name(line->name, pending->name);
	if (!pending->hog)
		return;

	sim_line_request(line, pending->hog);
	if (pending->direction == GPIOSIM_HOG_INPUT)
		sim_line_set_input(line);
	else
		sim_line_set_output(line, pending->direction == GPIOSIM_HOG_OUTPUT_HIGH);
}

static struct sim_chip *new_chip(struct gpiosim_chip *sim)
{
	struct sim_chip *chip;
	unsigned int i;

	chip = aligned_alloc(SIM_CACHE_LINE, sizeof(*chip));
	if (!chip)
		return NULL;

	memset(chip, 0, sizeof(*chip));
	chip->lines = aligned_alloc(SIM_CACHE_LINE, sim->num_lines * sizeof(*chip->lines));
	if (!chip->lines) {
		free(chip);
		return NULL;
	}

	memset(chip->lines, 0, sim->num_lines * sizeof(*chip->lines));
	pthread_mutex_init(&chip->lock, NULL);
	atomic_init(&chip->refs, 1);
	chip->num_lines = sim->num_lines;
	if (*sim->label)
		sim_copy_name(chip->label, sim->label);
	else
		snprintf(chip->label, sizeof(chip->label), "gpio-sim.%d:node0", sim->device_id);

	for (i = 0; i < chip->num_lines; i++) {
		chip->lines[i].chip = chip;
		chip->lines[i].offset = i;
		init_line(&chip->lines[i], &sim->pending[i]);
	}
	return chip;
}

int gpiosim_chip_enable(struct gpiosim_chip *sim)
{
	struct sim_chip *chip;
	int ret;

	if (sim->chip) {
		errno = EPERM;
		return -1;
	}

	chip = new_chip(sim);
	if (!chip)
		return -1;

	ret = sim_registry_add(chip);
	if (ret) {
		free(chip->lines);
		free(chip);
		return sim_result(ret);
	}

	sim->chip = chip;
	return 0;
}

static void remove_chip(struct sim_chip *chip)
{
	struct sim_linereq *req;
	struct sim_cdev *cdev;
	unsigned int i;
	int dead_fd;

	sim_registry_unlist(chip);
	dead_fd = sim_file_dead_fd();

	pthread_mutex_lock(&chip->lock);
	atomic_store(&chip->gone, true);
	for (i = 0; i < chip->num_lines; i++)
		sim_edge_stop(&chip->lines[i]);
	for (cdev = LIST_FIRST(&chip->cdevs); cdev; cdev = LIST_NEXT(cdev, link))
		sim_file_hangup(&cdev->file, dead_fd);
	for (req = LIST_FIRST(&chip->linereqs); req; req = LIST_NEXT(req, link))
		sim_file_hangup(&req->file, dead_fd);
	pthread_mutex_unlock(&chip->lock);

	if (dead_fd >= 0)
		close(dead_fd);
	sim_chip_put(chip);
}

void gpiosim_chip_free(struct gpiosim_chip *sim)
{
	unsigned int i;

	if (!sim)
		return;

	if (sim->chip)
		remove_chip(sim->chip);
	if (sim->device_id >= 0)
		sim_device_id_free(sim->device_id);
	for (i = 0; sim->pending && i < sim->num_lines; i++) {
		free(sim->pending[i].name);
		free(sim->pending[i].hog);
	}
	free(sim->pending);
	free(sim->label);
	sim_destroy(sim, sizeof(*sim));
}

const char *gpiosim_chip_get_name(struct gpiosim_chip *sim)
{
	return sim->chip ? sim->chip->name : NULL;
}

const char *gpiosim_chip_get_dev_path(struct gpiosim_chip *sim)
{
	return sim->chip ? sim->chip->dev_path : NULL;
}

/* A line that does not exist has no file in sysfs. */
static struct sim_line *live_line(struct gpiosim_chip *sim, unsigned int offset)
{
	if (!sim->chip || offset >= sim->chip->num_lines) {
		errno = ENOENT;
		return NULL;
	}

	return &sim->chip->lines[offset];
}

int gpiosim_chip_set_pull(struct gpiosim_chip *sim, unsigned int offset, enum gpiosim_pull pull)
{
	struct sim_line *line = live_line(sim, offset);

	if (!line)
		return -1;

	pthread_mutex_lock(&line->chip->lock);
	sim_line_apply_pull(line, pull == GPIOSIM_PULL_UP);
	pthread_mutex_unlock(&line->chip->lock);
	return 0;
}

int gpiosim_chip_get_value(struct gpiosim_chip *sim, unsigned int offset)
{
	struct sim_line *line = live_line(sim, offset);

	return line ? !!(atomic_load(&line->state) & LINE_VALUE) : -1;
}
