/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* locked(): re-entrant for its thread, closed to the others, with no lock held in between. */
#include "check.h"
#include "excuse.h"
#include "scene.h"
#include "thing.h"

#include <sched.h>

enum { MANY = 4, ROUNDS = 500 };

static void owner_may_do_everything(void)
{
	struct thing *thing = thing_new(NULL);
	gg_handle *const handles[] = {&thing->handle};

	CHECK(thing_try_own(thing));
	CHECK(locks_held() == 0);
	CHECK(gg_is_owner(&thing->handle));
	CHECK(thing_call(thing));
	CHECK(gg_enter_all(handles, 1));
	gg_leave_all(handles, 1);
	CHECK(gg_pin(&thing->handle));
	gg_unpin(&thing->handle);
	CHECK(thing_try_own(thing));
	CHECK(thing_leave(thing));
	CHECK(gg_is_owner(&thing->handle));
	CHECK(thing_leave(thing));
	CHECK(!gg_is_owner(&thing->handle));
	CHECK(!thing_leave(thing));
	thing_free(thing);
}

static void enter_as_a_stranger(void *arg)
{
	struct thing *thing = arg;
	gg_handle *const handles[] = {&thing->handle};

	CHECK(!gg_is_owner(&thing->handle));
	CHECK(!gg_enter(&thing->handle));
	CHECK(!gg_enter_all(handles, 1));
	CHECK(!thing_try_own(thing));
	CHECK(!thing_leave(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_OWNED);
	CHECK(locks_held() == 0);
}

static void others_are_refused_until_the_outermost_exit(void)
{
	struct thing *thing = thing_new(NULL);

	for (int i = 0; i < 3; i++)
		CHECK(thing_try_own(thing));
	for (int i = 0; i < 3; i++) {
		join(act(enter_as_a_stranger, thing));
		CHECK(thing_leave(thing));
	}
	join(act(play_call, thing));
	CHECK(!thing->refused);
	thing_free(thing);
}

/* Waits need no guard: locked() does not stop them. */
static void others_may_pin(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *waiter;

	CHECK(thing_try_own(thing));
	waiter = act(play_wait, thing);
	await_sleep(waiter, "ppoll");
	CHECK(thing_leave(thing));
	play_close(thing);
	join(waiter);
	thing_free(thing);
}

static void owner_waits_for_the_call_in_flight(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *caller = act_until("inside", play_slow_call, thing), *owner;

	await_stop(caller);
	owner = act(play_own, thing);
	await_sleep(owner, "lock");
	join(caller);
	join(owner);
	thing_free(thing);
}

static void play_call_in_turn(void *arg)
{
	struct thing *thing = arg;

	atomic_store_explicit(&thing->refused, !thing_call_in_turn(thing), memory_order_relaxed);
}

static void everyone_gets_a_turn_when_the_owner_leaves(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *waiters[4];

	CHECK(thing_try_own(thing));
	for (size_t i = 0; i < COUNT_OF(waiters); i++) {
		waiters[i] = act(play_call_in_turn, thing);
		await_sleep(waiters[i], "futex wait");
	}
	CHECK(thing_leave(thing));
	for (size_t i = 0; i < COUNT_OF(waiters); i++)
		join(waiters[i]);
	CHECK(thing->calls == COUNT_OF(waiters));
	thing_free(thing);
}

/* The owner leaves after the waiter's look, before its sleep. */
static void leaving_is_not_slept_through(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *waiter;

	CHECK(thing_try_own(thing));
	waiter = act_until("futex wait", play_call_in_turn, thing);
	await_stop(waiter);
	CHECK(thing_leave(thing));
	join(waiter);
	CHECK(!thing->refused);
	thing_free(thing);
}

static void signal_ends_the_wait_for_a_turn(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *waiter;

	CHECK(thing_try_own(thing));
	waiter = act(play_wait_for_owner, thing);
	await_sleep(waiter, "futex wait");
	interrupt_to_end(waiter);
	join(waiter);
	CHECK(!thing->refused);
	CHECK(thing_leave(thing));
	thing_free(thing);
}

static void nobody_waits_for_a_free_turn(void)
{
	struct thing *thing = thing_new(NULL);

	CHECK(thing_wait_for_owner(thing));
	CHECK(thing_try_own(thing));
	CHECK(thing_wait_for_owner(thing));
	CHECK(thing_leave(thing));
	thing_free(thing);
}

/* Read, change, write, as three calls: nobody else comes between. */
static unsigned long sum;

static void add_in_three_calls(void *arg)
{
	struct thing *thing = arg;

	for (unsigned int i = 0; i < rounds(ROUNDS); i++) {
		unsigned long before;

		CHECK(thing_own(thing));
		CHECK(thing_call(thing));
		before = sum;
		CHECK(thing_call(thing));
		sum = before + 1;
		CHECK(thing_call(thing));
		CHECK(thing_leave(thing));
	}
}

static void owners_take_turns(void)
{
	struct thing *thing = thing_new(NULL);

	act_together(MANY, add_in_three_calls, thing);
	CHECK(sum == MANY * rounds(ROUNDS));
	CHECK(thing->calls == 3 * MANY * rounds(ROUNDS));
	thing_free(thing);
}

static void own_and_add(void *arg)
{
	struct thing *thing = arg;

	CHECK(thing_own(thing));
	gg_step("owner");
	sum++;
	EXCUSE_RELEASE(thing->handle.guard->owner);
	CHECK(thing_leave(thing));
}

/* And is seen by it: this is for the tools that watch. */
static void what_a_block_did_comes_before_the_call_after_it(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act_until("owner", own_and_add, thing);

	await_stop(owner);
	go_on(owner);
	while (!thing_call(thing))
		sched_yield();
	EXCUSE_ACQUIRE(thing->handle.guard->owner);
	CHECK(sum == 1);
	join(owner);
	thing_free(thing);
}

static void owner_of_one_owns_all_on_the_guard(void)
{
	gg_guard *guard = gg_library_guard();
	struct thing *a = thing_new(guard), *b = thing_new(guard);

	CHECK(thing_try_own(a));
	CHECK(gg_is_owner(&b->handle));
	CHECK(thing_call(b));
	join(act(enter_as_a_stranger, b));
	CHECK(thing_leave(a));
	join(act(play_call, b));
	CHECK(!b->refused);
	thing_free(a);
	thing_free(b);
}

/* Owner and close. */

static void owner_may_close(void)
{
	struct thing *thing = thing_new(NULL);

	CHECK(thing_try_own(thing));
	CHECK(thing_try_own(thing));
	play_close(thing);
	CHECK(!thing_call(thing));
	CHECK(!thing_try_own(thing));
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	CHECK(thing_leave(thing));
	CHECK(thing_leave(thing));
	CHECK(!thing_leave(thing));
	thing_free(thing);
}

static void try_close(void *arg)
{
	CHECK(!thing_try_close(arg));
	CHECK(locks_held() == 0);
}

static void close_waits_for_the_owner(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *closers[2];

	CHECK(thing_try_own(thing));
	join(act(try_close, thing));
	CHECK(!thing_is_destroyed(thing));
	CHECK(!thing_call(thing)); /* close has begun */
	CHECK(gg_why_refused(&thing->handle) == GG_CLOSED);
	for (size_t i = 0; i < COUNT_OF(closers); i++) {
		closers[i] = act(play_close, thing);
		await_sleep(closers[i], "futex wait");
	}
	CHECK(thing_leave(thing));
	for (size_t i = 0; i < COUNT_OF(closers); i++)
		join(closers[i]);
	thing_free(thing);
}

static void wait_as_owner(void *arg)
{
	struct thing *thing = arg;

	CHECK(thing_try_own(thing));
	play_wait(thing);
	CHECK(!thing_is_destroyed(thing));
	CHECK(thing_leave(thing));
}

static void close_wakes_an_owner_who_waits(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = act(wait_as_owner, thing);

	await_sleep(owner, "ppoll");
	play_close(thing);
	join(owner);
	thing_free(thing);
}

/* Owners that are gone. */

static void own_thrice_and_stay(void *arg)
{
	struct thing *thing = arg;

	for (int i = 0; i < 3; i++)
		CHECK(thing_try_own(thing));
	gg_step("owner");
	CHECK(!gg_is_owner(&thing->handle));
	CHECK(!thing_leave(thing));
}

static struct actor *owner_of_three_blocks(struct thing *thing)
{
	struct actor *owner = act_until("owner", own_thrice_and_stay, thing);

	await_stop(owner);
	return owner;
}

static void abandoned_handle_is_given_up(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = owner_of_three_blocks(thing), *waiter;

	CHECK(!thing_call(thing));
	waiter = act(play_call_in_turn, thing);
	await_sleep(waiter, "futex wait");
	thing_abandon(thing, 2);
	await_sleep(waiter, "futex wait");
	CHECK(gg_why_refused(&thing->handle) == GG_OWNED);
	thing_abandon(thing, 1);
	join(waiter);
	join(owner);
	CHECK(!thing->refused);
	CHECK(thing_try_own(thing));
	CHECK(thing_leave(thing));
	thing_free(thing);
}

static void abandoned_handle_may_be_closed(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = owner_of_three_blocks(thing), *closer;

	closer = act(play_close, thing);
	await_sleep(closer, "futex wait");
	thing_abandon(thing, 3);
	join(closer);
	join(owner);
	thing_free(thing);
}

/* Nobody is, when the block ends before it is to be ended. */
static void evicting_nobody_does_nothing(void)
{
	struct thing *thing = thing_new(NULL);

	gg_evict(&thing->handle);
	CHECK(thing_try_own(thing));
	CHECK(thing_leave(thing));
	gg_evict(&thing->handle);
	CHECK(thing_call(thing));
	thing_free(thing);
}

/* What was entered in an earlier tenure counts for nothing in this one. */
static void tenure_that_has_ended_ends_no_other(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = owner_of_three_blocks(thing);
	uint64_t ended = thing->tenure;

	gg_evict(&thing->handle);
	join(owner);
	gg_abandon(&thing->handle, ended, 3);
	CHECK(thing_try_own(thing));
	CHECK(thing_try_own(thing));
	gg_abandon(&thing->handle, ended, 1);
	CHECK(!gg_disown(&thing->handle, ended));
	CHECK(thing_leave(thing));
	join(act(enter_as_a_stranger, thing));
	CHECK(thing_leave(thing));
	CHECK(!thing_leave(thing));
	join(act(play_call, thing));
	CHECK(!thing->refused);
	thing_free(thing);
}

/* However often it was entered; and who owns next starts to count anew. */
static void evicted_owner_is_gone(void)
{
	struct thing *thing = thing_new(NULL);
	struct actor *owner = owner_of_three_blocks(thing), *waiter;

	waiter = act(play_call_in_turn, thing);
	await_sleep(waiter, "futex wait");
	gg_evict(&thing->handle);
	join(waiter);
	join(owner);
	CHECK(!thing->refused);
	CHECK(thing_try_own(thing));
	CHECK(thing_leave(thing));
	join(act(play_call_in_turn, thing));
	CHECK(!thing->refused);
	thing_free(thing);
}

static _Atomic uint32_t numbers[MANY];
static _Atomic int numbered;

static void take_a_number(void *arg)
{
	(void)arg;
	CHECK(gg_thread_id() == gg_thread_id());
	numbers[atomic_fetch_add(&numbered, 1)] = gg_thread_id();
}

static void threads_have_numbers_of_their_own(void)
{
	act_together(MANY, take_a_number, NULL);
	for (int i = 0; i < MANY; i++) {
		CHECK(numbers[i] != 0 && numbers[i] != gg_thread_id());
		for (int k = 0; k < i; k++)
			CHECK(numbers[i] != numbers[k]);
	}
}

int main(int argc, char **argv)
{
	static const struct test tests[] = {
		TEST(owner_may_do_everything),
		TEST(others_are_refused_until_the_outermost_exit),
		TEST(others_may_pin),
		TEST(owner_waits_for_the_call_in_flight),
		TEST(everyone_gets_a_turn_when_the_owner_leaves),
		TEST(leaving_is_not_slept_through),
		TEST(signal_ends_the_wait_for_a_turn),
		TEST(nobody_waits_for_a_free_turn),
		TEST(owners_take_turns),
		TEST(what_a_block_did_comes_before_the_call_after_it),
		TEST(owner_of_one_owns_all_on_the_guard),
		TEST(owner_may_close),
		TEST(close_waits_for_the_owner),
		TEST(close_wakes_an_owner_who_waits),
		TEST(abandoned_handle_is_given_up),
		TEST(abandoned_handle_may_be_closed),
		TEST(evicted_owner_is_gone),
		TEST(evicting_nobody_does_nothing),
		TEST(tenure_that_has_ended_ends_no_other),
		TEST(threads_have_numbers_of_their_own),
	};

	return RUN_TESTS(tests);
}
