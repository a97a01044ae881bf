/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Those who queue for the end of a locked() block when the handle is closed: nobody sleeps until
 * the block ends for something that is over before.
 */
#include "check.h"
#include "scene.h"
#include "thing.h"

static void play_refused_call(void *arg)
{
	struct thing *thing = arg;

	CHECK(!thing_call_in_turn(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
}

static void play_refused_own(void *arg)
{
	CHECK(!thing_own(arg));
}

/* All within the block: who sleeps until its end hangs the test. */
static void close_by_the_owner_wakes_the_queue(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *queue[3];

	CHECK(thing_try_own(thing));
	for (size_t i = 0; i < COUNT_OF(queue); i++) {
		queue[i] = act(i ? play_refused_call : play_refused_own, thing);
		await_sleep(queue[i], "futex wait");
	}
	play_close(thing);
	for (size_t i = 0; i < COUNT_OF(queue); i++)
		join(queue[i]);
	CHECK(thing_leave(thing));
	thing_free(thing);
}

static void close_by_another_wakes_the_queue(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *caller, *closer;

	CHECK(thing_try_own(thing));
	caller = act(play_refused_call, thing);
	await_sleep(caller, "futex wait");
	closer = act(play_close, thing);
	join(caller);
	await_sleep(closer, "futex wait");
	CHECK(!thing_is_destroyed(thing));
	CHECK(thing_leave(thing));
	join(closer);
	thing_free(thing);
}

/* The handle is closed after the look at it, before the sleep. */
static void close_is_not_slept_through(void)
{
	const char *const steps[] = {"queue", "lock", "futex wait"};

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct thing *thing = thing_new(NULL);
		struct actor *caller;

		CHECK(thing_try_own(thing));
		caller = act_until_nth(steps[i], i == 1 ? 2 : 1, play_refused_call, thing);
		await_stop(caller);
		play_close(thing);
		join(caller);
		CHECK(thing_leave(thing));
		thing_free(thing);
	}
}

/* Two closers: one waits for the end of the block, inside which the other destroys. */
static void destroying_wakes_those_who_wait_to_close(void)
{
	const char *const steps[] = {"queue", "futex wait", "called"};

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct thing *thing = thing_new(NULL);
		struct actor *closer;

		CHECK(thing_try_own(thing));
		closer = act_until(steps[i], play_close, thing);
		await_rest(closer, "futex wait");
		play_close(thing);
		join(closer);
		CHECK(gg_is_owner(&thing->handle));
		CHECK(thing_leave(thing));
		thing_free(thing);
	}
}

/* Not before: it returns when the object is destroyed, not when it is about to be. */
static void who_waits_to_close_waits_until_it_is_destroyed(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act_until("owner", play_own, thing), *closer, *second;

	await_stop(owner);
	closer = act(play_close, thing);
	await_sleep(closer, "futex wait");
	second = act(play_close, thing);
	await_sleep(second, "futex wait");
	CHECK(!thing_is_destroyed(thing));
	join(owner);
	join(closer);
	join(second);
	thing_free(thing);
}

static void close_of_what_is_destroyed_waits_for_no_block(void)
{
	struct thing *thing = thing_new(NULL);

	CHECK(thing_try_own(thing));
	play_close(thing);
	join(act(play_close, thing));
	CHECK(thing_leave(thing));
	thing_free(thing);
}

/* It was closed, or destroyed, before they came to wait. */
static void try_to_wait(void *arg)
{
	struct thing *thing = arg;

	CHECK(gg_wait_for_owner(&thing->handle, GG_OPEN));
	CHECK(gg_wait_for_owner(&thing->handle, GG_ALIVE));
}

static void nobody_waits_for_what_is_closed(void)
{
	struct thing *thing = thing_new(NULL);

	CHECK(thing_try_own(thing));
	play_close(thing);
	join(act(try_to_wait, thing));
	CHECK(thing_leave(thing));
	thing_free(thing);
}

static void close_early(void *arg)
{
	CHECK(thing_close(arg));
	CHECK(!thing_is_destroyed(arg));
}

/* Handles that share a guard: a block on one is a block on all. */

static void close_of_what_never_opened_waits_for_no_block(void)
{
	struct thing *owned = thing_new(gg_library_guard());
	struct thing *thing = thing_half_made(gg_library_guard());

	CHECK(thing_try_own(owned));
	join(act(close_early, thing));
	CHECK(thing_leave(owned));
	thing_free(owned);
	thing_free(thing);
}

