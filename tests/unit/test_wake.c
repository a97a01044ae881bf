/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A waiter wakes within 100 ms of close. This is timed, so no other test runs beside it. */
#include "actor.h"
#include "check.h"
#include "dummy.h"

#include <stdio.h>

#define LIMIT_NS INT64_C(100000000)

enum { WAITERS = 8, ROUNDS = 50 };

struct sleeper {
	struct dummy *dummy;
	int64_t awake;
};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000000000 + time.tv_nsec;
}

static void sleep_on(void *arg)
{
	struct sleeper *sleeper = arg;

	play_wait(sleeper->dummy);
	sleeper->awake = now();
}

/* The longest time that any of the sleeping waiters took to wake. */
static int64_t wake(int count)
{
	struct dummy *dummy = dummy_new(NULL);
	struct sleeper sleepers[WAITERS];
	struct actor *actors[WAITERS];
	int64_t start, longest = 0;

	for (int i = 0; i < count; i++) {
		sleepers[i].dummy = dummy;
		actors[i] = act(sleep_on, &sleepers[i]);
		await_sleep(actors[i], "ppoll");
	}
	start = now();
	play_close(dummy);
	longest = now() - start;
	for (int i = 0; i < count; i++) {
		join(actors[i]);
		if (sleepers[i].awake - start > longest)
			longest = sleepers[i].awake - start;
	}
	dummy_free(dummy);
	return longest;
}

static void check_wakes(int count)
{
	int64_t longest = 0;

	for (int i = 0; i < ROUNDS; i++) {
		int64_t taken = wake(count);

		longest = taken > longest ? taken : longest;
	}
	fprintf(stderr, "# %d waiters, %d rounds: all awake and closed within %.3f ms\n", count,
		ROUNDS, (double)longest / 1e6);
	CHECK(longest < LIMIT_NS);
}

static void close_wakes_one_within_100_ms(void)
{
	check_wakes(1);
}

static void close_wakes_all_within_100_ms(void)
{
	check_wakes(WAITERS);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(close_wakes_one_within_100_ms),
		TEST(close_wakes_all_within_100_ms),
	};

	return RUN_TESTS(tests);
}
