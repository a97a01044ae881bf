// SPDX-License-Identifier: LGPL-2.1-or-later
/*
 * All chips, by number.  A removed chip stays here, and so keeps its number, until the last handle
 * on it is closed; the kernel does not reuse the number of /dev/gpiochipN before that either.
 */
#include <stdio.h>

#include "../internal.h"

static pthread_mutex_t registry_lock = PTHREAD_MUTEX_INITIALIZER;

/* The next number is the lowest free index. */
struct id_table {
	void **slots;
	size_t size;
};

static struct id_table chips, devices;

static int table_add(struct id_table *table, void *entry)
{
	size_t i, size;
	void **slots;

	for (i = 0; i < table->size; i++) {
		if (!table->slots[i]) {
			table->slots[i] = entry;
			return i;
		}
	}

	size = table->size ? table->size * 2 : 16;
	slots = realloc(table->slots, size * sizeof(*slots));
	if (!slots)
		return -ENOMEM;

	memset(slots + table->size, 0, (size - table->size) * sizeof(*slots));
	table->slots = slots;
	table->size = size;
	slots[i] = entry;
	return i;
}

int sim_registry_add(struct sim_chip *chip)
{
	int number;

	pthread_mutex_lock(&registry_lock);
	number = table_add(&chips, chip);
	if (number >= 0) {
		chip->number = number;
		snprintf(chip->name, sizeof(chip->name), "gpiochip%d", number);
		snprintf(chip->dev_path, sizeof(chip->dev_path), "/dev/%s", chip->name);
		chip->listed = true;
	}
	pthread_mutex_unlock(&registry_lock);

	return number < 0 ? number : 0;
}

void sim_registry_unlist(struct sim_chip *chip)
{
	pthread_mutex_lock(&registry_lock);
	chip->listed = false;
	pthread_mutex_unlock(&registry_lock);
}

struct sim_chip *sim_registry_find(const char *dev_path)
{
	static const char prefix[] = "/dev/gpiochip";
	struct sim_chip *chip = NULL;
	unsigned long number;

	if (strncmp(dev_path, prefix, strlen(prefix)) != 0)
		return NULL;

	number = strtoul(dev_path + strlen(prefix), NULL, 10);

	pthread_mutex_lock(&registry_lock);
	if (number < chips.size)
		chip = chips.slots[number];
	if (chip && chip->listed && !strcmp(chip->dev_path, dev_path))
		atomic_fetch_add(&chip->refs, 1);
	else
		chip = NULL;
	pthread_mutex_unlock(&registry_lock);

	return chip;
}

void sim_registry_walk(void (*visit)(struct sim_chip *chip, void *arg), void *arg)
{
	size_t i;

	pthread_mutex_lock(&registry_lock);
	for (i = 0; i < chips.size; i++) {
		if (chips.slots[i])
			visit(chips.slots[i], arg);
	}
	pthread_mutex_unlock(&registry_lock);
}

void sim_chip_put(struct sim_chip *chip)
{
	if (atomic_fetch_sub(&chip->refs, 1) != 1)
		return;

	pthread_mutex_lock(&registry_lock);
	chips.slots[chip->number] = NULL;
	pthread_mutex_unlock(&registry_lock);

	pthread_mutex_destroy(&chip->lock);
	free(chip->lines);
	sim_destroy(chip, sizeof(*chip));
}

int sim_device_id_new(void)
{
	int id;

	pthread_mutex_lock(&registry_lock);
	id = table_add(&devices, &devices);
	pthread_mutex_unlock(&registry_lock);

	return id;
}

void sim_device_id_free(int id)
{
	pthread_mutex_lock(&registry_lock);
	devices.slots[id] = NULL;
	pthread_mutex_unlock(&registry_lock);
}

/*
 * fork() takes all locks: a thread that held one would not exist in the child, which would then
 * wait for it for ever.
 */
static void lock_chip(struct sim_chip *chip)
{
	pthread_mutex_lock(&chip->lock);
}

static void unlock_chip(struct sim_chip *chip)
{
	pthread_mutex_unlock(&chip->lock);
}

static void for_each_chip(void (*visit)(struct sim_chip *chip))
{
	size_t i;

	for (i = 0; i < chips.size; i++) {
		if (chips.slots[i])
			visit(chips.slots[i]);
	}
}

static void before_fork(void)
{
	pthread_mutex_lock(&registry_lock);
	for_each_chip(lock_chip);
	sim_timer_before_fork();
}

static void after_fork(bool in_child)
{
	sim_timer_after_fork(in_child);
	for_each_chip(unlock_chip);
	pthread_mutex_unlock(&registry_lock);
}

static void after_fork_in_parent(void)
{
	after_fork(false);
}

static void after_fork_in_child(void)
{
	after_fork(true);
}

__attribute__((constructor)) static void watch_forks(void)
{
	pthread_atfork(before_fork, after_fork_in_parent, after_fork_in_child);
}
