/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * The simulator has two halves.  The library half (*.c beside this file) replaces libgpiod: plain
 * objects without any synchronisation, which a binding has to guard.  The kernel half (kernel/)
 * replaces gpiolib and gpio-sim: all threads share it, and it does its own locking.
 */
#ifndef SIM_INTERNAL_H
#define SIM_INTERNAL_H

/* libgpiod aborts on a NULL object even when built with NDEBUG, so this must, too. */
#undef NDEBUG

#include <assert.h>
#include <errno.h>
#include <linux/gpio.h>
#include <pthread.h>
#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

/* All other symbols are hidden: the library exports what these two headers declare. */
#pragma GCC visibility push(default)
#include <gpiod.h>
#include "gpiosim.h"
#pragma GCC visibility pop

#define SIM_LINES_MAX  GPIO_V2_LINES_MAX
#define SIM_NAME_SIZE  GPIO_MAX_NAME_SIZE
#define SIM_EVENTS_MAX (SIM_LINES_MAX * 16)

#define SIM_EDGE_FLAGS      (GPIO_V2_LINE_FLAG_EDGE_RISING | GPIO_V2_LINE_FLAG_EDGE_FALLING)
#define SIM_DRIVE_FLAGS     (GPIO_V2_LINE_FLAG_OPEN_DRAIN | GPIO_V2_LINE_FLAG_OPEN_SOURCE)
#define SIM_DIRECTION_FLAGS (GPIO_V2_LINE_FLAG_INPUT | GPIO_V2_LINE_FLAG_OUTPUT)
#define SIM_BIAS_FLAGS                                                                             \
	(GPIO_V2_LINE_FLAG_BIAS_PULL_UP | GPIO_V2_LINE_FLAG_BIAS_PULL_DOWN |                       \
	 GPIO_V2_LINE_FLAG_BIAS_DISABLED)

#define SIM_CLOCK_FLAGS (GPIO_V2_LINE_FLAG_EVENT_CLOCK_REALTIME | GPIO_V2_LINE_FLAG_EVENT_CLOCK_HTE)

/* ---- the "system calls" between the halves; they return 0 or more, or a negative errno ---- */

struct sim_cdev;    /* an open /dev/gpiochipN */
struct sim_linereq; /* a line request */

struct sim_chip_info {
	char name[SIM_NAME_SIZE];
	char label[SIM_NAME_SIZE];
	unsigned int num_lines;
};

struct sim_line_info {
	uint64_t flags;
	uint32_t offset;
	uint32_t debounce_us;
	char name[SIM_NAME_SIZE];
	char consumer[SIM_NAME_SIZE];
};

struct sim_info_event {
	uint64_t timestamp_ns;
	uint32_t type;
	struct sim_line_info info;
};

struct sim_edge_event {
	uint64_t timestamp_ns;
	uint32_t id;
	uint32_t offset;
	uint32_t seqno;
	uint32_t line_seqno;
};

/* The requested configuration of one line. */
struct sim_line_config {
	uint64_t flags;
	uint32_t debounce_us;
	bool has_debounce; /* because a period of zero may be requested, too */
	bool value;
};

struct sim_line_request {
	unsigned int num_lines;
	uint32_t event_buffer_size;
	char consumer[SIM_NAME_SIZE];
	unsigned int offsets[SIM_LINES_MAX];
	struct sim_line_config lines[SIM_LINES_MAX];
};

int sim_path_check(const char *path);

int sim_cdev_open(const char *path, struct sim_cdev **cdev, int *fd);
void sim_cdev_close(struct sim_cdev *cdev);
int sim_cdev_chip_info(struct sim_cdev *cdev, struct sim_chip_info *info);
int sim_cdev_line_info(struct sim_cdev *cdev, unsigned int offset, struct sim_line_info *info);
int sim_cdev_watch(struct sim_cdev *cdev, unsigned int offset, struct sim_line_info *info);
int sim_cdev_unwatch(struct sim_cdev *cdev, unsigned int offset);
int sim_cdev_find_line(struct sim_cdev *cdev, const char *name);
int sim_cdev_read(struct sim_cdev *cdev, struct sim_info_event *event);

