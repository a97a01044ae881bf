/* SPDX-License-Identifier: LGPL-2.1-or-later */
/*
 * Threads that queue for the end of a locked() block while the handle is closed: they must wake at
 * once, not at the end of the block.
 */
#include "actor.h"
#include "check.h"
#include "dummy.h"

static void play_refused_call(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(!dummy_call_in_turn(dummy));
	CHECK(gg_why_refused(&dummy->handle) == GG_CLOSED);
}

static void play_refused_own(void *arg)
{
	CHECK(!dummy_own(arg));
}

/* The test joins them inside the block: it hangs if one sleeps until the end. */
static void close_by_the_owner_wakes_the_queue(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *queue[3];

	CHECK(dummy_try_own(dummy));
	for (size_t i = 0; i < COUNT_OF(queue); i++) {
		queue[i] = act(i ? play_refused_call : play_refused_own, dummy);
		await_sleep(queue[i], "futex wait");
	}
	play_close(dummy);
	for (size_t i = 0; i < COUNT_OF(queue); i++)
		join(queue[i]);
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

static void close_by_another_wakes_the_queue(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *caller, *closer;

	CHECK(dummy_try_own(dummy));
	caller = act(play_refused_call, dummy);
	await_sleep(caller, "futex wait");
	closer = act(play_close, dummy);
	join(caller);
	await_sleep(closer, "futex wait");
	CHECK(!dummy_is_destroyed(dummy));
	CHECK(dummy_leave(dummy));
	join(closer);
	dummy_free(dummy);
}

/* Close happens after the waiter has read the state, and before it sleeps. */
static void wakeup_by_close_is_not_lost(void)
{
	const char *const steps[] = {"queue", "lock", "futex wait"};

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct dummy *dummy = dummy_new(NULL);
		struct actor *caller;

		CHECK(dummy_try_own(dummy));
		caller = act_until_nth(steps[i], i == 1 ? 2 : 1, play_refused_call, dummy);
		await_stop(caller);
		play_close(dummy);
		join(caller);
		CHECK(dummy_leave(dummy));
		dummy_free(dummy);
	}
}

/* One closer waits for the end of the block, inside which the owner closes. */
static void destroying_wakes_waiting_closers(void)
{
	const char *const steps[] = {"queue", "futex wait", "called"};

	for (size_t i = 0; i < COUNT_OF(steps); i++) {
		struct dummy *dummy = dummy_new(NULL);
		struct actor *closer;

		CHECK(dummy_try_own(dummy));
		closer = act_until(steps[i], play_close, dummy);
		await_rest(closer, "futex wait");
		play_close(dummy);
		join(closer);
		CHECK(gg_is_owner(&dummy->handle));
		CHECK(dummy_leave(dummy));
		dummy_free(dummy);
	}
}

/* It must return once the object is destroyed, not when it is about to be. */
static void waiting_closer_returns_after_the_destruction(void)
{
	struct dummy *dummy = dummy_new(NULL);
	struct actor *owner = act_until("owner", play_own, dummy), *closer, *second;

	await_stop(owner);
	closer = act(play_close, dummy);
	await_sleep(closer, "futex wait");
	second = act(play_close, dummy);
	await_sleep(second, "futex wait");
	CHECK(!dummy_is_destroyed(dummy));
	join(owner);
	join(closer);
	join(second);
	dummy_free(dummy);
}

