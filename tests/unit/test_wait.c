/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits: their outcomes, and that close ends each, in every interleaving. */
#include "actor.h"
#include "check.h"
#include "dummy.h"

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

/* A thread that waits for a pipe, and the outcome. */
struct wait {
	struct dummy *dummy;
	int ends[2];
	const struct timespec *timeout;
	gg_outcome outcome;
	int error;
	int64_t end;
};

static struct wait wait_for_pipe(const struct timespec *timeout)
{
	struct wait wait = {.dummy = dummy_new(NULL), .timeout = timeout};

	CHECK(!pipe2(wait.ends, O_CLOEXEC));
	return wait;
}

static void forget(struct wait *wait)
{
	close(wait->ends[0]);
	if (wait->ends[1] >= 0)
		close(wait->ends[1]);
	dummy_free(wait->dummy);
}

static void play_pipe(void *arg)
{
	struct wait *wait = arg;
	gg_handle *handle = &wait->dummy->handle;

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

static void pending_data_ends_a_wait(void)
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

static void timeout_ends_a_wait(void)
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

/* Close has no descriptor to wake the wait with, so the wait is split into short slices. */
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

static void timeout_ends_a_wait_without_descriptors(void)
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
		closer = act(play_close, wait.dummy);
		await_sleep(closer, "futex wait");
		join(waiter);
		join(closer);
		CHECK(wait.outcome == GG_WOKEN);
		forget(&wait);
	}
}

static void wait_uses_a_descriptor_that_becomes_free(void)
{
	struct wait wait = wait_for_pipe(NULL);
	rlim_t before = limit_files((rlim_t)wait.ends[1] + 1);
	struct actor *waiter;

	play_pipe(&wait);
	CHECK(wait.outcome == GG_SLICED);
	limit_files(before);
	waiter = act(play_pipe, &wait);
	await_sleep(waiter, "ppoll");
	CHECK(wait.dummy->handle.wake_fd >= 0);
	play_close(wait.dummy);
	join(waiter);
	CHECK(wait.outcome == GG_WOKEN);
	forget(&wait);
}

static void wake_descriptor_is_not_inherited_by_programs(void)
{
	struct wait wait = wait_for_pipe(&moment);

	play_pipe(&wait);
	CHECK(fcntl(atomic_load(&wait.dummy->handle.wake_fd), F_GETFD) & FD_CLOEXEC);
	forget(&wait);
}

/* Close against wait. */

static void close_ends_a_wait(void)
{
	struct wait wait = wait_for_pipe(NULL);
	struct actor *waiter = act(play_pipe, &wait);

	await_sleep(waiter, "ppoll");
	play_close(wait.dummy);
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
	play_close(wait.dummy);
	join(waiter);
	CHECK(wait.outcome == GG_WOKEN);
	forget(&wait);
}

static void close_ends_every_wait(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *waiters[8];

	for (size_t i = 0; i < COUNT_OF(waiters); i++) {
		waiters[i] = act(play_wait, dummy);
		await_sleep(waiters[i], "ppoll");
	}
	play_close(dummy);
	for (size_t i = 0; i < COUNT_OF(waiters); i++)
		join(waiters[i]);
	dummy_free(dummy);
}

/* Close begins while the waiter is at this step, and sleeps until it unpins. */
static gg_outcome close_at(const char *step, bool data)
{
	struct wait wait = wait_for_pipe(NULL);
	struct actor *waiter = act_until(step, play_pipe, &wait), *closer;
	gg_outcome outcome;

	if (data)
		put(&wait);
	await_stop(waiter);
	closer = act(play_close, wait.dummy);
	await_sleep(closer, "futex wait");
	join(waiter);
	join(closer);
	outcome = wait.outcome;
	forget(&wait);
	return outcome;
}

static void close_before_the_descriptor_is_created_ends_the_wait(void)
{
	CHECK(close_at("pinned", false) == GG_WOKEN);
	CHECK(close_at("eventfd", false) == GG_WOKEN);
}

static void close_after_the_descriptor_is_created_ends_the_wait(void)
{
	CHECK(close_at("wait", false) == GG_WOKEN);
	CHECK(close_at("ppoll", false) == GG_WOKEN);
}

/* The caller would read the data from an object that is being destroyed. */
static void close_takes_precedence_over_data(void)
{
	const char *const steps[] = {"pinned", "eventfd", "wait", "ppoll"};

	for (size_t i = 0; i < COUNT_OF(steps); i++)
		CHECK(close_at(steps[i], true) == GG_WOKEN);
}

/* Of two waiters that create the descriptor at once, the later one uses the other's. */
static void descriptor_is_created_once(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *late = act_until("eventfd", play_wait, dummy), *early;
	int before;

	await_stop(late);
	before = open_files();
	early = act(play_wait, dummy);
	await_sleep(early, "ppoll");
	CHECK(open_files() == before + 1);
	go_on(late);
	await_sleep(late, "ppoll");
	CHECK(open_files() == before + 1);
	play_close(dummy);
	join(early);
	join(late);
	CHECK(open_files() == before);
	dummy_free(dummy);
}

/* Without forcing an interleaving. */
static void first_wait_races_with_close(void)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct dummy *dummy = dummy_new(NULL);
		struct actor *all[] = {
			act_until("start", play_wait, dummy),
			act_until("start", play_wait, dummy),
			act_until("start", play_close, dummy),
			act_until("start", play_close, dummy),
		};

		for (size_t k = 0; k < COUNT_OF(all); k++)
			await_stop(all[k]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			go_on(all[(k + i) % COUNT_OF(all)]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			join(all[k]);
		dummy_free(dummy);
	}
}

/* gg_read_would_return(). */

static void blocking_read_is_detected(void)
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

/* With RLIMIT_NOFILE at 0, poll() fails, which does not mean that the pipe is readable. */
static void poll_no_more(void *arg)
{
	struct wait *wait = arg;

	limit_files(0);
	CHECK(!gg_read_would_return(wait->ends[0]));
}

static void failed_poll_does_not_promise_a_read(void)
{
	struct wait wait = wait_for_pipe(NULL);

	in_child(poll_no_more, &wait);
	forget(&wait);
}

/* Otherwise a thread would alternate between the two without sleeping. */
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
		TEST(pending_data_ends_a_wait),
		TEST(hang_up_ends_a_wait),
		TEST(timeout_ends_a_wait),
		TEST(signal_ends_a_wait),
		TEST(wait_without_descriptors_is_sliced),
		TEST(timeout_ends_a_wait_without_descriptors),
		TEST(close_ends_a_wait_without_descriptors),
		TEST(wait_uses_a_descriptor_that_becomes_free),
		TEST(wake_descriptor_is_not_inherited_by_programs),
		TEST(close_ends_a_wait),
		TEST(close_ends_a_wait_that_has_a_timeout),
		TEST(close_ends_every_wait),
		TEST(close_before_the_descriptor_is_created_ends_the_wait),
		TEST(close_after_the_descriptor_is_created_ends_the_wait),
		TEST(close_takes_precedence_over_data),
		TEST(descriptor_is_created_once),
		TEST(first_wait_races_with_close),
		TEST(blocking_read_is_detected),
		TEST(failed_poll_does_not_promise_a_read),
		TEST(wait_and_read_ask_for_the_same_events),
	};

	return RUN_TESTS(tests);
}