int sim_linereq_create(struct sim_cdev *cdev, const struct sim_line_request *ask,
		       struct sim_linereq **req, int *fd);
void sim_linereq_close(struct sim_linereq *req);
int sim_linereq_get(struct sim_linereq *req, uint64_t mask, uint64_t *bits);
int sim_linereq_set(struct sim_linereq *req, uint64_t mask, uint64_t bits);
int sim_linereq_configure(struct sim_linereq *req, const struct sim_line_config *lines);
int sim_linereq_read(struct sim_linereq *req, struct sim_edge_event *events, size_t max_events);

/* Truncates, as the kernel's strscpy() does. */
static inline void sim_copy_name(char name[SIM_NAME_SIZE], const char *from)
{
	size_t len = strnlen(from, SIM_NAME_SIZE - 1);

	memcpy(name, from, len);
	memset(name + len, 0, SIM_NAME_SIZE - len);
}

/* ---- inside the library half ---- */

struct gpiod_line_info {
	struct sim_line_info raw;
};

/* The result as libgpiod returns it: -1 and errno for an error. */
static inline int sim_result(int ret)
{
	if (ret >= 0)
		return ret;

	errno = -ret;
	return -1;
}

void sim_destroy(void *object, size_t size);
int sim_poll(int fd, int64_t timeout_ns);
struct gpiod_line_info *sim_line_info_new(const struct sim_line_info *raw);
int sim_line_config_export(const struct gpiod_line_config *config, struct sim_line_request *ask);
void sim_request_config_export(const struct gpiod_request_config *config,
			       struct sim_line_request *ask);
struct gpiod_line_request *sim_line_request_new(struct sim_linereq *req, int fd,
						const char *chip_name,
						const struct sim_line_request *ask);
int sim_edge_events_read(struct sim_linereq *req, struct gpiod_edge_event_buffer *buffer,
			 size_t max_events);
struct gpiod_info_event *sim_info_event_read(struct sim_cdev *cdev);

/* The settings of a line, and what is passed to the kernel of them. */
struct gpiod_line_settings {
	enum gpiod_line_direction direction;
	enum gpiod_line_edge edge;
	enum gpiod_line_bias bias;
	enum gpiod_line_drive drive;
	enum gpiod_line_clock clock;
	enum gpiod_line_value output_value;
	bool active_low;
	unsigned long debounce_us;
};

uint64_t sim_line_settings_flags(const struct gpiod_line_settings *settings);

/* ---- inside the kernel half ---- */

#define SIM_CACHE_LINE 64

/*
 * The state of a line is one word, so that values are read and written without a lock.  Its low
 * half is the line's GPIO_V2_LINE_FLAG_*; INPUT is the absence of OUTPUT.
 */
#define LINE_VALUE     (UINT64_C(1) << 32) /* physical level */
#define LINE_PULL      (UINT64_C(1) << 33) /* the level when it is not driven */
#define LINE_HW_INPUT  (UINT64_C(1) << 34) /* the driver's direction; open drain differs */
#define LINE_DEBOUNCED (UINT64_C(1) << 35) /* readers see LEVEL, not VALUE */
#define LINE_LEVEL     (UINT64_C(1) << 36)
#define LINE_FLAGS     (LINE_VALUE - 1)

#define IRQ_RISING  1u
#define IRQ_FALLING 2u

struct sim_line {
	/* The only field that is used without the chip's lock.  Each line has its own cache line,
	 * so that requests on one chip do not slow each other down. */
	alignas(SIM_CACHE_LINE) _Atomic uint64_t state;

	struct sim_chip *chip;
	unsigned int offset;
	char name[SIM_NAME_SIZE];
	char consumer[SIM_NAME_SIZE];

	struct sim_linereq *owner; /* receives the edge events; NULL for a hog */
	uint64_t edflags;
	uint64_t due_ns; /* when the debounce period ends, or 0 */
	uint32_t debounce_us;
	uint32_t line_seqno;
	unsigned int irq; /* IRQ_* of the physical level */
};

