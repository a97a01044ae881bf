/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Close: idempotent, exactly once, after every call and pin; late callers are refused. */
#include "check.h"
#include "excuse.h"
#include "scene.h"
#include "thing.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

enum { MANY = 8, ROUNDS = 200 };

static void close_may_be_repeated(void)
{
	struct thing *thing = thing_new(NULL);

	CHECK(thing_close(thing));
	CHECK(thing_close(thing));
	CHECK(thing_is_destroyed(thing));
	thing_free(thing);
}

static void object_that_never_opened_may_be_closed(void)
{
	struct thing *thing = thing_half_made(NULL);

	CHECK(thing_close(thing));
	CHECK(!thing_is_destroyed(thing));
	thing_free(thing);
}

static void many_closers_destroy_once(void)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct thing *thing = thing_new(NULL);

		act_together(MANY, play_close, thing);
		CHECK(thing_is_destroyed(thing));
		thing_free(thing);
	}
}

static void call_until_closed(void *arg)
{
	while (thing_call(arg))
		sched_yield();
}

static void pin_until_closed(void *arg)
{
	struct thing *thing = arg;

	while (gg_pin(&thing->handle)) {
		CHECK(thing->native);
		EXCUSE_RELEASE(thing->handle.state);
		gg_unpin(&thing->handle);
		sched_yield();
	}
}

static void callers_pinners_and_closers_meet(void)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct thing *thing = thing_new(NULL);
		struct actor *others[] = {
			act(call_until_closed, thing), act(call_until_closed, thing),
			act(pin_until_closed, thing), act(pin_until_closed, thing)};

		act_together(2, play_close, thing);
		for (size_t k = 0; k < COUNT_OF(others); k++)
			join(others[k]);
		thing_free(thing);
	}
}

static void close_waits_for_the_call_in_flight(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *caller = act_until("inside", play_slow_call, thing), *closer;

	await_stop(caller);
	closer = act(play_close, thing);
	await_sleep(closer, "lock");
	CHECK(!thing_is_destroyed(thing));
	join(caller);
	join(closer);
	thing_free(thing);
}

static void second_closer_waits_for_the_first(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *first = act_until("destroying", play_close, thing), *second;

	await_stop(first);
	second = act(play_close, thing);
	await_sleep(second, "lock");
	join(first);
	join(second);
	thing_free(thing);
}

/* Who queued for the lock before close did, but gets it after close began, is late. */
static void call_that_waits_when_close_begins_is_refused(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *inside = act_until("inside", play_slow_call, thing), *caller, *closer;

	await_stop(inside);
	caller = act(play_call, thing);
	await_sleep(caller, "lock");
	closer = act(play_close, thing);
	await_sleep(closer, "lock");
	join(inside);
	join(caller);
	join(closer);
	CHECK(thing->refused);
	CHECK(thing->calls == 1);
	thing_free(thing);
}

/* The same for a call on two handles, one of which is closed. */
static void call_two(void *arg)
{
	struct thing *const *things = arg;
	gg_handle *const handles[] = {&things[0]->handle, &things[1]->handle};

	things[0]->refused = !gg_enter_all(handles, 2);
	if (!things[0]->refused)
		gg_leave_all(handles, 2);
}

static void call_on_several_that_waits_when_close_begins_is_refused(void)
{
	struct thing *things[] = {thing_new(NULL), thing_new(NULL)};
	struct actor *inside = act_until("inside", play_slow_call, things[1]), *caller, *closer;

	await_stop(inside);
	caller = act(call_two, things);
	await_sleep(caller, "lock");
	closer = act(play_close, things[1]);
	await_sleep(closer, "lock");
	join(inside);
	join(caller);
	join(closer);
	CHECK(things[0]->refused);
	CHECK(thing_call(things[0]));
	thing_free(things[0]);
	thing_free(things[1]);
}

