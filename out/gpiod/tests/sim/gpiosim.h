/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Control of the in-memory chips, as configfs and sysfs control the kernel's gpio-sim.
 *
 * A chip is created disabled, given names and hogs, and then enabled; gpiod_chip_open() finds only
 * enabled chips.  Functions that return int or a pointer set errno on failure.  Once enabled, a
 * chip's pull and value functions may be called from any thread, but not beside
 * gpiosim_chip_free().
 */
#ifndef GPIOSIM_H
#define GPIOSIM_H

#ifdef __cplusplus
extern "C" {
#endif

struct gpiosim_chip;

enum gpiosim_pull {
	GPIOSIM_PULL_DOWN = 0,
	GPIOSIM_PULL_UP = 1,
};

enum gpiosim_hog {
	GPIOSIM_HOG_INPUT = 0,
	GPIOSIM_HOG_OUTPUT_HIGH = 1,
	GPIOSIM_HOG_OUTPUT_LOW = 2,
};

/* A NULL or empty label means gpio-sim's default, "gpio-sim.N:node0". */
struct gpiosim_chip *gpiosim_chip_new(const char *label, unsigned int num_lines);

/* Names and hogs of lines that the chip does not have are ignored, as gpio-sim does. */
int gpiosim_chip_set_line_name(struct gpiosim_chip *sim, unsigned int offset, const char *name);
int gpiosim_chip_set_hog(struct gpiosim_chip *sim, unsigned int offset, const char *name,
			 enum gpiosim_hog direction);

int gpiosim_chip_enable(struct gpiosim_chip *sim);

/* Removes the chip.  Open handles remain, and fail with ENODEV from then on. */
void gpiosim_chip_free(struct gpiosim_chip *sim);

/* NULL until the chip is enabled. */
const char *gpiosim_chip_get_name(struct gpiosim_chip *sim);
const char *gpiosim_chip_get_dev_path(struct gpiosim_chip *sim);

int gpiosim_chip_set_pull(struct gpiosim_chip *sim, unsigned int offset, enum gpiosim_pull pull);

/* The physical level: 0, 1, or -1. */
int gpiosim_chip_get_value(struct gpiosim_chip *sim, unsigned int offset);

#ifdef __cplusplus
}
#endif

#endif /* GPIOSIM_H */
