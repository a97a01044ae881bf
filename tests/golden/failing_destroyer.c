/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The library of cases/ok_failing_destroyer.h: what it destroys is gone, and may say that it
 * failed. */
#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

struct shelf {
	int fds[2];
	int error; /* of its destroyer; -1 is a failure without any */
};

struct card {
	struct shelf *shelf;
};

struct shelf *shelf_open(const char *path)
{
	struct shelf *shelf = calloc(1, sizeof(*shelf));

	if (!shelf)
		return NULL;
	if (pipe(shelf->fds)) {
		free(shelf);
		return NULL;
	}
	shelf->error = atoi(path);
	return shelf;
}

void shelf_close(struct shelf *shelf)
{
	(void)shelf;
}

static int fail(int error)
{
	errno = error > 0 ? error : 0;
	return error ? -1 : 0;
}

int shelf_shut(struct shelf *shelf)
{
	int error = shelf->error;

	close(shelf->fds[0]);
	close(shelf->fds[1]);
	free(shelf);
	return fail(error);
}

int shelf_fd(struct shelf *shelf)
{
	return shelf->fds[0];
}

int shelf_wait(struct shelf *shelf, int64_t patience_ns)
{
	(void)shelf;
	(void)patience_ns;
	return 0;
}

struct card *card_new(struct shelf *shelf)
{
	struct card *card = calloc(1, sizeof(*card));

	if (card)
		card->shelf = shelf;
	return card;
}

bool card_free(struct card *card)
{
	free(card);
	return !fail(EPERM);
}
