/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits: their outcomes, and that close ends every one, however the two meet. */
#include "check.h"
#include "scene.h"
#include "thing.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#define MS INT64_C(1000000)

enum { ROUNDS = 500 };

static const struct timespec no_time, moment = {.tv_nsec = 20 * MS};

static int64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (int64_t)time.tv_sec * 1000 * MS + time.tv_nsec;
}

/* A thread that waits for a pipe, and what came of it. */
struct wait {
	struct thing *thing;
	int ends[2];
	const struct timespec *timeout;
	gg_outcome outcome;
	int error;
	int64_t end;
};

static struct wait wait_for_pipe(const struct timespec *timeout)
{
	struct wait wait = {.thing = thing_new(NULL), .timeout = timeout};

	CHECK(!pipe2(wait.ends, O_CLOEXEC));
	return wait;
}

static void forget(struct wait *wait)
{
	close(wait->ends[0]);
	if (wait->ends[1] >= 0)
		close(wait->ends[1]);
	thing_free(wait->thing);
}

static void play_pipe(void *arg)
{
	struct wait *wait = arg;
	gg_handle *handle = &wait->thing->handle;

	CHECK(gg_pin(handle));
	gg_step("pinned");
	wait->outcome = gg_wait(handle, wait->ends[0], wait->timeout);
	wait->error = errno;
	wait->end = now();
	gg_unpin(handle);
}

static void put(struct wait *wait)
{
	CHECK(write(wait->ends[1], "x", 1) == 1);
}

/* Outcomes. */

static void data_ends_a_wait(void)
{
	struct wait wait = wait_for_pipe(NULL);
	struct actor *waiter = act(play_pipe, &wait);

	await_sleep(waiter, "ppoll");
	put(&wait);
	join(waiter);
	CHECK(wait.outcome == GG_READY);
	forget(&wait);
}

static void data_that_is_there_ends_a_wait(void)
{
	const struct timespec *const timeouts[] = {NULL, &moment, &no_time};

	for (size_t i = 0; i < COUNT_OF(timeouts); i++) {
		struct wait wait = wait_for_pipe(timeouts[i]);

		put(&wait);
		play_pipe(&wait);
		CHECK(wait.outcome == GG_READY);
		forget(&wait);
	}
}

static void hang_up_ends_a_wait(void)
{
	struct wait wait = wait_for_pipe(NULL);
	struct actor *waiter = act(play_pipe, &wait);

	await_sleep(waiter, "ppoll");
	close(wait.ends[1]);
	wait.ends[1] = -1;
	join(waiter);
	CHECK(wait.outcome == GG_READY);
	forget(&wait);
}

static void time_ends_a_wait(void)
{
	struct wait wait = wait_for_pipe(&moment);
	int64_t start = now();

	play_pipe(&wait);
	CHECK(wait.outcome == GG_TIMED_OUT);
	CHECK(wait.end - start >= moment.tv_nsec);
	forget(&wait);
}

static void signal_ends_a_wait(void)
{
	struct wait wait = wait_for_pipe(NULL);
	struct actor *waiter = act(play_pipe, &wait);

	await_sleep(waiter, "ppoll");
	interrupt_to_end(waiter);
	join(waiter);
	CHECK(wait.outcome == GG_FAILED && wait.error == EINTR);
	forget(&wait);
}

/* Without a wake descriptor close could not end a wait: it goes on for a moment, again and again.
 */
static void wait_without_descriptors_is_sliced(void)
{
	const struct timespec hour = {.tv_sec = 3600}, *const timeouts[] = {NULL, &hour};

	for (size_t i = 0; i < COUNT_OF(timeouts); i++) {
		struct wait wait = wait_for_pipe(timeouts[i]);
		rlim_t before = limit_files((rlim_t)wait.ends[1] + 1);

		play_pipe(&wait);
		CHECK(wait.outcome == GG_SLICED);
		put(&wait);
		play_pipe(&wait);
		CHECK(wait.outcome == GG_READY);
		limit_files(before);
		forget(&wait);
	}
}

