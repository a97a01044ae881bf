// SPDX-License-Identifier: LGPL-2.1-or-later
/* From a path to a chip. The devices are in no file system, so this resolves links itself. */
#define _GNU_SOURCE
#include <limits.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include "../internal.h"

#define LINKS_MAX 40

/* Stores "<real path of the folder>/<name>" in real. */
static int canonical(const char *path, char real[PATH_MAX])
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	char folder[PATH_MAX];
	size_t len;

	if (strlen(path) >= sizeof(folder))
		return -ENAMETOOLONG;

	snprintf(folder, sizeof(folder), "%.*s", (int)(name - path), path);
	if (!realpath(slash ? folder : ".", real))
		return -errno;

	len = strlen(real);
	if (len + strlen(name) + 2 > PATH_MAX)
		return -ENAMETOOLONG;

	snprintf(real + len, PATH_MAX - len, "/%s", name);
	return 0;
}

/* Replaces path by the target of the link at path. */
static int follow(char path[PATH_MAX])
{
	size_t folder_len = strrchr(path, '/') + 1 - path;
	char target[PATH_MAX];
	ssize_t len;

	len = readlink(path, target, sizeof(target) - 1);
	if (len < 0)
		return -errno;

	target[len] = '\0';
	if (target[0] == '/')
		folder_len = 0;
	if (folder_len + len >= PATH_MAX)
		return -ENAMETOOLONG;

	memcpy(path + folder_len, target, len + 1);
	return 0;
}

/* The error of libgpiod for a file that is not a GPIO device, in its order of checks. */
static int refusal(const struct stat *st)
{
	char subsystem[64];

	if (!S_ISCHR(st->st_mode))
		return -ENOTTY;

	snprintf(subsystem, sizeof(subsystem), "/sys/dev/char/%u:%u/subsystem", major(st->st_rdev),
		 minor(st->st_rdev));
	return access(subsystem, F_OK) ? -errno : -ENODEV;
}

/* A device is not a folder, so the path must not continue after it, not even with a slash. */
static bool passes_a_chip(const char *path)
{
	char before[PATH_MAX];
	const char *slash;

	for (slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
		struct sim_chip *chip;

		snprintf(before, sizeof(before), "%.*s", (int)(slash - path), path);
		chip = sim_registry_find(before);
		if (chip) {
			sim_chip_put(chip);
			return true;
		}
	}
	return false;
}

int sim_path_resolve(const char *path, struct sim_chip **chip)
{
	char here[PATH_MAX], next[PATH_MAX];
	struct stat st;
	int ret, i;

	*chip = sim_registry_find(path);
	if (*chip)
		return 0;

	if (strlen(path) >= sizeof(next))
		return -ENAMETOOLONG;
	if (path[0] && passes_a_chip(path))
		return -ENOTDIR;

	strcpy(next, path);
	for (i = 0; i < LINKS_MAX; i++) {
		ret = canonical(next, here);
		if (ret)
			return ret;

		*chip = sim_registry_find(here);
		if (*chip)
			return 0;

		if (lstat(next, &st))
			return -errno;
		if (!S_ISLNK(st.st_mode))
			return refusal(&st);

		ret = follow(here);
		if (ret)
			return ret;
		strcpy(next, here);
	}

	return -ELOOP;
}

int sim_path_check(const char *path)
{
	struct sim_chip *chip;
	int ret;

	ret = sim_path_resolve(path, &chip);
	if (!ret)
		sim_chip_put(chip);
	return ret;
}
