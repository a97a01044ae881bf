/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waits with a timeout of zero: the first probe polls the device, later ones use an epoll. */
#include "actor.h"
#include "check.h"
#include "dummy.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

enum { MANY = 50, ROUNDS = 300 };

/* A dummy, the pipe that is probed, and the outcome of an actor's last probe. */
struct setup {
	struct dummy *dummy;
	int ends[2];
	gg_outcome outcome;
};

static struct setup setup_new(void)
{
	struct setup setup = {.dummy = dummy_new(NULL)};

	CHECK(!pipe2(setup.ends, O_CLOEXEC | O_NONBLOCK));
	return setup;
}

static void setup_free(struct setup *setup)
{
	close(setup->ends[0]);
	close(setup->ends[1]);
	dummy_free(setup->dummy);
}

static gg_outcome probe_once(struct dummy *dummy, int fd)
{
	gg_outcome outcome = GG_WOKEN;

	if (gg_pin(&dummy->handle)) {
		gg_step("pinned");
		outcome = gg_probe(&dummy->handle, fd);
		gg_unpin(&dummy->handle);
	}
	return outcome;
}

static void probe_often(struct setup *setup, gg_outcome expected)
{
	for (int i = 0; i < MANY; i++)
		CHECK(probe_once(setup->dummy, setup->ends[0]) == expected);
}

static void play_one_probe(void *arg)
{
	struct setup *setup = arg;

	setup->outcome = probe_once(setup->dummy, setup->ends[0]);
}

static void play_probe(void *arg)
{
	struct setup *setup = arg;

	for (int i = 0; i < MANY; i++)
		(void)probe_once(setup->dummy, setup->ends[0]);
}

static void put(struct setup *setup)
{
	CHECK(write(setup->ends[1], "x", 1) == 1);
}

static void take(struct setup *setup)
{
	char byte;

	CHECK(read(setup->ends[0], &byte, 1) == 1);
}

/* However often it changes. */
static void probes_report_the_present_state(void)
{
	struct setup setup = setup_new();

	for (int i = 0; i < MANY; i++) {
		CHECK(probe_once(setup.dummy, setup.ends[0]) == GG_TIMED_OUT);
		put(&setup);
		CHECK(probe_once(setup.dummy, setup.ends[0]) == GG_READY);
		take(&setup);
	}
	probe_often(&setup, GG_TIMED_OUT);
	put(&setup);
	probe_often(&setup, GG_READY);
	setup_free(&setup);
}

static void hang_up_is_reported(void)
{
	struct setup setup = setup_new();

	probe_often(&setup, GG_TIMED_OUT);
	CHECK(dup2(setup.ends[0], setup.ends[1]) >= 0);
	probe_often(&setup, GG_READY);
	setup_free(&setup);
}

/* Replaces the pipe under the same number, so that the epoll gets no events from the new one. */
static struct setup setup_with_deaf_epoll(struct setup *setup)
{
	struct setup other = setup_new();

	probe_often(setup, GG_TIMED_OUT);
	CHECK(dup2(other.ends[0], setup->ends[0]) >= 0);
	return other;
}

static void find(struct setup *setup)
{
	for (int probes = 1; probe_once(setup->dummy, setup->ends[0]) != GG_READY; probes++)
		CHECK(probes < MANY);
}

/* As some drivers do not notify when the device is gone. One in several probes polls it. */
static void device_that_does_not_notify_is_polled(void)
{
	struct setup setup = setup_new(), other = setup_with_deaf_epoll(&setup);

	put(&other);
	find(&setup);
	setup_free(&setup);
	setup_free(&other);
}