static void late_callers_are_refused(void)
{
	struct thing *thing = thing_new(NULL);
	gg_handle *const handles[] = {&thing->handle};

	CHECK(thing_close(thing));
	CHECK(gg_is_closing(&thing->handle));
	CHECK(!gg_enter(&thing->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!gg_pin(&thing->handle));
	CHECK(!thing_try_own(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	thing_free(thing);
}

/* From the moment close has begun, not only from its end. */
static void callers_during_close_are_refused(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *closer = act_until("closing", play_close, thing);

	await_stop(closer);
	CHECK(!thing_call(thing));
	CHECK(!gg_pin(&thing->handle));
	CHECK(!thing_try_own(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	join(closer);
	thing_free(thing);
}

/* Pins. */

static void close_waits_for_every_pin(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *first = act_until("pinned", play_pinned, thing);
	struct actor *second = act_until("pinned", play_pinned, thing), *closer;

	await_stop(first);
	await_stop(second);
	closer = act(play_close, thing);
	await_sleep(closer, "futex wait");
	join(first);
	await_sleep(closer, "futex wait");
	CHECK(!thing_is_destroyed(thing));
	join(second);
	join(closer);
	thing_free(thing);
}

static void last_unpin_wakes_every_closer(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *pinner = act_until("pinned", play_pinned, thing), *closers[3];

	await_stop(pinner);
	for (size_t i = 0; i < COUNT_OF(closers); i++) {
		closers[i] = act(play_close, thing);
		await_sleep(closers[i], "futex wait");
	}
	join(pinner);
	for (size_t i = 0; i < COUNT_OF(closers); i++)
		join(closers[i]);
	thing_free(thing);
}

static void pin_often(void *arg)
{
	struct thing *thing = arg;

	for (unsigned int i = 0; i < rounds(200000); i++) {
		CHECK(gg_pin(&thing->handle));
		gg_unpin(&thing->handle);
	}
}

static void pins_of_many_threads_add_up(void)
{
	struct thing *thing = thing_new(NULL);

	act_together(MANY, pin_often, thing);
	CHECK(atomic_load(&thing->handle.state) == (GG_OPEN | GG_ALIVE));
	CHECK(thing_close(thing));
	thing_free(thing);
}

/* The last unpin comes after the closer's look at the pins, before its sleep. */
static void unpin_is_not_slept_through(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *pinner = act_until("pinned", play_pinned, thing), *closer;

	await_stop(pinner);
	closer = act_until("futex wait", play_close, thing);
	await_stop(closer);
	join(pinner);
	join(closer);
	thing_free(thing);
}

static void signal_does_not_end_the_draining(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *pinner = act_until("pinned", play_pinned, thing), *closer;

	await_stop(pinner);
	closer = act(play_close, thing);
	for (int i = 0; i < 20; i++) {
		await_sleep(closer, "futex wait");
		interrupt(closer);
	}
	await_sleep(closer, "futex wait");
	CHECK(!thing_is_destroyed(thing));
	join(pinner);
	join(closer);
	thing_free(thing);
}

static void call_while_pinned(void *arg)
{
	struct thing *thing = arg;

	CHECK(gg_pin(&thing->handle));
	gg_step("pinned");
	CHECK(!thing_call(thing));
	gg_unpin(&thing->handle);
}

/* Close holds nothing while it waits for pins: a pinned thread may come to the guard. */
static void close_drains_with_nothing_held(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *pinner = act_until("pinned", call_while_pinned, thing), *closer;

	await_stop(pinner);
	closer = act(play_close, thing);
	await_sleep(closer, "futex wait");
	join(pinner);
	join(closer);
	thing_free(thing);
}

/* The wake descriptor belongs to the handle until close, and then to nobody. */

static void make_wake_descriptor(struct thing *thing)
{
	const struct timespec instant = {.tv_nsec = 1};

	CHECK(gg_pin(&thing->handle));
	CHECK(gg_wait(&thing->handle, -1, &instant) == GG_TIMED_OUT);
	gg_unpin(&thing->handle);
	CHECK(atomic_load(&thing->handle.wake_fd) >= 0);
}

static void close_gives_the_descriptor_back(void)
{
	int before = open_files();
	struct thing *thing = thing_new(NULL);

	make_wake_descriptor(thing);
	CHECK(open_files() == before + 1);
	CHECK(thing_close(thing));
	CHECK(open_files() == before);
	thing_free(thing);
	CHECK(open_files() == before);
}

static void object_that_goes_unclosed_gives_the_descriptor_back(void)
{
	int before = open_files();
	struct thing *thing = thing_new(NULL);

	make_wake_descriptor(thing);
	thing_free(thing);
	CHECK(open_files() == before);
}

/* A stranger's file, by the number that the wake descriptor had: the writing end of a pipe. */
static void stranger_at(int number, int ends[2])
{
	CHECK(!pipe2(ends, O_NONBLOCK));
	for (int i = 0; i < 2; i++) { /* both out of the way */
		int elsewhere = fcntl(ends[i], F_DUPFD, number + 1);

		CHECK(elsewhere > number);
		close(ends[i]);
		ends[i] = elsewhere;
	}
	CHECK(fcntl(number, F_GETFD) < 0 && errno == EBADF);
	CHECK(dup2(ends[1], number) == number);
	close(ends[1]);
	ends[1] = number;
}

static void descriptor_is_closed_only_once(void)
{
	struct thing *thing = thing_new(NULL);
	int number, ends[2];

	make_wake_descriptor(thing);
	number = atomic_load(&thing->handle.wake_fd);
	CHECK(thing_close(thing));
	stranger_at(number, ends);
	CHECK(thing_close(thing));
	thing_free(thing);
	CHECK(fcntl(number, F_GETFD) >= 0);
	close(ends[0]);
	close(ends[1]);
}

/*
 * Two threads close; one is about to write to the wake descriptor when the other has done all of
 * its work, and the number belongs to somebody else: their file must not get those eight bytes.
 */
static void wake_goes_to_no_strange_file(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *slow, *quick;
	int number, ends[2];
	char byte;

	make_wake_descriptor(thing);
	number = atomic_load(&thing->handle.wake_fd);
	slow = act_until("write", play_close, thing);
	await_stop(slow);
	quick = act(play_close, thing);
	await_rest(quick, "futex wait");
	if (has_ended(quick)) {
		stranger_at(number, ends);
		join(slow);
		CHECK(read(ends[0], &byte, 1) < 0 && errno == EAGAIN);
		close(ends[0]);
		close(ends[1]);
	} else {
		join(slow);
	}
	join(quick);
	thing_free(thing);
}

static void close_once(void *arg)
{
	CHECK(thing_close(arg));
}

/* Close comes while the constructor still runs: the handle is whole then, or nobody gets in. */
static void handle_never_opens_on_a_destroyed_object(void)
{
	struct thing *thing = thing_half_made(NULL);
	struct actor *closer = act_until("lock", close_once, thing);

	await_stop(closer);
	thing_open(thing);
	join(closer);
	thing_call(thing);
	CHECK(gg_is_closing(&thing->handle) || !thing_is_destroyed(thing));
	CHECK(thing_close(thing));
	CHECK(thing_is_destroyed(thing));
	thing_free(thing);
}

/* The object is in its place, but the handle not yet open: that is no time to destroy it. */
static void object_is_not_destroyed_before_its_handle_opens(void)
{
	struct thing *thing = thing_half_made(NULL);
	struct actor *constructor = act_until("opening", play_open, thing), *closer;

	await_stop(constructor);
	closer = act(close_once, thing);
	await_rest(closer, "lock");
	CHECK(!thing_is_destroyed(thing));
	join(constructor);
	join(closer);
	CHECK(gg_is_closing(&thing->handle) && thing_is_destroyed(thing));
	thing_free(thing);
}

/* The handle opens after close has found it closed, before it looks for pins: it starts again. */
static void close_does_not_wait_for_an_open_handle(void)
{
	struct thing *thing = thing_half_made(NULL);
	struct actor *closer = act_until("drain", close_once, thing), *pinner;

	await_stop(closer);
	thing_open(thing);
	pinner = act_until("pinned", play_pinned, thing);
	await_stop(pinner);
	go_on(closer);
	await_sleep(closer, "futex wait");
	CHECK(gg_is_closing(&thing->handle) && !thing_is_destroyed(thing));
	join(pinner);
	join(closer);
	CHECK(thing_is_destroyed(thing));
	thing_free(thing);
}

/*
 * Close comes while the constructor still runs, and gets the guard when the handle was opened,
 * pinned, and closed by a second closer, who waits for the pin: so must the first.
 */
static void pin_of_a_handle_that_opened_late_counts(void)
{
	struct thing *thing = thing_half_made(NULL);
	struct actor *early = act_until("lock", close_once, thing), *pinner, *closer;

	await_stop(early);
	thing_open(thing);
	pinner = act_until("pinned", play_pinned, thing);
	await_stop(pinner);
	closer = act(play_close, thing);
	await_sleep(closer, "futex wait");
	go_on(early);
	await_rest(early, "futex wait");
	CHECK(!thing_is_destroyed(thing));
	join(pinner);
	join(early);
	join(closer);
	thing_free(thing);
}

static void pin_what_is_closed(void *arg)
{
	struct thing *thing = arg;

	CHECK(!gg_pin(&thing->handle));
}

/* Between its look at the state and its change of it, close comes and goes. */
static void pin_does_not_bring_back_what_is_closed(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *pinner = act_until("pinning", pin_what_is_closed, thing);

	await_stop(pinner);
	play_close(thing);
	join(pinner);
	CHECK(gg_is_closing(&thing->handle));
	thing_free(thing);
}

/* The same the other way round. */
static void close_does_not_lose_a_pin(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *closer = act_until("stopping", play_close, thing), *pinner;

	await_stop(closer);
	pinner = act_until("pinned", play_pinned, thing);
	await_stop(pinner);
	go_on(closer);
	await_rest(closer, "futex wait");
	CHECK(!thing_is_destroyed(thing));
	join(pinner);
	join(closer);
	thing_free(thing);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(close_may_be_repeated),
		TEST(object_that_never_opened_may_be_closed),
		TEST(many_closers_destroy_once),
		TEST(callers_pinners_and_closers_meet),
		TEST(close_waits_for_the_call_in_flight),
		TEST(second_closer_waits_for_the_first),
		TEST(call_that_waits_when_close_begins_is_refused),
		TEST(call_on_several_that_waits_when_close_begins_is_refused),
		TEST(late_callers_are_refused),
		TEST(callers_during_close_are_refused),
		TEST(pins_of_many_threads_add_up),
		TEST(close_waits_for_every_pin),
		TEST(last_unpin_wakes_every_closer),
		TEST(unpin_is_not_slept_through),
		TEST(signal_does_not_end_the_draining),
		TEST(close_drains_with_nothing_held),
		TEST(close_gives_the_descriptor_back),
		TEST(object_that_goes_unclosed_gives_the_descriptor_back),
		TEST(descriptor_is_closed_only_once),
		TEST(wake_goes_to_no_strange_file),
		TEST(handle_never_opens_on_a_destroyed_object),
		TEST(object_is_not_destroyed_before_its_handle_opens),
		TEST(close_does_not_wait_for_an_open_handle),
		TEST(pin_of_a_handle_that_opened_late_counts),
		TEST(pin_does_not_bring_back_what_is_closed),
		TEST(close_does_not_lose_a_pin),
	};

	return RUN_TESTS(tests);
}