static void play_call_in_turn(void *arg)
{
	CHECK(thing_call_in_turn(arg));
}

static void close_of_one_leaves_the_others_in_the_queue(void)
{
	struct thing *a = thing_new(gg_library_guard()), *b = thing_new(gg_library_guard());
	struct actor *caller;

	CHECK(thing_try_own(a));
	caller = act(play_call_in_turn, b);
	await_sleep(caller, "futex wait");
	play_close(a);
	await_sleep(caller, "futex wait");
	CHECK(b->calls == 0);
	CHECK(thing_leave(a));
	join(caller);
	thing_free(a);
	thing_free(b);
}

/* Who queues for a handle that was closed does not wait any more, though it is listed still. */

struct pair {
	struct thing *a;
	struct thing *b;
};

static void own_b_and_want_a(void *arg)
{
	struct pair *pair = arg;

	CHECK(thing_own(pair->b));
	CHECK(!thing_call_in_turn(pair->a));
	CHECK(thing_leave(pair->b));
}

static void close_a_and_want_b(void *arg)
{
	struct pair *pair = arg;

	CHECK(thing_own(pair->a));
	gg_step("owner");
	play_close(pair->a);
	gg_step("closed");
	CHECK(thing_call_in_turn(pair->b));
	CHECK(thing_leave(pair->a));
}

static void queue_for_what_is_closed_is_no_circle(void)
{
	struct pair pair = {thing_new(NULL), thing_new(NULL)};
	struct actor *owner = act_until("owner", close_a_and_want_b, &pair), *other;

	await_stop(owner);
	/* Its locks: own b (two), try a, own list: it stops awake, before it leaves the list. */
	other = act_until_nth("lock", 5, own_b_and_want_a, &pair);
	await_sleep(other, "futex wait");
	go_on(owner);
	await_stop(other);
	await_sleep(owner, "futex wait");
	join(other);
	join(owner);
	thing_free(pair.a);
	thing_free(pair.b);
}

static void own_b_and_close_a(void *arg)
{
	struct pair *pair = arg;

	CHECK(thing_own(pair->b));
	play_close(pair->a);
	CHECK(thing_leave(pair->b));
}

static void wait_to_close_what_is_destroyed_is_no_circle(void)
{
	struct pair pair = {thing_new(NULL), thing_new(NULL)};
	struct actor *owner = act_until("owner", close_a_and_want_b, &pair), *other;

	await_stop(owner);
	other = act_until_nth("lock", 5, own_b_and_close_a, &pair);
	await_sleep(other, "futex wait");
	go_on(owner);
	await_stop(other);
	await_sleep(owner, "futex wait");
	join(other);
	join(owner);
	thing_free(pair.a);
	thing_free(pair.b);
}

/* One's own handle may be closed between the refusal and the walk: that is no deadlock either. */

static void own_a_and_want_b(void *arg)
{
	struct pair *pair = arg;

	CHECK(thing_own(pair->a));
	CHECK(thing_call_in_turn(pair->b));
	CHECK(thing_leave(pair->a));
}

static void call_on_what_was_closed_meanwhile_is_no_deadlock(void)
{
	struct pair pair = {thing_new(NULL), thing_new(NULL)};
	struct actor *late, *owner, *closer;

	CHECK(thing_try_own(pair.a));
	late = act_until("queue", own_b_and_want_a, &pair);
	await_stop(late);
	CHECK(thing_leave(pair.a));
	owner = act(own_a_and_want_b, &pair);
	await_sleep(owner, "futex wait");
	closer = act(play_close, pair.a);
	await_sleep(closer, "futex wait");
	join(late);
	join(owner);
	join(closer);
	thing_free(pair.a);
	thing_free(pair.b);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(close_by_the_owner_wakes_the_queue),
		TEST(close_by_another_wakes_the_queue),
		TEST(close_is_not_slept_through),
		TEST(destroying_wakes_those_who_wait_to_close),
		TEST(who_waits_to_close_waits_until_it_is_destroyed),
		TEST(close_of_what_is_destroyed_waits_for_no_block),
		TEST(nobody_waits_for_what_is_closed),
		TEST(close_of_what_never_opened_waits_for_no_block),
		TEST(close_of_one_leaves_the_others_in_the_queue),
		TEST(queue_for_what_is_closed_is_no_circle),
		TEST(wait_to_close_what_is_destroyed_is_no_circle),
		TEST(call_on_what_was_closed_meanwhile_is_no_deadlock),
	};

	return RUN_TESTS(tests);
}