/* Although an epoll may learn of it later than poll() does. */
static void data_stays_ready_until_it_is_read(void)
{
	struct setup setup = setup_new(), other = setup_with_deaf_epoll(&setup);
	const struct timespec limit = {.tv_sec = 10};
	struct actor *actor;

	put(&other);
	find(&setup);
	probe_often(&setup, GG_READY);
	take(&setup);
	probe_often(&setup, GG_TIMED_OUT);
	actor = act_until_nth("epoll wait", MANY / 2, play_probe, &setup);
	await_stop(actor);
	join(actor);

	put(&other);
	CHECK(gg_pin(&setup.dummy->handle));
	CHECK(gg_wait(&setup.dummy->handle, setup.ends[0], &limit) == GG_READY);
	gg_unpin(&setup.dummy->handle);
	probe_often(&setup, GG_READY);
	setup_free(&setup);
	setup_free(&other);
}

static void miss_does_not_undo_a_later_hit(void)
{
	struct setup setup = setup_new(), other = setup_with_deaf_epoll(&setup);
	struct actor *late;

	put(&other);
	find(&setup);
	take(&setup);
	late = act_until("probed", play_one_probe, &setup);
	await_stop(late);
	put(&other);
	CHECK(probe_once(setup.dummy, setup.ends[0]) == GG_READY);
	join(late);
	probe_often(&setup, GG_READY);
	setup_free(&setup);
	setup_free(&other);
}

static void epoll_is_for_one_descriptor(void)
{
	struct setup setup = setup_new(), other = setup_new();

	probe_often(&setup, GG_TIMED_OUT);
	put(&other);
	for (int i = 0; i < MANY; i++) {
		CHECK(probe_once(setup.dummy, other.ends[0]) == GG_READY);
		CHECK(probe_once(setup.dummy, setup.ends[0]) == GG_TIMED_OUT);
	}
	setup_free(&setup);
	setup_free(&other);
}

/* epoll_ctl(2) refuses a regular file, which poll(2) always reports as readable. */
static void regular_file_is_probed(void)
{
	struct setup setup = setup_new();
	int before = open_files(), file = open("/proc/self/exe", O_RDONLY | O_CLOEXEC);

	CHECK(file >= 0);
	for (int i = 0; i < MANY; i++)
		CHECK(probe_once(setup.dummy, file) == GG_READY);
	close(file);
	CHECK(open_files() == before);
	setup_free(&setup);
}

static void first_probe_creates_no_descriptor(void)
{
	struct setup setup = setup_new();
	int before = open_files();

	play_one_probe(&setup);
	CHECK(setup.outcome == GG_TIMED_OUT);
	CHECK(open_files() == before);
	setup_free(&setup);
}

static void probes_need_no_descriptor(void)
{
	struct setup setup = setup_new();
	rlim_t before = limit_files((rlim_t)setup.ends[1] + 1);

	probe_often(&setup, GG_TIMED_OUT);
	put(&setup);
	probe_often(&setup, GG_READY);
	limit_files(before);
	setup_free(&setup);
}

static void close_closes_the_descriptor(void)
{
	struct setup setup = setup_new();
	int before = open_files(), number;

	probe_often(&setup, GG_TIMED_OUT);
	CHECK(open_files() == before + 1);
	number = setup.dummy->handle.probe_epoll;
	CHECK(fcntl(number, F_GETFD) & FD_CLOEXEC);
	CHECK(dummy_close(setup.dummy));
	CHECK(open_files() == before);
	CHECK(probe_once(setup.dummy, setup.ends[0]) == GG_WOKEN);
	setup_free(&setup);
}

static void descriptor_is_closed_only_once(void)
{
	struct setup setup = setup_new();
	int number;

	probe_often(&setup, GG_TIMED_OUT);
	number = setup.dummy->handle.probe_epoll;
	CHECK(dummy_close(setup.dummy));
	CHECK(fcntl(setup.ends[0], F_DUPFD_CLOEXEC, number) == number); /* reused */
	dummy_free(setup.dummy);
	CHECK(!close(number));
	setup.dummy = dummy_new(NULL);
	setup_free(&setup);
}

static void freeing_an_unclosed_object_closes_the_descriptor(void)
{
	struct setup setup = setup_new();
	int before;

	probe_often(&setup, GG_TIMED_OUT);
	before = open_files();
	dummy_free(setup.dummy);
	CHECK(open_files() == before - 1);
	setup.dummy = dummy_new(NULL);
	setup_free(&setup);
}

