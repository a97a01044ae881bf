/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Close: idempotent, exactly once, after every call and pin; late callers are refused. */
#include "actor.h"
#include "check.h"
#include "dummy.h"
#include "helgrind.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

enum { MANY = 8, ROUNDS = 200 };

static void close_may_be_repeated(void)
{
	struct dummy *dummy = dummy_new(NULL);

	CHECK(dummy_close(dummy));
	CHECK(dummy_close(dummy));
	CHECK(dummy_is_destroyed(dummy));
	dummy_free(dummy);
}

static void object_that_never_opened_may_be_closed(void)
{
	struct dummy *dummy = dummy_half_made(NULL);

	CHECK(dummy_close(dummy));
	CHECK(!dummy_is_destroyed(dummy));
	dummy_free(dummy);
}

static void many_closers_destroy_once(void)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct dummy *dummy = dummy_new(NULL);

		act_together(MANY, play_close, dummy);
		CHECK(dummy_is_destroyed(dummy));
		dummy_free(dummy);
	}
}

static void call_until_closed(void *arg)
{
	while (dummy_call(arg))
		sched_yield();
}

static void pin_until_closed(void *arg)
{
	struct dummy *dummy = arg;

	while (gg_pin(&dummy->handle)) {
		CHECK(dummy->native);
		HG_RELEASE(dummy->handle.state);
		gg_unpin(&dummy->handle);
		sched_yield();
	}
}

static void callers_pinners_and_closers_race(void)
{
	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		struct dummy *dummy = dummy_new(NULL);
		struct actor *others[] = {
			act(call_until_closed, dummy), act(call_until_closed, dummy),
			act(pin_until_closed, dummy), act(pin_until_closed, dummy)};

		act_together(2, play_close, dummy);
		for (size_t k = 0; k < COUNT_OF(others); k++)
			join(others[k]);
		dummy_free(dummy);
	}
}

static void close_waits_for_the_call_in_flight(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *caller = act_until("inside", play_slow_call, dummy), *closer;

	await_stop(caller);
	closer = act(play_close, dummy);
	await_sleep(closer, "lock");
	CHECK(!dummy_is_destroyed(dummy));
	join(caller);
	join(closer);
	dummy_free(dummy);
}

static void second_closer_waits_for_the_first(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *first = act_until("destroying", play_close, dummy), *second;

	await_stop(first);
	second = act(play_close, dummy);
	await_sleep(second, "lock");
	join(first);
	join(second);
	dummy_free(dummy);
}

/* It waited for the lock before close began, and gets the lock afterwards. */
static void call_that_waits_when_close_begins_is_refused(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *inside = act_until("inside", play_slow_call, dummy), *caller, *closer;

	await_stop(inside);
	caller = act(play_call, dummy);
	await_sleep(caller, "lock");
	closer = act(play_close, dummy);
	await_sleep(closer, "lock");
	join(inside);
	join(caller);
	join(closer);
	CHECK(dummy->refused);
	CHECK(dummy->calls == 1);
	dummy_free(dummy);
}

/* The same for a call on two handles, one of which is closed. */
static void call_two(void *arg)
{
	struct dummy *const *dummies = arg;
	gg_handle *const handles[] = {&dummies[0]->handle, &dummies[1]->handle};

	dummies[0]->refused = !gg_enter_all(handles, 2);
	if (!dummies[0]->refused)
		gg_leave_all(handles, 2);
}

static void call_on_several_that_waits_when_close_begins_is_refused(void)
{
	struct dummy *dummies[] = {dummy_new(NULL), dummy_new(NULL)};
	struct actor *inside = act_until("inside", play_slow_call, dummies[1]), *caller, *closer;

	await_stop(inside);
	caller = act(call_two, dummies);
	await_sleep(caller, "lock");
	closer = act(play_close, dummies[1]);
	await_sleep(closer, "lock");
	join(inside);
	join(caller);
	join(closer);
	CHECK(dummies[0]->refused);
	CHECK(dummy_call(dummies[0]));
	dummy_free(dummies[0]);
	dummy_free(dummies[1]);
}