struct sim_chip {
	/* Read without a lock, and written once. */
	atomic_bool gone;
	unsigned int num_lines;
	struct sim_line *lines;
	unsigned int number;
	char name[SIM_NAME_SIZE];
	char dev_path[SIM_NAME_SIZE + 8];
	char label[SIM_NAME_SIZE];

	alignas(SIM_CACHE_LINE) pthread_mutex_t lock;
	atomic_uint refs;
	bool listed; /* can be opened; under the registry's lock */
	unsigned int num_watches;
	LIST_HEAD(, sim_cdev) cdevs;
	LIST_HEAD(, sim_linereq) linereqs;
};

/* An open file: the descriptor that the user polls, readable while its queue is not empty. */
struct sim_file {
	int fd;
	int kept_fd; /* see sim_file_hangup() */
	bool raised;
	atomic_uint refs;
};

struct sim_cdev {
	struct sim_file file;
	struct sim_chip *chip;
	LIST_ENTRY(sim_cdev) link;
	struct sim_info_event *events;
	unsigned int head, count;
	uint64_t watched[];
};

struct sim_linereq {
	struct sim_chip *chip;
	unsigned int num_lines;
	struct sim_file file;
	LIST_ENTRY(sim_linereq) link;
	uint32_t seqno;
	uint32_t buffer_size;
	struct sim_edge_event *events;
	uint32_t capacity, head, count;
	struct sim_line *lines[];
};

/* registry.c: all chips; its lock comes before any chip's lock */
int sim_registry_add(struct sim_chip *chip);
void sim_registry_unlist(struct sim_chip *chip);
struct sim_chip *sim_registry_find(const char *dev_path);
void sim_registry_walk(void (*visit)(struct sim_chip *chip, void *arg), void *arg);
void sim_chip_put(struct sim_chip *chip);
int sim_device_id_new(void);
void sim_device_id_free(int id);

/* path.c: on success the caller has a reference to the chip */
int sim_path_resolve(const char *path, struct sim_chip **chip);

/* file.c: under the chip's lock, except for wait and the reference count */
int sim_file_open(struct sim_file *file);
void sim_file_close(struct sim_file *file);
void sim_file_raise(struct sim_file *file);
void sim_file_lower(struct sim_file *file);
void sim_file_hangup(struct sim_file *file, int dead_fd);
int sim_file_dead_fd(void);
int sim_file_wait(int fd);

/* line.c: one line, as gpiolib and the gpio-sim driver see it; under the chip's lock */
uint64_t sim_line_update(struct sim_line *line, uint64_t clear, uint64_t set);
int sim_line_request(struct sim_line *line, const char *consumer);
void sim_line_free(struct sim_line *line);
void sim_line_set_flags(struct sim_line *line, uint64_t flags);
void sim_line_set_input(struct sim_line *line);
void sim_line_set_output(struct sim_line *line, bool value);
void sim_line_apply_pull(struct sim_line *line, bool up);
void sim_line_get_info(struct sim_line *line, struct sim_line_info *info);

/* edge.c: edge detection and debouncing; under the chip's lock */
int sim_edge_setup(struct sim_line *line, const struct sim_line_config *config, uint64_t edflags);
int sim_edge_update(struct sim_line *line, const struct sim_line_config *config, uint64_t edflags);
void sim_edge_stop(struct sim_line *line);
void sim_edge_interrupt(struct sim_line *line, bool level);
void sim_edge_settle(struct sim_line *line);

/* timer.c: the thread behind debouncing */
uint64_t sim_now_ns(clockid_t clock);
void sim_timer_arm(uint64_t due_ns);
void sim_timer_before_fork(void);
void sim_timer_after_fork(bool in_child);

/* linereq.c; under the chip's lock */
int sim_linereq_alloc_events(struct sim_linereq *req);
void sim_linereq_put_event(struct sim_linereq *req, const struct sim_edge_event *event);

/* cdev.c; under the chip's lock */
void sim_cdev_notify(struct sim_line *line, uint32_t type);

#endif /* SIM_INTERNAL_H */