static void end_of_the_time_ends_a_wait_without_descriptors(void)
{
	const struct timespec instant = {.tv_nsec = MS};
	struct wait wait = wait_for_pipe(&instant);
	rlim_t before = limit_files((rlim_t)wait.ends[1] + 1);
	int64_t start = now();

	play_pipe(&wait);
	CHECK(wait.outcome == GG_TIMED_OUT);
	CHECK(wait.end - start >= instant.tv_nsec);
	limit_files(before);
	forget(&wait);
}

static void close_ends_a_wait_without_descriptors(void)
{
	const char *const steps[] = {"wait", "ppoll"};

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct wait wait = wait_for_pipe(NULL);
		rlim_t before = limit_files((rlim_t)wait.ends[1] + 1);
		struct actor *waiter = act_until(steps[i], play_pipe, &wait), *closer;

		await_stop(waiter);
		limit_files(before);
		closer = act(play_close, wait.thing);
		await_sleep(closer, "futex wait");
		join(waiter);
		join(closer);
		CHECK(wait.outcome == GG_WOKEN);
		forget(&wait);
	}
}

static void wait_takes_the_descriptor_that_is_free_again(void)
{
	struct wait wait = wait_for_pipe(NULL);
	rlim_t before = limit_files((rlim_t)wait.ends[1] + 1);
	struct actor *waiter;

	play_pipe(&wait);
	CHECK(wait.outcome == GG_SLICED);
	limit_files(before);
	waiter = act(play_pipe, &wait);
	await_sleep(waiter, "ppoll");
	CHECK(wait.thing->handle.wake_fd >= 0);
	play_close(wait.thing);
	join(waiter);
	CHECK(wait.outcome == GG_WOKEN);
	forget(&wait);
}

static void wake_descriptor_is_not_inherited_by_programs(void)
{
	struct wait wait = wait_for_pipe(&moment);

	play_pipe(&wait);
	CHECK(fcntl(atomic_load(&wait.thing->handle.wake_fd), F_GETFD) & FD_CLOEXEC);
	forget(&wait);
}

/* Close against wait. */

static void close_ends_a_wait(void)
{
	struct wait wait = wait_for_pipe(NULL);
	struct actor *waiter = act(play_pipe, &wait);

	await_sleep(waiter, "ppoll");
	play_close(wait.thing);
	join(waiter);
	CHECK(wait.outcome == GG_WOKEN);
	forget(&wait);
}

static void close_ends_a_wait_that_has_a_timeout(void)
{
	const struct timespec hour = {.tv_sec = 3600};
	struct wait wait = wait_for_pipe(&hour);
	struct actor *waiter = act(play_pipe, &wait);

	await_sleep(waiter, "ppoll");
	play_close(wait.thing);
	join(waiter);
	CHECK(wait.outcome == GG_WOKEN);
	forget(&wait);
}

static void close_ends_every_wait(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *waiters[8];

	for (size_t i = 0; i < COUNT_OF(waiters); i++) {
		waiters[i] = act(play_wait, thing);
		await_sleep(waiters[i], "ppoll");
	}
	play_close(thing);
	for (size_t i = 0; i < COUNT_OF(waiters); i++)
		join(waiters[i]);
	thing_free(thing);
}

/* Close begins while the waiter is at a given step, and waits for it, for it is pinned. */
static gg_outcome close_at(const char *step, bool data)
{
	struct wait wait = wait_for_pipe(NULL);
	struct actor *waiter = act_until(step, play_pipe, &wait), *closer;
	gg_outcome outcome;

	if (data)
		put(&wait);
	await_stop(waiter);
	closer = act(play_close, wait.thing);
	await_sleep(closer, "futex wait");
	join(waiter);
	join(closer);
	outcome = wait.outcome;
	forget(&wait);
	return outcome;
}

static void close_before_the_descriptor_is_made_ends_the_wait(void)
{
	CHECK(close_at("pinned", false) == GG_WOKEN);
	CHECK(close_at("eventfd", false) == GG_WOKEN);
}

static void close_after_the_descriptor_is_made_ends_the_wait(void)
{
	CHECK(close_at("wait", false) == GG_WOKEN);
	CHECK(close_at("ppoll", false) == GG_WOKEN);
}