static void late_callers_are_refused(void)
{
	struct dummy *dummy = dummy_new(NULL);
	gg_handle *const handles[] = {&dummy->handle};

	CHECK(dummy_close(dummy));
	CHECK(gg_is_closing(&dummy->handle));
	CHECK(!gg_enter(&dummy->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!gg_pin(&dummy->handle));
	CHECK(!dummy_try_own(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	dummy_free(dummy);
}

/* As soon as close has begun, not only once it has ended. */
static void callers_during_close_are_refused(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *closer = act_until("closing", play_close, dummy);

	await_stop(closer);
	CHECK(!dummy_call(dummy));
	CHECK(!gg_pin(&dummy->handle));
	CHECK(!dummy_try_own(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
	join(closer);
	dummy_free(dummy);
}

/* Pins. */

static void close_waits_for_every_pin(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *first = act_until("pinned", play_pinned, dummy);
	struct actor *second = act_until("pinned", play_pinned, dummy), *closer;

	await_stop(first);
	await_stop(second);
	closer = act(play_close, dummy);
	await_sleep(closer, "futex wait");
	join(first);
	await_sleep(closer, "futex wait");
	CHECK(!dummy_is_destroyed(dummy));
	join(second);
	join(closer);
	dummy_free(dummy);
}

static void last_unpin_wakes_every_closer(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *pinner = act_until("pinned", play_pinned, dummy), *closers[3];

	await_stop(pinner);
	for (size_t i = 0; i < COUNT_OF(closers); i++) {
		closers[i] = act(play_close, dummy);
		await_sleep(closers[i], "futex wait");
	}
	join(pinner);
	for (size_t i = 0; i < COUNT_OF(closers); i++)
		join(closers[i]);
	dummy_free(dummy);
}

static void pin_often(void *arg)
{
	struct dummy *dummy = arg;

	for (unsigned int i = 0; i < rounds(200000); i++) {
		CHECK(gg_pin(&dummy->handle));
		gg_unpin(&dummy->handle);
	}
}

static void pins_of_many_threads_add_up(void)
{
	struct dummy *dummy = dummy_new(NULL);

	act_together(MANY, pin_often, dummy);
	CHECK(atomic_load(&dummy->handle.state) == (GG_OPEN | GG_ALIVE));
	CHECK(dummy_close(dummy));
	dummy_free(dummy);
}

/* The last unpin happens after the closer has read the pins, and before it sleeps. */
static void wakeup_by_an_unpin_is_not_lost(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *pinner = act_until("pinned", play_pinned, dummy), *closer;

	await_stop(pinner);
	closer = act_until("futex wait", play_close, dummy);
	await_stop(closer);
	join(pinner);
	join(closer);
	dummy_free(dummy);
}

static void signal_does_not_end_draining(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *pinner = act_until("pinned", play_pinned, dummy), *closer;

	await_stop(pinner);
	closer = act(play_close, dummy);
	for (int i = 0; i < 20; i++) {
		await_sleep(closer, "futex wait");
		interrupt(closer);
	}
	await_sleep(closer, "futex wait");
	CHECK(!dummy_is_destroyed(dummy));
	join(pinner);
	join(closer);
	dummy_free(dummy);
}

static void call_while_pinned(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(gg_pin(&dummy->handle));
	gg_step("pinned");
	CHECK(!dummy_call(dummy));
	gg_unpin(&dummy->handle);
}

/* A pinned thread may take the guard, so close must not hold it while it waits for pins. */
static void close_holds_no_lock_while_draining(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *pinner = act_until("pinned", call_while_pinned, dummy), *closer;

	await_stop(pinner);
	closer = act(play_close, dummy);
	await_sleep(closer, "futex wait");
	join(pinner);
	join(closer);
	dummy_free(dummy);
}

/* The wake descriptor: close must close it, once. */

static void make_wake_descriptor(struct dummy *dummy)
{
	const struct timespec instant = {.tv_nsec = 1};

	CHECK(gg_pin(&dummy->handle));
	CHECK(gg_wait(&dummy->handle, -1, &instant) == GG_TIMED_OUT);
	gg_unpin(&dummy->handle);
	CHECK(atomic_load(&dummy->handle.wake_fd) >= 0);
}

static void close_closes_the_descriptor(void)
{
	int before = open_files();
	struct dummy *dummy = dummy_new(NULL);

	make_wake_descriptor(dummy);
	CHECK(open_files() == before + 1);
	CHECK(dummy_close(dummy));
	CHECK(open_files() == before);
	dummy_free(dummy);
	CHECK(open_files() == before);
}

static void freeing_an_unclosed_object_closes_the_descriptor(void)
{
	int before = open_files();
	struct dummy *dummy = dummy_new(NULL);

	make_wake_descriptor(dummy);
	dummy_free(dummy);
	CHECK(open_files() == before);
}

/* An unrelated file with the number of the closed wake descriptor: the write end of a pipe. */
static void stranger_at(int number, int ends[2])
{
	CHECK(!pipe2(ends, O_NONBLOCK));
	for (int i = 0; i < 2; i++) { /* neither may already have that number */
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
	struct dummy *dummy = dummy_new(NULL);
	int number, ends[2];

	make_wake_descriptor(dummy);
	number = atomic_load(&dummy->handle.wake_fd);
	CHECK(dummy_close(dummy));
	stranger_at(number, ends);
	CHECK(dummy_close(dummy));
	dummy_free(dummy);
	CHECK(fcntl(number, F_GETFD) >= 0);
	close(ends[0]);
	close(ends[1]);
}

/*
 * Two threads close. One is about to write to the wake descriptor when the other has finished and
 * the number has been reused: the eight bytes must not go to that file.
 */
static void wake_is_not_written_to_an_unrelated_file(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *slow, *quick;
	int number, ends[2];
	char byte;

	make_wake_descriptor(dummy);
	number = atomic_load(&dummy->handle.wake_fd);
	slow = act_until("write", play_close, dummy);
	await_stop(slow);
	quick = act(play_close, dummy);
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
	dummy_free(dummy);
}

static void close_once(void *arg)
{
	CHECK(dummy_close(arg));
}

/* Close runs beside the constructor: the handle opens with a live object, or not at all. */
static void handle_never_opens_on_a_destroyed_object(void)
{
	struct dummy *dummy = dummy_half_made(NULL);
	struct actor *closer = act_until("lock", close_once, dummy);

	await_stop(closer);
	dummy_open(dummy);
	join(closer);
	dummy_call(dummy);
	CHECK(gg_is_closing(&dummy->handle) || !dummy_is_destroyed(dummy));
	CHECK(dummy_close(dummy));
	CHECK(dummy_is_destroyed(dummy));
	dummy_free(dummy);
}

/* The object is stored but the handle is not open yet: close must wait. */
static void object_is_not_destroyed_before_its_handle_opens(void)
{
	struct dummy *dummy = dummy_half_made(NULL);
	struct actor *constructor = act_until("opening", play_open, dummy), *closer;

	await_stop(constructor);
	closer = act(close_once, dummy);
	await_rest(closer, "lock");
	CHECK(!dummy_is_destroyed(dummy));
	join(constructor);
	join(closer);
	CHECK(gg_is_closing(&dummy->handle) && dummy_is_destroyed(dummy));
	dummy_free(dummy);
}

/* The handle opens after close has found it closed, before it reads the pins: close must restart.
 */
static void close_does_not_wait_for_an_open_handle(void)
{
	struct dummy *dummy = dummy_half_made(NULL);
	struct actor *closer = act_until("drain", close_once, dummy), *pinner;

	await_stop(closer);
	dummy_open(dummy);
	pinner = act_until("pinned", play_pinned, dummy);
	await_stop(pinner);
	go_on(closer);
	await_sleep(closer, "futex wait");
	CHECK(gg_is_closing(&dummy->handle) && !dummy_is_destroyed(dummy));
	join(pinner);
	join(closer);
	CHECK(dummy_is_destroyed(dummy));
	dummy_free(dummy);
}

/*
 * Close runs beside the constructor. When it gets the guard, the handle has been opened, pinned,
 * and closed by a second closer, which waits for the pin: the first must wait, too.
 */
static void pin_of_a_handle_that_opened_late_counts(void)
{
	struct dummy *dummy = dummy_half_made(NULL);
	struct actor *early = act_until("lock", close_once, dummy), *pinner, *closer;

	await_stop(early);
	dummy_open(dummy);
	pinner = act_until("pinned", play_pinned, dummy);
	await_stop(pinner);
	closer = act(play_close, dummy);
	await_sleep(closer, "futex wait");
	go_on(early);
	await_rest(early, "futex wait");
	CHECK(!dummy_is_destroyed(dummy));
	join(pinner);
	join(early);
	join(closer);
	dummy_free(dummy);
}

static void pin_what_is_closed(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(!gg_pin(&dummy->handle));
}

/* The handle is closed between the pin's load of the state and its compare-and-swap. */
static void pin_does_not_reopen_a_closed_handle(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *pinner = act_until("pinning", pin_what_is_closed, dummy);

	await_stop(pinner);
	play_close(dummy);
	join(pinner);
	CHECK(gg_is_closing(&dummy->handle));
	dummy_free(dummy);
}

/* The reverse: a pin is taken between close's load and its compare-and-swap. */
static void close_does_not_lose_a_pin(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *closer = act_until("stopping", play_close, dummy), *pinner;

	await_stop(closer);
	pinner = act_until("pinned", play_pinned, dummy);
	await_stop(pinner);
	go_on(closer);
	await_rest(closer, "futex wait");
	CHECK(!dummy_is_destroyed(dummy));
	join(pinner);
	join(closer);
	dummy_free(dummy);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(close_may_be_repeated),
		TEST(object_that_never_opened_may_be_closed),
		TEST(many_closers_destroy_once),
		TEST(callers_pinners_and_closers_race),
		TEST(close_waits_for_the_call_in_flight),
		TEST(second_closer_waits_for_the_first),
		TEST(call_that_waits_when_close_begins_is_refused),
		TEST(call_on_several_that_waits_when_close_begins_is_refused),
		TEST(late_callers_are_refused),
		TEST(callers_during_close_are_refused),
		TEST(pins_of_many_threads_add_up),
		TEST(close_waits_for_every_pin),
		TEST(last_unpin_wakes_every_closer),
		TEST(wakeup_by_an_unpin_is_not_lost),
		TEST(signal_does_not_end_draining),
		TEST(close_holds_no_lock_while_draining),
		TEST(close_closes_the_descriptor),
		TEST(freeing_an_unclosed_object_closes_the_descriptor),
		TEST(descriptor_is_closed_only_once),
		TEST(wake_is_not_written_to_an_unrelated_file),
		TEST(handle_never_opens_on_a_destroyed_object),
		TEST(object_is_not_destroyed_before_its_handle_opens),
		TEST(close_does_not_wait_for_an_open_handle),
		TEST(pin_of_a_handle_that_opened_late_counts),
		TEST(pin_does_not_reopen_a_closed_handle),
		TEST(close_does_not_lose_a_pin),
	};

	return RUN_TESTS(tests);
}