/* A probe beside the one that creates it polls the device. */
static void descriptor_is_created_once(void)
{
	struct setup setup = setup_new();
	struct actor *first = act_until("epoll create", play_probe, &setup);
	int before;

	await_stop(first);
	before = open_files();
	play_probe(&setup);
	CHECK(open_files() == before);
	join(first);
	CHECK(open_files() == before + 1);
	setup_free(&setup);
}

/* Also when several threads probe in turn. */
static void most_probes_use_epoll(void)
{
	struct setup setup = setup_new();

	for (int i = 0; i < 3; i++) {
		struct actor *actor = act_until_nth("epoll wait", MANY * 3 / 4, play_probe, &setup);

		await_stop(actor);
		join(actor);
	}
	setup_free(&setup);
}

/* Of two concurrent calls of epoll_wait(), one may find nothing: see probe_epoll_set(). */
static void one_thread_at_a_time_uses_epoll(void)
{
	struct setup setup = setup_new();
	struct actor *first = act_until("epoll wait", play_probe, &setup), *second;

	await_stop(first);
	second = act_until_nth("poll", MANY, play_probe, &setup);
	await_stop(second);
	join(first);
	join(second);
	setup_free(&setup);
}

/* The pin keeps the epoll descriptor open. */
static void close_waits_for_a_probe(void)
{
	struct setup setup = setup_new();
	struct actor *looker = act_until("epoll wait", play_probe, &setup), *closer;

	await_stop(looker);
	closer = act(play_close, setup.dummy);
	await_sleep(closer, "futex wait");
	CHECK(fcntl(setup.dummy->handle.probe_epoll, F_GETFD) >= 0);
	join(looker);
	join(closer);
	setup_free(&setup);
}

/* The caller would read the data from an object that is being destroyed. */
static void close_takes_precedence_over_data(void)
{
	const char *const steps[] = {"probe", "poll", "probed"};

	for (size_t i = 0; i < 2 * COUNT_OF(steps); i++) {
		struct setup setup = setup_new();
		struct actor *looker = act_until(steps[i / 2], play_one_probe, &setup), *closer;

		if (i % 2)
			put(&setup);
		await_stop(looker);
		closer = act(play_close, setup.dummy);
		await_sleep(closer, "futex wait");
		join(looker);
		join(closer);
		CHECK(setup.outcome == GG_WOKEN);
		setup_free(&setup);
	}
}

static void probes_race_with_closes(void)
{
	int before = open_files();

	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct setup setup = setup_new();
		struct actor *all[] = {
			act_until("start", play_probe, &setup),
			act_until("start", play_probe, &setup),
			act_until("start", play_probe, &setup),
			act_until("start", play_close, setup.dummy),
		};

		for (size_t k = 0; k < COUNT_OF(all); k++)
			await_stop(all[k]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			go_on(all[(k + i) % COUNT_OF(all)]);
		for (size_t k = 0; k < COUNT_OF(all); k++)
			join(all[k]);
		setup_free(&setup);
	}
	CHECK(open_files() == before);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(probes_report_the_present_state),
		TEST(hang_up_is_reported),
		TEST(device_that_does_not_notify_is_polled),
		TEST(data_stays_ready_until_it_is_read),
		TEST(miss_does_not_undo_a_later_hit),
		TEST(epoll_is_for_one_descriptor),
		TEST(regular_file_is_probed),
		TEST(first_probe_creates_no_descriptor),
		TEST(probes_need_no_descriptor),
		TEST(close_closes_the_descriptor),
		TEST(descriptor_is_closed_only_once),
		TEST(freeing_an_unclosed_object_closes_the_descriptor),
		TEST(descriptor_is_created_once),
		TEST(most_probes_use_epoll),
		TEST(one_thread_at_a_time_uses_epoll),
		TEST(close_waits_for_a_probe),
		TEST(close_takes_precedence_over_data),
		TEST(probes_race_with_closes),
	};

	return RUN_TESTS(tests);
}