/* What is read after close has begun would be read from an object that goes away. */
static void close_comes_before_data(void)
{
	const char *const steps[] = {"pinned", "eventfd", "wait", "ppoll"};

	for (size_t i = 0; i < COUNT_OF(steps); i++)
		CHECK(close_at(steps[i], true) == GG_WOKEN);
}

/* One of two who make the descriptor at once is late, and uses the other's. */
static void descriptor_is_made_once(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *late = act_until("eventfd", play_wait, thing), *early;
	int before;

	await_stop(late);
	before = open_files();
	early = act(play_wait, thing);
	await_sleep(early, "ppoll");
	CHECK(open_files() == before + 1);
	go_on(late);
	await_sleep(late, "ppoll");
	CHECK(open_files() == before + 1);
	play_close(thing);
	join(early);
	join(late);
	CHECK(open_files() == before);
	thing_free(thing);
}

/* All of it at once, wherever the machine puts it. */
static void first_wait_and_close_meet(void)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct thing *thing = thing_new(NULL);
		struct actor *all[] = {
			act_until("start", play_wait, thing),
			act_until("start", play_wait, thing),
			act_until("start", play_close, thing),
			act_until("start", play_close, thing),
		};

		for (size_t k = 0; k < COUNT_OF(all); k++)
			await_stop(all[k]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			go_on(all[(k + i) % COUNT_OF(all)]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			join(all[k]);
		thing_free(thing);
	}
}

/* gg_read_would_return(). */

static void read_that_would_block_is_told(void)
{
	struct wait wait = wait_for_pipe(NULL);
	int fd = wait.ends[0];

	CHECK(!gg_read_would_return(fd));
	put(&wait);
	CHECK(gg_read_would_return(fd));
	CHECK(read(fd, &(char){0}, 1) == 1);
	CHECK(!gg_read_would_return(fd));
	CHECK(!fcntl(fd, F_SETFL, O_NONBLOCK));
	CHECK(gg_read_would_return(fd));
	CHECK(!fcntl(fd, F_SETFL, 0));
	close(wait.ends[1]);
	wait.ends[1] = -1;
	CHECK(gg_read_would_return(fd));
	forget(&wait);
}

/* A process may give up the right to poll at all; that makes no pipe readable. */
static void poll_no_more(void *arg)
{
	struct wait *wait = arg;

	limit_files(0);
	CHECK(!gg_read_would_return(wait->ends[0]));
}

static void poll_that_fails_says_nothing_of_a_read(void)
{
	struct wait wait = wait_for_pipe(NULL);

	in_child(poll_no_more, &wait);
	forget(&wait);
}

/* Else a thread would be told to read, then told to wait, and so on without a rest. */
static void wait_and_read_ask_for_the_same_events(void)
{
	struct wait wait = wait_for_pipe(&moment);

	play_pipe(&wait);
	gg_read_would_return(wait.ends[0]);
	CHECK(events_asked("ppoll") == events_asked("poll"));
	forget(&wait);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(data_ends_a_wait),
		TEST(data_that_is_there_ends_a_wait),
		TEST(hang_up_ends_a_wait),
		TEST(time_ends_a_wait),
		TEST(signal_ends_a_wait),
		TEST(wait_without_descriptors_is_sliced),
		TEST(end_of_the_time_ends_a_wait_without_descriptors),
		TEST(close_ends_a_wait_without_descriptors),
		TEST(wait_takes_the_descriptor_that_is_free_again),
		TEST(wake_descriptor_is_not_inherited_by_programs),
		TEST(close_ends_a_wait),
		TEST(close_ends_a_wait_that_has_a_timeout),
		TEST(close_ends_every_wait),
		TEST(close_before_the_descriptor_is_made_ends_the_wait),
		TEST(close_after_the_descriptor_is_made_ends_the_wait),
		TEST(close_comes_before_data),
		TEST(descriptor_is_made_once),
		TEST(first_wait_and_close_meet),
		TEST(read_that_would_block_is_told),
		TEST(poll_that_fails_says_nothing_of_a_read),
		TEST(wait_and_read_ask_for_the_same_events),
	};

	return RUN_TESTS(tests);
}