static void close_of_a_destroyed_object_does_not_wait(void)
{
	struct dummy *dummy = dummy_new(NULL);

	CHECK(dummy_try_own(dummy));
	play_close(dummy);
	join(act(play_close, dummy));
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

/* The handle was closed, or the object destroyed, before the wait began. */
static void try_to_wait(void *arg)
{
	struct dummy *dummy = arg;

	CHECK(gg_wait_for_owner(&dummy->handle, GG_OPEN));
	CHECK(gg_wait_for_owner(&dummy->handle, GG_ALIVE));
}

static void wait_for_a_closed_handle_returns_at_once(void)
{
	struct dummy *dummy = dummy_new(NULL);

	CHECK(dummy_try_own(dummy));
	play_close(dummy);
	join(act(try_to_wait, dummy));
	CHECK(dummy_leave(dummy));
	dummy_free(dummy);
}

static void close_early(void *arg)
{
	CHECK(dummy_close(arg));
	CHECK(!dummy_is_destroyed(arg));
}

/* Handles that share a guard: a block on one keeps threads out of all. */

static void close_of_an_unopened_object_does_not_wait(void)
{
	struct dummy *owned = dummy_new(gg_library_guard());
	struct dummy *dummy = dummy_half_made(gg_library_guard());

	CHECK(dummy_try_own(owned));
	join(act(close_early, dummy));
	CHECK(dummy_leave(owned));
	dummy_free(owned);
	dummy_free(dummy);
}

static void play_call_in_turn(void *arg)
{
	CHECK(dummy_call_in_turn(arg));
}

static void close_of_one_leaves_the_others_in_the_queue(void)
{
	struct dummy *a = dummy_new(gg_library_guard()), *b = dummy_new(gg_library_guard());
	struct actor *caller;

	CHECK(dummy_try_own(a));
	caller = act(play_call_in_turn, b);
	await_sleep(caller, "futex wait");
	play_close(a);
	await_sleep(caller, "futex wait");
	CHECK(b->calls == 0);
	CHECK(dummy_leave(a));
	join(caller);
	dummy_free(a);
	dummy_free(b);
}

/* A waiter whose handle was closed does not count, even before it has left the list. */

struct pair {
	struct dummy *a;
	struct dummy *b;
};

static void own_b_and_want_a(void *arg)
{
	struct pair *pair = arg;

	CHECK(dummy_own(pair->b));
	CHECK(!dummy_call_in_turn(pair->a));
	CHECK(dummy_leave(pair->b));
}

static void close_a_and_want_b(void *arg)
{
	struct pair *pair = arg;

	CHECK(dummy_own(pair->a));
	gg_step("owner");
	play_close(pair->a);
	gg_step("closed");
	CHECK(dummy_call_in_turn(pair->b));
	CHECK(dummy_leave(pair->a));
}

static void queue_for_a_closed_handle_is_no_cycle(void)
{
	struct pair pair = {dummy_new(NULL), dummy_new(NULL)};
	struct actor *owner = act_until("owner", close_a_and_want_b, &pair), *other;

	await_stop(owner);
	/* Its locks: own b takes two, a one, and the list one each to enter and to leave. */
	other = act_until_nth("lock", 5, own_b_and_want_a, &pair);
	await_sleep(other, "futex wait");
	go_on(owner);
	await_stop(other);
	await_sleep(owner, "futex wait");
	join(other);
	join(owner);
	dummy_free(pair.a);
	dummy_free(pair.b);
}

static void own_b_and_close_a(void *arg)
{
	struct pair *pair = arg;

	CHECK(dummy_own(pair->b));
	play_close(pair->a);
	CHECK(dummy_leave(pair->b));
}

static void waiting_to_close_a_destroyed_object_is_no_cycle(void)
{
	struct pair pair = {dummy_new(NULL), dummy_new(NULL)};
	struct actor *owner = act_until("owner", close_a_and_want_b, &pair), *other;

	await_stop(owner);
	other = act_until_nth("lock", 5, own_b_and_close_a, &pair);
	await_sleep(other, "futex wait");
	go_on(owner);
	await_stop(other);
	await_sleep(owner, "futex wait");
	join(other);
	join(owner);
	dummy_free(pair.a);
	dummy_free(pair.b);
}

/* The caller's own handle is closed between the refusal and the search for a cycle. */

static void own_a_and_want_b(void *arg)
{
	struct pair *pair = arg;

	CHECK(dummy_own(pair->a));
	CHECK(dummy_call_in_turn(pair->b));
	CHECK(dummy_leave(pair->a));
}

static void call_on_a_handle_closed_meanwhile_is_no_deadlock(void)
{
	struct pair pair = {dummy_new(NULL), dummy_new(NULL)};
	struct actor *late, *owner, *closer;

	CHECK(dummy_try_own(pair.a));
	late = act_until("queue", own_b_and_want_a, &pair);
	await_stop(late);
	CHECK(dummy_leave(pair.a));
	owner = act(own_a_and_want_b, &pair);
	await_sleep(owner, "futex wait");
	closer = act(play_close, pair.a);
	await_sleep(closer, "futex wait");
	join(late);
	join(owner);
	join(closer);
	dummy_free(pair.a);
	dummy_free(pair.b);
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(close_by_the_owner_wakes_the_queue),
		TEST(close_by_another_wakes_the_queue),
		TEST(wakeup_by_close_is_not_lost),
		TEST(destroying_wakes_waiting_closers),
		TEST(waiting_closer_returns_after_the_destruction),
		TEST(close_of_a_destroyed_object_does_not_wait),
		TEST(wait_for_a_closed_handle_returns_at_once),
		TEST(close_of_an_unopened_object_does_not_wait),
		TEST(close_of_one_leaves_the_others_in_the_queue),
		TEST(queue_for_a_closed_handle_is_no_cycle),
		TEST(waiting_to_close_a_destroyed_object_is_no_cycle),
		TEST(call_on_a_handle_closed_meanwhile_is_no_deadlock),
	};

	return RUN_TESTS(tests);
}
